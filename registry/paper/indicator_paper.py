"""An indicator on paper, as its page shows it: the chart, all states in a year, what it means."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from registry.common.as_of import AsOf
from registry.figures.indicator_chart import ChartTable, Picture
from registry.figures.models import Indicator
from registry.figures.panel import Footnotes, Panel
from registry.figures.year_table import Row, YearTable
from registry.paper.blocks import (
    Block,
    Inline,
    bar,
    cell,
    chart,
    facts,
    heading,
    link,
    mark,
    notes,
    numeric,
    paragraph,
    small,
    table,
)
from registry.paper.sheets import Sheet, key_of
from registry.pictures.line_charts import draw_alone
from registry.states.designations import designation

MOST_COLUMNS = 6  # of lines in one table; the others go on in the next one


def indicator_sheet(
    panel: Panel,
    picture: Picture | None,
    lines: tuple[ChartTable, Footnotes] | None,
    table_of_year: YearTable | None,
    *,
    as_of: AsOf,
    query: list[tuple[str, Any]],
    address: str,
) -> Sheet:
    """`query`: what the address asks for; `address`: with it."""
    indicator = panel.indicator
    blocks: list[Block] = []
    if picture and lines:
        blocks += [heading(_("Over the years")), *chart_of(indicator, picture)]
    blocks += states_of(indicator, table_of_year, as_of) if table_of_year else [paragraph(unheld())]
    blocks += [heading(_("About this indicator")), about(indicator)]
    if picture and lines:
        blocks += values_of(indicator, picture, *lines)
    return Sheet(
        key=key_of("data", indicator.slug, query),
        name=f"data-{indicator.slug}",
        kind=_("Indicator"),
        title=indicator.title,
        address=address,
        day=as_of.day,
        is_past=as_of.is_past,
        subtitle=indicator.unit,
        blocks=blocks,
    )


def unheld() -> str:
    return _(
        "No open source holds this figure. It is asked of the states in their profiles; the"
        " registry shows it as soon as a state provides it."
    )


def chart_of(indicator: Indicator, picture: Picture) -> list[Block]:
    """The lines, how they are read, and which states have none."""
    first, last = picture.years
    # the paper itself says what stands around the lines
    bare = replace(picture.words, title="", unit="", below=())
    found = chart(
        draw_alone(replace(picture.chart, words=bare)),
        picture.words.description,
        title=indicator.title,
        unit=f"{picture.unit}, {first}–{last}",
        source=indicator.source.title if indicator.source else "",
        remarks=[*picture.remarks, *picture.absent],
    )
    return [found]


def states_of(indicator: Indicator, found: YearTable, as_of: AsOf) -> list[Block]:
    caption = f"{indicator.title}, {indicator.unit}, {found.year}"
    head = [
        cell(_("State")),
        numeric(str(found.year)),
        cell(),
        numeric(_("Ten years before")),
    ]
    rows = [row_of(row, found.zero, as_of) for row in found.rows]
    return [
        heading(_("All states, %(year)s") % {"year": found.year}),
        table(
            head,
            rows,
            widths=(4, 2, 4, 2),
            caption=f"{caption}: {found.status}" if found.status else caption,
        ),
        *notes(found.notes),
    ]


def row_of(row: Row, zero: float, as_of: AsOf) -> list[Block]:
    named = cell(designation(row.state, as_of.day).name)
    if row.gap:
        return [named, cell(row.gap, colspan=2), numeric(row.before)]
    drawn = bar(row.bar.start, row.bar.length, is_negative=row.is_negative, zero=zero)
    return [named, numeric(row.value, mark(row.mark)), cell(drawn), numeric(row.before)]


def about(indicator: Indicator) -> Block:
    """Definition, unit, source and licence."""
    source = indicator.source
    rows: list[tuple[str, Inline]] = [
        (_("Unit"), [indicator.unit]),
        (
            _("Definition"),
            [" ".join(filter(None, [indicator.definition, indicator.how_computed]))],
        ),
    ]
    if source:
        rows.append((_("Source"), [link(source.title, source.url)]))
        if source.licence:
            told = _("Selected, re-shaped and rounded by the registry.")
            licence = link(source.licence_named, source.licence_url)
            rows.append((_("Licence"), [licence, f". {told}"]))
    return facts(rows)


def values_of(
    indicator: Indicator, picture: Picture, lines: ChartTable, numbers: Footnotes
) -> list[Block]:
    """The chart's table, in pieces that are as wide as the page."""
    blocks = [
        heading(_("Values of the chart")),
        small(f"{indicator.title}, {picture.table_unit}"),
    ]
    for first in range(0, len(lines.headings), MOST_COLUMNS):
        part = slice(first, first + MOST_COLUMNS)
        headings = lines.headings[part]
        rows = []
        for year, values in lines.rows:
            cells = [numeric(value, mark(number)) for value, number in values[part]]
            rows.append([cell(str(year)), *cells])
        head = [cell(_("Year")), *map(numeric, headings)]
        blocks.append(table(head, rows, widths=(1, *[2] * len(headings))))
    return blocks + notes(numbers.numbered)
