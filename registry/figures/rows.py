"""A row of a file as a figure of the registry, or what is wrong with it, cell by cell."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import translation

from registry.common.importing import plain
from registry.common.languages import LANGUAGES
from registry.common.numbers import with_mark
from registry.figures.columns import DEFAULTS, NEEDED, years_among
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.states.designations import every_name
from registry.states.models import State

LONGEST_NOTE = 300
SHOWN = 40
YEARS = range(1900, 2101)
NO_FIGURE = {"..", "...", "…", ":"}  # as statistical offices write that there is none
FORMULA = re.compile(r"=\S|#(REF|N/A|VALUE|DIV/0|NAME|NUM|NULL)[!?]?")
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
SDMX_STATUS = {
    "a": "official",
    "e": "estimated",
    "p": "provisional",
    "b": "break",
    "final": "official",
    "estimate": "estimated",
}
SDMX_GAP = {"m": "not_applicable", "l": "not_collected", "q": "confidential", "o": "not_provided", "c": "confidential"}
EUROSTAT_CODES = {"el": "gr", "uk": "gb"}  # Greece and the United Kingdom as Eurostat writes them
SDMX_SEX = {"_t": "total", "t": "total", "f": "female", "m": "male"}
PERSONS, PERCENT = ("persons",), ("%",)
SDMX_UNITS = {  # what a code may stand for, "a year" aside
    "nr": ("persons", "cases", "permits", "decisions", "agreements"), "ps": PERSONS, "pers": PERSONS, "ps_nb": PERSONS,
    "usd": ("us$", "current us$"), "pc": PERCENT, "pt": PERCENT, "yr": ("years",),
}  # fmt: skip
SEX_WORDS = {
    "both": "total",
    "all": "total",
    "women": "female",
    "men": "male",
    "всего": "total",
    "женщины": "female",
    "мужчины": "male",
}


class Cell(NamedTuple):
    column: str
    problem: str
    remedy: str


class CellError(Exception):
    """A cell that cannot be read: what is wrong, and what helps."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy


@dataclass(slots=True)
class Figure:
    """As it would stand; relations by their numbers."""

    indicator: int
    state: int
    year: int
    sex: str
    counterpart: int | None
    source: int
    value: Decimal | None
    gap: str
    expected_in: int | None
    status: str
    note_en: str
    note_ru: str


def folded(text: str) -> str:
    return " ".join(text.split()).casefold().replace("ё", "е").rstrip("*")


def words_of(choices: type, extra: dict[str, str]) -> dict[str, str]:
    """Every way to write a choice: its code, its label in both languages, and other codes."""
    known = {value: value for value in choices.values}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {folded(str(label)): value for value, label in choices.choices}
    return known | extra


