"""The figures beside each figure of a part that is written: the last edition's, those of open
sources, the state's own, and what other parts say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from registry.common.languages import active
from registry.common.numbers import in_full
from registry.drafting.figure_checks import Comparison, comparison_of
from registry.drafting.figure_writing import EMPTY, Row, open_key, stored_rows
from registry.drafting.sections import Section, SectionFigure
from registry.figures.models import Indicator
from registry.figures.plausibility import Finding
from registry.profiles.models import Edition
from registry.profiles.templates import SectionIndicator


@dataclass(frozen=True, slots=True)
class FigureBeside:
    """`last` and `open`: (year, value as text), or None. `open_value`: the same, as it is stored.
    `row`: what stands in the form; `elsewhere`: what other parts of the edition say."""

    section: int
    indicator: Indicator
    comparison: Comparison
    last: tuple[int, str] | None
    row: Row
    elsewhere: list[SectionFigure]

    @property
    def open_value(self) -> tuple[int, Decimal] | None:
        return self.comparison.series[self.indicator.pk].latest

    @property
    def open(self) -> tuple[int, str] | None:
        if self.open_value is None:
            return None
        year, value = self.open_value
        return year, in_full(value)

    @property
    def open_key(self) -> str:
        return open_key(*self.open_value) if self.open_value else ""

    @property
    def source(self) -> str:
        """Of the open figure."""
        source = self.comparison.series[self.indicator.pk].latest_source
        return source.title if source else ""

    @property
    def is_confirmed(self) -> bool:
        return bool(self.open_key) and self.row["confirmed"] == self.open_key

    @property
    def has_changed_since(self) -> bool:
        """The open figure is another one than the state confirmed."""
        return bool(self.row["confirmed"]) and not self.is_confirmed

    @property
    def stands_elsewhere(self) -> list[tuple[str, str]]:
        """(number of the part, the figure in words)"""
        found = []
        for figure in self.elsewhere:
            words = figure.gap_worded or f"{in_full(figure.value)} ({figure.year})"
            found.append((figure.section.template_section.place, words))
        return found

    def findings(self, value: Decimal | None, year: int | None, on: date) -> list[Finding]:
        return self.comparison.findings(
            self.indicator, section=self.section, value=value, year=year, on=on
        )


def figures_beside(section: Section) -> list[FigureBeside]:
    """In the order of the template."""
    rows = section.template_section.section_indicators.select_related(
        "indicator__part_of", "indicator__source"
    )
    indicators = [row.indicator for row in rows.order_by("order")]
    if not indicators:
        return []
    comparison = comparison_of(section.edition, indicators)
    stored, last = stored_rows(section), last_printed(section)
    found = []
    for indicator in indicators:
        beside = FigureBeside(
            section=section.pk,
            indicator=indicator,
            comparison=comparison,
            last=last.get(indicator.slug),
            row=stored.get(indicator.pk, EMPTY),
            elsewhere=comparison.elsewhere(indicator, section.pk),
        )
        found.append(beside)
    return found


def last_printed(section: Section) -> dict[str, tuple[int, str]]:
    """As the edition that this draft started from printed them."""
    return printed_before([section]).get(section.template_section.slug, {})


def figures_of_edition(edition: Edition) -> list[tuple[Section, list[FigureBeside]]]:
    """Of all parts that ask for figures, in order, in a number of queries that does not grow with
    them."""
    rows = SectionIndicator.objects.select_related("indicator__part_of", "indicator__source")
    asked = Prefetch("template_section__section_indicators", rows.order_by("order"))
    sections = list(
        edition.sections.in_order()
        .select_related("carried_from__edition", "template_section__parent")
        .prefetch_related("figures", "typed_figures", asked)
    )
    wanted: dict[int, Indicator] = {}
    for section in sections:
        for row in section.template_section.section_indicators.all():
            wanted[row.indicator_id] = row.indicator
    if not wanted:
        return []
    comparison, printed = comparison_of(edition, wanted.values()), printed_before(sections)
    found = []
    for section in sections:
        section.edition = edition
        stored, last = stored_rows(section), printed.get(section.template_section.slug, {})
        rows_beside = []
        for row in section.template_section.section_indicators.all():
            beside = FigureBeside(
                section=section.pk,
                indicator=row.indicator,
                comparison=comparison,
                last=last.get(row.indicator.slug),
                row=stored.get(row.indicator_id, EMPTY),
                elsewhere=comparison.elsewhere(row.indicator, section.pk),
            )
            rows_beside.append(beside)
        if rows_beside:
            found.append((section, rows_beside))
    return found


def printed_before(sections: list[Section]) -> dict[str, dict[str, tuple[int, str]]]:
    """By part and indicator, of the edition that the draft started from."""
    before = next((one.carried_from.edition for one in sections if one.carried_from), None)
    content = before.content_in(active()) if before else None
    found: dict[str, dict[str, tuple[int, str]]] = {}
    for part in content["sections"] if content else []:
        found[part["code"]] = printed_in(part)
    return found


def printed_in(part: dict) -> dict[str, tuple[int, str]]:
    rows = [row for row in part["figures"] if row["latest"]]
    return {row["slug"]: (row["latest"][0], row["latest"][1]) for row in rows}
