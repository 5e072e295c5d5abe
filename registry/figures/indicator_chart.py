"""The chart of an indicator: its lines, its unit, and the words that go with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.numbers import grouped, scale_word, scaled
from registry.common.required import required
from registry.figures.panel import Footnotes, Panel, remark
from registry.figures.year_table import usual_status
from registry.pictures.charts import runs
from registry.pictures.line_charts import MOST_LINES, Chart, ChartLine, Words, draw, draw_alone
from registry.pictures.svg import Svg
from registry.states.designations import designation, footnotes_in
from registry.states.models import State

UNASKED = 5  # lines where the reader has chosen none
FEWEST = 2  # years
INDEX_DECIMALS = 1
FILE_FORMS = ("csv", "xlsx", "json")


@dataclass(frozen=True, slots=True)
class View:
    """What a reader asks of a chart. `first`, `last`: years, None for as many as there are;
    `scale`: one of line_geometry.SCALES."""

    states: tuple[State, ...] = ()
    first: int | None = None
    last: int | None = None
    scale: str = "linear"

    def has(self, year: int) -> bool:
        return (self.first or year) <= year <= (self.last or year)

    def points(self, found: list[tuple[int, Decimal]]) -> list[tuple[int, Decimal]]:
        return [point for point in found if self.has(point[0])]


@dataclass(frozen=True, slots=True)
class Picture:
    """`asked`: whose lines were asked for; `states`: whose are drawn; `absent`: which have none,
    and why; `lines`: the figures as they are; `chart`: what is drawn of them; `unit`: that of the
    axis, `table_unit`: of the table; `base`: the year that is 100 in an index; `scales`: those
    that these lines can be drawn in; `remarks`: how the picture is read."""

    view: View
    asked: list[State]
    states: list[State]
    absent: list[str]
    lines: list[ChartLine]
    chart: Chart
    unit: str
    table_unit: str
    base: int | None
    scales: list[str]
    remarks: list[str]
    on: date | None

    @property
    def file_forms(self) -> tuple[str, ...]:
        return FILE_FORMS

    @property
    def words(self) -> Words:
        return self.chart.words

    @property
    def svg(self) -> dict[str, Svg]:
        return draw(self.chart)

    @property
    def alone(self) -> Svg:
        return draw_alone(self.chart)

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last that have a figure in the picture."""
        return (
            min(line.points[0][0] for line in self.lines),
            max(line.points[-1][0] for line in self.lines),
        )


def picture_of(panel: Panel, view: View, on: date | None = None) -> Picture | None:
    """The chosen states' lines and the region's median, where one says something; None where
    there is neither, or where they cannot be drawn in the scale that is asked for.

    Without a choice, those with the largest values in the latest year that most states have.
    """
    asked = (list(view.states) or largest(panel))[:MOST_LINES]
    points = {state.pk: view.points(panel.points(state.pk)) for state in asked}
    states = [state for state in asked if len(points[state.pk]) >= FEWEST]
    lines = [
        ChartLine(designation(state, on).name, points[state.pk], panel.breaks(state.pk))
        for state in states
    ]
    has_middle = panel.has_middle or not lines  # what is drawn where no state has a line
    medians = view.points(panel.medians()) if has_middle else []
    if len(medians) >= FEWEST:
        lines.append(ChartLine(_("median of the region"), medians, is_context=True))
    if not lines or not asked:
        return None
    base, scales = base_of(lines), scales_of(lines)
    if view.scale not in scales:
        return None
    counted_in = panel.indicator.unit
    power = power_of(panel, lines, view.scale)
    unit = unit_of(panel, view.scale, power=power, base=base)
    absent = [why_absent(panel, view, state, on) for state in asked if state not in states]
    caveats = caveats_of(panel, {state: points[state.pk] for state in states}, on)
    remarks = remarks_on(lines, view.scale)
    below = [*remarks, *absent, *caveats, *notes_on_names(asked, caveats, on)]
    chart = Chart(
        lines=indexed(lines, required(base)) if view.scale == "index" else lines,
        words=words_of(panel, lines, unit=unit, below=below),
        divisor=1000**power,
        scale=view.scale,
    )
    return Picture(
        view=view,
        asked=asked,
        states=states,
        absent=absent,
        lines=lines,
        chart=chart,
        unit=unit,
        table_unit=f"{unit} ({counted_in})" if view.scale == "index" else counted_in,
        base=base if view.scale == "index" else None,
        scales=scales,
        remarks=remarks,
        on=on,
    )


