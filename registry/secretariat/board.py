"""The admin's front page: what waits, what comes next, whom we reach, what changed lately, and
which state has which profile, each state leading to its next step.

To each of the staff only of records that they may view. At most twelve queries, whatever there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.accounts.models import User
from registry.common.admin_rights import may
from registry.common.dates import worded
from registry.contacts.models import ContactPoint
from registry.contacts.reachability import StateReach, Verdict, reach_of_states
from registry.profiles.coverage import Coverage, age_in_years, coverage_of, standing_of_edition
from registry.profiles.models import Edition, MigrationProfile
from registry.profiles.templates import Kind
from registry.reports.every import WORK
from registry.reports.models import LinkCheck
from registry.reports.reporting import Report
from registry.secretariat.agenda import Item, agenda
from registry.secretariat.changes import Asked, changes
from registry.secretariat.waiting import counts_for, untranslated
from registry.secretariat.waits import waits
from registry.states.designations import by_name, designation
from registry.states.models import State

LATELY = 8
MOST_NEXT = 8
MOST_WAITS = 14
STALE_YEARS = 5
# How a bar is drawn: from the standing of a state's best edition of a kind
BARS = {"endorsed": "endorsed", "figures": "figures", "none": ""}


@dataclass(frozen=True, slots=True)
class Bar:
    look: str
    words: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A state on the front page: extended above, light below, and the address of its next step."""

    state: State
    name: str
    bars: list[Bar]
    url: str


