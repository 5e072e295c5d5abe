"""What a layer is, and the layers about the Process itself: profiles, groups, participation, projects, meetings."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.dates import today, worded_years
from registry.imap.shapes import shapes
from registry.process.models import Meeting
from registry.profiles.coverage import Coverage, Standing, coverage_of
from registry.projects.models import Partner, Project
from registry.states.designations import by_name
from registry.states.models import Participation, RegionalGroup, State

BEGINNING = 2009  # the Process began in Prague in April 2009


@dataclass(frozen=True, slots=True)
class Shape:
    """A state on the map. `look`: its class of colour; `gap`: a reason drawn as a pattern instead; `words`: what the card says.

    `sort`: the table's order, the highest first; None comes last. `marker`: a dot for a state too small to see.
    """

    state: State
    look: str
    words: str
    gap: str = ""
    sort: Decimal | int | None = None
    marker: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class LegendEntry:
    look: str
    words: str
    count: int
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A curve between two states. `width`: of the line, in units of the view box."""

    path: str
    width: float
    words: str


@dataclass(slots=True)
class Layer:
    """`years`: those the slider goes over, oldest first; empty where the layer knows no year."""

    slug: str
    title: str
    shapes: list[Shape]
    legend: list[LegendEntry]
    year: int | None = None
    years: list[int] = field(default_factory=list)
    unit: str = ""
    source: str = ""
    source_url: str = ""
    notes: list[str] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)

    @property
    def view_box(self) -> str:
        return shapes()["viewBox"]

    @property
    def rows(self) -> list[Shape]:
        """The table twin: the highest value first, states without one last, else in the order of the alphabet."""
        return sorted(self.shapes, key=lambda one: (one.sort is None, -(one.sort or 0)))

    @property
    def small(self) -> list[Shape]:
        """Too small to be pointed at: they stand beside the map as chips too."""
        return [shape for shape in self.shapes if shape.marker]

    @property
    def gaps(self) -> list[str]:
        """Codes of the patterns that are needed."""
        return list(dict.fromkeys(shape.gap for shape in self.shapes if shape.gap))


def shape_of(state: State, look: str, words: str, *, gap: str = "", sort: Decimal | int | None = None) -> Shape | None:
    known = shapes()["states"].get(state.iso_alpha2)
    return Shape(state, look, words, gap, sort, known.get("marker")) if known else None


def layer(slug: str, title: str, found: Iterable[Shape | None], legend: dict[str, str], **more) -> Layer:
    """`legend`: class of colour to words, in order; only those that a state has are told."""
    drawn = [shape for shape in found if shape]
    counts = Counter(shape.look for shape in drawn)
    entries = [LegendEntry(look, words, counts[look]) for look, words in legend.items() if counts[look]]
    return Layer(slug, title, drawn, entries, **more)


def standing_words() -> dict[Standing, str]:
    return {
        "endorsed": _("profile endorsed by the state"),
        "published": _("profile published, not endorsed"),
        "figures": _("open figures only"),
        "none": _("no profile"),
    }


def coverage_layer(coverages: list[Coverage]) -> Layer:
    words = standing_words()
    order = {"endorsed": 3, "published": 2, "figures": 1, "none": 0}
    found = [shape_of(one.state, one.standing, words[one.standing], sort=order[one.standing]) for one in coverages]
    return layer("profiles", _("Migration profiles"), found, words)


def profiles(states: list[State], year: int | None, on: date) -> Layer:
    return coverage_layer(coverage_of(states, on=on if on < today() else None))


def groups(states: list[State], year: int | None, on: date) -> Layer:
    words = {group.slug: group.name for group in RegionalGroup.objects.all()}
    order = {slug: len(words) - place for place, slug in enumerate(words)}
    of = {state.pk: getattr(state.group_on(on), "slug", "other") for state in states}
    found = [
        shape_of(state, of[state.pk], words.get(of[state.pk], ""), sort=order.get(of[state.pk])) for state in states
    ]
    return layer("groups", _("Regional groups"), found, words)


