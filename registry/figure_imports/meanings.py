"""What the cells of a row mean: the registry's records and words, looked up once for each text."""

import re
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.languages import LANGUAGES
from registry.figure_imports.choices import Choices
from registry.figure_imports.columns import DEFAULTS, NEEDED
from registry.figure_imports.formats import Description
from registry.figure_imports.lookups import indicators, sources
from registry.figure_imports.tally import Tally
from registry.figure_imports.values import ISO_DATE, SHOWN, CellError, WrongCell, refuse_formula
from registry.figure_imports.words import folded
from registry.figures.models import Observation

YEARS = range(1900, 2101)
# The first day of a year, which databases and spreadsheets write for the year as a whole
FIRST_DAY = re.compile(
    r"(?P<year>\d{4})-01-01([T ]00:00(:00(\.0+)?)?Z?)?|(01\.01\.|0?1/0?1/)(?P<year_last>\d{4})",
    re.ASCII,
)
FIRST_DAYS, PLAIN_YEARS = "first days", "plain years"  # as the tally counts them
EARLY_YEAR = re.compile(r"-?\d{1,5}(\.0+)?")
SDMX_SEX = {"_t": "total", "t": "total", "f": "female", "m": "male"}
SEX_WORDS = {
    "both": "total",
    "all": "total",
    "both sexes combined": "total",
    "mf": "total",
    "sex: total": "total",
    "sex: female": "female",
    "sex: male": "male",
    "sex_t": "total",
    "sex_f": "female",
    "sex_m": "male",
    "females": "female",
    "males": "male",
    "female": "female",
    "male": "male",
    "women": "female",
    "men": "male",
    "total": "total",
    "всего": "total",
    "оба пола": "total",
    "женщины": "female",
    "мужчины": "male",
}


def words_of(choices: type[models.TextChoices], extra: dict[str, str]) -> dict[str, str]:
    """Every way to write a choice: its code, its label in both languages, and other codes."""
    known: dict[str, str] = {value: value for value in choices.values}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {folded(str(label)): value for value, label in choices.choices}
    return known | extra


def attempt(column: str, problems: list[WrongCell], read: Any, *given: Any) -> Any:
    """What comes of reading, or None with a problem."""
    try:
        return read(*given)
    except CellError as error:
        problems.append(WrongCell(column, error.problem[:500], error.remedy))
        return None


