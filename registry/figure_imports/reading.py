"""Reading the rows of an import, some seconds at a time, and the notices when all are read."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from registry.figure_imports import staging
from registry.figure_imports.imports import FigureImport, ImportProblem
from registry.figure_imports.rows import Figure, Reader, WrongCell
from registry.figure_imports.tables import Line, lines_of

MOST_PROBLEMS = 5000  # then reading stops: something is wrong with the whole
MOST_OTHERS, OTHERS_SHOWN = 1000, 300  # countries and areas that were left out
BATCH = 5000


class Stretch:
    """Some seconds of reading, a row at least, from where the last stretch ended."""

    def __init__(self, imported: FigureImport, seconds: float) -> None:
        self.imported = imported
        self.problems: list[ImportProblem] = []
        self.number, self.is_over = imported.place.get("row", 0), False
        self.began = self.number
        self.readers = {
            sheet: reader_of(imported, layout["headings"])
            for sheet, layout in imported.layout.items()
        }
        file = Path(imported.file.path).open("rb")  # Django's own wrapper begins anew at each loop
        self.lines = lines_of(
            file,
            imported.form,
            imported.delimiter,
            position=imported.position,
            number=self.number,
        )
        self.until = time.monotonic() + seconds  # reading alone counts

    def batch(self) -> Iterator[tuple[Line, Figure]]:
        """Up to BATCH figures; none once the time is over or the file is read."""
        count = 0
        while count < BATCH and (self.number == self.began or time.monotonic() < self.until):
            if self.imported.errors + len(self.problems) >= MOST_PROBLEMS:
                break
            line = next(self.lines, None)
            if line is None:
                self.is_over = True
                break
            self.number, self.imported.position = line.number, line.end
            self.imported.place["row"] = line.number
            if (
                line.sheet not in self.readers
                or line.number <= self.imported.layout[line.sheet]["row"]
            ):
                continue
            figures, problems = self.readers[line.sheet].read(line.cells)
            self.imported.rows += 1
            count += len(figures)
            yield from ((line, figure) for figure in figures)
            self.problems += [problem_of(self.imported, line, cell) for cell in problems]

    def note_left_out(self) -> None:
        """Add what the readers of this stretch left out, for the notices at the end."""
        place = self.imported.place
        others = Counter(place.get("others", {}))
        for reader in self.readers.values():
            others.update(reader.others)
        place["others"] = dict(others.most_common(MOST_OTHERS))
        place["empty"] = place.get("empty", 0) + sum(
            reader.empty for reader in self.readers.values()
        )


def reader_of(imported: FigureImport, headings: list[str]) -> Reader:
    places = {
        imported.columns[name]: place
        for place, name in reversed(list(enumerate(headings)))
        if imported.columns.get(name)
    }
    return Reader(places, imported.constants, imported.decimal_mark)


def problem_of(imported: FigureImport, line: Line, cell: WrongCell) -> ImportProblem:
    headings = {target: heading for heading, target in imported.columns.items()}
    column = headings.get(cell.column, cell.column)[:60]
    return ImportProblem(
        brought_by=imported,
        sheet=line.sheet,
        row=line.number,
        column=column,
        problem=cell.problem,
        remedy=cell.remedy[:300],
    )


def conclude(imported: FigureImport) -> None:
    """After the last row: figures that the file holds twice are problems too, and notices name what
    was left out."""
    remedy = (
        "Keep one of the two: indicator, state, year, sex, counterpart and source are the same."
    )
    twice = []
    for sheet, row, first in staging.held_twice(imported.pk, MOST_PROBLEMS - imported.errors):
        problem = f"The same figure stands in row {first} already."
        twice.append(
            ImportProblem(brought_by=imported, sheet=sheet, row=row, problem=problem, remedy=remedy)
        )
    ImportProblem.objects.bulk_create(twice)
    imported.errors += len(twice)
    imported.place["notices"] = list(left_out(imported))
    imported.status = FigureImport.Status.READ


def left_out(imported: FigureImport) -> Iterator[str]:
    empty, others = imported.place.get("empty", 0), imported.place.get("others", {})
    if empty:
        yield (
            f"{empty:,} rows hold neither a value nor a reason for its absence; they were left out."
        )
    if others:
        names = ", ".join(sorted(others)[:OTHERS_SHOWN]) + (
            " …" if len(others) > OTHERS_SHOWN else ""
        )
        rows = sum(others.values())
        yield (
            f"{rows:,} rows of {len(others)} countries and areas that the registry does not hold"
            f" were left out: {names}."
        )
    if imported.errors >= MOST_PROBLEMS:
        yield (
            f"Reading stopped at {MOST_PROBLEMS:,} errors. Most likely a column is matched wrongly."
        )
