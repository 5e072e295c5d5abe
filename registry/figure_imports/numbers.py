"""Numbers as files have them: grouped, with a comma or a point, with flags and footnote marks, with
minus signs of all kinds. What can be read in two ways is not read."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

MINUS = dict.fromkeys(map(ord, "\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d"), "-")
SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u3000]+")
WORDS = """
. .. ... … : - -- x n/a na #n/a nan null none n.a. n.d. nd not_available <na> н/д н.д. нет
"""
NO_FIGURE = {*WORDS.split(), "not available", "no data", "нет данных"}
LONGEST_NUMBER = 40
SUPERSCRIPTS = "¹²³⁰⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉ"
# A number, then a flag of letters, or marks that lead to a footnote
MARKED = re.compile(
    rf"(?P<number>[-+(]?[\d.,][\d.,' ]*?(?:[eE][-+]?\d+)?\)?)"
    rf"(?: ?(?P<flag>[A-Za-z]{{1,4}})| ?(?P<marks>[*†‡§#{SUPERSCRIPTS}]+|[\[(]\w{{1,2}}[\])])"
    rf"| ?(?P<percent>%))?"
)
PATTERNS = {
    mark: re.compile(
        rf"[-+]?(\d+|[1-9]\d{{0,2}}(([ '])\d{{3}}(\3\d{{3}})*|([{other}]\d{{3}})+))?"
        rf"([{mark}]\d*)?([eE][-+]?\d{{1,2}})?"
    )
    for mark, other in ((".", ","), (",", "."))
}


class Marked(NamedTuple):
    """A number's text apart from what stands beside it."""

    number: str
    flag: str = ""
    marks: str = ""
    is_percent: bool = False


def plain_text(text: str) -> str:
    """With one kind of space, of apostrophe and of minus; the minus first."""
    text = SPACES.sub(" ", text.translate(MINUS)).replace("’", "'").replace("ʼ", "'").strip()
    if len(text) > 1 and text.endswith("-") and text[-2].isdigit():
        text = f"-{text[:-1].rstrip()}"
    return text.replace("- ", "-", 1) if text.startswith("- ") else text


def is_no_figure(text: str) -> bool:
    """Whether the cell says that there is none."""
    return plain_text(text).casefold() in NO_FIGURE


def apart(text: str) -> Marked | None:
    """The number and what stands beside it; None where it is no number."""
    found = MARKED.fullmatch(plain_text(text))
    if found is None:
        return None
    return Marked(
        number=found["number"].strip(),
        flag=found["flag"] or "",
        marks=found["marks"] or "",
        is_percent=bool(found["percent"]),
    )


def readings(number: str) -> dict[str, Decimal]:
    """What it is with each decimal mark; nothing where it is no number with that one."""
    found: dict[str, Decimal] = {}
    if len(number) > LONGEST_NUMBER or not any(map(str.isdigit, number)):
        return found
    has_exponent = "e" in number.casefold()  # and then nobody groups digits
    for mark, pattern in PATTERNS.items():
        other = "," if mark == "." else "."
        if pattern.fullmatch(number) and not (has_exponent and other in number):
            digits = re.sub(rf"[ '{other}]", "", number).replace(mark, ".")
            try:
                found[mark] = Decimal(digits)
            except InvalidOperation:
                continue
    return found


def mark_in(cells: Iterable[str]) -> tuple[set[str], bool]:
    """The decimal marks that cells show beyond doubt, and whether any can be read in two ways."""
    shown: set[str] = set()
    is_open = False
    for cell in cells:
        if not cell or cell.isalnum():
            continue
        marked = apart(cell) if len(cell) < LONGEST_NUMBER else None
        if marked is None or not ("." in marked.number or "," in marked.number):
            continue
        found = readings(marked.number)
        if len(found) == 1:
            shown |= set(found)
        elif len(set(found.values())) == 2:
            is_open = True
    return shown, is_open
