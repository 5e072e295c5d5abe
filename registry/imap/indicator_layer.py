"""An indicator on the map: classes with round limits, hatching for the reasons of a gap,
and flows between states."""

from collections import Counter
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from registry.common.numbers import grouped
from registry.common.required import required
from registry.figures.models import Counterpart, Indicator, Observation
from registry.figures.pairs import countries, end_of, name_of, number_of, of_state, pairs
from registry.figures.panel import Panel, panel_of, remark
from registry.imap.classes import class_limits, class_of, class_words
from registry.imap.layers import Flow, Layer, LegendEntry, Shape, layer, shape_of
from registry.imap.shapes import shapes
from registry.pictures.maps import curve
from registry.states.designations import designation
from registry.states.models import State

NO_FIGURE = "none"  # no source gives a reason
# Of the line of a flow, by the share that its number has of the largest: steps that can be told
# apart
WIDTHS = (
    (Decimal("0.5"), 14.0),
    (Decimal("0.2"), 9.5),
    (Decimal("0.05"), 6.0),
    (Decimal("0.01"), 3.5),
    (Decimal(0), 2.0),
)
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
        legend={},
        year=year,
        years=years,
        unit=indicator.unit,
        scale=scale_of(found, limits, indicator),
    )
    made.legend += gap_legend(made)
    made.source = indicator.source.title if indicator.source else ""
    made.source_url = indicator.source.url if indicator.source else ""
    return made


def shape_in(panel: Panel, state: State, year: int, limits: list[Decimal]) -> Shape | None:
    cell = panel.cells.get((state.pk, year))
    if cell is None or cell.value is None:
        kind = panel.gap_kind(state.pk, year) or NO_FIGURE
        return shape_of(state, "gap", panel.gap_of(state.pk, year), gap=kind)
    words = f"{grouped(cell.value, panel.indicator.decimals)} {panel.indicator.unit}, {year}"
    beside = remark(cell, panel.indicator, cell.status)
    words = f"{words} ({beside})" if beside else words
    return shape_of(state, class_of(cell.value, limits), words, sort=cell.value)


def scale_of(
    found: list[Shape | None], limits: list[Decimal], indicator: Indicator
) -> list[LegendEntry]:
    """All classes from the lowest to the highest, those that no state has as well."""
    counts = Counter(shape.category for shape in found if shape)
    return [
        LegendEntry(look=look, words=words, count=counts[look])
        for look, words in class_words(limits, indicator).items()
    ]


def flow_words(count: int) -> str:
    text = _(
        "Lines have five widths: from half of the largest number on, from a fifth, from a"
        " twentieth, from a hundredth, and below."
    )
    if count > MOST_FLOWS:
        text += " " + _("Lines are drawn for the %(count)s largest.") % {"count": MOST_FLOWS}
    return text


def width_of(share: Decimal) -> float:
    return next(width for least, width in WIDTHS if share >= least)


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
    found = list(countries(of_state(indicator, state, year, on=on)))
    of_states = {end_of(row).state_id: row for row in found if end_of(row).state_id}
    limits = class_limits([number_of(row) for row in of_states.values()])
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
    legend = {"self": designation(state, on).name, "out": _("not named by the source")}
    made = layer(
        slug=indicator.slug,
        title=title,
        found=drawn,
        legend=legend,
        year=year,
        years=years,
        unit=indicator.unit,
        scale=scale_of(drawn, limits, indicator),
    )
    source = found[0].source if found else indicator.source
    made.source, made.source_url = (source.title, source.url) if source else ("", "")
    on_the_map = [(end_of(row), number_of(row)) for row in found if end_of(row).state_id]
    made.flows = curves(state, on_the_map[:MOST_FLOWS], indicator)
    if made.flows:
        made.notes.append(flow_words(len(on_the_map)))
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


def curves(
    state: State, ends: list[tuple[Counterpart, Decimal]], indicator: Indicator
) -> list[Flow]:
    """`ends`: each with its number, the largest first. The narrowest line comes first, so that the
    widest lies on top."""
    known = shapes()["states"]
    start = known.get(state.iso_alpha2)
    if start is None or not ends:
        return []
    largest = ends[0][1]
    drawn = []
    for counterpart, number in reversed(ends):
        end = known.get(required(counterpart.state).iso_alpha2)
        if end is None or counterpart.state_id == state.pk:
            continue
        drawn.append(
            Flow(
                path=curve(start["label"], end["label"]),
                end=tuple(end["label"]),
                width=width_of(number / largest),
                words=f"{name_of(counterpart)}: {grouped(number, indicator.decimals)}",
            )
        )
    return drawn