def participation(states: list[State], year: int | None, on: date) -> Layer:
    """Who took part in a year: on its last day, or today in the running one. Others of the known states stay grey."""
    year = min(year or on.year, on.year)
    day = min(date(year, 12, 31), on)
    words = {
        "taking-part": _("takes part"),
        "unclear": _("standing not confirmed"),
        "out": _("does not take part in this year"),
    }
    looks = {Participation.Status.ACTIVE: "taking-part", Participation.Status.UNCLEAR: "unclear"}
    found = []
    for state in by_name(State.objects.ever_participating().for_page(), on=on):
        row = state.participation_on(day)
        look = looks.get(row.status, "out") if row else "out"
        since = worded_years(row.since, None) if row and look != "out" else ""
        found.append(
            shape_of(state, look, ", ".join(filter(None, [words[look], since])), sort=1 if look != "out" else 0)
        )
    return layer(
        "participation", _("Participation"), found, words, year=year, years=list(range(BEGINNING, on.year + 1)),
        notes=[_("The Process has no formal accession: a state takes part from the first meeting or declaration it joined.")],
    )  # fmt: skip


def projects(states: list[State], year: int | None, on: date) -> Layer:
    counts = Counter(
        Partner.objects.in_projects(Project.Kind.PROJECT, Project.Kind.PROGRAMME).begun_by(on).states_by_project()
    )
    title = _("Projects of the Process")
    return counted(
        "projects", title, states, counts, lambda n: ngettext("%(n)s project", "%(n)s projects", n) % {"n": n}
    )


def pilot_projects(states: list[State], year: int | None, on: date) -> Layer:
    rows = Partner.objects.in_projects(Project.Kind.PILOT_PROJECT).begun_by(on)
    counts = Counter(rows.states_by_project())
    leads = set(rows.leading().values_list("state", flat=True))
    made = counted(
        "pilot-projects",
        _("Pilot projects"),
        states,
        counts,
        lambda n: ngettext("%(n)s pilot project", "%(n)s pilot projects", n) % {"n": n},
    )
    made.shapes = [
        with_words(one, f"{one.words}, {_('leading one')}") if one.state.pk in leads else one for one in made.shapes
    ]
    return made


def meetings(states: list[State], year: int | None, on: date) -> Layer:
    """Meetings held in a state to the end of the year, or to the day that is asked for."""
    year = min(year or on.year, on.year)
    counts = Counter(Meeting.objects.held_by(min(date(year, 12, 31), on)).places())
    return counted(
        "meetings", _("Meetings hosted"), states, counts, lambda n: ngettext("%(n)s meeting", "%(n)s meetings", n) % {"n": n},
        year=year, years=list(range(BEGINNING, on.year + 1)),
        notes=[_("From the beginning of the Process to the end of the year; meetings on record with their country.")],
    )  # fmt: skip


STEPS = ((0, 0), (1, 1), (2, 3), (4, 6), (7, 999))


def counted(slug: str, title: str, states: list[State], counts: Counter, told: Callable[[int], str], **more) -> Layer:
    """A number for each state, in fixed classes."""
    found, legend = [], {}
    for place, (low, high) in enumerate(STEPS):
        legend[f"c{place}"] = (
            str(low) if low == high else _("%(low)s and more") % {"low": low} if high == 999 else f"{low}–{high}"
        )
    for state in states:
        number = counts.get(state.pk, 0)
        place = next(place for place, (low, high) in enumerate(STEPS) if low <= number <= high)
        found.append(shape_of(state, f"c{place}", told(number), sort=number))
    return layer(slug, title, found, legend, **more)


def with_words(one: Shape, words: str) -> Shape:
    return Shape(one.state, one.look, words, one.gap, one.sort, one.marker)


OF_THE_PROCESS: dict[str, Callable[[list[State], int | None, date], Layer]] = {
    "profiles": profiles,
    "groups": groups,
    "participation": participation,
    "projects": projects,
    "pilot-projects": pilot_projects,
    "meetings": meetings,
}
