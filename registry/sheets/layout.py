"""The columns of a sheet, and how it says whose it is.

Cell A1 holds the mark of the edition; it survives a file of text, where the properties of a
workbook do not. A hidden row names the columns for the machine, the row below it for people. A
hidden column keeps each row as it stood when the sheet was made.
"""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from registry.common.languages import LANGUAGES, active
from registry.figures.models import Observation
from registry.profiles.models import Edition

MARK = "ppr-figures"
FIRST_ROW = 5  # of figures
NAMES_ROW, HEADINGS_ROW = 3, 4


@dataclass(frozen=True, slots=True)
class Column:
    """`width`: in characters. `is_open`: people fill it in."""

    name: str
    heading: Any
    width: int
    is_open: bool = False
    is_hidden: bool = False


COLUMNS = (
    Column("key", _("Key (leave as it is)"), 12),
    Column("part", _("Part"), 24),
    Column("indicator", _("Indicator"), 38),
    Column("unit", _("Unit"), 14),
    Column("last_value", _("Last edition"), 15),
    Column("last_year", _("Year of the last edition"), 10),
    Column("open_value", _("Open source"), 15),
    Column("open_year", _("Year of the open source"), 10),
    Column("open_source", _("Which open source"), 24),
    Column("confirmed", _("The open figure is right"), 14, is_open=True),
    Column("value", _("Yours"), 16, is_open=True),
    Column("year", _("Year"), 8, is_open=True),
    Column("gap", _("Or why there is none"), 26, is_open=True),
    Column("source", _("Source"), 28, is_open=True),
    Column("note_en", _("A word of why, in English"), 32, is_open=True),
    Column("note_ru", _("A word of why, in Russian"), 32, is_open=True),
    Column("doubts", _("To look at"), 48),
    Column("stood", _("As it stood (leave as it is)"), 4, is_hidden=True),
)
OPEN = tuple(column.name for column in COLUMNS if column.is_open)
BY_NAME = {column.name: column for column in COLUMNS}
YES = {"en": "yes", "ru": "да"}


def names_by_heading() -> dict[str, str]:
    """In both languages: a sheet may be of the other one than the page."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {str(column.heading).casefold(): column.name for column in COLUMNS}
    return found


def gaps_by_word() -> dict[str, str]:
    """The codes by themselves and by their words in both languages."""
    found = {code: code for code in Observation.Gap.values}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {str(word).casefold(): code for code, word in Observation.Gap.choices}
    return found


@dataclass(frozen=True, slots=True)
class Whose:
    """The edition that a sheet says it is of."""

    state: str
    kind: str
    year: int
    number: int
    language: str


def mark_of(edition: Edition) -> str:
    profile = edition.profile
    return "/".join(
        [MARK, profile.state.slug, profile.kind, str(edition.year), str(edition.number), active()]
    )


def whose(mark: str) -> Whose | None:
    parts = mark.strip().split("/")
    if len(parts) != 6 or parts[0] != MARK or not (parts[3] + parts[4]).isdecimal():
        return None
    language = parts[5] if parts[5] in LANGUAGES else active()
    return Whose(parts[1], parts[2], int(parts[3]), int(parts[4]), language)


def file_name(edition: Edition) -> str:
    """State, kind, year, version and language."""
    profile = edition.profile
    stem = f"{profile.state.slug}-{profile.kind}-{edition.year}-v{edition.number}"
    return f"{stem}-figures-{active()}.xlsx"
