"""Values that can hardly be right beside what the registry holds: a thousand times more, another
sign. They stop an import until somebody looked. So do figures that are expected in a year that is
over, which looking does not make right."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.numbers import exact
from registry.figure_imports.imports import FigureImport, ImportProblem, StagedFigure
from registry.figures.models import Indicator, Observation
from registry.figures.plausibility import is_small, why_not_expected, years_to_expect

FAR, FAR_FROM_SERIES = 10, 20
FAR_OF_A_PART = 1000  # what comes from one country changes much: only a wrong unit is meant
SHOWN = 10
MOST_IN_VAIN = 100
REMEDY = gettext_lazy(
    "Look at the unit and the decimal mark. Say by how much the file’s values are to be multiplied"
    " (--set scale={scale}), or that you looked and they are right (--values-are-right)."
)


def doubted(imported: FigureImport) -> list[ImportProblem]:
    """The first of them each as a problem of its row, and one that counts the others."""
    found = [*far_from_what_stands(imported), *far_from_series(imported)]
    problems = [problem for _factor, problem in found[:SHOWN]]
    for problem in problems[1:]:
        problem.remedy = ""  # the first says it
    if len(found) > SHOWN:
        problems.append(
            ImportProblem(
                brought_by=imported,
                row=0,
                problem=_("%(found)s more values are as far from what stands.")
                % {"found": f"{len(found) - SHOWN:,}"},
            )
        )
    return problems


def expected_in_vain(imported: FigureImport) -> list[ImportProblem]:
    """By the day on which the file came; what the registry says already stays."""
    on = timezone.localdate(imported.at)
    years = years_to_expect(on)
    rows = (
        imported.staged.filter(Q(expected_in__lt=years[0]) | Q(expected_in__gt=years[-1]))
        .exclude(expected_in_before=F("expected_in"))
        .order_by("pk")
    )
    problems = []
    for row in rows[:MOST_IN_VAIN]:
        problem = ImportProblem(
            brought_by=imported,
            sheet=row.sheet,
            row=row.row,
            column="gap",
            problem=why_not_expected(row.expected_in, on),
        )
        problems.append(problem)
    return problems


def far_from_what_stands(imported: FigureImport) -> Iterator[tuple[Decimal, ImportProblem]]:
    rows = imported.staged.filter(
        kind=StagedFigure.Kind.CHANGED, value__isnull=False, value_before__isnull=False
    ).select_related("indicator", "state")
    for row in rows.order_by("pk").iterator():
        now, before = row.value, row.value_before
        if now is None or before is None or now == before:
            continue
        if is_small(row.indicator, now, before):
            continue
        if is_far(now, before, row.indicator, FAR):
            yield times(now, before), problem_of(imported, row, before, str(row.year))


def far_from_series(imported: FigureImport) -> Iterator[tuple[Decimal, ImportProblem]]:
    """Of new figures, those beyond all that the registry holds of the same series."""
    staged = imported.staged.filter(kind=StagedFigure.Kind.NEW, value__isnull=False)
    indicators = {row.pk: row for row in Indicator.objects.filter(pk__in=indicators_of(staged))}
    held = series_of(
        Observation.objects.filter(indicator__in=indicators, value__isnull=False).exclude(value=0)
    )
    for key, (least, most) in series_of(staged).items():
        indicator = indicators[key[0]]
        known = held.get(key)
        total = held.get((key[0], key[1], Observation.Sex.TOTAL, None))
        if known is None and total is not None and least > total[1] * FAR_FROM_SERIES:
            known = total
        if known is None:
            continue
        factor = FAR_FROM_SERIES if key[3] is None else FAR_OF_A_PART
        # Of a part only a series that lies below all others: single small values are usual
        lower = least if key[3] is None else most
        value, beside = (most, known[1]) if most > known[1] else (lower, known[0])
        if value >= known[0] and value <= known[1]:
            continue
        if not is_small(indicator, value, beside) and is_far(value, beside, indicator, factor):
            row = row_with(staged, key, value)
            yield times(value, beside), problem_of(imported, row, beside, _("other years"))


def indicators_of(rows: QuerySet[StagedFigure]) -> list[int]:
    return list(rows.order_by().values_list("indicator", flat=True).distinct())


def series_of(rows: QuerySet[Any]) -> dict[tuple, tuple[Decimal, Decimal]]:
    """The least and the largest value of each series."""
    names = ("indicator", "state", "sex", "counterpart")
    found = rows.order_by().values(*names).annotate(least=Min("value"), most=Max("value"))
    series = {}
    for row in found.iterator():
        series[tuple(map(row.__getitem__, names))] = row["least"], row["most"]
    return series


def row_with(rows: QuerySet[StagedFigure], key: tuple, value: Decimal) -> StagedFigure:
    indicator, state, sex, counterpart = key
    of_series = rows.filter(indicator=indicator, state=state, sex=sex, counterpart=counterpart)
    row = of_series.filter(value=value).select_related("indicator", "state").first()
    assert row is not None
    return row


def is_far(value: Decimal, beside: Decimal, indicator: Indicator, factor: int) -> bool:
    if (value < 0) != (beside < 0) and value and beside:
        return indicator.least is not None
    return value != 0 and beside != 0 and times(value, beside) >= factor


def times(value: Decimal, beside: Decimal) -> Decimal:
    least, most = sorted((abs(value), abs(beside)))
    return most / least if least else Decimal(0)


def nearest_scale(factor: Decimal) -> int:
    """Of thousands, millions and billions the one that is nearest."""
    return 1000 ** min(3, max(1, round((factor.adjusted() + 0.5) / 3)))


def problem_of(
    imported: FigureImport, row: StagedFigure, beside: Decimal, when: str
) -> ImportProblem:
    value = row.value or Decimal(0)
    factor = times(value, beside)
    direction = _("more") if abs(value) > abs(beside) else _("less")
    return ImportProblem(
        brought_by=imported,
        sheet=row.sheet,
        row=row.row,
        problem=(
            _(
                "%(title)s, %(iso_alpha3)s, %(year)s: %(value)s is %(factor)s times"
                " %(direction)s than what stands for %(when)s: %(beside)s."
            )
            % {
                "title": row.indicator.title,
                "iso_alpha3": row.state.iso_alpha3,
                "year": row.year,
                "value": exact(value),
                "factor": f"{factor:,.0f}",
                "direction": direction,
                "when": when,
                "beside": exact(beside),
            }
        ),
        remedy=REMEDY.format(scale=nearest_scale(factor)),
    )
