"""Figures as readers of each language expect them: Django's formats, a true minus, and our own
short words for powers.

Babel would write 3.7M and a hyphen for the minus."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from registry.common.languages import active

NBSP = "\N{NO-BREAK SPACE}"


def grouped(value: Decimal | float | int | None, decimals: int = 0) -> str:
    """28,096 / 28 096; a true minus; "" for None."""
    if value is None:
        return ""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = formats.number_format(
        abs(rounded), decimal_pos=decimals, use_l10n=True, force_grouping=True
    )
    return f"\N{MINUS SIGN}{text}" if rounded < 0 else text


def exact(value: Decimal | None) -> str:
    """As it is stored, without zeros at the end, in English, as the admin is: for comparing two
    figures; "" for None."""
    return "" if value is None else f"{value.normalize():,f}"


def in_full(value: Decimal | None) -> str:
    """As it is stored, without zeros at the end, in the reader's form: what a form shows and
    `parsed` reads back unchanged; "" for None."""
    return "" if value is None else grouped(value, places(value))


def plain(value: Decimal) -> str:
    """As it is stored, without zeros at the end, the same in each language: 3712345.67."""
    return f"{value:.{places(value)}f}"


def places(value: Decimal) -> int:
    """How many figures after the point say something."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def scaled(value: Decimal | float | int) -> tuple[Decimal, int]:
    """A number of at most three figures before the point, and the power of 1,000 it was divided
    by."""
    number, power = Decimal(value), 0
    while abs(number) >= 1000 and power < 4:
        number, power = number / 1000, power + 1
    return number, power


def scale_word(power: int) -> str:
    return ["", _("thousand"), _("million"), _("billion"), _("trillion")][power]


def compact(value: Decimal | float | int | None) -> str:
    """Three figures that say something: 3.7 m; thousands are written out, 79,400."""
    if value is None:
        return ""
    number, power = scaled(value)
    if power == 0:
        return grouped(number)
    if power == 1:
        step = 1000 if abs(number) >= 100 else 100
        return grouped((number * 1000 / step).quantize(Decimal(1), ROUND_HALF_UP) * step)
    short = ["", "", _("m"), _("bn"), _("tn")][power]
    return f"{grouped(number, 0 if abs(number) >= 100 else 1)}{NBSP}{short}"


GROUPING = re.compile(r"[\s\u00a0\u202f'’]")
LONGEST_NUMBER = 24


def parsed(text: str) -> Decimal:
    """A number as people type it in either language: 79 400; 79,400; 2.1; 2,1. Raises ValueError
    where the text is no number.

    Spaces group. Of comma and point the last one is the decimal mark, unless it is before
    exactly three figures and the other one is not there: then the active language decides (English
    groups by the comma, Russian has it as decimal mark).
    """
    text = GROUPING.sub("", text.strip())
    marks = [mark for mark in text if mark in ".,"]
    if not marks:
        return with_mark(text, ".")
    last = marks[-1]
    other = "," if last == "." else "."
    rest = text.rpartition(last)[2]
    groups = last == ("," if active() == "en" else ".") and len(rest) == 3 and other not in marks
    return with_mark(text, other if groups or marks.count(last) > 1 else last)


def with_mark(text: str, mark: str) -> Decimal:
    """A number with a known decimal mark; the other one, spaces and apostrophes group by three.
    Raises ValueError."""
    digits = GROUPING.sub("", text.strip()).replace("\N{MINUS SIGN}", "-")
    other = "," if mark == "." else "."
    if len(digits) > LONGEST_NUMBER or not re.fullmatch(NUMBERS[mark], digits):
        raise ValueError(text)
    return Decimal(digits.replace(other, "").replace(mark, "."))


NUMBERS = {
    mark: rf"-?(\d+|\d{{1,3}}([{other}]\d{{3}})+)([{mark}]\d*)?"
    for mark, other in ((".", ","), (",", "."))
}  # what is before the decimal mark, and after it