class Meanings:
    """`chosen`: what holds for the whole file."""

    def __init__(
        self,
        chosen: dict[str, str],
        choices: Choices,
        description: Description,
        tally: Tally,
    ) -> None:
        self.chosen, self.choices, self.tally = chosen, choices, tally
        self.constants = DEFAULTS | chosen
        self.words = {folded(text): to for text, to in choices.words.items()}
        self.known: dict[str, dict[str, Any]] = {
            "indicator": indicators(),
            "source": sources(),
            "sex": words_of(Observation.Sex, SDMX_SEX | SEX_WORDS),
            "gap": words_of(Observation.Gap, {}),
            "status": words_of(Observation.Status, {}),
        }
        self.known["sex"] |= dict.fromkeys(description.totals, Observation.Sex.TOTAL.value)
        self.remembered: dict[tuple[str, str], tuple[Any, WrongCell | None]] = {}

    def of(self, name: str, text: str, problems: list[WrongCell]) -> Any:
        """The cell's meaning, or None with a problem. The same text is looked up once. What was
        chosen for the whole file wins, and the cells that say something else are counted."""
        chosen = self.chosen.get(name, "")
        if chosen and text and text != chosen:
            self.tally.add_once(f"overruled:{name}", text)
        text = chosen or text or self.constants.get(name, "")
        key = (name, text)
        if key not in self.remembered:
            wrong: list[WrongCell] = []
            read = self.year if name == "year" else self.look_up
            given = (text,) if name == "year" else (name, text)
            found = attempt(name, wrong, read, *given)
            self.remembered[key] = found, wrong[0] if wrong else None
        meaning, problem = self.remembered[key]
        if problem:
            problems.append(problem)
        return meaning

    def look_up(self, name: str, text: str) -> Any:
        refuse_formula(text)
        if not text:
            raise CellError(
                _("The cell is empty, and every row needs %(name)s.") % {"name": article(name)},
                _("Fill it in, or choose one for the whole file."),
            )
        word = self.words.get(folded(text), text)
        found = self.known[name].get(folded(word))
        if found is None:
            raise CellError(
                _("“%(text)s” is not known as %(name)s.")
                % {"text": text[:SHOWN], "name": article(name)},
                remedy_for(name),
            )
        return found

    def is_early(self, text: str) -> bool:
        """Whether it is a year before those that the registry holds, which are left out where the
        file may hold more than the registry."""
        is_number = bool(EARLY_YEAR.fullmatch(text)) and float(text) < YEARS[0]
        is_left_out = is_number and "others" in self.constants
        if is_left_out:
            self.tally.add_once("early", text)
        return is_left_out

    def year(self, text: str) -> int:
        refuse_formula(text)
        if re.fullmatch(r"[0-9]{4}(\.0+)?", text) and int(text[:4]) in YEARS:
            self.tally.add(PLAIN_YEARS, text)
            return int(text[:4])
        first_day = FIRST_DAY.fullmatch(text)
        if first_day and int(first_day["year"] or first_day["year_last"]) in YEARS:
            self.tally.add(FIRST_DAYS, text)
            return int(first_day["year"] or first_day["year_last"])
        remedy = _("Write the year alone, for instance 2024.")
        if ISO_DATE.match(text) or re.fullmatch(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}", text):
            if self.choices.dates_are_years and ISO_DATE.match(text):
                return int(text[:4])
            raise CellError(
                _("“%(text)s” is a date.") % {"text": text[:SHOWN]},
                _("%(remedy)s Or say that days stand for their years (--dates-are-years).")
                % {"remedy": remedy},
            )
        if re.fullmatch(r"[2-6]\d{4}", text):
            raise CellError(
                _("“%(text)s” looks like a date that the spreadsheet stores as a number.")
                % {"text": text},
                remedy,
            )
        raise CellError(
            _("“%(text)s” is not a year between %(value)s and %(value2)s.")
            % {"text": text[:SHOWN], "value": YEARS[0], "value2": YEARS[-1]},
            remedy,
        )

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
                _("“%(text)s” is not a reason that the registry knows.") % {"text": text[:SHOWN]},
                listed(Observation.Gap.values),
            )
        if found == Observation.Gap.EXPECTED:
            raise CellError(
                _("The year is missing in which the figure is expected."),
                _("Write for instance: expected in 2027."),
            )
        return found, None


def article(name: str) -> str:
    return str(ARTICLES.get(name, name))


def remedy_for(name: str) -> str:
    return listed(LISTED[name]) if name in LISTED else str(REMEDIES[name])


def listed(values: list[str]) -> str:
    return _("One of: %(values)s.") % {"values": ", ".join(values)}


ARTICLES = {
    "indicator": gettext_lazy("an indicator"),
    "source": gettext_lazy("a source"),
    "state": gettext_lazy("a state"),
    "status": gettext_lazy("a status"),
    "sex": gettext_lazy("a sex"),
    "year": gettext_lazy("a year"),
    "gap": gettext_lazy("a reason of a gap"),
}
REMEDIES = {
    "indicator": gettext_lazy(
        "Take the code from the address of the indicator’s page, for instance refugees-hosted; "
        "or leave the column out and choose one for the whole file."
    ),
    "source": gettext_lazy(
        "Take a source from the list in the admin, or add it there first. Figures that states"
        " endorsed come from their editions alone."
    ),
}
LISTED = {"sex": Observation.Sex.values, "status": Observation.Status.values}
assert set(NEEDED) <= {*REMEDIES, *LISTED, "year", "value", "state"}
