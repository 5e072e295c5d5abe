"""What came of a file that was received, and the limits of what is taken."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy

from registry.common.workbooks import Limits

MOST_SHEETS = 60
MOST_COLUMNS = 1000
LIMITS = Limits(
    columns=400,
    rows=1_048_576,
    cells=2_000_000,
    length=100_000,
    instead=gettext_lazy("Save the sheet as CSV, or split it."),
)
LONGEST_CELL = 2000  # characters; the rest is left out
LONGEST_LINE = 4_000_000  # bytes
LONGEST_TITLE = 31  # characters of a sheet's name, as the format itself has it


@dataclass(slots=True)
class Received:
    """What came of a file. `form`: csv, or the kind of file whose sheets follow each other, each
    row led by the sheet's name and the row's number. `merged`: (sheet, first row, last row, cells)
    of merged cells."""

    form: str
    delimiter: str = ","
    notices: list[str] = field(default_factory=list)
    merged: list[tuple[str, int, int, str]] = field(default_factory=list)
