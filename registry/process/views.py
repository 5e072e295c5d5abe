from operator import methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from registry.common.appearing import only_public
from registry.common.exports import Column
from registry.common.lists import list_page
from registry.common.previewing import shows
from registry.common.store import published
from registry.process.filters import MeetingFilter
from registry.process.models import ActionPlan, CooperationArea, Mandate, Meeting
from registry.process.timeline import by_year, members_of_groups, milestones
from registry.states.designations import designation


def state_of(meeting: Meeting) -> str:
    """The state's name on the day of the meeting."""
    if meeting.country is None:
        return ""
    return designation(meeting.country, meeting.starts_on).name


MEETING_COLUMNS = [
    Column("slug", lambda row: row.slug),
    Column("kind", methodcaller("get_kind_display")),
    Column("title", lambda row: row.title),
    Column("starts_on", lambda row: row.starts_on),
    Column("ends_on", lambda row: row.ends_on),
    Column("date_precision", lambda row: row.date_precision),
    Column("place", lambda row: row.place),
    Column("state", state_of),
    Column("states", lambda row: row.states_count),
    Column("people", lambda row: row.people_count),
    Column("certainty", lambda row: row.certainty),
]


@published()
def process(request: HttpRequest) -> HttpResponse:
    shown = {
        "years": by_year(milestones()),
        "areas": CooperationArea.objects.all(),
        "plans": ActionPlan.objects.all(),
        "mandates": Mandate.objects.offices(),
        "groups": members_of_groups(),
    }
    return render(request, "process/process.html", shown)


@published("q", "kind", "state", "project", "year", "page", "format")
def meetings(request: HttpRequest) -> HttpResponse:
    filterset = MeetingFilter(request.GET, queryset=Meeting.objects.public().for_page())
    return list_page(
        request, filterset, "process/meetings.html", columns=MEETING_COLUMNS, name="meetings"
    )


@published()
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    return meeting_page(request, get_object_or_404(Meeting.objects.public().for_api(), slug=slug))


@shows(Meeting)
def meeting_page(request: HttpRequest, found: Meeting) -> HttpResponse:
    shown = {
        "meeting": found,
        "documents": found.documents.public().for_page(),
        "plans": found.action_plans.all(),
        "joint": found.other_projects.public(),
        "news": found.news.public(),
    }
    return render(request, "process/meeting.html", shown)


@published()
def action_plan(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(ActionPlan.objects.for_page(), slug=slug)
    chapters: dict[CooperationArea, list] = {}
    for action in found.actions.all():
        chapters.setdefault(action.area, []).append(action)
    shown = {"plan": found, "chapters": sorted(chapters.items(), key=lambda pair: pair[0].order)}
    return render(request, "process/action_plan.html", shown)


@published()
def cooperation_area(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(CooperationArea, slug=slug)
    shown = {
        "area": found,
        "actions": found.actions.select_related("plan").prefetch_related(
            only_public("projects", "Project")
        ),
        "projects": found.projects.public().for_page(),
        "documents": found.documents.public().for_page(),
    }
    return render(request, "process/cooperation_area.html", shown)
