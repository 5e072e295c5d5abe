"""Figures that the registry computes from those it holds (quotients.py), marked as computed.

Whatever changes figures calls `compute`: an import and its undoing, an edition that gives or takes
back a state's own, the admin. So a computed figure is never behind what it is made of.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from registry.figures.earlier import keep_earlier_versions
from registry.figures.models import COMPUTED_SOURCE, Indicator, Observation, Source
from registry.figures.plausibility import out_of_range

Place = tuple[int, int]  # state and year
STORED = Decimal("0.0001")  # as exact as the field of a value


@dataclass(frozen=True, slots=True)
class Computed:
    value: Decimal
    status: str
    note_en: str = ""
    note_ru: str = ""


def compute(changed: Iterable[int] | None = None, *, on: date, is_first: bool = False) -> int:
    """Make the computed figures anew whose parts are among the indicators `changed` (None: all).
    Returns how many rows were written or removed.

    `is_first`: they are held from the beginning, as those of the first fixture are.
    """
    indicators = Indicator.objects.filter(numerator__isnull=False)
    if changed is not None:
        numbers = set(changed)
        indicators = indicators.filter(
            Q(numerator__in=numbers) | Q(denominator__in=numbers) | Q(pk__in=numbers)
        )
    since = None if is_first else on
    rows = indicators.select_related("numerator", "denominator")
    return sum(write(row, quotients(row), on=on, since=since) for row in rows)


def forget(indicator: Indicator, *, on: date) -> int:
    """Of an indicator that is computed no more."""
    return write(indicator, {}, on=on, since=on)


def quotients(indicator: Indicator) -> dict[Place, Computed]:
    """By state and year, where both parts have a value that stands, and the result is possible."""
    above = totals(indicator.numerator)
    below = totals(indicator.denominator)
    found: dict[Place, Computed] = {}
    for place in above.keys() & below.keys():
        part, whole = above[place].value, below[place].value
        if part is None or not whole:
            continue
        value = (part / whole * indicator.multiplier).quantize(STORED)
        if out_of_range(indicator, value, is_total=True):
            continue  # a part greater than its whole: the two do not count the same
        found[place] = computed(value, above[place], below[place])
    return found


def totals(indicator: Indicator | None) -> dict[Place, Observation]:
    """The figures that are read of a state and year (preferred.py), gaps left out."""
    rows = Observation.objects.totals().filter(indicator=indicator, value__isnull=False)
    chosen = rows.of_preferred_source().select_related("source", "indicator")
    return {(row.state_id, row.year): row for row in chosen}


def computed(value: Decimal, above: Observation, below: Observation) -> Computed:
    """A break of a part is one of the quotient. The sources are named where one is not the
    indicator's own."""
    parts = (above, below)
    is_break = any(row.status == Observation.Status.BREAK for row in parts)
    status = Observation.Status.BREAK if is_break else Observation.Status.COMPUTED
    if all(row.source_id == row.indicator.source_id for row in parts):
        return Computed(value, status)
    return Computed(value, status, note_en=sources(parts, "en"), note_ru=sources(parts, "ru"))


def sources(parts: Iterable[Observation], language: str) -> str:
    texts = []
    for row in parts:
        title = getattr(row.indicator, f"title_{language}") or row.indicator.title_en
        source = getattr(row.source, f"title_{language}") or row.source.title_en
        texts.append(f"{title}: {source}")
    return "; ".join(texts)[: Observation._meta.get_field("note_en").max_length]


def write(
    indicator: Indicator, wanted: dict[Place, Computed], *, on: date, since: date | None
) -> int:
    """Only what differs; what stood there before stays as an earlier version."""
    source = computed_source()
    there = {
        (row.state_id, row.year): row
        for row in Observation.objects.filter(indicator=indicator, source=source)
    }
    gone = [row.pk for place, row in there.items() if place not in wanted]
    changed = []
    new = []
    for place, figure in wanted.items():
        row = there.get(place)
        if row is None:
            new.append(row_of(indicator, source, place=place, figure=figure, since=since))
        elif said(row) != figure:
            changed.append(row)
    keep_earlier_versions([*gone, *(row.pk for row in changed)], on=on)
    Observation.objects.filter(pk__in=gone).delete()
    for row in changed:
        change(row, wanted[row.state_id, row.year], on=on)
    Observation.objects.bulk_create(new, batch_size=500)
    return len(gone) + len(changed) + len(new)


def said(row: Observation) -> Computed:
    assert row.value is not None
    return Computed(row.value, row.status, row.note_en, row.note_ru)


def change(row: Observation, figure: Computed, *, on: date) -> None:
    row.value, row.status = figure.value, figure.status
    row.note_en, row.note_ru = figure.note_en, figure.note_ru
    row.held_since = on
    row.version += 1
    row.save()


def row_of(
    indicator: Indicator, source: Source, *, place: Place, figure: Computed, since: date | None
) -> Observation:
    state, year = place
    return Observation(
        indicator=indicator,
        source=source,
        state_id=state,
        year=year,
        value=figure.value,
        status=figure.status,
        note_en=figure.note_en,
        note_ru=figure.note_ru,
        held_since=since,
    )


def computed_source() -> Source:
    source, _made = Source.objects.get_or_create(
        slug=COMPUTED_SOURCE,
        defaults={
            "title_en": "Prague Process Registry, computed from figures that it holds",
            "title_ru": "Реестр Пражского процесса, рассчитано по данным реестра",
            "licence": "CC BY 4.0",
            "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        },
    )
    return source
