"""The chart of an indicator: its lines, its unit, and the words that go with it."""

import textwrap
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.languages import active
from registry.common.numbers import grouped, scale_word, scaled
from registry.common.required import required
from registry.figures.panel import Footnotes, Panel, remark
from registry.figures.year_table import usual_status
from registry.pictures.line_charts import MOST_LINES, ChartLine, Words, draw, draw_alone
from registry.states.designations import designation
from registry.states.models import State

UNASKED = 5  # lines where the reader has chosen none
FEWEST = 2  # years
LONGEST_LINE = 115  # characters below a picture that is saved as a file


@dataclass(frozen=True, slots=True)
class Picture:
    """`asked`: whose lines were asked for; `states`: whose are drawn; `absent`: which have none,
    and why; `unit`: that of the axis."""

    asked: list[State]
    states: list[State]
    absent: list[str]
    lines: list[ChartLine]
    words: Words
    unit: str
    divisor: int
    on: date | None

    @property
    def svg(self) -> dict[str, str]:
        return draw(self.lines, self.words, divisor=self.divisor, language=active())

    @property
    def alone(self) -> str:
        return draw_alone(self.lines, self.words, divisor=self.divisor, language=active())


def picture_of(panel: Panel, chosen: list[State], on: date | None = None) -> Picture | None:
    """The chosen states' lines and the region's median; None where there is neither.

    Without a choice, those with the largest values in the latest year that most states have.
    """
    asked = (chosen or largest(panel))[:MOST_LINES]
    states = [state for state in asked if len(panel.points(state.pk)) >= FEWEST]
    lines = [
        ChartLine(designation(state, on).name, panel.points(state.pk), panel.breaks(state.pk))
        for state in states
    ]
    medians = panel.medians()
    if len(medians) >= FEWEST:
        lines.append(ChartLine(_("median of the region"), medians, is_context=True))
    if not lines or not asked:
        return None
    power = (
        scaled(max(abs(value) for line in lines for _year, value in line.points))[1]
        if panel.indicator.is_amount
        else 0
    )
    unit = ", ".join(filter(None, [scale_word(power), panel.indicator.unit]))
    absent = [why_absent(panel, state, on) for state in asked if state not in states]
    names_notes = filter(None, dict.fromkeys(designation(state, on).footnote for state in asked))
    words = words_of(panel, lines, unit=unit, notes=[*absent, *names_notes])
    return Picture(
        asked=asked,
        states=states,
        absent=absent,
        lines=lines,
        words=words,
        unit=unit,
        divisor=1000**power,
        on=on,
    )


def why_absent(panel: Panel, state: State, on: date | None) -> str:
    """In place of its line: "Kosovo*: no line, counted by the source with another state"."""
    points = panel.points(state.pk)
    words: dict[str, Any] = {"name": designation(state, on).name}
    if points:
        words |= {"value": grouped(points[0][1], panel.indicator.decimals), "year": points[0][0]}
        return _("%(name)s: no line, one figure only: %(value)s in %(year)s") % words
    reason = panel.gap_of(state.pk, required(panel.main_year()))
    return _("%(name)s: no line, %(reason)s") % (words | {"reason": reason})


def largest(panel: Panel) -> list[State]:
    year = panel.main_year()
    values = panel.values(year) if year is not None else {}
    return [panel.states[pk] for pk in sorted(values, key=lambda pk: -abs(values[pk]))[:UNASKED]]


def words_of(panel: Panel, lines: list[ChartLine], unit: str, notes: list[str]) -> Words:
    """`notes`: states without a line, and footnotes of names."""
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
    source = panel.indicator.source
    foot = [unit]
    if source:
        foot.append(
            _("Source: %(source)s.")
            % {"source": f"{source.title} ({source.licence})" if source.licence else source.title}
        )
    if any(line.breaks for line in lines):
        foot.append(_("A bar across a line marks a break in the series."))
    foot += [line for text in notes for line in textwrap.wrap(text, LONGEST_LINE)]
    return Words(
        title=panel.indicator.title,
        description=f"{description} {endings}.",
        foot="\n".join(foot),
    )


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
    years = sorted({year for line in picture.lines for year, _value in line.points}, reverse=True)
    medians = dict(picture.lines[-1].points) if picture.lines[-1].is_context else {}
    rows = []
    for year in years:
        usual = usual_status(panel, year)
        cells = [
            cell_text(panel, state.pk, year, usual=usual, notes=notes) for state in picture.states
        ]
        if medians:
            cells.append((grouped(medians.get(year), panel.indicator.decimals), None))
        rows.append((year, cells))
    return ChartTable(headings=[line.label for line in picture.lines], rows=rows)


def cell_text(
    panel: Panel, state: int, year: int, usual: str, notes: Footnotes
) -> tuple[str, int | None]:
    cell = panel.cells.get((state, year))
    if cell is None or cell.value is None:
        return (cell.gap_worded if cell else "", None)
    return grouped(cell.value, panel.indicator.decimals), notes.mark(
        remark(cell, panel.indicator, usual)
    )
