"""The same section of several states, as their latest published editions have it: text, year,
standing, and figures in one table.

Figures in a row that differ in year or source have a note beside the number.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from registry.common.languages import active
from registry.common.scope import remembered
from registry.figures.downloads import designation_note
from registry.figures.panel import Footnotes
from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp
from registry.profiles.templates import Kind, TemplateSection
from registry.publication.contents import EditionContent
from registry.states.designations import designation
from registry.states.models import State


@dataclass(frozen=True, slots=True)
class Column:
    """One state's section. `edition` None: there is none of this kind; `part` None: known as a
    document only, or without it."""

    state: State
    edition: Edition | None
    part: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure in the table: the value, or why there is none, and the number of its note."""

    text: str
    is_gap: bool
    mark: int | None


@dataclass(frozen=True, slots=True)
class FigureRow:
    """`year`: that of most of the states; the others have a note."""

    slug: str
    title: str
    unit: str
    year: int | None
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class SectionComparison:
    section: TemplateSection
    columns: list[Column]
    rows: list[FigureRow]
    notes: list[tuple[int, str]]


def every_section() -> list[TemplateSection]:
    """Those of the latest version of a template last. Read once a request."""

    def read() -> list[TemplateSection]:
        sections = TemplateSection.objects.select_related("template")
        return list(sections.order_by("template__number", "order"))

    return remembered("sections of templates", read)


def sections_to_choose() -> list[tuple[str, list[TemplateSection]]]:
    """By kind, of the latest version of each template."""
    latest: dict[str, dict[str, TemplateSection]] = {kind: {} for kind in Kind}
    for section in every_section():
        latest[section.template.kind][section.slug] = section
    return [(str(kind.label), list(latest[kind].values())) for kind in Kind]


def section_of(slug: str) -> TemplateSection | None:
    return next((section for section in reversed(every_section()) if section.slug == slug), None)


def compare_section(
    section: TemplateSection, states: list[State], on: date | None = None
) -> SectionComparison:
    """`on`: as published on that day. Queries: the editions, and what stands in them."""
    public = Edition.objects.standing_on(on) if on else Edition.objects.current()
    editions = public.of_kind(section.template.kind).of_states(states).for_page()
    latest: dict[int, Edition] = {}
    for edition in sorted(editions, key=preference, reverse=True):
        latest.setdefault(edition.profile.state_id, edition)
    rows_of_content = EditionContent.objects.filter(edition__in=latest.values(), language=active())
    contents = {row.edition_id: row.content for row in rows_of_content}
    columns = [column_of(state, latest.get(state.pk), contents, section.slug) for state in states]
    notes = Footnotes()
    rows = figure_rows([column.part for column in columns], notes)
    return SectionComparison(section=section, columns=columns, rows=rows, notes=notes.numbered)


def preference(edition: Edition) -> tuple:
    """What can be read section by section comes first, then what the state made, then the
    latest."""
    return bool(edition.checksum), not edition.is_compiled, edition.year, edition.number


def column_of(
    state: State, edition: Edition | None, contents: dict[int, dict], slug: str
) -> Column:
    """`contents`: of the editions of all states, in the active language."""
    content = contents.get(edition.pk) if edition else None
    parts = content["sections"] if content else []
    part = next((part for part in parts if part["code"] == slug), None)
    return Column(state=state, edition=edition, part=part)


def figure_rows(parts: list[dict | None], notes: Footnotes) -> list[FigureRow]:
    """One row for each figure that a section has, in the order of the first that has it."""
    figures = [
        {figure["slug"]: figure for figure in part["figures"]} if part else {} for part in parts
    ]
    slugs = dict.fromkeys(slug for by_slug in figures for slug in by_slug)
    return [figure_row([by_slug.get(slug) for by_slug in figures], notes) for slug in slugs]


def figure_row(figures: list[dict | None], notes: Footnotes) -> FigureRow:
    first = next(figure for figure in figures if figure)
    years = Counter(figure["latest"][0] for figure in figures if figure and figure["latest"])
    sources = Counter(figure["source"] for figure in figures if figure and figure["latest"])
    year = max(years, key=lambda at: (years[at], at), default=None)
    source = max(sources, key=lambda name: sources[name], default="")
    entries = [entry_of(figure, year=year, source=source, notes=notes) for figure in figures]
    return FigureRow(
        slug=first["slug"], title=first["title"], unit=first["unit"], year=year, entries=entries
    )


def entry_of(figure: dict | None, year: int | None, source: str, notes: Footnotes) -> Entry:
    if figure is None:
        return Entry(text=_("not in this edition"), is_gap=True, mark=None)
    if not figure["latest"]:
        by_sex = "; ".join(f"{sex}: {value} ({at})" for sex, at, value in figure["by_sex"])
        return Entry(text=by_sex or figure["gap"], is_gap=not by_sex, mark=None)
    at, value = figure["latest"]
    differs = [str(at)] if at != year else []
    if figure.get("is_own"):
        differs.append(_("the state’s own figure: %(source)s") % {"source": figure["source"]})
    elif figure["source"] != source:
        differs.append(_("source: %(source)s") % {"source": figure["source"]})
    note = "; ".join([*differs, _("compare with care")]) if differs else ""
    return Entry(text=value, is_gap=False, mark=notes.mark(note))


def file_rows(found: SectionComparison) -> list[list[str]]:
    """A line a figure and state, with the note that is beside it on the page, in the order of
    HEADINGS."""
    notes: dict[int | None, str] = dict(found.notes)
    rows = []
    for row in found.rows:
        for column, entry in zip(found.columns, row.entries, strict=True):
            rows.append(file_row(row, column, entry, note=notes.get(entry.mark, "")))
    return rows


def file_row(row: FigureRow, column: Column, entry: Entry, note: str) -> list[str]:
    edition, named = column.edition, designation(column.state)
    return [
        row.slug,
        row.title,
        row.unit,
        column.state.iso_alpha3,
        named.name,
        "" if entry.is_gap else entry.text,
        str(row.year or ""),
        entry.text if entry.is_gap else "",
        note,
        str(edition or ""),
        stamp(edition).text if edition else "",
        str(notice(edition) or "") if edition else "",
        designation_note([named], note),
    ]


HEADINGS = [
    "figure",
    "title",
    "unit",
    "state",
    "state_name",
    "value",
    "year",
    "gap",
    "note",
    "edition",
    "status",
    "notice",
    "designation_note",
]
