"""One indicator of one state over the years: latest value, change in ten years, sources, breaks;
and totals of several states."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from registry.figures.caveats import Caveats
from registry.figures.known import every_source
from registry.figures.models import Indicator, Observation, Source
from registry.figures.preferred import Claims, breaks_of, claims_by_state
from registry.states.models import State

DECADE = 10


@dataclass(slots=True)
class Series:
    """Values by year, oldest first; or the reason of a gap where the source has none for this
    state.

    `points` are the state's own endorsed figures where it gave some, else those of `source`. `own`:
    the state's figures by year; `international`: what `source` says in the same years, so that both
    can be shown.
    """

    indicator: Indicator
    points: list[tuple[int, Decimal]] = field(default_factory=list)
    source: Source | None = None
    gap: Observation | None = None
    by_sex: dict[str, tuple[int, Decimal]] = field(
        default_factory=dict
    )  # latest year, where there is no total
    own: dict[int, Observation] = field(default_factory=dict)
    international: dict[int, Decimal] = field(default_factory=dict)
    breaks: set[int] = field(default_factory=set)  # years that cannot be compared with those before
    latest_row: Observation | None = None
    largest: dict[int, list[Observation]] = field(
        default_factory=dict
    )  # at the other end, by year, as far as it was asked for (publishing.py)

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
    def caveat(self) -> str:
        """What a reader must know beside the latest value, in the reader's language."""
        return Caveats(self.indicator.pk).of_row(self.latest_row) if self.latest_row else ""

    @property
    def sources(self) -> list[Source]:
        """Of all its values, the international one first."""
        given = [self.source] if self.source and (self.international or self.by_sex) else []
        return list(dict.fromkeys([*given, *(row.source for row in self.own.values())]))

    @property
    def latest_source(self) -> Source | None:
        return (
            self.own[self.latest[0]].source
            if self.latest and self.latest[0] in self.own
            else self.source
        )


def series_of(
    state: State, indicators: Iterable[Indicator], on: date | None = None
) -> dict[int, Series]:
    """By primary key of the indicator, as held `on` a day, of the sources that preferred.py
    chooses. Two queries, however many indicators."""
    found = {indicator.pk: Series(indicator) for indicator in indicators}
    held = Observation.versions.held_on(on).filter(
        state=state, indicator__in=found, counterpart__isnull=True
    )
    rows = list(held.for_choice().defer("created_at", "updated_at"))
    sources = every_source()
    for row in rows:
        row.source = sources[row.source_id]
    by_indicator: dict[int, dict[str, dict[int, Claims]]] = defaultdict(dict)
    for (indicator, _state, sex), by_year in claims_by_state(rows).items():
        by_indicator[indicator][sex] = by_year
    for pk, by_sex in by_indicator.items():
        fill(found[pk], by_sex)
    return found


def fill(series: Series, by_sex: dict[str, dict[int, Claims]]) -> None:
    """From totals; where there are none, women and men alone."""
    if Observation.Sex.TOTAL in by_sex:
        fill_totals(series, by_sex[Observation.Sex.TOTAL])
        return
    for sex, by_year in by_sex.items():
        rows = [claims.preferred for claims in by_year.values()]
        series.source = series.source or rows[0].source
        valued = [row for row in rows if row.value is not None]
        if valued:
            series.by_sex[sex] = (valued[-1].year, valued[-1].value)


def fill_totals(series: Series, by_year: dict[int, Claims]) -> None:
    own = [claims.own for claims in by_year.values() if claims.own]
    international = [claims.international for claims in by_year.values() if claims.international]
    series.source = (international or own)[0].source
    series.international = {row.year: row.value for row in international if row.value is not None}
    series.own = {row.year: row for row in own if row.value is not None}
    preferred = [claims.preferred for claims in by_year.values()]
    valued = [row for row in preferred if row.value is not None]
    series.points = [(row.year, row.value) for row in valued]
    series.latest_row = valued[-1] if valued else None
    series.breaks = breaks_of(by_year)
    if not series.points:
        series.gap = (own or international)[-1]


def values_in(
    indicators: Iterable[Indicator], states: Iterable[State], on: date | None = None
) -> dict[tuple[int, int], dict[int, Decimal]]:
    """Totals of several states, as held `on` a day: {(indicator, year): {state: value}}, keys as
    primary keys, of the sources that preferred.py chooses."""
    rows = Observation.versions.held_on(on).totals()
    rows = rows.filter(indicator__in=list(indicators), state__in=list(states)).for_choice()
    names = ("indicator_id", "state_id", "sex", "year", "source_id", "value", "status", "rank")
    values: dict[tuple[int, int], dict[int, Decimal]] = defaultdict(dict)
    for (indicator, state, _sex), by_year in claims_by_state(
        rows.values_list(*names, named=True)
    ).items():
        for year, claims in by_year.items():
            if claims.preferred.value is not None:
                values[indicator, year][state] = claims.preferred.value
    return values
