"""Reading the rows of an import, some seconds at a time, and the notices and questions when all are
read."""

import time
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from registry.common.private_files import place_of
from registry.figure_imports import staging
from registry.figure_imports.choices import Choices
from registry.figure_imports.heads import is_tags
from registry.figure_imports.imports import FigureImport, ImportProblem
from registry.figure_imports.notices import notices_of, questions_of
from registry.figure_imports.plans import plan_of
from registry.figure_imports.rows import Figure, Plan, Reader
from registry.figure_imports.tables import Line, lines_of
from registry.figure_imports.tally import Tally
from registry.figure_imports.unread import Unread
from registry.figure_imports.values import WrongCell

MOST_PROBLEMS = 5000  # then reading stops: something is wrong with the whole
BATCH = 5000
TWICE_SHOWN = 20
NOT_READ = float("inf")  # a row of a sheet that nobody chose stands before every row that is read


class Stretch:
    """Some seconds of reading, a row at least, from where the last stretch ended."""

    def __init__(self, imported: FigureImport, seconds: float) -> None:
        self.imported = imported
        self.problems: list[ImportProblem] = []
        self.number, self.is_over = imported.place.get("row", 0), False
        self.began, self.end = self.number, imported.position
        self.tally = Tally(imported.place.get("tally"))
        self.readers: dict[str, Reader] = {}
        self.unread: dict[str, Unread] = {}
        self.heads: dict[str, int] = {}
        for sheet, layout in sheets_read(imported).items():
            self.heads[sheet] = layout["row"]
            plan = plan_of(imported, layout, self.tally)
            self.readers[sheet] = Reader(plan)
            self.unread[sheet] = Unread(
                layout["headings"],
                used=used_by(plan),
                values=[one.heading for one in plan.measures],
                stored=imported.place.get("seen", {}),
            )
        file = place_of(imported.file).open("rb")  # Django's own wrapper begins anew at each loop
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
        count, imported = 0, self.imported
        try:
            while count < BATCH and (self.number == self.began or time.monotonic() < self.until):
                if imported.errors + len(self.problems) >= MOST_PROBLEMS:
                    break
                line = next(self.lines, None)
                if line is None:
                    self.is_over = True
                    break
                self.number, self.end = line.number, line.end
                if line.number <= self.heads.get(line.sheet, NOT_READ) or is_tags(line.cells):
                    continue
                figures, problems = self.readers[line.sheet].read(line.cells)
                imported.rows += 1
                if figures:
                    self.unread[line.sheet].see(line.cells)
                    count += len(figures)
                    for figure in figures:
                        yield line, figure
                for cell in problems:
                    self.problems.append(problem_of(imported, line, cell))
        finally:
            imported.position, imported.place["row"] = self.end, self.number

    def note_left_out(self) -> None:
        """Keep what was counted and seen, for the notices and questions at the end."""
        seen: dict[str, Any] = self.imported.place.setdefault("seen", {})
        for unread in self.unread.values():
            seen |= {column.heading: column.stored() for column in unread.columns}
        self.imported.place["tally"] = self.tally.stored()


def sheets_read(imported: FigureImport) -> dict[str, dict]:
    chosen = Choices.of(imported.choices).sheets
    return {
        sheet: layout for sheet, layout in imported.layout.items() if not chosen or sheet in chosen
    }


def used_by(plan: Plan) -> dict[str, int]:
    """Heading to place of the columns that decide which figure a row is."""
    places = plan.places.items()
    used = {plan.headings[one]: place for one, place in places if one not in plan.constants}
    used |= {one.heading: one.place for one in plan.measures}
    return used | {one.heading: one.place for one in plan.filters}


def problem_of(imported: FigureImport, line: Line, cell: WrongCell) -> ImportProblem:
    headings = {target: heading for heading, target in imported.columns.items()}
    column = headings.get(cell.column, cell.column)[:60]
    return ImportProblem(
        brought_by=imported,
        sheet=line.sheet,
        row=line.number,
        column=column,
        problem=cell.problem,
        remedy=cell.remedy[:500],
    )


def conclude(imported: FigureImport) -> None:
    """After the last row: what the file leaves open is asked, figures that it holds twice are
    problems, and notices name what was left out."""
    place = imported.place
    if Choices.of(imported.choices).sums:
        place["summed"] = staging.add_up(imported.pk)
    place["repeated"], twice = 0, []
    if staging.has_repeated(imported.pk):
        place["repeated"] = staging.forget_repeated(imported.pk)
        twice = staging.held_twice(imported.pk, max(MOST_PROBLEMS - imported.errors, 0))
    questions = list(questions_of(imported, stands_twice=bool(twice)))
    remedy = _(
        "Keep one of the two: indicator, state, year, sex, counterpart and source are the same."
    )
    problems = []
    for sheet, row, first in twice[:TWICE_SHOWN] if questions else twice:
        problem = _("The same figure stands in row %(first)s already.") % {"first": first}
        problems.append(
            ImportProblem(brought_by=imported, sheet=sheet, row=row, problem=problem, remedy=remedy)
        )
    ImportProblem.objects.note([*questions, *problems])
    imported.errors += len(questions) + len(problems)
    place["notices"] = list(notices_of(imported))
    if imported.errors >= MOST_PROBLEMS:
        place["notices"].append(
            _("Reading stopped at %(value)s errors. Most likely a column is matched wrongly.")
            % {"value": f"{MOST_PROBLEMS:,}"}
        )
    imported.status = FigureImport.Status.READ
