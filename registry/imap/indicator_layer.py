"""An indicator on the map: five classes of equally many states, hatching for the reasons of a gap,
and flows between states."""

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise

from django.utils.translation import gettext as _

from registry.common.numbers import compact, grouped
from registry.common.required import required
from registry.figures.models import Indicator, Observation
from registry.figures.pairs import countries_of, end_of, name_of, number_of, pairs
from registry.figures.panel import Panel, panel_of, remark
from registry.imap.layers import Flow, Layer, LegendEntry, Shape, layer, shape_of
from registry.imap.shapes import shapes
from registry.pictures.maps import curve
from registry.states.designations import designation
from registry.states.models import State

CLASSES = 5
NO_FIGURE = "none"  # no source gives a reason
WIDEST, NARROWEST = 14.0, 1.2
MOST_FLOWS = 20
MOST_OUTSIDE = 10


def indicator_layer(
    indicator: Indicator,
    states: list[State],
    year: int | None,
    on: date,
    *,
    is_same_for_all: bool = False,
) -> Layer | None:
    """`is_same_for_all`: the same classes for all years, so that years can be compared. None
    where no state has a figure."""
    panel = panel_of(indicator, states, on)
    years = panel.years
    if not years:
        return None
    year = year if year in years else required(panel.main_year())
    values = panel.values(year)
    basis = (
        [value for at in years for value in panel.values(at).values()]
        if is_same_for_all
        else list(values.values())
    )
    limits = class_limits(basis)
    found = [shape_in(panel, state, year=year, limits=limits) for state in states]
    made = layer(
        slug=indicator.slug,
        title=indicator.title,
        found=found,
        legend=class_words(limits, indicator),
        year=year,
        years=years,
        unit=indicator.unit,
    )
    made.legend += gap_legend(made)
    made.source = indicator.source.title if indicator.source else ""
    made.source_url = indicator.source.url if indicator.source else ""
    return made


def class_limits(values: list[Decimal]) -> list[Decimal]:
    """Lower limits of the classes, lowest first; fewer than five where values coincide."""
    ordered = sorted(values)
    return sorted({ordered[len(ordered) * place // CLASSES] for place in range(CLASSES)})


def class_of(value: Decimal, limits: list[Decimal]) -> str:
    place = sum(value >= limit for limit in limits)
    return f"q{max(place, 1) + CLASSES - len(limits)}"  # the darkest class is always the highest


def class_words(limits: list[Decimal], indicator: Indicator) -> dict[str, str]:
    """The highest class first, as limits in words."""
    worded = compact if indicator.is_amount else grouped
    texts = [worded(limit, indicator.decimals) for limit in limits]
    offset = CLASSES - len(limits)
    words = {
        f"q{place + 1 + offset}": _("%(low)s to under %(high)s") % {"low": low, "high": high}
        for place, (low, high) in enumerate(pairwise(texts))
    }
    words[f"q{CLASSES}"] = _("%(low)s and more") % {"low": texts[-1]}
    return dict(reversed(words.items()))


def shape_in(panel: Panel, state: State, year: int, limits: list[Decimal]) -> Shape | None:
    cell = panel.cells.get((state.pk, year))
    if cell is None or cell.value is None:
        kind = panel.gap_kind(state.pk, year) or NO_FIGURE
        return shape_of(state, "gap", panel.gap_of(state.pk, year), gap=kind)
    words = f"{grouped(cell.value, panel.indicator.decimals)} {panel.indicator.unit}, {year}"
    beside = remark(cell, panel.indicator, cell.status)
    words = f"{words} ({beside})" if beside else words
    return shape_of(state, class_of(cell.value, limits), words, sort=cell.value)


def gap_legend(made: Layer) -> list[LegendEntry]:
    counts = Counter(shape.gap for shape in made.shapes if shape.gap)
    return [
        LegendEntry(look="gap", words=gap_words(gap), count=count, gap=gap)
        for gap, count in counts.items()
    ]


def gap_words(gap: str) -> str:
    return _("no figure for this year") if gap == NO_FIGURE else str(Observation.Gap(gap).label)


def flow_layer(
    indicator: Indicator, state: State, states: list[State], year: int | None, on: date
) -> Layer | None:
    """One state and the countries at the other end: each with its number, the largest as curves.
    None where there are none."""
    years = sorted(
        pairs(indicator, on).filter(state=state).values_list("year", flat=True).distinct()
    )
    if not years:
        return None
    year = year if year in years else years[-1]
    found = list(countries_of(indicator, state, year, on=on))
    of_states = {end_of(row).state_id: row for row in found if end_of(row).state_id}
    limits = class_limits([number_of(row) for row in of_states.values()] or [Decimal(1)])
    drawn = [
        shape_of(state, "self", _("the state chosen"))
        if other == state
        else flow_shape(other, of_states.get(other.pk), limits=limits, indicator=indicator)
        for other in states
    ]
    title = _("%(indicator)s: %(state)s") % {
        "indicator": indicator.title,
        "state": designation(state, on).name,
    }
    legend = (
        {"self": designation(state, on).name}
        | class_words(limits, indicator)
        | {"out": _("not named by the source")}
    )
    made = layer(
        slug=indicator.slug,
        title=title,
        found=drawn,
        legend=legend,
        year=year,
        years=years,
        unit=indicator.unit,
    )
    source = found[0].source if found else indicator.source
    made.source, made.source_url = (source.title, source.url) if source else ("", "")
    made.flows = curves(
        state, [row for row in found if end_of(row).state_id][:MOST_FLOWS], indicator
    )
    made.notes += outside_the_map(found, indicator, on)
    return made


def outside_the_map(rows: list[Observation], indicator: Indicator, on: date) -> list[str]:
    """A note with the largest countries that the map has no shape of; none where there are none."""
    texts = [
        f"{name_of(end_of(row), on)} {grouped(row.value, indicator.decimals)}"
        for row in rows
        if not end_of(row).state_id
    ]
    if not texts:
        return []
    return [_("Outside the map: %(countries)s.") % {"countries": ", ".join(texts[:MOST_OUTSIDE])}]


def flow_shape(
    end: State, row: Observation | None, limits: list[Decimal], indicator: Indicator
) -> Shape | None:
    if row is None:
        return shape_of(end, "out", _("not named by the source"))
    words = f"{grouped(row.value, indicator.decimals)} {indicator.unit}, {row.year}"
    return shape_of(end, class_of(number_of(row), limits), words, sort=row.value)


def curves(state: State, rows: list[Observation], indicator: Indicator) -> list[Flow]:
    """The narrowest first, so that the widest lies on top. The area of a line goes with its
    number."""
    known = shapes()["states"]
    codes = dict(State.objects.values_list("pk", "iso_alpha2"))
    start = known.get(state.iso_alpha2)
    if not rows or start is None:
        return []
    largest = float(number_of(rows[0]))
    drawn = []
    for row in reversed(rows):
        counterpart = end_of(row)
        end = known.get(codes[required(counterpart.state_id)])
        if end is None or counterpart.state_id == state.pk:
            continue
        width = max(NARROWEST, WIDEST * float(number_of(row)) / largest)
        words = f"{name_of(counterpart)}: {grouped(row.value, indicator.decimals)}"
        path = curve(start["label"], end["label"])
        drawn.append(Flow(path=path, width=round(width, 1), words=words))
    return drawn
