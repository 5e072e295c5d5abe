"""The story of the Process in the order of time: conferences, senior officials' meetings, action plans, who led."""

from dataclasses import dataclass
from datetime import date

from registry.process.models import ActionPlan, Meeting


@dataclass(frozen=True, slots=True)
class Moment:
    day: date
    words: str
    title: str
    url: str
    kind: str
    note: str
    is_major: bool


def moments() -> list[Moment]:
    """Oldest first; meetings whose date is not known stay out."""
    found = [
        Moment(
            row.starts_on,
            row.dates_worded,
            row.title,
            row.get_absolute_url(),
            row.get_kind_display(),
            row.place,
            row.kind == Meeting.Kind.MINISTERIAL_CONFERENCE,
        )
        for row in Meeting.objects.milestones()
    ]
    for plan in ActionPlan.objects.all():
        day = date(plan.first_year, 1, 1)
        found.append(Moment(day, str(plan.first_year), plan.title, plan.get_absolute_url(), "", "", True))
    return sorted(found, key=lambda moment: moment.day)


def by_year(found: list[Moment]) -> list[tuple[int, list[Moment]]]:
    years: dict[int, list[Moment]] = {}
    for moment in found:
        years.setdefault(moment.day.year, []).append(moment)
    return list(years.items())