class Reader:
    """Reads rows with the columns and constants that were agreed. Knows the registry's codes and names by heart.

    `columns`: target to place in the row. `decimal_mark`: the one of the numbers in this file. It counts what it leaves out:
    `empty` rows that say nothing, and `others` by country or area, where the constants say so of those that the registry does not hold.
    """

    def __init__(
        self, columns: dict[str, int], constants: dict[str, str] | None = None, decimal_mark: str = "."
    ) -> None:
        self.columns, self.mark = columns, decimal_mark
        self.years = years_among(columns)
        self.constants = DEFAULTS | (constants or {})
        self.empty, self.others = 0, Counter[str]()
        self.units = {}
        self.known = {
            "indicator": self.indicators(), "state": states(), "counterpart": counterparts(), "source": sources(),
            "sex": words_of(Observation.Sex, SDMX_SEX | SEX_WORDS), "gap": words_of(Observation.Gap, {}),
            "status": words_of(Observation.Status, SDMX_STATUS),
        }  # fmt: skip
        self.remembered: dict[tuple[str, str], Any] = {}

    def indicators(self) -> dict[str, int]:
        known: dict[str, int] = {}
        for one in Indicator.objects.all():
            names = [
                one.slug,
                one.slug.replace("-", "_"),
                one.title_en,
                one.title_ru,
                *one.codes_elsewhere.splitlines(),
            ]
            known |= dict.fromkeys(map(folded, filter(None, names)), one.pk)
            self.units[one.pk] = [folded(one.unit_en), folded(one.unit_ru)]
        return known

    def read(self, cells: list[str]) -> tuple[list[Figure], list[Cell]]:
        """The figures of a row, or what is wrong with it; neither for a row that is left out."""
        text = {target: cells[place].strip() if place < len(cells) else "" for target, place in self.columns.items()}
        if self.is_of_others(text.get("state", "")):
            return [], []
        figures, problems = self.of_years(text) if self.years else self.figure(text)
        self.empty += not figures and not problems
        return figures, problems

    def of_years(self, text: dict[str, str]) -> tuple[list[Figure], list[Cell]]:
        figures, problems = [], []
        for year in self.years:
            read, wrong = self.figure(text | {"year": year, "value": text[year]})
            figures += read
            problems += (cell._replace(column=year) if cell.column == "value" else cell for cell in wrong)
        return figures, list(dict.fromkeys(problems))

    def is_of_others(self, text: str) -> bool:
        is_other = bool("others" in self.constants and text and folded(text) not in self.known["state"])
        if is_other:
            self.others[text[:SHOWN]] += 1
        return is_other

    def figure(self, text: dict[str, str]) -> tuple[list[Figure], list[Cell]]:
        value, gap, status = text.get("value", ""), text.get("gap", ""), text.get("status", "")
        value = "" if value in NO_FIGURE else value
        if not gap and not value and status:
            gap = SDMX_GAP.get(status.casefold(), "")  # SDMX says in the status why there is none
            status = "" if gap else status
        if not value and not gap:
            return [], []
        problems: list[Cell] = []
        found = {
            name: self.one(name, text.get(name, ""), problems)
            for name in ("indicator", "state", "year", "sex", "source")
        }
        found["counterpart"] = (
            self.one("counterpart", text["counterpart"], problems) if text.get("counterpart") else None
        )
        found["status"] = self.one("status", status, problems)
        found |= self.value_or_gap(value, gap, text.get("expected_in", ""), problems)
        if text.get("unit") and found["indicator"]:
            self.check_unit(text["unit"], found["indicator"], problems)
        for name in ("note_en", "note_ru"):
            found[name] = plain(text.get(name, ""))
            if len(found[name]) > LONGEST_NOTE:
                problems.append(
                    Cell(name, f"The note has {len(found[name])} characters.", f"Shorten it to {LONGEST_NOTE}.")
                )
        return ([], problems) if problems else ([Figure(**found)], [])

    def one(self, name: str, text: str, problems: list[Cell]) -> Any:
        """The cell's meaning, or None with a problem. The same text is looked up once."""
        text = text or self.constants.get(name, "")
        key = (name, text)
        if key not in self.remembered:
            try:
                self.remembered[key] = (self.year(text) if name == "year" else self.look_up(name, text)), None
            except CellError as error:
                self.remembered[key] = None, Cell(name, error.problem[:300], error.remedy)
        meaning, problem = self.remembered[key]
        if problem:
            problems.append(problem)
        return meaning

    def look_up(self, name: str, text: str) -> Any:
        refuse_formula(text)
        if not text:
            raise CellError(
                f"The cell is empty, and every row needs {article(name)}.",
                "Fill it in, or choose one for the whole file.",
            )
        found = self.known[name].get(folded(text))
        if found is None:
            raise CellError(f"“{text[:SHOWN]}” is not known as {article(name)}.", REMEDIES[name]())
        return found

    def year(self, text: str) -> int:
        refuse_formula(text)
        if re.fullmatch(r"\d{4}(\.0+)?", text) and int(text[:4]) in YEARS:
            return int(text[:4])
        remedy = "Write the year alone, for instance 2024."
        if ISO_DATE.match(text) or re.fullmatch(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}", text):
            raise CellError(f"“{text[:SHOWN]}” is a date.", remedy)
        if re.fullmatch(r"[2-6]\d{4}", text):
            raise CellError(f"“{text}” looks like a date that the spreadsheet stores as a number.", remedy)
        raise CellError(f"“{text[:SHOWN]}” is not a year between {YEARS[0]} and {YEARS[-1]}.", remedy)

    def value_or_gap(self, value: str, gap: str, expected: str, problems: list[Cell]) -> dict[str, Any]:
        found: dict[str, Any] = {"value": None, "gap": "", "expected_in": None}
        if value and gap:
            problems.append(Cell("value", "There is a value and a reason why there is none.", "Keep one of the two."))
            return found
        try:
            if value:
                found["value"] = self.number(value)
            else:
                found["gap"], found["expected_in"] = self.gap(gap, expected)
        except CellError as error:
            problems.append(Cell("value" if value else "gap", error.problem, error.remedy))
        return found

    def number(self, text: str) -> Decimal:
        if text.isdecimal() and len(text) < 16:  # most are
            return Decimal(text)
        refuse_formula(text)
        if ISO_DATE.fullmatch(text):
            raise CellError(
                f"The cell holds the date {text}.", "Format the column as a number and enter the figure again."
            )
        try:
            number = with_mark(text, self.mark)
        except ValueError:
            mark = "a point" if self.mark == "." else "a comma"
            told = f"“{text[:SHOWN]}” is not a number with {mark} before the decimals."
            raise CellError(
                told, "Write 79400 or 79 400; choose the file’s decimal mark when you match its columns."
            ) from None
        if abs(number) >= 10**16:
            raise CellError(f"“{text[:SHOWN]}” has more than 16 places.", "Check the unit.")
        return round(number, 4)

    def gap(self, text: str, expected: str) -> tuple[str, int | None]:
        refuse_formula(text)
        year = re.search(r"\b((19|20)\d\d)\b", f"{expected} {text}")
        if (folded(text) == "expected" or folded(text).startswith(("expected in", "ожидается"))) and year:
            return Observation.Gap.EXPECTED, int(year[1])
        found = self.known["gap"].get(folded(text))
        if found is None:
            raise CellError(
                f"“{text[:SHOWN]}” is not a reason that the registry knows.", listed(Observation.Gap.values)
            )
        if found == Observation.Gap.EXPECTED:
            raise CellError(
                "The year is missing in which the figure is expected.", "Write for instance: expected in 2027."
            )
        return found, None

    def check_unit(self, text: str, indicator: int, problems: list[Cell]) -> None:
        wanted = self.units[indicator]
        if folded(text) not in wanted and wanted[0].removesuffix(" a year") not in SDMX_UNITS.get(text.casefold(), ()):
            told = f"The unit is “{text[:SHOWN]}”, the registry’s is “{wanted[0]}”."
            problems.append(
                Cell("unit", told, "Convert the values, and write the registry’s unit or leave the cell empty.")
            )


