"""States side by side on paper, as the page of the comparison shows them: a section of their
editions, an indicator, or their key figures. Three states and more stand across the page."""

from typing import Any

from django.utils.translation import gettext as _

from registry.common.as_of import AsOf
from registry.compare.comparing import address, title_of
from registry.compare.indicators import IndicatorComparison, IndicatorRow
from registry.compare.overview import Overview
from registry.compare.sections import Column, Entry, SectionComparison
from registry.figures.key_figures import KeyFigure
from registry.figures.models import Indicator
from registry.paper.blocks import (
    Block,
    cell,
    columns,
    heading,
    lag,
    link,
    mark,
    notes,
    numeric,
    quiet,
    small,
    stamp,
    table,
    text,
)
from registry.paper.indicator_paper import about, chart_of, values_of
from registry.paper.sheets import Sheet, key_of
from registry.profiles.models import Edition
from registry.profiles.notices import notice
from registry.profiles.notices import stamp as stamp_of
from registry.states.designations import designation

WIDE_FROM = 3  # states


def comparison_sheet(
    wanted: dict[str, Any], compared: dict[str, Any], *, as_of: AsOf, page: str
) -> Sheet:
    """`wanted`: what the address asks for; `compared`: what stands side by side (comparing.py);
    `page`: the page's address without its query."""
    states = wanted["state"]
    query = address(wanted, states, as_of)
    names = [designation(state, as_of.day).name for state in states]
    slugs = "-".join(state.iso_alpha3.lower() for state in states)
    return Sheet(
        key=key_of("compare", slugs, [("query", query)]),
        name="-".join(["compare", what_of(wanted), slugs]),
        kind=_("Comparison of states"),
        title=titled(wanted),
        address=f"{page}?{query}",
        day=as_of.day,
        is_past=as_of.is_past,
        subtitle=" · ".join(names),
        is_wide=len(states) >= WIDE_FROM and compared["by_figure"] is None,
        blocks=blocks_of(compared),
    )


def titled(wanted: dict[str, Any]) -> str:
    title = title_of(wanted)
    if wanted["section"] or wanted["indicator"]:
        return f"{title}: {_('comparison of states')}"
    return title


def what_of(wanted: dict[str, Any]) -> str:
    indicator: Indicator | None = wanted["indicator"]
    return wanted["section"] or (indicator.slug if indicator else "key-figures")


def blocks_of(compared: dict[str, Any]) -> list[Block]:
    if compared["by_section"]:
        return by_section(compared["by_section"])
    if compared["by_figure"]:
        return by_figure(compared["by_figure"])
    return overview(compared["overview"])


def by_section(found: SectionComparison) -> list[Block]:
    blocks: list[Block] = []
    names = [designation(column.state).name for column in found.columns]
    if found.rows:
        rows = []
        for row in found.rows:
            unit = ", ".join(filter(None, [row.unit, str(row.year or "")]))
            rows.append([cell(row.title, " ", quiet(unit)), *map(entry, row.entries)])
        head = [cell(_("Figure")), *map(numeric, names)]
        widths = (3, *[2] * len(names))
        blocks += [heading(_("Figures")), table(head, rows, widths=widths), *notes(found.notes)]
    return [*blocks, heading(_("Texts")), columns([column_of(column) for column in found.columns])]


def entry(found: Entry) -> Block:
    if found.is_gap:
        return cell(quiet(found.text))
    return numeric(found.text, mark(found.mark))


def column_of(column: Column) -> list[Block]:
    blocks = [heading(designation(column.state).name, level=2)]
    edition, part = column.edition, column.part
    if edition is None:
        absent = _(
            "This state has no public profile of this kind. That is its choice: taking part is"
            " voluntary."
        )
        return [*blocks, small(absent)]
    blocks += head_of(edition)
    if part is None:
        unread = _("This edition is known as a document only; it cannot be read part by part.")
        if edition.elsewhere is None:
            return [*blocks, small(unread)]
        original = link(str(edition.elsewhere.label), edition.document_url)
        return [*blocks, small(unread, " ", original)]
    told = notice(edition)
    return [*blocks, *([lag(told.lead)] if told else []), *text_of(part)]


def head_of(edition: Edition) -> list[Block]:
    standing = stamp_of(edition)
    name = f"{edition.profile.get_kind_display()} {edition.years}"
    return [
        small(link(name, edition.get_absolute_url())),
        small(stamp(standing.text, standing.look)),
    ]


def text_of(part: dict[str, Any]) -> list[Block]:
    if part["language"]:
        told = _("This section is available in the other language only.")
        return [lag(told), text(part["html"], 2, part["language"])]
    if part["html"]:
        return [text(part["html"], 2)]
    return [small(part["gap"] or _("The state has not provided text for this part yet."))]


def by_figure(found: IndicatorComparison) -> list[Block]:
    indicator = found.indicator
    caption = ", ".join(filter(None, [indicator.title, indicator.unit, str(found.year or "")]))
    rows = [latest_of(row) for row in found.rows]
    if found.median:
        rows.append([cell(_("median of the region")), numeric(found.median), cell(), cell()])
    head = [
        cell(_("State")),
        numeric(_("Latest")),
        numeric(_("Ten years before")),
        cell(_("Source")),
    ]
    blocks: list[Block] = []
    if found.picture:
        blocks += [heading(_("Over the years")), *chart_of(indicator, found.picture)]
    blocks += [
        heading(_("Latest figures")),
        table(head, rows, widths=(4, 3, 3, 5), caption=caption),
        *notes(found.notes.numbered),
        heading(_("About this indicator")),
        about(indicator),
    ]
    if found.picture and found.lines:
        blocks += values_of(indicator, found.picture, found.lines, found.notes)
    return blocks


def latest_of(row: IndicatorRow) -> list[Block]:
    named = cell(designation(row.state).name)
    if row.gap or row.cell is None:
        return [named, cell(row.gap, colspan=3)]
    value = numeric(row.value, mark(row.mark))
    return [named, value, numeric(row.before), cell(row.cell.source.title)]


def overview(found: Overview) -> list[Block]:
    names = [designation(state).name for state in found.states]
    rows = []
    for row in found.rows:
        cells = [key_figure(figure, number) for _state, figure, number in row.cells]
        rows.append([cell(row.indicator.title, " ", quiet(row.indicator.unit)), *cells])
    head = [cell(_("Figure")), *map(numeric, names)]
    widths = (3, *[2] * len(names))
    return [heading(_("Key figures")), table(head, rows, widths=widths), *notes(found.notes)]


def key_figure(figure: KeyFigure, number: int | None) -> Block:
    if figure.gap:
        return cell(quiet(figure.gap))
    return numeric(figure.value, mark(number), " ", quiet(f"({figure.year})"))
