"""Figures of origin and destination: the largest ends of one state, and a matrix of two groups
of states."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, Subquery, Window
from django.db.models.functions import RowNumber

from registry.common.numbers import grouped
from registry.common.required import required
from registry.figures.models import (
    Counterpart,
    Indicator,
    Observation,
    ObservationQuerySet,
    Source,
)
from registry.states.designations import by_name, designation
from registry.states.models import RegionalGroup, State

TOP = 10
NO_COUNTRY = ("ZZ", "UNK")  # all others, and unknown


@dataclass(frozen=True, slots=True)
class Top:
    """The ten largest ends of a state in a year. `share`: per cent of the same source’s total;
    `width`: of the largest, for the bar."""

    state: State
    year: int
    years: list[int]
    rows: list[dict]
    rest: str
    total: str
    source: Source


@dataclass(frozen=True, slots=True)
class Matrix:
    """`rows`: (state, values as text, in the order of `columns`); "" where the source has no
    figure.

    `others`: (state, source) of the rows that are not the indicator’s own source’s.
    """

    year: int
    columns: list[State]
    rows: list[tuple[State, list[str]]]
    others: list[tuple[State, Source]]

    @property
    def is_empty(self) -> bool:
        return not any(any(values) for _state, values in self.rows)


def pairs(indicator: Indicator, on: date | None = None) -> ObservationQuerySet:
    """As held `on` a day."""
    return every_pair(on).filter(indicator=indicator)


def every_pair(on: date | None = None) -> ObservationQuerySet:
    return Observation.versions.held_on(on).filter(
        sex=Observation.Sex.TOTAL, counterpart__isnull=False, value__isnull=False
    )


def end_of(row: Observation) -> Counterpart:
    """The other end of a row of `pairs`."""
    return required(row.counterpart)


def number_of(row: Observation) -> Decimal:
    """The value of a row of `pairs`."""
    return required(row.value)


def years_of(indicator: Indicator, on: date | None = None) -> list[int]:
    """Latest first."""
    return sorted(pairs(indicator, on).values_list("year", flat=True).distinct(), reverse=True)


def name_of(end: Counterpart, on: date | None = None) -> str:
    return designation(end.state_id, on).name if end.state_id else end.name


def countries(rows: ObservationQuerySet) -> ObservationQuerySet:
    """Of ends, those that are countries and have somebody: not "unknown" and "all others"."""
    found = rows.filter(value__gt=0).exclude(counterpart__code__in=NO_COUNTRY)
    return found.select_related("counterpart__state", "source")


def largest_counterparts(
    state: State, indicator: Indicator, year: int, count: int = 5, on: date | None = None
) -> list[Observation]:
    """The largest first."""
    return list(countries(of_state(indicator, state, year, on=on))[:count])


def top_of(
    indicator: Indicator, state: State, year: int, years: list[int], on: date | None = None
) -> Top | None:
    found = largest_counterparts(state, indicator, year, count=TOP, on=on)
    if not found:
        return None
    totals = totals_of(state, [indicator], on).filter(year=year)
    return top_from(found, indicator, state, years=years, totals=totals, on=on)


def latest_tops(
    state: State, indicators: list[Indicator], on: date | None = None
) -> dict[int, Top]:
    """By primary key of the indicator, each in the latest year for which the state has ends. Two
    queries, however many indicators."""
    of_each = {indicator.pk: indicator for indicator in indicators}
    held = every_pair(on).filter(state=state, indicator__in=of_each)
    latest = Q()
    for indicator in of_each:  # a year each, not one for every row: a large state has thousands
        year = held.filter(indicator=indicator).order_by("-year").values("year")[:1]
        latest |= Q(indicator=indicator, year=Subquery(year))
    place = Window(
        RowNumber(),
        partition_by=["indicator", "source"],
        order_by=[F("value").desc(), "counterpart__code"],
    )
    rows = countries(held.filter(latest).of_preferred_source())
    largest: dict[int, list[Observation]] = defaultdict(list)
    for row in rows.annotate(place=place).filter(place__lte=TOP).order_by("place"):
        largest[row.indicator_id].append(row)
    totals = list(totals_of(state, indicators, on)) if largest else []
    return {
        pk: top_from(found, of_each[pk], state, years=[found[0].year], totals=totals, on=on)
        for pk, found in largest.items()
    }


def totals_of(
    state: State, indicators: list[Indicator], on: date | None = None
) -> ObservationQuerySet:
    rows = Observation.versions.held_on(on).totals()
    return rows.filter(indicator__in=indicators, state=state, value__isnull=False)


def top_from(
    found: list[Observation],
    indicator: Indicator,
    state: State,
    *,
    years: list[int],
    totals: Iterable[Observation],
    on: date | None = None,
) -> Top:
    """`found`: the largest ends in a year, at least one; `totals`: of the state, those of other
    indicators, years and sources among them."""
    first = found[0]
    asked = (indicator.pk, first.year, first.source_id)
    total = next(
        (row for row in totals if (row.indicator_id, row.year, row.source_id) == asked), None
    )
    every = [total] if total else of_state(indicator, state, first.year, on=on)
    whole = sum(map(number_of, every), Decimal(0))
    largest = number_of(first)
    rows = []
    for row in found:
        number = number_of(row)
        rows.append(
            {
                "end": row.counterpart,
                "name": name_of(end_of(row), on),
                "value": grouped(number, indicator.decimals),
                "number": number,
                "share": grouped(number / whole * 100, 1) if whole else "",
                "width": round(float(number / largest) * 100, 1),
            }
        )
    rest = whole - sum(map(number_of, found), Decimal(0))
    return Top(
        state=state,
        year=first.year,
        years=years,
        rows=rows,
        rest=grouped(rest, indicator.decimals) if rest > 0 else "",
        total=grouped(whole, indicator.decimals),
        source=first.source,
    )


def between(
    indicator: Indicator, states: list[State], ends: list[State], year: int, on: date | None = None
) -> ObservationQuerySet:
    found = pairs(indicator, on).filter(state__in=states, counterpart__state__in=ends, year=year)
    return found.of_preferred_source()


def of_state(
    indicator: Indicator, state: State, year: int, on: date | None = None
) -> ObservationQuerySet:
    """All ends of one state, the largest first."""
    found = pairs(indicator, on).filter(state=state, year=year).of_preferred_source()
    return found.order_by("-value", "counterpart__code")


def groups_shown(
    rows: RegionalGroup | None, columns: RegionalGroup | None
) -> tuple[RegionalGroup | None, RegionalGroup | None]:
    """As chosen; else the first group of each side of the matrix, see `matrix_side`."""
    by_side: dict[str, RegionalGroup] = {}
    for group in RegionalGroup.objects.exclude(matrix_side=""):
        by_side.setdefault(group.matrix_side, group)
    sides = RegionalGroup.MatrixSide
    return rows or by_side.get(sides.ROWS), columns or by_side.get(sides.COLUMNS)


def matrix_of(
    indicator: Indicator, states: list[State], ends: list[State], year: int, on: date | None = None
) -> Matrix:
    """A row for each of `states`, a column for each of `ends`. One query."""
    rows, columns = by_name(states, on=on), by_name(ends, on=on)
    found = list(
        between(indicator, rows, columns, year=year, on=on).select_related("counterpart", "source")
    )
    values = {(row.state_id, end_of(row).state_id): row.value for row in found}
    sources = {row.state_id: row.source for row in found if row.source_id != indicator.source_id}
    texts = []
    for state in rows:
        numbers = (values.get((state.pk, end.pk)) for end in columns)
        texts.append((state, [grouped(number, indicator.decimals) for number in numbers]))
    return Matrix(
        year=year,
        columns=columns,
        rows=texts,
        others=[(state, sources[state.pk]) for state in rows if state.pk in sources],
    )
