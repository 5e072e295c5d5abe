"""The answers that cells of the Word file take: a number, a year, a reason from a list, the word
that the open figure is right. As people write them in either language."""

import re
from collections.abc import Iterable
from contextlib import suppress
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from registry.common.languages import LANGUAGES
from registry.common.numbers import in_full
from registry.drafting.figure_writing import EMPTY, Row
from registry.drafting.figures_beside import FigureBeside
from registry.drafting.sections import Section
from registry.figures.gaps import Gap
from registry.figures.models import Observation

COLUMNS = ("value", "year", "gap", "source", "note_en", "note_ru")
NOTHING = {"", "-", "–", "—", "−", "…"}
NUMBERED = re.compile(r"\(?(\d{1,2})[.)]?(?:\s.*)?")
FIGURE_GAPS = list(Observation.Gap)
TEXT_GAPS = list(Section.Gap)


def confirmed_word() -> str:
    return _("confirmed")


def plain_cell(text: str) -> str:
    text = " ".join(text.split())
    return "" if text in NOTHING else text


def shown_cells(beside: FigureBeside) -> dict[str, str]:
    """By column, in the active language."""
    row = beside.row
    cells = {name: row[name] for name in COLUMNS}
    if row["value"]:
        with suppress(ArithmeticError):
            cells["value"] = in_full(Decimal(row["value"]))
    if row["confirmed"]:
        cells["value"] = confirmed_word()
    if row["gap"]:
        cells["gap"] = str(dict(Observation.Gap.choices).get(row["gap"], row["gap"]))
    return cells


def row_from_cells(cells: dict[str, str], was: dict[str, str], before: Row, open_key: str) -> Row:
    """The row as it was, with what was changed in the cells. `was`: the cells that went out. What
    is no answer stays as it was typed: the desk's form says what is wrong with it."""
    row = dict(before)
    for name, text in cells.items():
        text = plain_cell(text)
        if text == plain_cell(was.get(name, "")):
            continue
        if name == "value":
            is_word = is_confirming(text)
            row["confirmed"] = open_key if is_word else ""
            row["value"] = "" if is_word else text
            if is_word:
                row |= dict.fromkeys(("year", "gap", "source"), "")
        elif name == "gap":
            row["gap"] = choice_of(text, FIGURE_GAPS)
        else:
            row[name] = text
    return EMPTY | row


def is_confirming(text: str) -> bool:
    found = set()
    for language in LANGUAGES:
        with translation.override(language):
            found.add(confirmed_word().casefold())
    return text.casefold().strip(" .!") in found


def choice_of(text: str, choices: Iterable[Gap | Section.Gap]) -> str:
    """Its value: by number, by the value itself, or by its words in either language; what is none
    of them comes back as it is. Whoever types beside a list that drops down leaves its dash there.
    """
    rows = list(choices)
    text = text.strip("—–- ") or text
    numbered = NUMBERED.fullmatch(text)
    if numbered and 0 < int(numbered[1]) <= len(rows):
        return str(rows[int(numbered[1]) - 1].value)
    wanted = text.casefold().strip(" .;")
    for language in LANGUAGES:
        with translation.override(language):
            for row in rows:
                if wanted in (str(row.label).casefold().strip(" ."), str(row.value)):
                    return str(row.value)
    return text
