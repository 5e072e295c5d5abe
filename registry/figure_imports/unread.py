"""Columns that nobody reads: what they hold, and whether they tell rows apart. Then a person is
asked, because a figure of one category is not that of all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from registry.figure_imports.areas import Areas, Kind
from registry.figure_imports.choices import EMPTY
from registry.figure_imports.columns import target_of
from registry.figure_imports.formats import NOTHING, Description
from registry.figure_imports.numbers import apart, is_no_figure, readings
from registry.figure_imports.words import folded, full_heading, year_of

MOST_VALUES, MOST_PAIRS = 40, 400
LONGEST = 60
MANY = 6  # of countries or years: with fewer, each may have another category by chance
FEW = 12  # so many different numbers may be codes; more are measured


@dataclass(slots=True)
class Column:
    """What an unread column holds in the rows that gave figures. `values`: how often each stands;
    `by`: of each column that may decide what stands here, the pairs seen."""

    heading: str
    place: int
    values: dict[str, int]
    by: dict[str, dict[str, str]]
    is_numeric: bool = True
    is_more: bool = False

    def see(self, cell: str, deciding: dict[str, str]) -> None:
        cell = cell[:LONGEST]
        if cell in self.values:
            self.values[cell] += 1
        elif len(self.values) < MOST_VALUES:
            self.values[cell] = 1
        else:
            self.is_more = True
        if self.is_numeric and cell and not is_number(cell):
            self.is_numeric = False
        for name in list(self.by):
            pairs, key = self.by[name], deciding.get(name, "")[:LONGEST]
            if pairs.setdefault(key, cell) != cell or len(pairs) > MOST_PAIRS:
                del self.by[name]

    def stored(self) -> dict[str, Any]:
        return {
            "values": self.values,
            "by": self.by,
            "is_numeric": self.is_numeric,
            "is_more": self.is_more,
        }


def is_number(cell: str) -> bool:
    marked = apart(cell)
    return marked is not None and bool(readings(marked.number))


class Unread:
    """The unread columns of a sheet. `used`: heading to place of those that are read; `values`:
    those of figures, which decide nothing."""

    def __init__(
        self,
        headings: list[str],
        *,
        used: dict[str, int],
        values: list[str],
        stored: dict[str, dict[str, Any]],
    ) -> None:
        self.used = used
        self.columns: list[Column] = []
        before = ""
        for place, heading in enumerate(headings):
            if heading and heading not in used and not year_of(heading):
                names = [name for name in used if name not in values]
                names += [before] if before and before not in used else []
                fresh: dict[str, Any] = {"values": {}, "by": {name: {} for name in names}}
                known = stored.get(heading, fresh)
                self.columns.append(Column(heading=heading, place=place, **known))
            before = heading
        self.places = used | {column.heading: column.place for column in self.columns}

    def see(self, cells: list[str]) -> None:
        if not self.columns:
            return
        row = {
            name: cells[place].strip() if place < len(cells) else ""
            for name, place in self.places.items()
        }
        for column in self.columns:
            column.see(row[column.heading], row)


def asked(
    stored: dict[str, dict[str, Any]],
    description: Description,
    *,
    headings: list[str],
    answered: Iterable[str] = (),
    overruled: Iterable[str] = (),
    keys: Iterable[str] = (),
    stands_twice: bool = False,
) -> Iterator[tuple[str, list[str], str]]:
    """(heading, its values, the one that stands for all) of each column that a person is asked
    about. `overruled`: headings of columns for which something else was chosen; `keys`: those of
    the state and of the year; `stands_twice`: figures stand in the file more than once."""
    overruled, keys = set(overruled), set(keys)
    settled = set(answered)
    areas = Areas(description, {})
    for heading, one in stored.items():
        before = headings[headings.index(heading) - 1] if heading in headings[1:] else ""
        values = {value: count for value, count in one["values"].items()}
        filled = [value for value in values if value and not is_nothing(value)]
        settled_by = set(one["by"]) if len(values) > 1 else set()
        full = full_heading(heading)
        if not filled or description.headings.get(full) == NOTHING or full in description.measures:
            continue
        if is_label(one, settled_by, keys, areas) or settled_by & settled:
            continue
        if len(values) == 1 and (
            folded(filled[0]) in description.totals
            or heading in overruled
            or is_told(heading, description)
        ):
            continue
        if is_measured(one) and not stands_twice:
            continue
        is_text = bool(one["is_more"]) and not one["is_numeric"]
        if is_text and not stands_twice:
            continue
        if len(values) == 1 and before in settled:  # the name beside a code that is asked about
            settled.add(heading)
            continue
        settled.add(heading)
        total = next((value for value in filled if folded(value) in description.totals), "")
        yield heading, [value or EMPTY for value in values], total


def is_nothing(value: str) -> bool:
    return is_no_figure(value) or value == "0"


def is_told(heading: str, description: Description) -> bool:
    """Whether the heading says by words what another column says by a code."""
    return bool(target_of(heading, description))


def is_label(one: dict[str, Any], settled_by: set[str], keys: set[str], areas: Areas) -> bool:
    """Whether another column decides what stands in it: the name beside a code, a number of each
    country. What a country or year alone decides is a label only if each of many has its own, or
    if it is a name of a country or holds the year."""
    if not settled_by:
        return False
    if settled_by - keys:
        return True
    for name in settled_by & keys:
        pairs = one["by"][name]
        if len(set(pairs.values())) == len(pairs) and (
            len(pairs) >= MANY or all(is_name(key, value, areas) for key, value in pairs.items())
        ):
            return True
    return False


def is_name(key: str, value: str, areas: Areas) -> bool:
    return key in value or areas.find(value)[0] is not Kind.UNKNOWN


def is_measured(one: dict[str, Any]) -> bool:
    """Whether it holds numbers that are measured, and no codes."""
    numbers = [value for value in one["values"] if value]
    return bool(one["is_numeric"]) and (
        bool(one["is_more"])
        or len(numbers) > FEW
        or any("." in value or "," in value for value in numbers)
    )
