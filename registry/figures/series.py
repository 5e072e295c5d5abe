"""One indicator of one state over the years, and what can be said of it: latest value, change in ten years, place in its group."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from registry.figures.models import Indicator, Observation, Source
from registry.states.models import State

DECADE = 10


@dataclass(slots=True)
class Series:
    """Values by year, oldest first; or the reason of a gap where the source has none for this state."""

    indicator: Indicator
    points: list[tuple[int, Decimal]] = field(default_factory=list)
    source: Source | None = None
    gap: Observation | None = None
    by_sex: dict[str, tuple[int, Decimal]] = field(default_factory=dict)  # latest year, where there is no total

    @property
    def latest(self) -> tuple[int, Decimal] | None:
        return self.points[-1] if self.points else None

    @property
    def decade_before(self) -> tuple[int, Decimal] | None:
        """The value ten years before the latest, where there is one for just that year."""
        if not self.points:
            return None
        wanted = self.points[-1][0] - DECADE
        return next((point for point in self.points if point[0] == wanted), None)


def series_of(state: State, indicators: Iterable[Indicator]) -> dict[int, Series]:
    """By primary key of the indicator. Two queries, however many indicators.

    Where several sources count the same, the indicator's own source is read; another one only where that has nothing.
    """
    found = {indicator.pk: Series(indicator) for indicator in indicators}
    by_source: dict[tuple[int, int], list[Observation]] = defaultdict(list)
    rows = Observation.objects.filter(state=state, indicator__in=found, counterpart__isnull=True).order_by("year")
    rows = list(rows.defer("created_at", "updated_at"))
    sources = Source.objects.in_bulk({row.source_id for row in rows})
    for row in rows:
        by_source[row.indicator_id, row.source_id].append(row)
    for (indicator_id, source_id), observations in by_source.items():
        series = found[indicator_id]
        if series.source is None or source_id == series.indicator.source_id:
            fill(series, observations, sources[source_id])
    return found


def fill(series: Series, observations: list[Observation], source: Source) -> None:
    totals = [row for row in observations if row.sex == Observation.Sex.TOTAL]
    series.source = source
    series.points = [(row.year, row.value) for row in totals if row.value is not None]
    series.gap = next((row for row in reversed(totals) if row.value is None), None) if not series.points else None
    if not totals:
        series.by_sex = {row.sex: (row.year, row.value) for row in observations if row.value is not None}


def largest_counterparts(state: State, indicator: Indicator, year: int, count: int = 5) -> list[Observation]:
    """The countries at the other end that weigh most, without "unknown" and "all others"."""
    rows = Observation.objects.filter(
        state=state, indicator=indicator, year=year, sex=Observation.Sex.TOTAL, counterpart__isnull=False, value__gt=0
    )
    rows = rows.exclude(counterpart__code__in=("ZZ", "UNK")).select_related("counterpart")
    return list(rows.order_by("-value", "counterpart__code")[:count])


def values_in(indicators: Iterable[Indicator], states: Iterable[State]) -> dict[tuple[int, int], dict[int, Decimal]]:
    """Totals of several states: {(indicator, year): {state: value}}, keys as primary keys, from each indicator's own source."""
    indicators = list(indicators)
    own = {indicator.pk: indicator.source_id for indicator in indicators}
    rows = Observation.objects.totals().filter(indicator__in=own, state__in=list(states), value__isnull=False)
    values: dict[tuple[int, int], dict[int, Decimal]] = defaultdict(dict)
    for indicator, source, state, year, value in rows.values_list("indicator", "source", "state", "year", "value"):
        if own[indicator] in (source, None):
            values[indicator, year][state] = value
    return values
