"""Whether a figure can be right: impossible, or to be doubted, in sentences beside the field.

Impossible is a year that has not begun, a value outside of the range that editors gave the
indicator (expected.py), and a figure that is expected in a year that is over; it is refused.
Doubtful is a value far from that of the year before, of the last edition or of open sources, and a
part that is larger than its total; it stands with a word of why. So do a year that is not over, or
long before the newest figure, and a fraction of what is counted in whole numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter

from django.utils.translation import gettext as _

from registry.common.numbers import in_full
from registry.figures.models import Indicator
from registry.figures.series import Series

OLD = 10  # years; where nothing newer is known to compare with
A_YEAR = " a year"  # at the end of a unit, of what is counted over whole years
EXPECTED_WITHIN = 10  # years; a census is the figure that is waited for longest
YEARS_TO_COMPARE = 3  # a figure is compared with one of so many years before or after at most
SMALL_NUMBER = 100  # below it a count changes by chance
SMALL_PART_OF_RANGE = (
    20  # a rate that moves by less than a twentieth of its range is not asked about
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A figure to compare with; `whose`, in words."""

    year: int
    value: Decimal
    whose: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or doubtful with a figure, in the active language. `field`: value or year."""

    field: str
    text: str
    is_impossible: bool = False


def impossible(
    indicator: Indicator, *, value: Decimal | None, year: int | None, on: date
) -> list[Finding]:
    """What is refused. A year without a value is the one in which a figure is expected."""
    if value is None:
        text = why_not_expected(year, on)
        return [Finding("year", text, is_impossible=True)] if text else []
    found = []
    if year is not None and year > on.year:
        text = _("The year %(year)s has not begun yet.") % {"year": year}
        found.append(Finding("year", text, is_impossible=True))
    text = out_of_range(indicator, value)
    return [*found, Finding("value", text, is_impossible=True)] if text else found


def why_not_expected(year: int | None, on: date) -> str:
    """Why a figure cannot be expected in the year, as somebody says it on that day; "" where it
    can."""
    if year is None or year in years_to_expect(on):
        return ""
    text = _(
        "%(year)s is too far away: name a year until %(last)s, or another reason why there is no"
        " figure."
    )
    if year < on.year:
        text = _("The year %(year)s is over. In which year is the figure expected?")
    return text % {"year": year, "last": years_to_expect(on)[-1]}


def years_to_expect(on: date) -> range:
    return range(on.year, on.year + EXPECTED_WITHIN + 1)


def out_of_range(indicator: Indicator, value: Decimal, *, is_total: bool = True) -> str:
    """Why the value cannot be one of the indicator's; "" where it can. What is counted for one sex
    or one country is not below nothing, but may be below the least total."""
    least = indicator.least
    if least is not None and least > 0 and not is_total:
        least = Decimal(0)
    if least is not None and value < least:
        if least == 0:
            return _("This figure cannot be negative.")
        return _("This figure cannot be below %(least)s.") % {"least": in_full(least)}
    if indicator.most is not None and value > indicator.most:
        return _("This figure cannot be above %(most)s.") % {"most": in_full(indicator.most)}
    return ""


def doubtful(
    indicator: Indicator,
    *,
    value: Decimal,
    year: int,
    references: Iterable[Reference],
    total: Reference | None = None,
    newest: Reference | None = None,
    on: date,
) -> list[Finding]:
    """What stands only with a word of why. `newest`: the figure of the latest year that is known
    beside this one."""
    found = doubtful_year(indicator, year, newest, on)
    if indicator.decimals == 0 and value != int(value):
        text = _(
            "This is counted in whole numbers (%(unit)s), and yours has a fraction: %(value)s. Is"
            " the decimal mark right?"
        )
        words = {"unit": indicator.unit, "value": in_full(value)}
        found.append(Finding("value", text % words))
    for reference in references:
        if differs_much(indicator, value, year, reference):
            text = _("%(whose)s: %(value)s in %(year)s. Is yours right?")
            found.append(Finding("value", text % said(reference)))
    if total is not None and value > total.value:
        text = _("This is more than the total it is a part of (%(whose)s: %(value)s in %(year)s).")
        found.append(Finding("value", text % said(total)))
    return found


def doubtful_year(
    indicator: Indicator, year: int, newest: Reference | None, on: date
) -> list[Finding]:
    if year == on.year and indicator.unit_en.endswith(A_YEAR):
        text = _("The year %(year)s is not over. Is this the figure of the whole year?")
        return [Finding("year", text % {"year": year})]
    if newest is not None and year < newest.year - YEARS_TO_COMPARE:
        text = _("%(whose)s is much newer: %(value)s in %(year)s. Is the year right?")
        return [Finding("year", text % said(newest))]
    if newest is None and year < on.year - OLD:
        text = _("That is %(count)s years ago. Is the year right?")
        return [Finding("year", text % {"count": on.year - year})]
    return []


def said(reference: Reference) -> dict[str, object]:
    return {
        "whose": reference.whose,
        "value": in_full(reference.value),
        "year": reference.year,
    }


def differs_much(indicator: Indicator, value: Decimal, year: int, other: Reference) -> bool:
    """By more than the indicator's usual factor for each year between them."""
    factor = indicator.usual_factor
    apart = abs(year - other.year)
    if factor is None or apart > YEARS_TO_COMPARE or is_small(indicator, value, other.value):
        return False
    if value < 0 or other.value <= 0:
        return False  # a balance may change its sign
    limit = factor ** max(1, apart)
    return value * limit < other.value or value > other.value * limit


def is_small(indicator: Indicator, value: Decimal, other: Decimal) -> bool:
    if indicator.is_amount or indicator.most is None:
        return max(abs(value), abs(other)) < SMALL_NUMBER
    return abs(value - other) < indicator.most / SMALL_PART_OF_RANGE


def references_of(series: Series, year: int) -> list[Reference]:
    """Of the open source the figure of the nearest year, and the state's own endorsed figure of
    an earlier year."""
    found = []
    if series.source is not None and series.international:
        at = nearest(series.international, year)
        found.append(Reference(at, series.international[at], str(series.source.title)))
    before = [at for at in series.own if at < year]
    if before:
        row = series.own[max(before)]
        if row.value is not None:
            found.append(Reference(row.year, row.value, _("Your own figure")))
    return found


def newest_of(series: Series, others: Iterable[Reference]) -> Reference | None:
    """Of the open source and of `others`."""
    found = list(others)
    if series.source is not None and series.latest is not None:
        found.append(Reference(*series.latest, str(series.source.title)))
    return max(found, key=attrgetter("year"), default=None)


def nearest(years: Iterable[int], year: int) -> int:
    """Of two that are equally near the earlier one."""
    return min((abs(at - year), at) for at in years)[1]
