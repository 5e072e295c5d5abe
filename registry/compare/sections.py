"""The same section of several states, as their latest published editions have it: text, year, standing, and figures in one table.

Nothing is put in one row that is not alike in year and source without saying so beside the number.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from registry.common.languages import active
from registry.figures.panel import Footnotes
from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp
from registry.profiles.templates import Kind, TemplateSection
from registry.states.designations import designation
from registry.states.models import State


@dataclass(frozen=True, slots=True)
class Column:
    """One state's section. `edition` None: there is none of this kind; `part` None: known as a document only, or without it."""

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
    """`year`: the one that most of the states have; the others have a note."""

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


def sections_to_choose() -> list[tuple[str, list[TemplateSection]]]:
    """By kind, of the latest version of each template."""
    latest: dict[tuple[str, str], TemplateSection] = {}
    for one in TemplateSection.objects.select_related("template").order_by("template__number", "order"):
        latest[one.template.kind, one.slug] = one
    return [(kind.label, [one for (of, _slug), one in latest.items() if of == kind]) for kind in Kind]


def section_of(slug: str) -> TemplateSection | None:
    return TemplateSection.objects.filter(slug=slug).select_related("template").order_by("-template__number").first()


def compare_section(section: TemplateSection, states: list[State], on: date | None = None) -> SectionComparison:
    """`on`: as published on that day. Queries: the editions, and one content for each state."""
    standing = Edition.objects.standing_on(on) if on else Edition.objects.current()
    editions = standing.of_kind(section.template.kind).of_states(states).for_page()
    latest: dict[int, Edition] = {}
    for edition in sorted(editions, key=preference, reverse=True):
        latest.setdefault(edition.profile.state_id, edition)
    columns = [column_of(state, latest.get(state.pk), section.slug) for state in states]
    notes = Footnotes()
    rows = figure_rows([column.part for column in columns], notes)
    return SectionComparison(section, columns, rows, notes.numbered)


def preference(edition: Edition) -> tuple:
    """What can be read section by section comes first, then what the state made, then the latest."""
    return bool(edition.checksum), not edition.is_compiled, edition.year, edition.number


def column_of(state: State, edition: Edition | None, slug: str) -> Column:
    content = edition.content_in(active()) if edition else None
    part = next((one for one in content["sections"] if one["code"] == slug), None) if content else None
    return Column(state, edition, part)


def figure_rows(parts: list[dict | None], notes: Footnotes) -> list[FigureRow]:
    """One row for each figure that a section has, in the order of the first that has it."""
    figures = [{figure["slug"]: figure for figure in part["figures"]} if part else {} for part in parts]
    slugs = dict.fromkeys(slug for by_slug in figures for slug in by_slug)
    return [figure_row([by_slug.get(slug) for by_slug in figures], notes) for slug in slugs]


def figure_row(figures: list[dict | None], notes: Footnotes) -> FigureRow:
    one = next(figure for figure in figures if figure)
    years = Counter(figure["latest"][0] for figure in figures if figure and figure["latest"])
    sources = Counter(figure["source"] for figure in figures if figure and figure["latest"])
    year = max(years, key=lambda at: (years[at], at), default=None)
    source = max(sources, key=lambda name: sources[name], default="")
    entries = [entry_of(figure, year, source, notes) for figure in figures]
    return FigureRow(one["slug"], one["title"], one["unit"], year, entries)


def entry_of(figure: dict | None, year: int | None, source: str, notes: Footnotes) -> Entry:
    if figure is None:
        return Entry(_("not in this edition"), True, None)
    if not figure["latest"]:
        by_sex = "; ".join(f"{sex}: {value} ({at})" for sex, at, value in figure["by_sex"])
        return Entry(by_sex or figure["gap"], not by_sex, None)
    at, value = figure["latest"]
    said = [str(at)] if at != year else []
    if figure.get("is_own"):
        said.append(_("the state’s own figure: %(source)s") % {"source": figure["source"]})
    elif figure["source"] != source:
        said.append(_("source: %(source)s") % {"source": figure["source"]})
    return Entry(value, False, notes.mark("; ".join([*said, _("compare with care")])) if said else None)


def file_rows(found: SectionComparison) -> list[list[str]]:
    """Of the comparison as a file: a line a figure and state, with the note that stands beside it on the page."""
    notes = dict(found.notes)
    rows = []
    for row in found.rows:
        for column, entry in zip(found.columns, row.entries, strict=True):
            named = designation(column.state)
            rows.append(
                [
                    row.slug, row.title, row.unit, column.state.iso_alpha3, named.name, "" if entry.is_gap else entry.text,
                    str(row.year or ""), entry.text if entry.is_gap else "", notes.get(entry.mark, ""),
                    str(column.edition or ""), stamp(column.edition).text if column.edition else "",
                    str(notice(column.edition) or "") if column.edition else "", named.footnote,
                ]
            )  # fmt: skip
    return rows


HEADINGS = [
    "figure", "title", "unit", "state", "state_name", "value", "year", "gap", "note", "edition", "status", "notice", "designation_note",
]  # fmt: skip