def refuse_formula(text: str) -> None:
    if FORMULA.match(text):
        raise CellError(f"“{text[:SHOWN]}” is a formula or its error.", "Copy the cells and paste them as values.")


def states() -> dict[str, int]:
    known = {folded(name): pk for name, pk in every_name().items()}
    for one in State.objects.all():
        known |= dict.fromkeys(map(folded, (one.iso_alpha2, one.iso_alpha3, one.slug)), one.pk)
    return known | {code: known[iso] for code, iso in EUROSTAT_CODES.items() if iso in known}


def counterparts() -> dict[str, int]:
    known: dict[str, int] = {}
    by_state = {}
    for one in Counterpart.objects.all():
        known |= dict.fromkeys(map(folded, filter(None, (one.name_en, one.name_ru))), one.pk)
        by_state[one.state_id] = one.pk
    known |= {name: by_state[state] for name, state in states().items() if state in by_state}
    return known | {folded(one.code): one.pk for one in Counterpart.objects.all()}


def sources() -> dict[str, int]:
    known: dict[str, int] = {}
    for one in Source.objects.all():
        known |= dict.fromkeys(map(folded, filter(None, (one.slug, one.title_en, one.title_ru))), one.pk)
    return known


def article(name: str) -> str:
    return {"indicator": "an indicator", "status": "a status", "sex": "a sex"}.get(name, f"a {name}")


def listed(values: list[str]) -> str:
    return f"One of: {', '.join(values)}."


REMEDIES: dict[str, Callable[[], str]] = {
    "indicator": lambda: (
        "Take the code from the address of the indicator’s page, for instance refugees-hosted; "
        "or leave the column out and choose one for the whole file."
    ),
    "state": lambda: (
        "Write its ISO code (GEO, GE), or its name as in the registry. Rows of other countries can be left out when "
        "the columns are matched."
    ),
    "counterpart": lambda: "Write its ISO code (SY), XXA for stateless, UNK for unknown, ZZ for all others.",
    "source": lambda: "Take a source from the list in the admin, or add it there first.",
    "sex": lambda: listed(Observation.Sex.values),
    "status": lambda: listed(Observation.Status.values),
}
assert set(NEEDED) <= {*REMEDIES, "year", "value"}
