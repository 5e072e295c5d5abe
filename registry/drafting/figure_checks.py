"""The figures of an edition against each other, the last edition and open sources: what is
impossible, doubtful, or said twice (figures/plausibility.py has the rules)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from registry.common.numbers import in_full
from registry.drafting.sections import Section, SectionFigure
from registry.figures.models import Indicator, Observation
from registry.figures.plausibility import (
    Finding,
    Reference,
    doubtful,
    impossible,
    newest_of,
    references_of,
)
from registry.figures.series import Series, series_of
from registry.profiles.models import Edition


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the figures of an edition are compared with. `own`: all that the state gave in it;
    `last`: by indicator, what it gave in the edition that this one started from."""

    series: dict[int, Series]
    own: list[SectionFigure]
    last: dict[int, SectionFigure]

    def findings(
        self,
        indicator: Indicator,
        *,
        section: int,
        value: Decimal | None,
        year: int | None,
        on: date,
    ) -> list[Finding]:
        """For the state's own figure in a section: what is refused first, then what needs a word
        of why. A year without a value is the one in which a figure is expected."""
        refused = impossible(indicator, value=value, year=year, on=on)
        if value is None or year is None:
            return refused
        twice = self.said_otherwise(indicator, section=section, value=value, year=year)
        if twice:
            refused.append(twice)
        if refused:
            return refused
        references = self.references(indicator, year)
        return doubtful(
            indicator,
            value=value,
            year=year,
            references=references,
            total=self.total(indicator, year),
            newest=newest_of(self.series[indicator.pk], references),
            on=on,
        )

    def references(self, indicator: Indicator, year: int) -> list[Reference]:
        found = references_of(self.series[indicator.pk], year)
        last = self.last.get(indicator.pk)
        if last is not None and last.value is not None and last.year is not None:
            found.append(Reference(last.year, last.value, _("Your last edition")))
        by_figure = {(one.year, one.value): one for one in reversed(found)}
        return [one for one in found if by_figure[one.year, one.value] is one]

    def total(self, indicator: Indicator, year: int) -> Reference | None:
        """Of the indicator that this one is a part of, in the same year."""
        whole = indicator.part_of
        if whole is None:
            return None
        for figure in self.own:
            is_same = figure.indicator_id == whole.pk and figure.year == year
            if is_same and figure.value is not None:
                return Reference(year, figure.value, str(whole.title))
        values = dict(self.series[whole.pk].points)
        return Reference(year, values[year], str(whole.title)) if year in values else None

    def said_otherwise(
        self, indicator: Indicator, *, section: int, value: Decimal, year: int
    ) -> Finding | None:
        """An indicator has one value for a year in an edition, whichever parts print it."""
        for figure in self.elsewhere(indicator, section):
            if figure.year == year and figure.value not in (None, value):
                text = _(
                    "Part %(part)s says %(value)s for %(year)s. Change it there, or take it out"
                    " there first."
                )
                part = figure.section.template_section.place
                words = {"part": part, "value": in_full(figure.value), "year": year}
                return Finding("value", text % words, is_impossible=True)
        return None

    def elsewhere(self, indicator: Indicator, section: int) -> list[SectionFigure]:
        """What the state gave for the indicator in other parts; not what it only confirmed."""
        found = []
        for figure in self.own:
            is_other = figure.indicator_id == indicator.pk and figure.section_id != section
            if is_other and not figure.is_confirmed:
                found.append(figure)
        return found


def comparison_of(edition: Edition, indicators: Iterable[Indicator]) -> Comparison:
    """For these indicators of an edition, in a few queries."""
    wanted = {indicator.pk: indicator for indicator in indicators}
    totals = Indicator.objects.filter(parts__in=wanted).distinct()
    own = SectionFigure.objects.filter(section__edition=edition)
    own = own.select_related("section__template_section", "indicator__part_of")
    return Comparison(
        series=series_of(edition.profile.state, [*wanted.values(), *totals]),
        own=list(own.order_by("section__template_section__order", "indicator")),
        last=last_figures(edition, wanted),
    )


def last_figures(edition: Edition, indicators: Iterable[int]) -> dict[int, SectionFigure]:
    """What the state itself gave in the edition that this one started from. A correction is not
    compared with what it corrects."""
    before = Section.objects.filter(edition=edition, carried_from__edition__year__lt=edition.year)
    rows = SectionFigure.objects.filter(
        section__in=before.values("carried_from"), indicator__in=indicators, is_confirmed=False
    )
    return {row.indicator_id: row for row in rows}


def doubts_of(edition: Edition, on: date) -> list[tuple[SectionFigure, list[Finding]]]:
    """The figures of an edition that are impossible or doubtful, with the reasons, in the order of
    its parts. What the state only confirmed is its source's to answer for."""
    rows = SectionFigure.objects.filter(
        Q(value__isnull=False) | Q(gap=Observation.Gap.EXPECTED),
        section__edition=edition,
        is_confirmed=False,
    )
    if not rows.exists():
        return []
    indicators = Indicator.objects.filter(pk__in=rows.values("indicator"))
    comparison = comparison_of(edition, indicators.select_related("part_of"))
    found = []
    for figure in comparison.own:
        if figure.is_confirmed or not is_judged(figure.value, figure.gap):
            continue
        reasons = reasons_of(figure, comparison, on)
        if figure.value is None and edition.year < on.year:
            # A year that was still to come when it was typed may be over by the next step
            reasons = reasons and reasons_of(figure, comparison, date(edition.year, 1, 1))
        if reasons:
            found.append((figure, reasons))
    return found


def is_judged(value: Decimal | None, gap: str) -> bool:
    """Of the reasons why there is no figure only one bears a year."""
    return value is not None or gap == Observation.Gap.EXPECTED


def reasons_of(figure: SectionFigure, comparison: Comparison, on: date) -> list[Finding]:
    return comparison.findings(
        figure.indicator,
        section=figure.section_id,
        value=figure.value,
        year=figure.year,
        on=on,
    )


def unexplained(
    doubts: Iterable[tuple[SectionFigure, list[Finding]]],
) -> list[SectionFigure]:
    """Those that may not go on: impossible, or without a word of why."""
    found = []
    for figure, reasons in doubts:
        is_refused = any(reason.is_impossible for reason in reasons)
        if is_refused or not figure.has_note:
            found.append(figure)
    return found
