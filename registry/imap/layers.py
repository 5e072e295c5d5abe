"""What a layer is, and the layers about the Process itself: profiles, groups, participation,
projects, meetings."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.dates import worded_years
from registry.imap.shapes import shapes
from registry.process.models import Meeting
from registry.profiles.coverage import STANDINGS, Coverage, Standing, coverage_of
from registry.projects.models import Partner, Project
from registry.states.designations import by_name
from registry.states.models import Participation, RegionalGroup, State

FLOW_EDGE = 2.4
BEGINNING = 2009  # the Process began in Prague in April 2009


@dataclass(frozen=True, slots=True)
class Shape:
    """A state on the map. `category`: what the legend counts and files name; `look`: its class of
    colour, see looks.py; `gap`: the reason why there is no value, drawn as hatching instead;
    `words`: what the card says; `doubt`: a word where no source states it as it stands.

    `sort`: the table's order, the highest first; None comes last. `marker`: a dot for a state too
    small to see.
    """

    state: State
    category: str
    look: str
    words: str
    gap: str = ""
    sort: Decimal | int | None = None
    marker: tuple[float, float, float] | None = None
    doubt: str = ""

    @property
    def told(self) -> str:
        """The words with their mark, where a mark of its own has no place."""
        return f"{self.words} ({self.doubt})" if self.doubt else self.words


@dataclass(frozen=True, slots=True)
class LegendEntry:
    look: str
    words: str
    count: int
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A curve between two states. `end`: where it arrives; `width`: of the line, in units of the
    view box."""

    path: str
    end: tuple[float, float]
    width: float
    words: str

    @property
    def edge(self) -> float:
        """Of the lighter line below it, which parts it from what it crosses."""
        return self.width + FLOW_EDGE

    @property
    def dot(self) -> float:
        """The radius of the dot at its end."""
        return self.width / 2 + 1.5


@dataclass(slots=True)
class Layer:
    """`years`: those the slider goes over, oldest first; empty where the layer has no years;
    `scale`: the classes of an indicator, lowest first, beside the other entries of the legend."""

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
    scale: list[LegendEntry] = field(default_factory=list)

    @property
    def whole_legend(self) -> list[LegendEntry]:
        return [*self.scale, *self.legend]

    @property
    def view_box(self) -> str:
        return shapes()["viewBox"]

    @property
    def rows(self) -> list[Shape]:
        """For the table beside the map: the highest value first, states without a value last,
        else in the order of the alphabet."""
        return sorted(self.shapes, key=lambda shape: (shape.sort is None, -(shape.sort or 0)))

    @property
    def small(self) -> list[Shape]:
        """Too small to be pointed at: they are shown beside the map as chips too."""
        return [shape for shape in self.shapes if shape.marker]

    @property
    def gaps(self) -> list[str]:
        """Codes of the reasons that need a hatching."""
        return list(dict.fromkeys(shape.gap for shape in self.shapes if shape.gap))


def shape_of(
    state: State,
    category: str,
    words: str,
    *,
    look: str = "",
    gap: str = "",
    sort: Decimal | int | None = None,
    doubt: str = "",
) -> Shape | None:
    """`look`: where it is not named as the category. None for a state that the map has no shape
    of."""
    shape = shapes()["states"].get(state.iso_alpha2)
    if shape is None:
        return None
    return Shape(
        state=state,
        category=category,
        look=look or category,
        words=words,
        gap=gap,
        sort=sort,
        marker=shape.get("marker"),
        doubt=doubt,
    )


def layer(
    slug: str,
    title: str,
    found: Iterable[Shape | None],
    legend: dict[str, str] | dict[Standing, str],
    **more: Any,
) -> Layer:
    """`legend`: words by category, in order; only categories that a state has are shown."""
    drawn = [shape for shape in found if shape]
    counts = Counter(shape.category for shape in drawn)
    first = {shape.category: shape for shape in reversed(drawn)}
    entries = [
        LegendEntry(first[category].look, words, counts[category], first[category].gap)
        for category, words in legend.items()
        if counts[category]
    ]
    return Layer(slug=slug, title=title, shapes=drawn, legend=entries, **more)


def standing_words() -> dict[Standing, str]:
    return {
        "endorsed": _("profile endorsed by the state"),
        "unconfirmed": _("profile published, endorsement not confirmed or not on record"),
        "national": _("profile published by the state itself"),
        "published": _("profile published, not endorsed"),
        "figures": _("open figures only"),
        "none": _("no profile"),
    }


def coverage_layer(coverages: list[Coverage]) -> Layer:
    words = standing_words()
    order = {standing: -place for place, standing in enumerate(STANDINGS)}
    found = []
    for coverage in coverages:
        standing = coverage.standing
        found.append(shape_of(coverage.state, standing, words[standing], sort=order[standing]))
    return layer(slug="profiles", title=_("Migration profiles"), found=found, legend=words)


def profiles(states: list[State], year: int | None, on: date) -> Layer:
    return coverage_layer(coverage_of(states, on=on))


NO_GROUP = "no-group"


def groups(states: list[State], year: int | None, on: date) -> Layer:
    """In the colours that the groups carry."""
    known = list(RegionalGroup.objects.all())
    places = {group: len(known) - place for place, group in enumerate(known)}
    found = []
    for state in states:
        membership = state.membership_on(on)
        if membership is None:
            shape = shape_of(state, NO_GROUP, _("in no regional group"), look="none")
        else:
            group = membership.group
            shape = shape_of(
                state,
                group.slug,
                group.name,
                look=group.colour,
                sort=places.get(group),
                doubt=membership.doubt,
            )
        found.append(shape)
    words = {group.slug: group.name for group in known} | {NO_GROUP: _("in no regional group")}
    return layer(slug="groups", title=_("Regional groups"), found=found, legend=words)


