"""A row of a file as a figure of the registry, or what is wrong with it, cell by cell."""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models
from django.utils import translation

from registry.common.importing import without_apostrophe
from registry.common.languages import LANGUAGES
from registry.common.numbers import with_mark
from registry.figure_imports.columns import DEFAULTS, NEEDED, years_among
from registry.figure_imports.lookups import counterparts, folded, sources, states
from registry.figures.models import Indicator, Observation
from registry.figures.plausibility import out_of_range

LONGEST_NOTE = 500
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
SDMX_GAP = {
    "m": "not_applicable",
    "l": "not_collected",
    "q": "confidential",
    "o": "not_provided",
    "c": "confidential",
}
SDMX_SEX = {"_t": "total", "t": "total", "f": "female", "m": "male"}
PERSONS, PERCENT = ("persons",), ("%",)
SDMX_UNITS = {  # what a code may stand for, "a year" aside
    "nr": ("persons", "cases", "permits", "decisions", "agreements"),
    "ps": PERSONS,
    "pers": PERSONS,
    "ps_nb": PERSONS,
    "usd": ("us$", "current us$"),
    "pc": PERCENT,
    "pt": PERCENT,
    "yr": ("years",),
}
SEX_WORDS = {
    "both": "total",
    "all": "total",
    "women": "female",
    "men": "male",
    "всего": "total",
    "женщины": "female",
    "мужчины": "male",
}


class WrongCell(NamedTuple):
    column: str
    problem: str
    remedy: str