def notes_on_names(
    states: Iterable[State], caveats: Iterable[str], on: date | None
) -> Iterator[str]:
    """Of these states, and of those that a caveat names; each once."""
    notes = dict.fromkeys(designation(state, on).footnote for state in states)
    notes |= dict.fromkeys(footnotes_in(" ".join(caveats), on))
    return filter(None, notes)


def picture_or_reason(
    panel: Panel, view: View, on: date | None = None
) -> tuple[Picture | None, str]:
    """The picture asked for and "". Where there is none, the nearest one that can be drawn and why
    it is another; no reason where the indicator has no lines at all."""
    picture = picture_of(panel, view, on)
    if picture:
        return picture, ""
    linear = replace(view, scale="linear")
    if picture := picture_of(panel, linear, on):
        return picture, scale_refused(view.scale)
    if picture_of(panel, replace(linear, first=None, last=None), on):
        return None, _("There are no figures of these states for two of these years at least.")
    return None, ""


def scale_refused(scale: str) -> str:
    if scale == "index":
        return _("An index needs values above zero and a year that all lines have.")
    return _("A logarithmic scale needs values above zero.")


def power_of(panel: Panel, lines: list[ChartLine], scale: str) -> int:
    """Of thousand: what the numbers on the axis are divided by. A logarithmic axis has small
    numbers as well, which must be read too."""
    if scale == "index" or not panel.indicator.is_amount:
        return 0
    sizes = [abs(value) for value in values_of(lines)]
    return scaled(min(sizes) if scale == "log" else max(sizes))[1]


def values_of(lines: list[ChartLine]) -> list[Decimal]:
    return [value for _year, value in chain.from_iterable(line.points for line in lines)]


def unit_of(panel: Panel, scale: str, *, power: int, base: int | None) -> str:
    if scale == "index":
        return _("%(year)s = 100") % {"year": base}
    unit = ", ".join(filter(None, [scale_word(power), panel.indicator.unit]))
    return _("%(unit)s, logarithmic scale") % {"unit": unit} if scale == "log" else unit


def base_of(lines: list[ChartLine]) -> int | None:
    """The first year in which all lines have a figure."""
    return min(set.intersection(*map(years_of, lines)), default=None)


def years_of(line: ChartLine) -> set[int]:
    return {year for year, _value in line.points}


def scales_of(lines: list[ChartLine]) -> list[str]:
    """A logarithm and an index need values above zero, an index also a year that all lines
    have."""
    if min(values_of(lines)) <= 0:
        return ["linear"]
    return ["linear", "log", *(["index"] if base_of(lines) is not None else [])]


def indexed(lines: list[ChartLine], base: int) -> list[ChartLine]:
    return [replace(line, points=index_of(line.points, base)) for line in lines]


def index_of(points: list[tuple[int, Decimal]], base: int) -> list[tuple[int, Decimal]]:
    whole = dict(points)[base]
    return [(year, value / whole * 100) for year, value in points]


def remarks_on(lines: list[ChartLine], scale: str) -> list[str]:
    remarks = []
    if any(line.breaks & years_of(line) - {line.points[0][0]} for line in lines):
        remarks.append(_("A bar across a line marks a break in the series."))
    if any(len(runs(line.points)) > 1 for line in lines):
        remarks.append(_("Where a line is interrupted, there is no figure for those years."))
    if scale == "log":
        remarks.append(
            _("On a logarithmic scale equal distances are equal rates of growth; it has no zero.")
        )
    return remarks


def why_absent(panel: Panel, view: View, state: State, on: date | None) -> str:
    """In place of its line: "Kosovo*: no line, counted by the source with another state"."""
    points = view.points(panel.points(state.pk))
    words: dict[str, Any] = {"name": designation(state, on).name}
    if points:
        words |= {"value": grouped(points[0][1], panel.indicator.decimals), "year": points[0][0]}
        return _("%(name)s: no line, one figure only: %(value)s in %(year)s") % words
    if panel.points(state.pk):
        return _("%(name)s: no line, no figure in these years") % words
    reason = panel.gap_of(state.pk, required(panel.main_year()))
    return _("%(name)s: no line, %(reason)s") % (words | {"reason": reason})


