"""A row of a file as figures, one for each column of values, or what is wrong with it, cell by
cell."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from registry.common.hidden_characters import refusal_of
from registry.common.importing import without_apostrophe
from registry.figure_imports.areas import Areas
from registry.figure_imports.choices import EMPTY, LEFT_OUT, Choices
from registry.figure_imports.ends import Ends
from registry.figure_imports.formats import Description
from registry.figure_imports.meanings import Meanings, attempt
from registry.figure_imports.plain_rows import PlainRows
from registry.figure_imports.tally import Tally
from registry.figure_imports.values import (
    SHOWN,
    Value,
    WrongCell,
    check_unit,
    scale_of,
    status_of,
    value_in,
)
from registry.figure_imports.words import folded, scale_in
from registry.figures.models import Indicator, Observation
from registry.figures.plausibility import out_of_range

LONGEST_NOTE = 500
GAPS = frozenset(Observation.Gap.values)  # Django makes its list anew at each asking


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

    def of_another(self, year: int, value: Decimal) -> "Figure":
        return Figure(
            self.indicator,
            self.state,
            year,
            self.sex,
            self.counterpart,
            self.source,
            value,
            self.gap,
            self.expected_in,
            self.status,
            self.note_en,
            self.note_ru,
        )


@dataclass(slots=True)
class Measure:
    """A column of values, and what holds for all of them."""

    heading: str
    place: int
    mark: str = ""
    usual_mark: str = ""
    year: str = ""
    sex: str = ""
    indicator: str = ""
    scale: int = 1


@dataclass(slots=True)
class Filter:
    """Of a column the values whose rows are read, folded. `is_known`: the format of the publisher
    says so, nobody chose it."""

    heading: str
    place: int
    values: set[str]
    is_known: bool


@dataclass(slots=True)
class Plan:
    """How the rows of a sheet are read. `places`: of each target its column; `headings`: what that
    is called."""

    places: dict[str, int]
    headings: dict[str, str]
    measures: list[Measure]
    filters: list[Filter]
    constants: dict[str, str]
    choices: Choices
    description: Description
    tally: Tally = field(default_factory=Tally)


class Reader:
    """Reads the rows of a sheet by its plan, with the registry's codes and names in memory. What it
    leaves out it counts in the plan's tally."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.tally = plan, plan.tally
        self.meanings = Meanings(plan.constants, plan.choices, plan.description, plan.tally)
        self.areas = Areas(plan.description, plan.choices.words)
        self.indicators = {row.pk: row for row in Indicator.objects.all()}
        self.ends = Ends(self.areas, plan)
        self.plain = PlainRows(plan, self.indicators)

    def read(self, cells: list[str]) -> tuple[list[Figure], list[WrongCell]]:
        """The figures of a row, or what is wrong with it; neither for a row that is left out."""
        if self.plan.filters and not self.is_wanted(cells):
            return [], []
        if plain := self.plain.read(cells):
            return [plain], []
        counted = self.tally.added
        figures, problems = self.read_whole(cells)
        if len(figures) == 1 and not problems and self.tally.added == counted:
            self.plain.remember(cells, figures[0])
        return figures, problems

    def read_whole(self, cells: list[str]) -> tuple[list[Figure], list[WrongCell]]:
        text = {target: cell_at(cells, place) for target, place in self.plan.places.items()}
        if any(self.meanings.words.get(folded(cell)) == LEFT_OUT for cell in text.values() if cell):
            self.tally.add("by_word")
            return [], []
        figures: list[Figure] = []
        problems: list[WrongCell] = []
        said = False
        self.tally.begin_row()
        for measure in self.plan.measures or [Measure("", -1)]:
            raw = cell_at(cells, measure.place) if measure.place >= 0 else ""
            read, wrong, is_said = self.figure(text, measure, raw)
            figures += read
            problems += wrong
            said = said or is_said
        if not said:
            self.tally.add("empty")
        return figures, list(dict.fromkeys(problems))

    def is_wanted(self, cells: list[str]) -> bool:
        """Whether a row is among those that were chosen."""
        for one in self.plan.filters:
            cell = cell_at(cells, one.place)
            if folded(cell or EMPTY) not in one.values:
                self.tally.add(f"left:{one.heading}", cell or EMPTY)
                return False
        for one in self.plan.filters:
            self.tally.add(f"kept:{one.heading}", cell_at(cells, one.place) or EMPTY)
        return True

    def figure(
        self, text: dict[str, str], measure: Measure, raw: str
    ) -> tuple[list[Figure], list[WrongCell], bool]:
        """(figures, problems, whether the cells said anything at all)."""
        problems: list[WrongCell] = []
        value = attempt(
            "value", problems, value_in, raw, measure.mark, measure.usual_mark
        ) or Value(None)
        found = self.value_or_gap(text, value, problems)
        if value.number is None and not found["gap"] and not problems:
            if raw:
                self.tally.add("none", raw)
            return [], [], bool(raw)
        is_chosen = bool(measure.indicator and self.plan.constants.get("indicator"))
        said_of = "" if is_chosen else measure.indicator or text.get("indicator", "")
        found["indicator"] = self.meanings.of("indicator", said_of, problems)
        role = getattr(self.indicators.get(found["indicator"]), "counterpart_role", "")
        wrong: list[WrongCell] = []
        ends = self.ends.of(text, role, wrong)
        if ends is None:
            return [], [], True
        problems += wrong
        found["state"], found["counterpart"] = ends
        year = measure.year or text.get("year", "")
        if self.meanings.is_early(year):
            return [], [], True
        found["year"] = self.meanings.of("year", year, problems)
        found["sex"] = self.meanings.of("sex", measure.sex or text.get("sex", ""), problems)
        found["source"] = self.meanings.of("source", text.get("source", ""), problems)
        if found["indicator"] and value.number is not None:
            self.measure_up(found, text, measure, value, problems)
        if value.marks:
            self.tally.add("marks", value.marks)
        for name in ("note_en", "note_ru"):
            found[name] = self.note(name, text, problems)
        return (
            ([], name_year(problems, measure), True)
            if problems
            else (
                [Figure(**found)],
                [],
                True,
            )
        )

    def value_or_gap(
        self, text: dict[str, str], value: Value, problems: list[WrongCell]
    ) -> dict[str, Any]:
        """The value or the reason why there is none, which SDMX says in the status."""
        has_value = value.number is not None
        gap, status = text.get("gap", ""), text.get("status", "") or value.flag
        found: dict[str, Any] = {"gap": "", "expected_in": None, "value": value.number}
        said = self.status(status, problems) if status else ""
        if said in GAPS:
            gap, said = gap if has_value else gap or said, ""
        found["status"] = said or self.meanings.constants["status"]
        if self.plan.constants.get("status"):
            found["status"] = self.meanings.of("status", text.get("status", ""), problems)
        if has_value and gap:
            problems.append(
                WrongCell(
                    column="value",
                    problem=_("There is a value and a reason why there is none."),
                    remedy=_("Keep one of the two."),
                )
            )
        elif gap:
            reason = attempt("gap", problems, self.meanings.gap, gap, text.get("expected_in", ""))
            found["gap"], found["expected_in"] = reason or ("", None)
        return found

    def status(self, text: str, problems: list[WrongCell]) -> str:
        found = attempt(
            "status",
            problems,
            status_of,
            text,
            self.plan.description,
            self.meanings.known["status"],
        )
        if found == "":
            self.tally.add("flags", text)
        return found or ""

    def measure_up(
        self,
        found: dict[str, Any],
        text: dict[str, str],
        measure: Measure,
        value: Value,
        problems: list[WrongCell],
    ) -> None:
        """The value in the registry's unit, if it can be one of the indicator's."""
        indicator = self.indicators[found["indicator"]]
        unit = text.get("unit", "")
        if unit:
            attempt("unit", problems, check_unit, unit, indicator, self.plan.description)
        if value.is_percent and "%" not in indicator.unit_en:
            problems.append(
                WrongCell(
                    column="value",
                    problem=(
                        _("The value is in per cent, the registry’s unit is “%(unit)s”.")
                        % {"unit": indicator.unit}
                    ),
                    remedy=_("Convert the values, or choose another column."),
                )
            )
        scale = self.scale(text, measure, unit, problems)
        own = scale_in(indicator.unit_en)
        if scale != 1 and not self.plan.constants.get("scale"):
            scale = Decimal(scale) / own
        if scale != 1:
            self.tally.add(f"scaled:{measure.heading}", f"{Decimal(scale).normalize():,f}")
        found["value"] = round(found["value"] * Decimal(scale), 4)
        is_total = found["counterpart"] is None and found["sex"] == Observation.Sex.TOTAL
        problem = out_of_range(indicator, found["value"], is_total=is_total)
        if problem:
            remedy = _("Check the unit; the range of an indicator is a field of it in the admin.")
            problems.append(WrongCell(column="value", problem=problem, remedy=remedy))

    def scale(
        self, text: dict[str, str], measure: Measure, unit: str, problems: list[WrongCell]
    ) -> Decimal | int:
        """By what the values are multiplied: as was chosen, else as multiplier, unit or heading
        say it; they say it of the same thing."""
        if self.plan.constants.get("scale"):
            return Decimal(self.plan.constants["scale"])
        by_column = scale_of(text.get("multiplier", ""))
        if by_column is None:
            problems.append(
                WrongCell(
                    column="multiplier",
                    problem=_("“%(text)s” is no multiplier.")
                    % {"text": text["multiplier"][:SHOWN]},
                    remedy=_("A power of ten (3 for thousands), or thousands, millions, billions."),
                )
            )
        return max(by_column or 1, scale_in(unit) if unit else 1, measure.scale)

    def note(self, name: str, text: dict[str, str], problems: list[WrongCell]) -> str:
        note = without_apostrophe(text.get(name, ""))
        if len(note) > LONGEST_NOTE:
            problems.append(
                WrongCell(
                    column=name,
                    problem=_("The note has %(note)s characters.") % {"note": len(note)},
                    remedy=_("Shorten it to %(value)s.") % {"value": LONGEST_NOTE},
                )
            )
        refusal = refusal_of(note)
        if refusal:
            problems.append(WrongCell(column=name, problem=refusal, remedy=""))
        return note


def name_year(problems: list[WrongCell], measure: Measure) -> list[WrongCell]:
    """What is wrong with a value names its column."""
    if not measure.heading:
        return problems
    heading = measure.heading
    return [one._replace(column=heading) if one.column == "value" else one for one in problems]


def cell_at(cells: list[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""
