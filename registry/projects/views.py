from operator import methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from registry.common.api_forms import download_records
from registry.common.as_of import day_of_the_answer
from registry.common.exports import Column
from registry.common.lists import form_asked, list_page
from registry.common.previewing import shows
from registry.common.store import published
from registry.projects.api import ProjectSerializer
from registry.projects.filters import ProjectFilter
from registry.projects.models import Project
from registry.projects.one_project import shown_of
from registry.states.designations import designation, noted


def states_in(project: Project) -> str:
    return ", ".join(designation(row.state).name for row in project.partners.all() if row.state)


def areas_of(project: Project) -> str:
    return "; ".join(area.name for area in project.areas.all())


COLUMNS = [
    Column("slug", lambda row: row.slug),
    Column("kind", methodcaller("get_kind_display")),
    Column("number", lambda row: row.number),
    Column("title", lambda row: row.title),
    Column("starts", lambda row: row.starts_worded),
    Column("ends", lambda row: row.ends_worded),
    Column("areas", areas_of),
    Column("states", states_in),
    Column("certainty", lambda row: row.certainty),
]


@published("q", "kind", "area", "state", "year", "page", "format")
def projects(request: HttpRequest) -> HttpResponse:
    filterset = ProjectFilter(request.GET, queryset=Project.objects.public().for_page())
    return list_page(
        request, filterset, "projects/projects.html", columns=noted(COLUMNS), name="projects"
    )


@published()
def project(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Project.objects.public().for_page(), slug=slug)
    if found.kind == Project.Kind.PILOT_PROJECT:
        return redirect(found, permanent=True)
    return project_page(request, found)


@published("format")
def pilot_projects(request: HttpRequest) -> HttpResponse:
    found = Project.objects.public().pilots().for_api()
    if form := form_asked(request):
        day = {"as_of": day_of_the_answer()}
        rows = ProjectSerializer(found, many=True, context=day)
        return download_records(rows, "pilot-projects", form)
    return render(request, "projects/pilot_projects.html", {"projects": found})


@published()
def pilot_project(request: HttpRequest, number: int) -> HttpResponse:
    return project_page(
        request, get_object_or_404(Project.objects.public().pilots().for_page(), number=number)
    )


@shows(Project)
def project_page(request: HttpRequest, found: Project) -> HttpResponse:
    return render(request, "projects/project.html", shown_of(found))