class CellError(Exception):
    """A cell that cannot be read: what is wrong, and what helps."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy


@dataclass(slots=True)
class Figure:
    """As it would be written; relations by their primary keys."""

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


def words_of(choices: type[models.TextChoices], extra: dict[str, str]) -> dict[str, str]:
    """Every way to write a choice: its code, its label in both languages, and other codes."""
    known: dict[str, str] = {value: value for value in choices.values}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {folded(str(label)): value for value, label in choices.choices}
    return known | extra


class Reader:
    """Reads rows with the columns and constants that were agreed, with the registry's codes and
    names in memory.

    `columns`: target to place in the row. `decimal_mark`: of the numbers in this file. It counts
    what it leaves out: `empty` rows without value or reason, and `others` by country or area, where
    the constants leave out those that the registry does not hold.
    """

    def __init__(
        self,
        columns: dict[str, int],
        constants: dict[str, str] | None = None,
        decimal_mark: str = ".",
    ) -> None:
        self.columns, self.mark = columns, decimal_mark
        self.years = years_among(columns)
        self.constants = DEFAULTS | (constants or {})
        self.empty, self.others = 0, Counter[str]()
        self.units: dict[int, list[str]] = {}
        self.expected: dict[int, Indicator] = {}
        self.known: dict[str, dict[str, Any]] = {
            "indicator": self.indicators(),
            "state": states(),
            "counterpart": counterparts(),
            "source": sources(),
            "sex": words_of(Observation.Sex, SDMX_SEX | SEX_WORDS),
            "gap": words_of(Observation.Gap, {}),
            "status": words_of(Observation.Status, SDMX_STATUS),
        }
        self.remembered: dict[tuple[str, str], Any] = {}

    def indicators(self) -> dict[str, int]:
        known: dict[str, int] = {}
        for indicator in Indicator.objects.all():
            names = [
                indicator.slug,
                indicator.slug.replace("-", "_"),
                indicator.title_en,
                indicator.title_ru,
                *indicator.codes_elsewhere.splitlines(),
            ]
            known |= dict.fromkeys(map(folded, filter(None, names)), indicator.pk)
            self.expected[indicator.pk] = indicator
            self.units[indicator.pk] = [folded(indicator.unit_en), folded(indicator.unit_ru)]
        return known

    def read(self, cells: list[str]) -> tuple[list[Figure], list[WrongCell]]:
        """The figures of a row, or what is wrong with it; neither for a row that is left out."""
        text = {
            target: cells[place].strip() if place < len(cells) else ""
            for target, place in self.columns.items()
        }
        if self.is_of_others(text.get("state", "")):
            return [], []
        figures, problems = self.of_years(text) if self.years else self.figure(text)
        self.empty += not figures and not problems
        return figures, problems

    def of_years(self, text: dict[str, str]) -> tuple[list[Figure], list[WrongCell]]:
        figures: list[Figure] = []
        problems: list[WrongCell] = []
        for year in self.years:
            read, wrong = self.figure(text | {"year": year, "value": text[year]})
            figures += read
            problems += (
                cell._replace(column=year) if cell.column == "value" else cell for cell in wrong
            )
        return figures, list(dict.fromkeys(problems))

    def is_of_others(self, text: str) -> bool:
        is_other = bool(
            "others" in self.constants and text and folded(text) not in self.known["state"]
        )
        if is_other:
            self.others[text[:SHOWN]] += 1
        return is_other

    def figure(self, text: dict[str, str]) -> tuple[list[Figure], list[WrongCell]]:
        value, gap, status = text.get("value", ""), text.get("gap", ""), text.get("status", "")
        value = "" if value in NO_FIGURE else value
        if not gap and not value and status:
            gap = SDMX_GAP.get(status.casefold(), "")  # SDMX says in the status why there is none
            status = "" if gap else status
        if not value and not gap:
            return [], []
        problems: list[WrongCell] = []
        found = {
            name: self.meaning_of(name, text.get(name, ""), problems)
            for name in ("indicator", "state", "year", "sex", "source")
        }
        found["counterpart"] = (
            self.meaning_of("counterpart", text["counterpart"], problems)
            if text.get("counterpart")
            else None
        )
        found["status"] = self.meaning_of("status", status, problems)
        found |= self.value_or_gap(value, gap, text.get("expected_in", ""), problems)
        if text.get("unit") and found["indicator"]:
            self.check_unit(text["unit"], found["indicator"], problems)
        if found["value"] is not None and found["indicator"]:
            self.check_range(found, problems)
        for name in ("note_en", "note_ru"):
            found[name] = without_apostrophe(text.get(name, ""))
            if len(found[name]) > LONGEST_NOTE:
                problems.append(
                    WrongCell(
                        column=name,
                        problem=f"The note has {len(found[name])} characters.",
                        remedy=f"Shorten it to {LONGEST_NOTE}.",
                    )
                )
        return ([], problems) if problems else ([Figure(**found)], [])

    def meaning_of(self, name: str, text: str, problems: list[WrongCell]) -> Any:
        """The cell's meaning, or None with a problem. The same text is looked up once."""
        text = text or self.constants.get(name, "")
        key = (name, text)
        if key not in self.remembered:
            try:
                self.remembered[key] = (
                    (self.year(text) if name == "year" else self.look_up(name, text)),
                    None,
                )
            except CellError as error:
                wrong = WrongCell(column=name, problem=error.problem[:300], remedy=error.remedy)
                self.remembered[key] = None, wrong
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
            raise CellError(f"“{text[:SHOWN]}” is not known as {article(name)}.", REMEDIES[name])
        return found

    def year(self, text: str) -> int:
        refuse_formula(text)
        if re.fullmatch(r"\d{4}(\.0+)?", text) and int(text[:4]) in YEARS:
            return int(text[:4])
        remedy = "Write the year alone, for instance 2024."
        if ISO_DATE.match(text) or re.fullmatch(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}", text):
            raise CellError(f"“{text[:SHOWN]}” is a date.", remedy)
        if re.fullmatch(r"[2-6]\d{4}", text):
            raise CellError(
                f"“{text}” looks like a date that the spreadsheet stores as a number.", remedy
            )
        raise CellError(
            f"“{text[:SHOWN]}” is not a year between {YEARS[0]} and {YEARS[-1]}.", remedy
        )

    def value_or_gap(
        self, value: str, gap: str, expected: str, problems: list[WrongCell]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {"value": None, "gap": "", "expected_in": None}
        if value and gap:
            problems.append(
                WrongCell(
                    column="value",
                    problem="There is a value and a reason why there is none.",
                    remedy="Keep one of the two.",
                )
            )
            return found
        try:
            if value:
                found["value"] = self.number(value)
            else:
                found["gap"], found["expected_in"] = self.gap(gap, expected)
        except CellError as error:
            column = "value" if value else "gap"
            problems.append(WrongCell(column=column, problem=error.problem, remedy=error.remedy))
        return found

    def number(self, text: str) -> Decimal:
        if text.isdecimal() and len(text) < 16:  # most are
            return Decimal(text)
        refuse_formula(text)
        if ISO_DATE.fullmatch(text):
            raise CellError(
                f"The cell holds the date {text}.",
                "Format the column as a number and enter the figure again.",
            )
        try:
            number = with_mark(text, self.mark)
        except ValueError:
            mark = "a point" if self.mark == "." else "a comma"
            raise CellError(
                f"“{text[:SHOWN]}” is not a number with {mark} before the decimals.",
                "Write 79400 or 79 400; choose the file’s decimal mark when you match its columns.",
            ) from None
        if abs(number) >= 10**16:
            raise CellError(f"“{text[:SHOWN]}” has more than 16 places.", "Check the unit.")
        return round(number, 4)

    def gap(self, text: str, expected: str) -> tuple[str, int | None]:
        refuse_formula(text)
        year = re.search(r"\b((19|20)\d\d)\b", f"{expected} {text}")
        if (
            folded(text) == "expected" or folded(text).startswith(("expected in", "ожидается"))
        ) and year:
            return Observation.Gap.EXPECTED, int(year[1])
        found = self.known["gap"].get(folded(text))
        if found is None:
            raise CellError(
                f"“{text[:SHOWN]}” is not a reason that the registry knows.",
                listed(Observation.Gap.values),
            )
        if found == Observation.Gap.EXPECTED:
            raise CellError(
                "The year is missing in which the figure is expected.",
                "Write for instance: expected in 2027.",
            )
        return found, None

    def check_range(self, found: dict[str, Any], problems: list[WrongCell]) -> None:
        is_total = found["counterpart"] is None and found["sex"] == Observation.Sex.TOTAL
        indicator = self.expected[found["indicator"]]
        problem = out_of_range(indicator, found["value"], is_total=is_total)
        if problem:
            remedy = "Check the unit; the range of an indicator is a field of it in the admin."
            problems.append(WrongCell(column="value", problem=problem, remedy=remedy))

    def check_unit(self, text: str, indicator: int, problems: list[WrongCell]) -> None:
        wanted = self.units[indicator]
        if folded(text) not in wanted and wanted[0].removesuffix(" a year") not in SDMX_UNITS.get(
            text.casefold(), ()
        ):
            problems.append(
                WrongCell(
                    column="unit",
                    problem=f"The unit is “{text[:SHOWN]}”, the registry’s is “{wanted[0]}”.",
                    remedy=(
                        "Convert the values, and write the registry’s unit or leave the cell empty."
                    ),
                )
            )


def refuse_formula(text: str) -> None:
    if FORMULA.match(text):
        raise CellError(
            f"“{text[:SHOWN]}” is a formula or its error.",
            "Copy the cells and paste them as values.",
        )


def article(name: str) -> str:
    return {"indicator": "an indicator", "status": "a status", "sex": "a sex"}.get(
        name, f"a {name}"
    )


def listed(values: list[str]) -> str:
    return f"One of: {', '.join(values)}."


REMEDIES = {
    "indicator": (
        "Take the code from the address of the indicator’s page, for instance refugees-hosted; "
        "or leave the column out and choose one for the whole file."
    ),
    "state": (
        "Write its ISO code (GEO, GE), or its name as in the registry. Rows of other countries can"
        " be left out when the columns are matched."
    ),
    "counterpart": (
        "Write its ISO code (SY), XXA for stateless, UNK for unknown, ZZ for all others."
    ),
    "source": (
        "Take a source from the list in the admin, or add it there first. Figures that states"
        " endorsed come from their editions alone."
    ),
    "sex": listed(Observation.Sex.values),
    "status": listed(Observation.Status.values),
}
assert set(NEEDED) <= {*REMEDIES, "year", "value"}
