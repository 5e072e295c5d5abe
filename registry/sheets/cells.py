"""What a cell says, whatever keyboard it was typed on. What can be read in two ways is read in the
sheet's language, and said so."""

import re
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import translation

from registry.common.numbers import parsed, plain
from registry.figure_imports.numbers import apart, is_no_figure, plain_text, readings
from registry.sheets.notices import Remark

YES = {"yes", "y", "да", "д", "x", "х", "+", "v", "✓", "1", "true"}
NO = {"", "no", "n", "нет", "н", "-", "—", "0", "false"}
IN_PARENTHESES = re.compile(r"\(\s*([\d.,' ]+)\s*\)")
OF_A_YEAR = re.compile(r"\d[\d .,']*\d")


def text_of(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float | Decimal):
        return plain_number(cell)
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(cell).replace("\0", "").strip()


def plain_number(cell: int | float | Decimal) -> str:
    """As exact as a workbook is: 15 figures."""
    try:
        return plain(Decimal(format(cell, ".15g") if isinstance(cell, float) else cell))
    except ArithmeticError:
        return str(cell)


def value_in(cell: Any, *, language: str, stood: str) -> tuple[str, list[Remark]]:
    """A number plainly; what is none, as it is. `stood`: the number before, plainly."""
    if isinstance(cell, date | time | timedelta):
        return text_of(cell), [["date", text_of(cell)]]
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        return plain_number(cell), []
    given = text_of(cell)
    if not given or given == stood:
        return given, []
    if is_no_figure(given):
        return "", [["no_figure", given]]
    text, remarks = bare(given)
    marked = apart(text)
    if marked is None:
        return given, []  # the form says that it is no number
    if marked.flag or marked.marks:
        return given, [["beside", given]]
    found = readings(marked.number)
    numbers = set(found.values())
    if not numbers:
        return given, []
    if len(numbers) == 1:
        return plain(numbers.pop()), remarks
    if stood and stood in {plain(number) for number in numbers}:
        return stood, remarks
    with translation.override(language):
        return plain(parsed(marked.number)), [*remarks, ["two_ways", given]]


def bare(given: str) -> tuple[str, list[Remark]]:
    """The number without the ways of accountants."""
    remarks: list[Remark] = []
    text = plain_text(given).removeprefix("+")
    if text.endswith("%"):
        text = text[:-1].rstrip()
        remarks.append(["percent", given])
    enclosed = IN_PARENTHESES.fullmatch(text)
    if enclosed:
        text = f"-{enclosed[1].strip()}"
        remarks.append(["parentheses", given])
    return text, remarks


def year_in(cell: Any) -> tuple[str, list[Remark]]:
    if isinstance(cell, date | time | timedelta):
        return text_of(cell), [["date", text_of(cell)]]
    text = text_of(cell)
    digits = re.sub(r"[ .,']", "", plain_text(text))
    is_grouped = OF_A_YEAR.fullmatch(plain_text(text)) and len(digits) == 4
    return (digits if is_grouped else text), []


def gap_in(cell: Any, words: dict[str, str]) -> tuple[str, list[Remark]]:
    """`words`: codes by the words of both languages."""
    text = " ".join(text_of(cell).split())
    if text.casefold() in NO:
        return "", []
    code = words.get(text.casefold())
    return (code, []) if code else ("", [["reason", text]])


def confirmed_in(cell: Any) -> tuple[bool, list[Remark]]:
    text = text_of(cell)
    if text.casefold() in YES:
        return True, []
    return False, [] if text.casefold() in NO else [["word", text]]
