"""The rows of a sheet that differ from what it was made with. Each finds its figure by its key,
wherever it stands; what finds none is named."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from registry.common.brought_json import json_in
from registry.common.errors import RuleError
from registry.common.languages import LANGUAGES
from registry.drafting.figure_writing import EMPTY, FIELDS
from registry.drafting.figure_writing import Row as Typed
from registry.drafting.figures_beside import FigureBeside
from registry.sheets.cells import confirmed_in, gap_in, text_of, value_in, year_in
from registry.sheets.layout import BY_NAME, COLUMNS, OPEN, Whose, gaps_by_word, names_by_heading
from registry.sheets.layout import whose as whose_mark
from registry.sheets.notices import Remark, is_blocking
from registry.sheets.opening import Opened, Table

TEXTS = ("source", "note_en", "note_ru")  # where words may begin like a formula
FEWEST_NAMES = 4  # of columns, in a row that is their head
LONGEST_SHOWN = 120
MOST_NAMED = 20  # of notices of one kind


@dataclass(frozen=True, slots=True)
class Head:
    """`places`: of each column, by name; `unknown`: headings at places that are none of ours."""

    table: Table
    row: int
    places: dict[str, int]
    unknown: dict[int, str]


@dataclass(slots=True)
class Read:
    """`rows`: as FigureSheet keeps them."""

    rows: list[dict[str, Any]]
    notices: list[Remark]


def whose_is(found: Opened) -> Whose | None:
    """The edition that the file says it is of: in its first rows, else in its properties."""
    for table in found.tables:
        for _number, cells in table.rows[:10]:
            for cell in cells:
                said = whose_mark(cell) if isinstance(cell, str) else None
                if said:
                    return said
    return whose_mark(found.mark) if found.mark else None


def head_of(found: Opened) -> Head:
    """Raises RuleError where no sheet, or more than one, has the columns."""
    heads = [head for head in map(head_in, found.tables) if head]
    if not heads:
        raise RuleError(
            _(
                "No sheet of the file has the columns of figures. Put back their head (rows 3 and"
                " 4), or take a new sheet and copy your numbers into it."
            )
        )
    if len(heads) > 1:
        raise RuleError(
            _("Several sheets of the file hold figures (%(titles)s). Keep one of them.")
            % {"titles": ", ".join(head.table.title for head in heads)}
        )
    return heads[0]


def head_in(table: Table) -> Head | None:
    """By the names for the machine, else by the headings in either language. Where both stand, the
    last of the two rows ends the head."""
    headings = names_by_heading()
    best: Head | None = None
    for number, cells in table.rows[:50]:
        places: dict[str, int] = {}
        unknown: dict[int, str] = {}
        for place, cell in enumerate(cells):
            text = text_of(cell).casefold()
            name = text if text in BY_NAME else headings.get(" ".join(text.split()))
            if name and name not in places:
                places[name] = place
            elif text:
                unknown[place] = text_of(cell)
        if len(places) >= FEWEST_NAMES and "key" in places:
            merged = places | best.places if best else places
            best = Head(table, number, merged, unknown)
    return best


def read_rows(
    found: Opened, besides: dict[tuple[str, str], FigureBeside], *, language: str, rebases: bool
) -> Read:
    """`besides`: the figures of the edition, by part and indicator. `rebases`: the file was made
    for another version, so what it was made with says nothing."""
    head = head_of(found)
    notices = about_the_file(found, head)
    reader = RowReader(head, language, gaps_by_word(), rebases)
    by_key: dict[tuple[str, str], list[dict[str, Any]]] = {}
    lost: list[Remark] = []
    for number, cells in head.table.rows:
        if number <= head.row or not any(map(text_of, cells)):
            continue
        key = key_in(reader.cell(cells, "key"))
        beside = besides.get(key)
        if beside is None:
            lost.append(["unplaced", shown(number, cells)])
        else:
            by_key.setdefault(key, []).append(reader.read(number, cells, key, beside))
    rows = [row for same in by_key.values() for row in once(same)]
    gone = [beside for key, beside in besides.items() if key not in by_key]
    missing: list[Remark] = [["missing_row", beside.indicator.title] for beside in gone]
    notices += [*shortened(lost), *shortened(missing)]
    return Read(rows=[row for row in rows if is_difference(row)], notices=notices)


def key_in(text: str) -> tuple[str, str]:
    part, _slash, indicator = text.partition("/")
    return part.strip(), indicator.strip()


class RowReader:
    def __init__(self, head: Head, language: str, words: dict[str, str], rebases: bool) -> None:
        self.head, self.language, self.words, self.rebases = head, language, words, rebases

    def given(self, cells: list[Any], name: str) -> Any:
        place = self.head.places.get(name)
        return cells[place] if place is not None and place < len(cells) else None

    def cell(self, cells: list[Any], name: str) -> str:
        return text_of(self.given(cells, name))

    def read(
        self, number: int, cells: list[Any], key: tuple[str, str], beside: FigureBeside
    ) -> dict[str, Any]:
        before, open_key = self.stood(cells, beside)
        typed, remarks = self.typed(cells, before, open_key)
        remarks += self.of_formulas(number, cells)
        if typed["value"] or typed["gap"] or any(code == "no_figure" for code, _text in remarks):
            typed["confirmed"] = ""
        if typed["gap"]:
            remarks = [remark for remark in remarks if remark[0] != "no_figure"]
        return {
            "row": number,
            "part": key[0],
            "indicator": key[1],
            "before": before,
            "typed": typed,
            "remarks": remarks,
            "standing": "",
        }

    def stood(self, cells: list[Any], beside: FigureBeside) -> tuple[Typed, str]:
        """The row as the file was made with it, and which open figure stood beside it; as the desk
        has it now where the file does not say so."""
        try:
            kept = json_in(self.cell(cells, "stood"))
            row, open_key = kept["row"], str(kept["open"])
            before = EMPTY | {name: str(row[name]) for name in FIELDS if name in row}
        except (ValueError, KeyError, TypeError):
            return beside.row, beside.open_key
        return (beside.row if self.rebases else before), open_key

    def typed(self, cells: list[Any], before: Typed, open_key: str) -> tuple[Typed, list[Remark]]:
        """A column that is not there leaves its field as it was."""
        value, remarks = value_in(
            self.given(cells, "value"), language=self.language, stood=before["value"]
        )
        year, of_year = year_in(self.given(cells, "year"))
        gap, of_gap = gap_in(self.given(cells, "gap"), self.words)
        is_confirmed, of_word = confirmed_in(self.given(cells, "confirmed"))
        found = {
            "confirmed": (before["confirmed"] or open_key) if is_confirmed else "",
            "value": value,
            "year": year,
            "gap": gap,
            **{name: self.cell(cells, name) for name in TEXTS},
        }
        there = {name: text for name, text in found.items() if name in self.head.places}
        return before | there, [*remarks, *of_year, *of_gap, *of_word]

    def of_formulas(self, number: int, cells: list[Any]) -> list[Remark]:
        found: list[Remark] = []
        for name in OPEN:
            place = self.head.places.get(name)
            formula = self.head.table.formulas.get((number, place)) if place is not None else None
            text = self.cell(cells, name)
            if formula and not (name in TEXTS and text == formula):
                has_result = bool(text) and text != formula and not text.startswith("#")
                found.append(["result" if has_result else "formula", formula[:LONGEST_SHOWN]])
        return found


def once(same: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A figure that stands several times: the row that says something new, or a question."""
    said = [row for row in same if is_difference(row)]
    different = {json.dumps(row["typed"], sort_keys=True) for row in said}
    if len(different) < 2:
        return said[:1] or same[:1]
    numbers = ", ".join(str(row["row"]) for row in said)
    return [row | {"remarks": [*row["remarks"], ["twice", numbers]]} for row in said]


