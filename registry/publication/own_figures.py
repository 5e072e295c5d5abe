"""A state's own figures pass into the open series once it has endorsed and published them, and out
of it again when the edition that gave them no longer does.

They then come before those of international sources (ObservationQuerySet.ranked); both stay
visible. A profile belongs to its state, and so do its figures; without endorsement they stay in the
edition. What it only confirmed stays its source's.

The rows of the source STATE_SOURCE are made from the editions and from nothing else: each step that
changes which editions are endorsed and public has them made anew, so that a correction which drops
or changes a figure takes the one of before out of the series.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.drafting.sections import SectionFigure
from registry.figures.earlier import keep_earlier_versions
from registry.figures.models import STATE_SOURCE, Observation, Source
from registry.profiles.models import Edition
from registry.states.models import State

Place = tuple[int, int]  # indicator and year


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
    giving = [other for other in giving_editions(edition.profile.state) if other.pk != edition.pk]
    giving = [other for other in giving if not is_replaced_by(other, edition)]
    if edition.is_endorsed:
        giving.append(edition)
    given = given_by(giving)
    write(edition.profile.state, given, on=on)
    return sum(one.edition.pk == edition.pk for one in given.values())


def giving_editions(state: State) -> list[Edition]:
    """Endorsed and public, of each year the version that holds."""
    rows = Edition.objects.current().filter(
        profile__state=state, endorsement=Edition.Endorsement.ENDORSED
    )
    return list(rows.select_related("profile"))


def is_replaced_by(other: Edition, edition: Edition) -> bool:
    """Whether an edition is a later version of the other one."""
    is_same = (other.profile_id, other.year) == (edition.profile_id, edition.year)
    return is_same and other.number < edition.number


def given_by(editions: list[Edition]) -> dict[Place, Given]:
    """What these editions give, of two that speak of the same place the later."""
    in_order = sorted(editions, key=age)
    by_edition = {edition.pk: edition for edition in in_order}
    figures: dict[int, list[SectionFigure]] = {pk: [] for pk in by_edition}
    rows = SectionFigure.objects.filter(section__edition__in=by_edition, is_confirmed=False)
    for figure in rows.select_related("section").order_by("section__template_section__order"):
        figures[figure.section.edition_id].append(figure)
    given: dict[Place, Given] = {}
    for edition in in_order:
        for figure in figures[edition.pk]:
            year = figure.year if figure.value is not None else edition.year
            if year is not None and not gives_way(figure, given.get((figure.indicator_id, year))):
                given[figure.indicator_id, year] = Given(edition, values_of(figure, edition))
    return given


def age(edition: Edition) -> tuple[int, int, int]:
    return edition.year, edition.number, edition.pk


def gives_way(figure: SectionFigure, other: Given | None) -> bool:
    """A reason for having no figure never hides a figure."""
    return figure.value is None and other is not None and other.values["value"] is not None


def values_of(figure: SectionFigure, edition: Edition) -> dict[str, Any]:
    return {
        "value": figure.value,
        "gap": figure.gap,
        "expected_in": figure.year if figure.gap == Observation.Gap.EXPECTED else None,
        "status": Observation.Status.OFFICIAL,
        "note_en": note(figure, edition, "en"),
        "note_ru": note(figure, edition, "ru"),
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


def note(figure: SectionFigure, edition: Edition, language: str) -> str:
    """Which profile it stands in, whom the state names as its source, and its word of why."""
    kind = {
        ("light", "en"): "Light profile",
        ("extended", "en"): "Extended profile",
        ("light", "ru"): "облегчённый профиль",
        ("extended", "ru"): "расширенный профиль",
    }[edition.profile.kind, language]
    parts = (f"{kind} {edition.year}", figure.source, figure.note_in(language))
    return "; ".join(filter(None, parts))