@dataclass(slots=True)
class TileGroup:
    name: str
    tiles: list[Tile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Next:
    day: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """`count`, `on`: None where it was never counted."""

    report: Report
    count: int | None
    on: date | None


def front_page(user: User, *, on: date, as_table: bool = False) -> dict[str, Any]:
    sees = partial(may, user, "view")
    states = participating(on)
    items = agenda(user, on)
    reach = reach_of_states(states, on) if sees(ContactPoint) else []
    found = waits(items, counts=counts_for(user), missing=untranslated(user), reach=reach, on=on)
    covered = coverage_of(states) if sees(Edition) and sees(State) else []
    lately, _has_more = changes(user, Asked(is_by_people=True), most=LATELY)
    return {
        "has_rights": bool(user.is_superuser or user.get_all_permissions()),
        "greeting": greeting(timezone.localtime().hour),
        "day": on,
        "waits": found[:MOST_WAITS],
        "left_out": len(found[MOST_WAITS:]),
        "next": list(comes_next(items))[:MOST_NEXT],
        "reach": reached(reach),
        "lately": lately,
        "reports": report_lines(items) if sees(LinkCheck) else [],
        "states_number": len(states),
        "groups": [] if as_table else groups_of(covered, items, user),
        "table": table(covered, on) if as_table else [],
        "as_table": as_table,
        "kinds": Kind.labels,
        "stale_years": STALE_YEARS,
    }


def greeting(hour: int) -> str:
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")


def participating(on: date) -> list[State]:
    """The states in the order of their names, each with the name and order of its group: one
    query, beside the register of names."""
    return by_name(State.objects.participating(on).with_group(on))


def reached(reach: list[StateReach]) -> dict[str, Any]:
    """Of how many states somebody answers, where nobody does, and where mail came back."""
    silent: list[State] = []
    back: list[State] = []
    for one in reach:
        if one.is_reachable:
            continue
        bounced = any(person.verdict == Verdict.BOUNCED for person in one.people)
        (back if bounced else silent).append(one.state)
    return {
        "of": len(reach),
        "number": len(reach) - len(silent) - len(back),
        "silent": silent,
        "back": back,
    }


def comes_next(items: list[Item]) -> Iterable[Next]:
    """What has a day to come, the nearest first."""
    makers = {"news": next_news, "meeting": next_meeting, "planned": next_round}
    dated = [item for item in items if item.what in makers]
    for item in sorted(dated, key=day_of):
        yield makers[item.what](item)


def day_of(item: Item) -> date:
    return item.on


def next_news(item: Item) -> Next:
    words = _("“%(title)s” appears") % {"title": item.words}
    return Next(worded(item.on), words, form_of("newsitem", item))


def next_meeting(item: Item) -> Next:
    words = ngettext(
        "%(title)s · %(number)s state named", "%(title)s · %(number)s states named", item.first
    )
    named = words % {"title": item.words, "number": item.first}
    return Next(worded(item.on), named, form_of("meeting", item))


def next_round(item: Item) -> Next:
    words = _("Round %(kind)s %(year)s is not open yet; drafts are wanted by this day")
    named = words % {"kind": Kind(item.en).label, "year": item.first}
    return Next(worded(item.on), named, form_of("collectionround", item))


def form_of(model: str, item: Item) -> str:
    return reverse(f"admin:registry_{model}_change", args=[item.number])


def report_lines(items: list[Item]) -> list[ReportLine]:
    """All reports in their order."""
    counted = {item.en: item for item in items if item.what == "report"}
    found = []
    for report in WORK:
        item = counted.get(report.slug)
        count, day = (item.first, item.on) if item else (None, None)
        found.append(ReportLine(report, count, day))
    return found


def groups_of(covered: list[Coverage], items: list[Item], user: User) -> list[TileGroup]:
    """The tiles by regional group, in the order of the groups; states without one come last."""
    begun = steps_of(items)
    may_start = may(user, "change", MigrationProfile)
    groups: dict[tuple, TileGroup] = {}
    for row in covered:
        state = row.state
        order = state.group_order if state.group_order is not None else 10_000
        name = state.group_name or _("Others")
        group = groups.setdefault((order, name), TileGroup(name))
        group.tiles.append(tile(row, begun.get(state.pk), may_start))
    return [groups[key] for key in sorted(groups)]


def steps_of(items: list[Item]) -> dict[int, str]:
    """The state's edition that is furthest on: where to go on with it."""
    ranks = {"draft": 1, "returned": 2, "with_state": 3, "submitted": 4, "lapsed": 5, "endorsed": 6}
    best: dict[int, Item] = {}
    for item in items:
        rank = ranks.get(item.what, 0)
        if rank and rank > ranks.get(getattr(best.get(item.of_state), "what", ""), 0):
            best[item.of_state] = item
    return {state: next_step(item) for state, item in best.items()}


def next_step(item: Item) -> str:
    if item.what == Edition.Status.SUBMITTED:
        return reverse("admin:edition_review", args=[item.number])
    if item.what in (Edition.Status.ENDORSED, Edition.Status.LAPSED):
        return reverse("admin:registry_edition_act", args=[item.number, "publish"])
    return form_of("edition", item)


def tile(row: Coverage, begun: str | None, may_start: bool) -> Tile:
    bars = []
    for kind, editions in row.cells:
        best = editions[0] if editions else None
        standing = standing_of_edition(best) if best else "none"
        words = f"{Kind(kind).label} {best.years}, {standing_words(best)}" if best else ""
        bars.append(Bar(BARS.get(standing, "open"), words or no_edition(kind)))
    return Tile(row.state, str(designation(row.state)), bars, begun or start(row, may_start))


def start(row: Coverage, may_start: bool) -> str:
    """Nothing is in work: the state's latest edition, or where a first one is started."""
    editions = row.all_editions
    if editions:
        newest = max(editions, key=year_of)
        if may_start:
            return reverse("admin:registry_migrationprofile_act", args=[newest.profile_id, "start"])
        return reverse("admin:registry_edition_change", args=[newest.pk])
    if may_start:
        return f"{reverse('admin:registry_migrationprofile_add')}?state={row.state.pk}"
    return reverse("admin:registry_state_change", args=[row.state.pk])


def year_of(edition: Edition) -> int:
    return edition.last_year or edition.year


def no_edition(kind: str) -> str:
    return _("%(kind)s: none") % {"kind": Kind(kind).label}


def standing_words(edition: Edition) -> str:
    """As the bars, the public pages and the map have it."""
    words = {
        "endorsed": _("endorsed"),
        "figures": _("open figures"),
        "unconfirmed": _("Endorsement not confirmed"),
    }
    return words.get(standing_of_edition(edition)) or edition.get_endorsement_display()


def table(covered: list[Coverage], on: date) -> list[tuple]:
    """(state, for each kind its editions with age and standing)."""
    rows = []
    for row in covered:
        cells = []
        for _kind, editions in row.cells:
            cells.append([(one, age_in_years(one, on), standing_words(one)) for one in editions])
        rows.append((row.state, cells))
    return rows
