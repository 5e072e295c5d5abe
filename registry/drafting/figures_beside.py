"""The figures beside each figure of a part that is written: the last edition's, those of open
sources, the state's own, and what other parts say."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.common.languages import active
from registry.common.numbers import in_full
from registry.drafting.figure_checks import Comparison, comparison_of
from registry.drafting.figure_writing import EMPTY, Row, open_key, stored_rows
from registry.drafting.sections import Section, SectionFigure
from registry.figures.models import Indicator
from registry.figures.plausibility import Finding, impossible


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
            found.append((figure.section.template_section.number, words))
        return found

    def findings(self, value: Decimal, year: int | None, on: date) -> list[Finding]:
        if year is None:
            return impossible(self.indicator, value=value, year=None, on=on)
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
    content = section.carried_from.edition.content_in(active()) if section.carried_from else None
    found: dict[str, tuple[int, str]] = {}
    for part in content["sections"] if content else []:
        if part["code"] == section.template_section.slug:
            for figure in part["figures"]:
                if figure["latest"]:
                    year, value = figure["latest"]
                    found[figure["slug"]] = year, value
    return found