def participation(states: list[State], year: int | None, on: date) -> Layer:
    """Who took part in a year: on its last day, or on the day asked for in the running year. States
    that took part at another time are grey; one that is suspended is hatched."""
    year = min(year or on.year, on.year)
    day = min(date(year, 12, 31), on)
    words = {
        "taking-part": _("takes part"),
        "unclear": _("standing not confirmed"),
        "suspended": str(Participation.Status.SUSPENDED.label),
        "out": _("does not take part in this year"),
    }
    looks: dict[str, str] = {
        Participation.Status.ACTIVE: "taking-part",
        Participation.Status.UNCLEAR: "unclear",
        Participation.Status.SUSPENDED: "suspended",
    }
    found = []
    for state in by_name(State.objects.ever_participating().for_page(), on=on):
        row = state.participation_on(day)
        look = looks.get(row.status, "out") if row else "out"
        since = worded_years(row.since, None) if row and look != "out" else ""
        found.append(
            shape_of(
                state,
                look,
                ", ".join(filter(None, [words[look], since])),
                gap="suspended" if look == "suspended" else "",
                sort=0 if look in ("suspended", "out") else 1,
                doubt=row.doubt if row and look in ("taking-part", "suspended") else "",
            )
        )
    return layer(
        slug="participation",
        title=_("Participation"),
        found=found,
        legend=words,
        year=year,
        years=list(range(BEGINNING, on.year + 1)),
        notes=[
            _(
                "The Process has no formal accession: a state takes part from the first meeting or"
                " declaration it joined."
            )
        ],
    )


def projects(states: list[State], year: int | None, on: date) -> Layer:
    counts = Counter(
        Partner.objects.public()
        .in_projects(Project.Kind.PROJECT, Project.Kind.PROGRAMME)
        .begun_by(on)
        .states_by_project()
    )
    return counted(
        slug="projects",
        title=_("Projects of the Process"),
        states=states,
        counts=counts,
        words_of=number_of_projects,
    )


def pilot_projects(states: list[State], year: int | None, on: date) -> Layer:
    rows = Partner.objects.public().in_projects(Project.Kind.PILOT_PROJECT).begun_by(on)
    counts = Counter(rows.states_by_project())
    leads = set(rows.leading().values_list("state", flat=True))
    made = counted(
        slug="pilot-projects",
        title=_("Pilot projects"),
        states=states,
        counts=counts,
        words_of=number_of_pilot_projects,
    )
    made.shapes = [
        replace(shape, words=f"{shape.words}, {_('leading one')}")
        if shape.state.pk in leads
        else shape
        for shape in made.shapes
    ]
    return made


def meetings(states: list[State], year: int | None, on: date) -> Layer:
    """Meetings held in a state to the end of the year, or to the day that is asked for."""
    year = min(year or on.year, on.year)
    held = Meeting.objects.public().held_by(min(date(year, 12, 31), on))
    counts, doubtful = Counter(held.places()), Counter(held.doubtful().places())
    made = counted(
        slug="meetings",
        title=_("Meetings hosted"),
        states=states,
        counts=counts,
        words_of=number_of_meetings,
        year=year,
        years=list(range(BEGINNING, on.year + 1)),
        notes=[
            _(
                "From the beginning of the Process to the end of the year; meetings on record with"
                " their country."
            )
        ],
    )
    made.shapes = [
        replace(shape, doubt=doubt_of_meetings(doubtful[shape.state.pk])) for shape in made.shapes
    ]
    return made


def doubt_of_meetings(n: int) -> str:
    """ "" where sources state all of them."""
    if not n:
        return ""
    text = ngettext(
        "%(n)s of them not confirmed or derived from sources",
        "%(n)s of them not confirmed or derived from sources",
        n,
    )
    return text % {"n": n}


def number_of_projects(n: int) -> str:
    return ngettext("%(n)s project", "%(n)s projects", n) % {"n": n}


def number_of_pilot_projects(n: int) -> str:
    return ngettext("%(n)s pilot project", "%(n)s pilot projects", n) % {"n": n}


def number_of_meetings(n: int) -> str:
    return ngettext("%(n)s meeting", "%(n)s meetings", n) % {"n": n}


CLASSES = {"c0": (0, 0), "c1": (1, 1), "c2": (2, 3), "c3": (4, 6), "c4": (7, None)}


def counted(
    slug: str,
    title: str,
    states: list[State],
    counts: Counter,
    *,
    words_of: Callable[[int], str],
    **more: Any,
) -> Layer:
    """A number for each state, in fixed classes. `words_of`: a number in words."""
    found = []
    for state in states:
        number = counts.get(state.pk, 0)
        found.append(shape_of(state, class_of(number), words_of(number), sort=number))
    legend = {name: class_words(low, high) for name, (low, high) in CLASSES.items()}
    return layer(slug=slug, title=title, found=found, legend=legend, **more)


def class_of(number: int) -> str:
    """The last class whose lower limit is reached."""
    return [name for name, (low, _high) in CLASSES.items() if number >= low][-1]


def class_words(low: int, high: int | None) -> str:
    if high is None:
        return _("%(low)s and more") % {"low": low}
    return str(low) if low == high else f"{low}–{high}"


OF_THE_PROCESS: dict[str, Callable[[list[State], int | None, date], Layer]] = {
    "profiles": profiles,
    "groups": groups,
    "participation": participation,
    "projects": projects,
    "pilot-projects": pilot_projects,
    "meetings": meetings,
}
