"""Figures as readers of each language expect them."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils import formats
from django.utils.translation import gettext as _

NBSP = "\N{NO-BREAK SPACE}"


def grouped(value: Decimal | float | int | None, decimals: int = 0) -> str:
    """28,096 / 28 096; a true minus; "" for None."""
    if value is None:
        return ""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = formats.number_format(abs(rounded), decimal_pos=decimals, use_l10n=True, force_grouping=True)
    return f"\N{MINUS SIGN}{text}" if rounded < 0 else text


def scaled(value: Decimal | float | int) -> tuple[Decimal, int]:
    """A number of at most three figures before the point, and the power of 1,000 it was divided by."""
    number, power = Decimal(value), 0
    while abs(number) >= 1000 and power < 4:
        number, power = number / 1000, power + 1
    return number, power


def scale_word(power: int) -> str:
    return ["", _("thousand"), _("million"), _("billion"), _("trillion")][power]


def compact(value: Decimal | float | int | None, decimals: int = 0) -> str:
    """Three figures at most, with the power in short: 3.7 m, 77 th."""
    if value is None:
        return ""
    number, power = scaled(value)
    if power == 0:
        return grouped(number, decimals if number % 1 else 0)
    short = ["", _("th."), _("m"), _("bn"), _("tn")][power]
    return f"{grouped(number, 0 if abs(number) >= 100 else 1)}{NBSP}{short}"