def caveats_of(
    panel: Panel, points: dict[State, list[tuple[int, Decimal]]], on: date | None
) -> list[str]:
    """What must be known of figures that are drawn: "Serbia: the source reports …"."""
    found: dict[str, dict[str, None]] = {}
    for state, drawn in points.items():
        for year, _value in drawn:
            if caveat := panel.cells[state.pk, year].caveat:
                found.setdefault(caveat, {})[designation(state, on).name] = None
    return [f"{', '.join(names)}: {caveat}" for caveat, names in found.items()]


def largest(panel: Panel) -> list[State]:
    year = panel.main_year()
    values = panel.values(year) if year is not None else {}
    return [panel.states[pk] for pk in sorted(values, key=lambda pk: -abs(values[pk]))[:UNASKED]]


def words_of(panel: Panel, lines: list[ChartLine], unit: str, below: list[str]) -> Words:
    """`below`: how it is read, states without a line, footnotes of names."""
    own = [line for line in lines if not line.is_context]
    first, last = (
        min(line.points[0][0] for line in own or lines),
        max(line.points[-1][0] for line in own or lines),
    )
    endings = "; ".join(ending(line, panel.indicator.decimals) for line in lines)
    description = ngettext(
        "Line chart of %(count)s state, %(first)s to %(last)s.",
        "Line chart of %(count)s states, %(first)s to %(last)s.",
        len(own),
    )
    description = description % {"count": len(own), "first": first, "last": last}
    return Words(
        title=panel.indicator.title,
        description=f"{description} {endings}.",
        unit=unit,
        below=(*source_words(panel), *below),
    )


def source_words(panel: Panel) -> list[str]:
    source, address = panel.indicator.source, settings.SITE_URL
    if not source:
        return [address]
    named = f"{source.title} ({source.licence_named})" if source.licence else source.title
    return [f"{_('Source: %(source)s.') % {'source': named}} {address}"]


def ending(line: ChartLine, decimals: int) -> str:
    (first, before), (last, now) = line.points[0], line.points[-1]
    words = {
        "name": line.label,
        "first": first,
        "last": last,
        "before": grouped(before, decimals),
        "now": grouped(now, decimals),
    }
    return _("%(name)s: %(before)s in %(first)s, %(now)s in %(last)s") % words


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The picture's table twin: a column a line, a row a year, latest first. A cell is (value as
    text, number of its note)."""

    headings: list[str]
    rows: list[tuple[int, list[tuple[str, int | None]]]]


def table_of_lines(panel: Panel, picture: Picture, notes: Footnotes) -> ChartTable:
    """A year without a value is an empty cell. The remark on a figure is given a number in
    `notes`."""
    years = sorted(set.union(*map(years_of, picture.lines)), reverse=True)
    medians = dict(picture.lines[-1].points) if picture.lines[-1].is_context else {}
    rows = []
    shown = [dict(line.points) for line in picture.chart.lines] if picture.base else []
    for year in years:
        usual = usual_status(panel, year)
        cells = [
            cell_text(panel, state.pk, year, usual=usual, notes=notes) for state in picture.states
        ]
        if medians:
            cells.append((grouped(medians.get(year), panel.indicator.decimals), None))
        for place, indices in enumerate(shown):
            cells[place] = with_index(cells[place], indices.get(year))
        rows.append((year, cells))
    return ChartTable(headings=[line.label for line in picture.lines], rows=rows)


def with_index(cell: tuple[str, int | None], index: Decimal | None) -> tuple[str, int | None]:
    """The index that is drawn, and the figure that it comes from."""
    text, mark = cell
    return (f"{grouped(index, INDEX_DECIMALS)} ({text})" if index is not None else text, mark)


def cell_text(
    panel: Panel, state: int, year: int, usual: str, notes: Footnotes
) -> tuple[str, int | None]:
    cell = panel.cells.get((state, year))
    if cell is None or cell.value is None:
        return (cell.gap_worded if cell else "", None)
    return grouped(cell.value, panel.indicator.decimals), notes.mark(
        remark(cell, panel.indicator, usual)
    )