def is_difference(row: dict[str, Any]) -> bool:
    return row["typed"] != row["before"] or any(map(is_blocking, row["remarks"]))


def about_the_file(found: Opened, head: Head) -> list[Remark]:
    notices: list[Remark] = [["text", ""]] if found.is_text else []
    titles = known_titles()
    if not found.is_text and head.table.title.casefold() not in titles:
        notices.append(["renamed", head.table.title])
    for table in found.tables:
        if table is not head.table and table.rows and table.title.casefold() not in titles:
            notices.append(["unread_sheet", table.title])
    order = [column.name for column in COLUMNS if column.name in head.places]
    if order != sorted(order, key=head.places.__getitem__):
        notices.append(["moved", ""])
    notices += [["missing_column", heading(name)] for name in OPEN if name not in head.places]
    if "stood" not in head.places:
        notices.append(["no_memory", ""])
    return notices + shortened([["unread_column", title] for title in head.unknown.values()])


def heading(name: str) -> str:
    return str(BY_NAME[name].heading)


def known_titles() -> set[str]:
    found = set()
    for language in LANGUAGES:
        with translation.override(language):
            found |= {_("Figures"), _("Lists"), _("How to fill it in")}
    return {title[:31].casefold() for title in found}


def shown(number: int, cells: list[Any]) -> str:
    text = " · ".join(filter(None, map(text_of, cells)))
    return f"{number}: {text[:LONGEST_SHOWN]}"


def shortened(notices: list[Remark]) -> list[Remark]:
    """So that a page stays one; how many more there are is said."""
    rest = len(notices) - MOST_NAMED
    if rest <= 0:
        return notices
    counted = Counter(code for code, _text in notices)
    return [*notices[:MOST_NAMED], *([code, f"… +{rest}"] for code in counted)]
