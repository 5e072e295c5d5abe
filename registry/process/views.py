from operator import attrgetter, methodcaller

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from registry.common.appearing import only_public
from registry.common.dates import today
from registry.common.exports import Column
from registry.common.lists import list_page
from registry.common.previewing import shows
from registry.common.store import published
from registry.process.chapters import Chapter
from registry.process.filters import MeetingFilter
from registry.process.models import (
    Action,
    ActionPlan,
    CooperationArea,
    Mandate,
    Meeting,
)
from registry.process.timeline import members_of_groups, phases
from registry.projects.bars import bars_of
from registry.projects.models import Project
from registry.states.designations import designation, noted


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
    plans = list(ActionPlan.objects.with_projects())
    shown_phases = phases(plans)
    last_years = [one.phase.last_year for one in shown_phases if one.phase]
    shown = {
        "phases": shown_phases,
        "bars": bars_of(
            Project.objects.public().on_the_time_line(), max([today().year, *last_years])
        ),
        "areas": CooperationArea.objects.all(),
        "plans": plans,
        "mandates": Mandate.objects.offices(),
        "groups": members_of_groups(),
    }
    return render(request, "process/process.html", shown)


@published("q", "kind", "state", "project", "year", "page", "format")
def meetings(request: HttpRequest) -> HttpResponse:
    filterset = MeetingFilter(request.GET, queryset=Meeting.objects.public().for_page())
    return list_page(
        request, filterset, "process/meetings.html", columns=noted(MEETING_COLUMNS), name="meetings"
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
    shown = {"plan": found, "chapters": chapters_of(found)}
    return render(request, "process/action_plan.html", shown)


def chapters_of(plan: ActionPlan) -> list[tuple[CooperationArea, Chapter | None, list[Action]]]:
    """By area: how the plan words it, where that is on record, and its actions."""
    wordings = {chapter.area: chapter for chapter in plan.chapters.all()}
    actions: dict[CooperationArea, list[Action]] = {area: [] for area in wordings}
    for action in plan.actions.all():
        actions.setdefault(action.area, []).append(action)
    areas = sorted(actions, key=attrgetter("order"))
    return [(area, wordings.get(area), actions[area]) for area in areas]


@published()
def cooperation_area(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(CooperationArea, slug=slug)
    shown = {
        "area": found,
        "chapters": found.chapters.select_related("plan").order_by("plan__first_year"),
        "actions": found.actions.select_related("plan").prefetch_related(
            only_public("projects", "Project")
        ),
        "projects": found.projects.public().for_page(),
        "documents": found.documents.public().for_page(),
    }
    return render(request, "process/cooperation_area.html", shown)
