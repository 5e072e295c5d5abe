"""Where a table begins in each sheet: the row of its headings, over one row or two, what stands
above it, and what its first rows show."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from registry.common.errors import RuleError
from registry.figure_imports.formats import Description, description_of
from registry.figure_imports.numbers import apart, is_no_figure, mark_in, readings
from registry.figure_imports.tables import Line, lines_of
from registry.figure_imports.words import year_of

HEAD = 25  # rows among which the headings are looked for
SAMPLE = 1000  # rows that show how numbers are written
GROUPED = " | "  # between the heading of several columns and that of one
LONGEST_HEADING, LONGEST_ABOVE = 300, 1000
SHOWN = 3
YEARS_OF_A_HEAD = 3
MOST_BETWEEN = 1  # rows of groups between the names of columns and the years


def layout_of(file: BinaryIO, form: str, delimiter: str, notices: list[str]) -> dict[str, dict]:
    """Of each sheet the row of the headings, the headings, and room for merged cells below them. A
    sheet without headings is left out, with a notice. Raises RuleError."""
    heads = first_rows(file, form, delimiter)
    layout: dict[str, dict] = {}
    for sheet, head in heads.items():
        found = head_among(head, is_only=len(heads) == 1)
        if found is None:
            notices.append(
                _("Sheet “%(sheet)s” has no headings that the registry knows; it was left out.")
                % {"sheet": sheet}
            )
            continue
        line, headings, above = found
        after = [one.cells for one in head if one.number > line.number and not is_tags(one.cells)]
        layout[sheet] = {
            "row": line.number,
            "headings": headings,
            "sample": [samples(after, place) for place in range(len(headings))],
            "merged": [],
            "above": above,
            **how_numbers_are_written(headings, after),
        }
    if not layout:
        raise RuleError(
            _(
                "No row with headings was found. The first row names the columns: state, year,"
                " value, …"
            )
        )
    return layout


def first_rows(file: BinaryIO, form: str, delimiter: str) -> dict[str, list[Line]]:
    heads: dict[str, list[Line]] = {}
    for line in lines_of(file, form, delimiter):
        head = heads.setdefault(line.sheet, [])
        if len(head) < HEAD + SAMPLE:
            head.append(line)
        elif form == "csv":
            break
    return heads


def is_tags(cells: Iterable[str]) -> bool:
    """Whether it is a row of HXL tags: "#country+code", "#affected"."""
    has_tag = False
    for cell in map(str.strip, cells):
        if cell and not (cell.startswith("#") and len(cell) > 2):
            return False
        has_tag = has_tag or bool(cell)
    return has_tag


def head_among(lines: list[Line], *, is_only: bool) -> tuple[Line, list[str], str] | None:
    """(the row of the headings, the headings, what stands above them)."""
    first = lines[:HEAD]
    for place, line in enumerate(first):
        description = description_of(line.cells)
        below = years_below(line, first[place + 1 :], description)
        if below is not None:
            between = [one for one in first[place + 1 :] if one.number < below.number]
            headings = named_by_two(groups_over(line, between), below.cells)
            return below, headings, text_of(first[:place])
        if description.publisher or is_head(line.cells, description):
            upper = group_above(first[:place], line)
            headings = named_by_two(upper.cells, line.cells) if upper else named(line.cells)
            return line, headings, text_of(first[:place])
    if is_only and first:
        widest = max(first, key=filled_count)
        line = next(one for one in first if filled_count(one) == filled_count(widest))
        return line, named(line.cells), text_of(one for one in first if one.number < line.number)
    return None


def filled_count(line: Line) -> int:
    return sum(bool(cell.strip()) for cell in line.cells)


def is_head(cells: list[str], description: Description) -> bool:
    """Whether a row looks like headings: two columns at least that are known, or one and years."""
    from registry.figure_imports.columns import target_of

    known = {target_of(cell, description) for cell in cells if cell.strip()} - {"", "-"}
    years = [cell for cell in cells if year_of(cell)]
    texts = [cell for cell in cells if cell.strip() and apart(cell) is None]
    return (
        len(known) >= 2
        or (len(known) >= 1 and len(years) >= 1)
        or (
            len(set(years)) >= YEARS_OF_A_HEAD
            and bool(texts)
            and len(years) + len(texts) >= len([cell for cell in cells if cell.strip()])
        )
    )


def is_upper_of_two(line: Line, below: Line, description: Description) -> bool:
    """Whether the row names the first columns, and the one below the years of the others."""
    from registry.figure_imports.columns import target_of

    targets = {target_of(cell, description) for cell in line.cells if cell.strip()} - {"", "-"}
    if not targets or {"year", "value"} & targets:
        return False
    years = [place for place, cell in enumerate(below.cells) if year_of(cell)]
    blank_below = [place for place, cell in enumerate(below.cells) if not cell.strip()]
    if len(years) < 2 or any(year_of(cell) for cell in line.cells):
        return False
    return all(apart(cell) is None or year_of(cell) for cell in below.cells if cell.strip()) and (
        any(place < len(line.cells) and line.cells[place].strip() for place in blank_below)
    )


def years_below(line: Line, rest: list[Line], description: Description) -> Line | None:
    """The row of the years of a head over several rows, of which `line` is the first; None where
    there is no such head."""
    for place, below in enumerate(rest[: MOST_BETWEEN + 1]):
        if all(map(is_words, rest[:place])) and is_upper_of_two(line, below, description):
            return below
    return None


def is_words(line: Line) -> bool:
    return any(cell.strip() for cell in line.cells) and all(
        apart(cell) is None for cell in line.cells if cell.strip()
    )


def groups_over(line: Line, between: list[Line]) -> list[str]:
    """What stands above each column, over several rows: a group of a group is told with both."""
    width = max(len(one.cells) for one in (line, *between))
    names = carried(line.cells, width) if between else list(line.cells)
    for one in between:
        for place, cell in enumerate(carried(one.cells, width)):
            names[place] = ", ".join(filter(None, [names[place], cell]))
    return names


def carried(cells: list[str], width: int) -> list[str]:
    """A merged cell holds until the next one that says something."""
    found: list[str] = []
    for place in range(width):
        own = cells[place].strip() if place < len(cells) else ""
        found.append(own or (found[-1] if found else ""))
    return found


def group_above(lines: list[Line], head: Line) -> Line | None:
    """The row above that says to which group each of several columns with one heading belongs."""
    names = [cell.strip() for cell in head.cells if cell.strip()]
    if len(set(names)) == len(names):
        return None
    return next((line for line in reversed(lines) if filled_count(line) >= 2), None)


def named_by_two(upper: list[str], lower: list[str]) -> list[str]:
    """Headings over two rows: a group holds until the next one; a column that the lower row does
    not name is named by the upper one."""
    headings: list[str] = []
    group = ""
    for place in range(max(len(upper), len(lower))):
        above = upper[place].strip() if place < len(upper) else ""
        own = lower[place].strip() if place < len(lower) else ""
        group = above or group
        is_of_group = bool(group) and bool(own) and (bool(year_of(own)) or lower.count(own) > 1)
        headings.append(f"{group}{GROUPED}{own}" if is_of_group else own or above)
    return named(headings)


def named(cells: list[str]) -> list[str]:
    """Each heading once: the second of one name is told by its number."""
    headings: list[str] = []
    seen: dict[str, int] = {}
    for cell in cells:
        heading = " ".join(cell.split())[:LONGEST_HEADING].lstrip("\ufeff")
        seen[heading] = seen.get(heading, 0) + 1
        is_again = heading and seen[heading] > 1
        headings.append(f"{heading} ({seen[heading]})" if is_again else heading)
    return headings


def text_of(lines: Iterable[Line]) -> str:
    cells: list[str] = []
    for line in lines:
        cells += filter(None, map(str.strip, line.cells))
    return " · ".join(cells)[:LONGEST_ABOVE]


def samples(after: list[list[str]], place: int) -> list[str]:
    cells = (cells[place] if place < len(cells) else "" for cells in after[:SHOWN])
    return [shown(cell)[:60] for cell in cells]


def shown(cell: str) -> str:
    return cell.removesuffix("E0") if cell.endswith("E0") and cell[:-2].count(".") == 1 else cell


def how_numbers_are_written(headings: list[str], rows: list[list[str]]) -> dict[str, Any]:
    """`marks`: the decimal mark of each column that shows one; `mark`: that of the file, where its
    columns agree; `numeric`: the columns that hold numbers and nothing else."""
    marks: dict[str, str] = {}
    numeric: list[str] = []
    shown_in_file: set[str] = set()
    for place, heading in enumerate(headings):
        cells = [cells[place].strip() for cells in rows if place < len(cells)]
        cells = [cell for cell in cells if cell]
        seen, _is_open = mark_in(cells)
        shown_in_file |= seen
        if len(seen) == 1:
            marks[heading] = next(iter(seen))
        if cells and all(map(is_number, cells)) and not all(map(is_no_figure, cells)):
            numeric.append(heading)
    mark = next(iter(shown_in_file)) if len(shown_in_file) == 1 else ""
    return {"marks": marks, "mark": mark, "numeric": numeric}


def is_number(cell: str) -> bool:
    if is_no_figure(cell):
        return True
    marked = apart(cell)
    return marked is not None and bool(readings(marked.number))
