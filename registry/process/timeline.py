"""The Process in the order of time: its phases, with conferences, senior officials' meetings and
action plans in each; and who led."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.common.languages import sort_key
from registry.common.required import required
from registry.process.models import ActionPlan, Mandate, Meeting
from registry.process.phases import Phase
from registry.states.designations import designation


@dataclass(frozen=True, slots=True)
class Milestone:
    """`doubt`: a word where no source states it as it stands."""

    day: date
    words: str
    title: str
    url: str
    note: str
    result: str
    doubt: str
    is_major: bool


@dataclass(frozen=True, slots=True)
class PhaseShown:
    """`phase`: None for what lies in none."""

    phase: Phase | None
    years: list[tuple[int, list[Milestone]]]


@dataclass(frozen=True, slots=True)
class Term:
    """Members of a group for one and the same time, known alike."""

    first: Mandate
    members: list[Mandate]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    terms: list[Term]


def members_of_groups() -> list[Group]:
    """Group by group and term by term, states in the order of the reader's alphabet, as they were
    called when they joined."""
    groups: dict[str, dict[tuple, list[Mandate]]] = {}
    for row in sorted(Mandate.objects.groups(), key=group_and_name):
        groups.setdefault(row.body, {}).setdefault(term_of(row), []).append(row)
    return [Group(name, [*map(term, terms.values())]) for name, terms in groups.items()]


def term(rows: list[Mandate]) -> Term:
    """Those that share a term; its days are told by the first."""
    return Term(rows[0], rows, notes_of(rows))


def group_and_name(mandate: Mandate) -> tuple[str, str]:
    return mandate.kind, sort_key(designation(mandate.state, mandate.since).name)


def term_of(mandate: Mandate) -> tuple[str, str, str]:
    return mandate.since_worded, mandate.until_worded, mandate.doubt


def notes_of(rows: list[Mandate]) -> list[str]:
    """What is said of all of them; what is said of one state alone stands on its page."""
    counted = Counter(row.note for row in rows if row.note)
    return [note for note, count in counted.items() if count > 1 or len(rows) == 1]


def phases(plans: Iterable[ActionPlan]) -> list[PhaseShown]:
    """Oldest first, each with what happened in its years."""
    rows, found = list(Phase.objects.all()), milestones(plans)
    shown = [PhaseShown(row, by_year(within(found, row))) for row in rows]
    covered: set[int] = set()
    for row in rows:
        covered |= set(range(row.first_year, row.last_year + 1))
    rest = [one for one in found if one.day.year not in covered]
    return [*shown, PhaseShown(None, by_year(rest))] if rest else shown


def within(found: list[Milestone], phase: Phase) -> list[Milestone]:
    return [one for one in found if phase.first_year <= one.day.year <= phase.last_year]


def milestones(plans: Iterable[ActionPlan]) -> list[Milestone]:
    """Oldest first; meetings whose date is not known stay out."""
    found = [of_meeting(row) for row in Meeting.objects.public().milestones()]
    found += [of_plan(plan) for plan in plans]
    return sorted(found, key=lambda milestone: milestone.day)


def of_meeting(row: Meeting) -> Milestone:
    return Milestone(
        day=required(row.starts_on),
        words=row.dates_worded,
        title=row.title,
        url=row.get_absolute_url(),
        note=row.place,
        result=row.result,
        doubt=row.doubt,
        is_major=row.kind == Meeting.Kind.MINISTERIAL_CONFERENCE,
    )


def of_plan(plan: ActionPlan) -> Milestone:
    return Milestone(
        day=date(plan.first_year, 1, 1),
        words=f"{plan.first_year}–{plan.last_year}",
        title=plan.title,
        url=plan.get_absolute_url(),
        note="",
        result="",
        doubt=plan.doubt,
        is_major=True,
    )


def by_year(found: list[Milestone]) -> list[tuple[int, list[Milestone]]]:
    years: dict[int, list[Milestone]] = {}
    for milestone in found:
        years.setdefault(milestone.day.year, []).append(milestone)
    return list(years.items())
