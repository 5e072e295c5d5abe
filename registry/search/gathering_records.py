"""What can be found: projects, the Process, documents, news and pages."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models

from registry.library.models import Document
from registry.pages.models import NewsItem, Page
from registry.process.models import Action, ActionPlan, CooperationArea, Meeting
from registry.projects.models import Project
from registry.search.gathering import (
    OF_STATES,
    Found,
    Gatherer,
    both,
    in_both,
    titles,
    written_in,
    year_of,
)
from registry.search.models import PART_OF, Kind


def readable(model: type[models.Model]) -> models.QuerySet:
    """What everybody may read of a model: its `public()` where it has one."""
    rows: Any = model._default_manager.all()
    return rows.public() if hasattr(rows, "public") else rows


def projects() -> Iterator[Found]:
    for row in readable(Project).prefetch_related("areas", "partners__state", "outputs"):
        partners = list(row.partners.all())
        text = both(row, "objective", "activities", "results", "funding")
        yield Found(
            kind=Kind.PROJECT,
            key=f"project:{row.slug}",
            address=without_language(row),
            title=titles(row),
            names=[row.acronym, row.slug.replace("-", " ")],
            lead=[*in_both(row.get_kind_display).values()],
            body=text,
            detail=in_both(Worded(row, "years_worded").say),
            states=[partner.state.iso_alpha3 for partner in partners if partner.state],
            years=year_of(row.starts_on, row.ends_on),
            areas=[area.slug for area in row.areas.all()],
            languages=written_in(both(row, "title"), text),
            weight=0.6,
        )


def without_language(row: Any) -> str:
    return in_both(row.get_absolute_url)["en"].removeprefix("/en/")


def areas() -> Iterator[Found]:
    for row in CooperationArea.objects.all():
        yield Found(
            kind=Kind.AREA,
            key=f"area:{row.slug}",
            address=without_language(row),
            title=titles(row, "name"),
            body=both(row, "note"),
            areas=[row.slug],
            languages=written_in(both(row, "name")),
            weight=0.45,
        )


def plans() -> Iterator[Found]:
    for row in readable(ActionPlan):
        yield Found(
            kind=Kind.PLAN,
            key=f"plan:{row.slug}",
            address=without_language(row),
            title=titles(row),
            body=both(row, "summary", "coverage"),
            years=list(range(row.first_year, row.last_year + 1)),
            languages=written_in(both(row, "title")),
            weight=0.7,
        )
    for action in Action.objects.filter(plan__in=readable(ActionPlan)).select_related(
        "plan", "area"
    ):
        yield Found(
            kind=Kind.ACTION,
            key=f"action:{action.plan.slug}/{action.slug}",
            address=without_language(action.plan),
            title=titles(action),
            lead=[*in_both(lambda: "action").values(), "действие"],
            body=both(action, "detail"),
            detail=titles(action.plan),
            years=list(range(action.plan.first_year, action.plan.last_year + 1)),
            areas=[action.area.slug],
            languages=written_in(both(action, "title")),
            weight=0.2,
        )


def meetings() -> Iterator[Found]:
    rows = readable(Meeting).select_related("host", "country", "project")
    for row in rows.prefetch_related("attendances__state", "project__areas"):
        states = [state for state in (row.country, row.host) if state]
        states += [attendance.state for attendance in row.attendances.all()]
        text = both(row, "summary")
        places = both(row, "place")
        project = row.project if row.project and row.project.is_public else None
        yield Found(
            kind=Kind.MEETING,
            key=f"meeting:{row.slug}",
            address=without_language(row),
            title=titles(row),
            lead=[
                *in_both(row.get_kind_display).values(),
                *places.values(),
                project.acronym if project else "",
            ],
            body=text,
            detail=in_both(Place(row).worded),
            states=[state.iso_alpha3 for state in states],
            years=year_of(row.starts_on, row.ends_on),
            areas=[area.slug for area in project.areas.all()] if project else [],
            languages=written_in(both(row, "title"), text),
            weight=0.3,
        )


class Worded(NamedTuple):
    """A property that says something in the active language."""

    row: Any
    name: str

    def say(self) -> str:
        return str(getattr(self.row, self.name))


class Place(NamedTuple):
    meeting: Meeting

    def worded(self) -> str:
        return " · ".join(filter(None, [self.meeting.dates_worded, self.meeting.place]))


def documents() -> Iterator[Found]:
    ways = ("versions__file__texts", "areas", "states", "project__areas")
    for row in readable(Document).prefetch_related(*ways):
        versions = list(row.versions.all())
        languages = tuple(sorted({version.language for version in versions}))
        found = Found(
            kind=Kind.DOCUMENT,
            key=f"document:{row.slug}",
            address=without_language(row),
            title=titles(row),
            lead=[*in_both(row.get_kind_display).values(), row.series],
            body={
                code: text + f"\n{row.authors}\n{row.publisher}".rstrip()
                for code, text in both(row, "abstract").items()
            },
            detail=in_both(Worded(row, "published_worded").say),
            states=[state.iso_alpha3 for state in row.states.all()],
            years=year_of(row.published_on),
            areas=[area.slug for area in row.areas.all()],
            languages=languages,
            weight=0.4,
        )
        yield found
        for version in versions:
            yield from pages_of(found, version)


def pages_of(document: Found, version: Any) -> Iterator[Found]:
    """The pages of a file, each an entry of its own: the hit names the page."""
    for page in version.file.texts.all() if version.file else ():
        yield Found(
            kind=Kind.DOCUMENT,
            key=f"{document.key}{PART_OF}{version.language}/{page.number}",
            address=f"{document.address}#file-{version.language}",
            title=document.title,
            body={version.language: page.text},
            detail=in_both(Worded(page, "worded").say),
            states=document.states,
            years=document.years,
            areas=document.areas,
            languages=(version.language,),
            weight=0.0,
        )


def news() -> Iterator[Found]:
    for row in readable(NewsItem).prefetch_related("states", "projects__areas"):
        text = both(row, "body")
        yield Found(
            kind=Kind.NEWS,
            key=f"news:{row.slug}",
            address=without_language(row),
            title=titles(row),
            lead=["news новости"],
            body=text,
            detail=in_both(Worded(row, "date_worded").say),
            states=[state.iso_alpha3 for state in row.states.all()],
            years=year_of(row.date),
            languages=written_in(both(row, "title"), text),
            weight=0.2,
        )


def pages() -> Iterator[Found]:
    for row in readable(Page):
        yield Found(
            kind=Kind.PAGE,
            key=f"page:{row.slug}",
            address=without_language(row),
            title=titles(row),
            names=[row.slug.replace("-", " ")],
            body=both(row, "body"),
            languages=written_in(both(row, "title")),
            weight=0.5,
        )


OF_RECORDS = (
    Gatherer(
        kinds=(Kind.PROJECT,),
        gather=projects,
        tables=("Project", "Partner", "Output", "State", "CooperationArea", "Project_areas"),
    ),
    Gatherer(kinds=(Kind.AREA,), gather=areas, tables=("CooperationArea",)),
    Gatherer(
        kinds=(Kind.PLAN, Kind.ACTION),
        gather=plans,
        tables=("ActionPlan", "Action", "CooperationArea"),
    ),
    Gatherer(
        kinds=(Kind.MEETING,),
        gather=meetings,
        tables=("Meeting", "Attendance", "State", "Project", "CooperationArea", "Project_areas"),
    ),
    Gatherer(
        kinds=(Kind.DOCUMENT,),
        gather=documents,
        tables=(
            "Document",
            "DocumentVersion",
            "DocumentFile",
            "FilePage",
            "Document_areas",
            "Document_states",
            "State",
            "CooperationArea",
            "Project",
            "Project_areas",
        ),
    ),
    Gatherer(
        kinds=(Kind.NEWS,),
        gather=news,
        tables=(
            "NewsItem",
            "NewsItem_states",
            "State",
            "NewsItem_projects",
            "Project",
            "Project_areas",
            "CooperationArea",
        ),
    ),
    Gatherer(kinds=(Kind.PAGE,), gather=pages, tables=("Page",)),
)
GATHERERS = (*OF_STATES, *OF_RECORDS)
