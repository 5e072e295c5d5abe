"""The Process in the order of time: conferences, senior officials' meetings, action plans, who
led."""

from dataclasses import dataclass
from datetime import date

from registry.common.required import required
from registry.process.models import ActionPlan, Mandate, Meeting
from registry.states.designations import designation, sort_key


@dataclass(frozen=True, slots=True)
class Milestone:
    day: date
    words: str
    title: str
    url: str
    kind: str
    note: str
    is_major: bool


def members_of_groups() -> list[Mandate]:
    """Group by group, states in the order of the reader's alphabet, as they were called when they
    joined."""
    return sorted(Mandate.objects.groups(), key=group_and_name)


def group_and_name(mandate: Mandate) -> tuple[str, str]:
    return mandate.kind, sort_key(designation(mandate.state, mandate.since).name)


def milestones() -> list[Milestone]:
    """Oldest first; meetings whose date is not known stay out."""
    found = [of_meeting(row) for row in Meeting.objects.public().milestones()]
    found += [of_plan(plan) for plan in ActionPlan.objects.all()]
    return sorted(found, key=lambda milestone: milestone.day)


def of_meeting(row: Meeting) -> Milestone:
    return Milestone(
        day=required(row.starts_on),
        words=row.dates_worded,
        title=row.title,
        url=row.get_absolute_url(),
        kind=row.get_kind_display(),
        note=row.place,
        is_major=row.kind == Meeting.Kind.MINISTERIAL_CONFERENCE,
    )


def of_plan(plan: ActionPlan) -> Milestone:
    return Milestone(
        day=date(plan.first_year, 1, 1),
        words=str(plan.first_year),
        title=plan.title,
        url=plan.get_absolute_url(),
        kind="",
        note="",
        is_major=True,
    )


def by_year(found: list[Milestone]) -> list[tuple[int, list[Milestone]]]:
    years: dict[int, list[Milestone]] = {}
    for milestone in found:
        years.setdefault(milestone.day.year, []).append(milestone)
    return list(years.items())
