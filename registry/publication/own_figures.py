"""A state's own figures pass into the open series once it has endorsed and published them, and out
of it again when the edition that gave them no longer does.

They then come before those of international sources (ObservationQuerySet.ranked); both stay
visible. A profile belongs to its state, and so do its figures; without endorsement they stay in the
edition. What it only confirmed stays its source's.

The rows of the source STATE_SOURCE are made from the editions and from nothing else: each step that
changes which editions are endorsed and public has them made anew.

Of each year of a profile the last version that the state has endorsed gives its figures. A
correction that is published without endorsement speaks for the state neither for nor against:

- a figure that it still says stays, marked with the endorsed version that it comes from;
- a figure that it changes or leaves out is gone, because it was wrong and must not go on standing
  in the state's name; what the correction says in its place comes in only with the endorsement, and
  until then readers see the figure of the open sources;
- a figure that it adds waits for the endorsement too.

With its endorsement the correction takes the place of the version before; a document that takes
the place of an edition says none of its figures.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.drafting.sections import SectionFigure
from registry.figures.computing import compute
from registry.figures.earlier import keep_earlier_versions
from registry.figures.models import STATE_SOURCE, Observation, Source
from registry.profiles.models import Edition
from registry.states.models import State

Place = tuple[int, int]  # indicator and year


@dataclass(frozen=True, slots=True)
class Giving:
    """The endorsed version of a year, and the corrections that were published since without
    endorsement."""

    edition: Edition
    corrections: list[Edition]


@dataclass(frozen=True, slots=True)
class Given:
    """What an edition gives to the series for one place."""

    edition: Edition
    values: dict[str, Any]


def pass_on(edition: Edition, *, on: date) -> int:
    """Make the state's rows anew while a step changes an edition, whose row may be ahead of the
    database: it gives its figures where it is endorsed then, and takes them back where it is not
    any more. Returns how many of its figures stand there now.

    A later edition's figure for the same year takes the place of an earlier one's; an earlier
    edition, endorsed later, does not.
    """
    rows = Edition.objects.public().filter(profile__state=edition.profile.state)
    others = rows.exclude(pk=edition.pk).select_related("profile")
    given = given_by(giving([*others, edition]))
    write(edition.profile.state, given, on=on)
    return sum(one.edition.pk == edition.pk for one in given.values())


def giving(editions: list[Edition]) -> list[Giving]:
    """Of each year of a profile the last endorsed version, with the corrections since."""
    found: dict[tuple[int, int], Giving] = {}
    for edition in sorted(editions, key=age):
        year = edition.profile_id, edition.year
        if edition.is_endorsed:
            found[year] = Giving(edition, [])
        elif year in found:
            found[year].corrections.append(edition)
    return sorted(found.values(), key=age_of_giving)


def given_by(rows: list[Giving]) -> dict[Place, Given]:
    """What these editions give, of two that speak of the same place the later."""
    editions = []
    for row in rows:
        editions += [row.edition, *row.corrections]
    figures = figures_of(editions)
    given: dict[Place, Given] = {}
    for row in rows:
        later = [said_in(edition, figures) for edition in row.corrections]
        for place, figure in said_in(row.edition, figures).items():
            is_said_still = all(is_same(figure, said.get(place)) for said in later)
            if is_said_still and not gives_way(figure, given.get(place)):
                given[place] = Given(row.edition, values_of(figure, row))
    return given


def figures_of(editions: list[Edition]) -> dict[int, list[SectionFigure]]:
    """By edition, in the order of its parts; without those that are only confirmed."""
    figures: dict[int, list[SectionFigure]] = {edition.pk: [] for edition in editions}
    rows = SectionFigure.objects.filter(section__edition__in=figures, is_confirmed=False)
    for figure in rows.select_related("section").order_by("section__template_section__order"):
        figures[figure.section.edition_id].append(figure)
    return figures


def said_in(
    edition: Edition, figures: dict[int, list[SectionFigure]]
) -> dict[Place, SectionFigure]:
    """A reason for having no figure counts for the year of the edition."""
    said: dict[Place, SectionFigure] = {}
    for figure in figures[edition.pk]:
        year = edition.year if figure.value is None or figure.year is None else figure.year
        before = said.get((figure.indicator_id, year))
        if figure.value is not None or before is None or before.value is None:
            said[figure.indicator_id, year] = figure
    return said


def is_same(figure: SectionFigure, other: SectionFigure | None) -> bool:
    """`year`: of a reason, when the figure is expected."""
    said = (figure.value, figure.gap, figure.year)
    return other is not None and said == (other.value, other.gap, other.year)


def age_of_giving(row: Giving) -> tuple[int, int, int]:
    return age(row.edition)


def age(edition: Edition) -> tuple[int, int, int]:
    return edition.year, edition.number, edition.pk


def gives_way(figure: SectionFigure, other: Given | None) -> bool:
    """A reason for having no figure never hides a figure."""
    return figure.value is None and other is not None and other.values["value"] is not None


def values_of(figure: SectionFigure, row: Giving) -> dict[str, Any]:
    return {
        "value": figure.value,
        "gap": figure.gap,
        "expected_in": figure.year if figure.gap == Observation.Gap.EXPECTED else None,
        "status": Observation.Status.OFFICIAL,
        "note_en": note(figure, row, "en"),
        "note_ru": note(figure, row, "ru"),
    }


def write(state: State, given: dict[Place, Given], *, on: date) -> None:
    """Only what differs; what stood there before stays as an earlier version."""
    there = {
        (row.indicator_id, row.year): row
        for row in Observation.objects.filter(state=state, source__slug=STATE_SOURCE)
    }
    gone = [row.pk for place, row in there.items() if place not in given]
    keep_earlier_versions(gone, on=on)
    Observation.objects.filter(pk__in=gone).delete()
    for place, one in given.items():
        if place in there:
            change(there[place], one.values, on=on)
        else:
            add(state, place, one.values, on=on)
    compute((indicator for indicator, _year in there.keys() | given.keys()), on=on)


def add(state: State, place: Place, values: dict[str, Any], *, on: date) -> None:
    indicator, year = place
    Observation.objects.create(
        indicator_id=indicator,
        state=state,
        year=year,
        sex=Observation.Sex.TOTAL,
        source=state_source(),
        held_since=on,
        **values,
    )


def change(row: Observation, values: dict[str, Any], *, on: date) -> None:
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    keep_earlier_versions([row.pk], on=on)
    for name, value in values.items():
        setattr(row, name, value)
    row.held_since = on
    row.version += 1
    row.save()


def state_source() -> Source:
    source, _made = Source.objects.get_or_create(
        slug=STATE_SOURCE,
        defaults={
            "title_en": "Endorsed migration profiles of the states",
            "title_ru": "Одобренные государствами миграционные профили",
            "licence": "CC BY 4.0",
            "licence_url": "https://creativecommons.org/licenses/by/4.0/",
            "is_state_own": True,
        },
    )
    return source


def note(figure: SectionFigure, row: Giving, language: str) -> str:
    """Which profile it stands in, whom the state names as its source, and its word of why. The
    version is named where a correction since has no endorsement."""
    edition = row.edition
    kind = {
        ("light", "en"): "Light profile",
        ("extended", "en"): "Extended profile",
        ("light", "ru"): "облегчённый профиль",
        ("extended", "ru"): "расширенный профиль",
    }[edition.profile.kind, language]
    version = {
        "en": f", version {edition.number}, as the state endorsed it",
        "ru": f", версия {edition.number}, одобренная государством",
    }[language]
    where = f"{kind} {edition.year}{version if row.corrections else ''}"
    parts = (where, figure.source, figure.note_in(language))
    return "; ".join(filter(None, parts))
