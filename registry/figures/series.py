"""One indicator of one state over the years, and what can be said of it: latest value, change in ten years, place in its group."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from registry.figures.models import Indicator, Observation, Source
from registry.states.models import State

DECADE = 10


OWN, INDICATORS, OTHER = range(3)  # whose figure it is, see ObservationQuerySet.ranked


@dataclass(slots=True)
class Series:
    """Values by year, oldest first; or the reason of a gap where the source has none for this state.

    `points` are the state's own endorsed figures where it gave some, else those of `source`. `own`: the state's figures by year;
    `international`: what `source` says in the same years, so that both can be shown.
    """

    indicator: Indicator
    points: list[tuple[int, Decimal]] = field(default_factory=list)
    source: Source | None = None
    gap: Observation | None = None
    by_sex: dict[str, tuple[int, Decimal]] = field(default_factory=dict)  # latest year, where there is no total
    own: dict[int, Observation] = field(default_factory=dict)
    international: dict[int, Decimal] = field(default_factory=dict)
    breaks: set[int] = field(default_factory=set)  # years that cannot be compared with those before

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

    @property
    def sources(self) -> list[Source]:
        """Of all its values, the international one first."""
        given = [self.source] if self.source and (self.international or self.by_sex) else []
        return list(dict.fromkeys([*given, *(row.source for row in self.own.values())]))

    @property
    def latest_source(self) -> Source | None:
        return self.own[self.latest[0]].source if self.latest and self.latest[0] in self.own else self.source


def series_of(state: State, indicators: Iterable[Indicator], on: date | None = None) -> dict[int, Series]:
    """By primary key of the indicator, as held `on` a day. Two queries, however many indicators.

    The state's own figures come first, year by year. Where several other sources count the same, the indicator's own source is read;
    another one only where that has nothing.
    """
    found = {indicator.pk: Series(indicator) for indicator in indicators}
    rows = Observation.versions.held_on(on).filter(state=state, indicator__in=found, counterpart__isnull=True)
    rows = list(rows.ranked().order_by("year", "source").defer("created_at", "updated_at"))
    sources = Source.objects.in_bulk({row.source_id for row in rows})
    by_indicator: dict[int, dict[int, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        row.source = sources[row.source_id]
        by_indicator[row.indicator_id][row.rank].append(row)
    for pk, by_rank in by_indicator.items():
        fill(found[pk], by_rank)
    return found


def fill(series: Series, by_rank: dict[int, list[Observation]]) -> None:
    """`by_rank`: rows by whose they are, by year."""
    rows = by_rank.get(INDICATORS) or of_one_source(by_rank.get(OTHER, []))
    totals = [row for row in rows if row.sex == Observation.Sex.TOTAL]
    said = [row for row in by_rank.get(OWN, []) if row.sex == Observation.Sex.TOTAL]
    series.source = rows[0].source if rows else said[0].source if said else None
    series.international = {row.year: row.value for row in totals if row.value is not None}
    series.own = {row.year: row for row in said if row.value is not None}
    values = series.international | {year: row.value for year, row in series.own.items()}
    series.points = sorted(values.items())
    marked = {row.year for row in [*totals, *series.own.values()] if row.status == Observation.Status.BREAK}
    series.breaks = marked | changes_of_source(series)
    if not series.points:
        series.gap = next((row for row in reversed([*totals, *said]) if row.value is None), None)
    if not totals and not said:
        series.by_sex = {row.sex: (row.year, row.value) for row in rows if row.value is not None}


def of_one_source(rows: list[Observation]) -> list[Observation]:
    """Where several sources stand beside the indicator's own, only the first one is read: two never make one line."""
    return [row for row in rows if row.source_id == rows[0].source_id]


def changes_of_source(series: Series) -> set[int]:
    """Years in which the line passes from one source to another."""
    years = [year for year, _value in series.points]
    return {
        year for before, year in zip(years, years[1:], strict=False) if (before in series.own) != (year in series.own)
    }


def values_in(
    indicators: Iterable[Indicator], states: Iterable[State], on: date | None = None
) -> dict[tuple[int, int], dict[int, Decimal]]:
    """Totals of several states, as held `on` a day: {(indicator, year): {state: value}}, keys as primary keys.

    Of each the state's own endorsed figure, else that of the indicator's own source.
    """
    indicators = list(indicators)
    has_source = {indicator.pk: indicator.source_id is not None for indicator in indicators}
    rows = Observation.versions.held_on(on).totals()
    rows = rows.filter(indicator__in=has_source, state__in=list(states), value__isnull=False)
    values: dict[tuple[int, int], dict[int, Decimal]] = defaultdict(dict)
    rows = rows.ranked().order_by("-rank", "-source").values_list("indicator", "state", "year", "value", "rank")
    for indicator, state, year, value, rank in rows:  # the first in rank comes last and stays
        if rank < OTHER or not has_source[indicator]:
            values[indicator, year][state] = value
    return values
