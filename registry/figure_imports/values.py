"""What stands in the cells of a figure: a number with its unit and flags, or why there is none."""

import re
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from registry.figure_imports.formats import NOTHING, Description
from registry.figure_imports.numbers import Marked, apart, is_no_figure, readings
from registry.figure_imports.words import folded, scale_in
from registry.figures.models import Indicator, Observation

SHOWN = 40
FORMULA = re.compile(r"=\S|#(REF|N/A|VALUE|DIV/0|NAME|NUM|NULL)[!?]?")
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
ABSENT = re.compile(r"(?P<none>:|\.\.|-|…)?\s*(?P<flag>[a-z]{1,4})", re.IGNORECASE)
BY_WEIGHT = ("break", "estimated", "provisional")  # of several flags the one that says most
MOST = 10**16


class WrongCell(NamedTuple):
    column: str
    problem: str
    remedy: str


class CellError(Exception):
    """A cell that cannot be read: what is wrong, and what helps."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy


class Value(NamedTuple):
    """`flag`: what stood beside the number; `marks`: what leads to a footnote."""

    number: Decimal | None
    flag: str = ""
    marks: str = ""
    is_percent: bool = False


def refuse_formula(text: str) -> None:
    if FORMULA.match(text):
        raise CellError(
            _("“%(text)s” is a formula or its error.") % {"text": text[:SHOWN]},
            _("Copy the cells and paste them as values."),
        )


def value_in(text: str, mark: str, usual_mark: str = "") -> Value:
    """`mark`: that of the decimals; "" where it is not known, and nothing is read that could be
    two numbers, unless its only mark is the one that the publisher always writes. Raises
    CellError."""
    if text.isdecimal() and text.isascii() and len(text) < 16:  # most are
        return Value(Decimal(text))
    refuse_formula(text)
    if not text or is_no_figure(text):
        return Value(None)
    absent = ABSENT.fullmatch(text)
    if absent and (absent["none"] or len(text) <= 2):
        return Value(None, flag=absent["flag"])
    if ISO_DATE.fullmatch(text):
        raise CellError(
            _("The cell holds the date %(text)s.") % {"text": text},
            _("Format the column as a number and enter the figure again."),
        )
    found = apart(text)
    if found is None:
        raise no_number(text, mark)
    if found.number.startswith("("):
        raise CellError(
            _("“%(text)s” stands in brackets.") % {"text": text[:SHOWN]},
            _("Write it with a minus where it is below nothing, else without the brackets."),
        )
    return Value(
        number_in(found, text, mark, usual_mark), found.flag, found.marks, found.is_percent
    )


def number_in(found: Marked, text: str, mark: str, usual_mark: str) -> Decimal:
    known = readings(found.number)
    if mark and not text.rstrip("%").endswith("E0"):
        known = {one: number for one, number in known.items() if one == mark}
    if not known:
        raise no_number(text, mark)
    other = "," if usual_mark == "." else "."
    if usual_mark in known and other not in found.number:
        return checked(known[usual_mark], text)
    numbers = set(known.values())
    if len(numbers) > 1:
        raise CellError(
            _("“%(text)s” is %(one)s: nothing in its column shows with what decimals begin.")
            % {"text": text[:SHOWN], "one": _(" or ").join(sorted(f"{one:f}" for one in numbers))},
            _("Choose the decimal mark of the file (--decimal , or --decimal .)."),
        )
    return checked(numbers.pop(), text)


def checked(number: Decimal, text: str) -> Decimal:
    if abs(number) >= MOST:
        raise CellError(
            _("“%(text)s” has more than 16 places.") % {"text": text[:SHOWN]}, _("Check the unit.")
        )
    return number


def no_number(text: str, mark: str) -> CellError:
    words = {
        ".": _(" with a point before the decimals"),
        ",": _(" with a comma before the decimals"),
    }
    return CellError(
        _("“%(text)s” is not a number%(words)s.")
        % {"text": text[:SHOWN], "words": words.get(mark, "")},
        _(
            "Write 79400 or 79 400; choose the file’s decimal mark when you match its columns"
            " (--decimal)."
        ),
    )


def status_of(text: str, description: Description, known: dict[str, str]) -> str:
    """What a flag or several of them say: a status or a reason of a gap; "" for nothing that the
    registry has a word for. Raises CellError."""
    name = folded(text)
    found = description.flags.get(name) or known.get(name)
    if found is None and len(name) <= 4 and name.isalpha():
        letters = [description.flags.get(letter) for letter in name]
        if all(letters):
            found = next((one for one in BY_WEIGHT if one in letters), str(letters[0]))
    if found is None:
        raise CellError(
            _("“%(text)s” is not known as a status.") % {"text": text[:SHOWN]},
            _("One of: %(values)s.") % {"values": ", ".join(Observation.Status.values)},
        )
    return "" if found == NOTHING else found


def check_unit(text: str, indicator: Indicator, description: Description) -> None:
    """Raises CellError where the file's unit, its scale aside, is not that of the indicator."""
    wanted = {folded(indicator.unit_en), folded(indicator.unit_ru)}
    plain = {one.removesuffix(" a year") for one in wanted}
    name = folded(text)
    without_scale = name
    if scale_in(text) > 1:
        words = (r"\(?\b(thousands?|millions?|billions?|mln|bn|000s|thousand)\b\)?( of)?",)
        without_scale = folded(re.sub(words[0], " ", text, flags=re.IGNORECASE).strip(" ,"))
    possible = {name, without_scale}
    for one in (name, without_scale):
        possible |= description.units.get(one, set())
    without = {scale_free(one) for one in plain}
    if not possible & (wanted | plain | without) and name not in description.totals:
        first = folded(indicator.unit)
        raise CellError(
            _("The unit is “%(text)s”, the registry’s is “%(first)s”.")
            % {"text": text[:SHOWN], "first": first},
            _("Convert the values, and write the registry’s unit or leave the cell empty."),
        )


def scale_free(unit: str) -> str:
    return folded(re.sub(r"\b(thousand|million|billion)s?\b", " ", unit))


def scale_of(text: str) -> int | None:
    """A multiplier as SDMX has it: a power of ten, or its word. None where it is neither."""
    name = folded(text)
    if not name or name in ("units", "unit", "one", "_z"):
        return 1
    if re.fullmatch(r"\d{1,2}(\.0)?", name):
        return 10 ** int(float(name)) if float(name) <= 12 else None
    if name in ("1000", "1000000", "1000000000"):
        return int(name)
    scale = scale_in(text)
    return scale if scale > 1 else None
