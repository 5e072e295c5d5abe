"""What files of records may be brought: bounded before they are parsed, and refused in words where
they are not.

An import shows every row before it writes, at some queries a row, within one request: hence the
limit on rows. The forms of the library open whatever they get; these read the same files within
limits.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.formats import base_formats
from import_export.forms import ImportForm
from tablib import Dataset

from registry.common.errors import RuleError
from registry.common.refusals import refusal_as_form_error
from registry.common.sizes import MEGABYTE, megabytes
from registry.common.workbooks import Limits, Workbook

DELIMITERS = ",;\t"
NOT_UTF_8 = gettext_lazy(
    "The file is neither in UTF-8 nor in Windows-1251. Save it as “CSV UTF-8”, or as an Excel"
    " workbook."
)
NOT_A_WORKBOOK = gettext_lazy(
    "The file could not be read as a workbook. Choose the format that it has, or save it anew as"
    " .xlsx."
)
A_WORKBOOK = gettext_lazy(
    "This is an Excel workbook or another archive. Choose “xlsx” as its format."
)
LARGEST_FILE = 10 * MEGABYTE
LIMITS = Limits(
    columns=200,
    rows=1001,  # the headings are one
    cells=200_000,
    length=200_000,
    instead=gettext_lazy(
        "Bring it in several files; rows that would not change need not be in it."
    ),
)


class XLSX(base_formats.XLSX):
    """The sheet that was open when the workbook was saved; of a formula its last result."""

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Dataset:
        check_size(len(in_stream))
        if not in_stream.startswith(b"PK"):  # an archive, as every workbook is
            raise RuleError(NOT_A_WORKBOOK)
        book = Workbook(io.BytesIO(in_stream), LIMITS)
        return dataset_of(numbered_rows(book), sheet=book.active.title)


class CSV(base_formats.CSV):
    """With commas, semicolons (as Excel writes it in most of the region) or tabs."""

    def get_read_mode(self) -> str:
        """As bytes: which encoding it has is found out here."""
        return "rb"

    def create_dataset(self, in_stream: bytes | str, **kwargs: Any) -> Dataset:
        check_size(len(in_stream))
        if in_stream[:2] in (b"PK", "PK"):
            raise RuleError(A_WORKBOOK)
        text = decoded(in_stream) if isinstance(in_stream, bytes) else in_stream
        headings = text.partition("\n")[0]
        delimiter = max(DELIMITERS, key=headings.count)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return dataset_of(bounded(rows))


FORMATS = [XLSX, CSV]
csv.field_size_limit(LIMITS.length + 1)  # our own rule refuses what is longer


def decoded(content: bytes) -> str:
    """UTF-8; UTF-16 where the file says so, as Excel's "Unicode text"; else Windows-1251, as a
    Russian Excel writes CSV, where it then holds Russian words."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        with suppress(UnicodeDecodeError):
            return content.decode("utf-16")
        raise RuleError(NOT_UTF_8)
    with suppress(UnicodeDecodeError):
        return content.decode("utf-8-sig")
    with suppress(UnicodeDecodeError):
        text = content.decode("cp1251")
        if is_cyrillic(text):
            return text
    raise RuleError(NOT_UTF_8)


def is_cyrillic(text: str) -> bool:
    """Whether what is beyond ASCII is nearly all Russian letters in words: bytes of another
    encoding, read as Windows-1251, are not."""
    beyond = [sign for sign in text if sign > "\x7f"]
    cyrillic = sum("\u0400" <= sign <= "\u045f" for sign in beyond)
    words = re.findall(r"[\u0400-\u045f]{3,}", text)
    return bool(words) and cyrillic >= 0.8 * len(beyond) and not re.search(r"[а-яё][А-ЯЁ]", text)


def numbered_rows(book: Workbook) -> Iterator[list[Any]]:
    """Rows without anything keep their place, so that an error names the row that the sheet has."""
    last = 0
    for number, row in book.rows(book.active):
        yield from ([] for _empty in range(number - last - 1))
        last = number
        yield row


def bounded(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The same rows, each looked at for its limits as it is read."""
    number, cells = 0, 0
    try:
        for row in rows:
            number += 1
            cells += len(row)
            check_row(number, row)
            if cells > LIMITS.cells:
                raise RuleError(
                    _("The file has more than %(most)s cells. %(remedy)s")
                    % {"most": f"{LIMITS.cells:,}", "remedy": LIMITS.instead}
                )
            yield row
    except csv.Error:
        raise RuleError(
            _(
                "Row %(number)s: a cell does not end, or holds more than %(most)s characters."
                " Look for a quotation mark that is opened and not closed."
            )
            % {"number": number + 1, "most": f"{csv.field_size_limit():,}"}
        ) from None


def check_row(number: int, row: list[str]) -> None:
    if number > LIMITS.rows:
        raise RuleError(
            _("The file has more than %(most)s rows. %(remedy)s")
            % {"most": f"{LIMITS.rows - 1:,}", "remedy": LIMITS.instead}
        )
    if len(row) > LIMITS.columns:
        raise RuleError(
            _("Row %(number)s: %(most)s columns are taken. Leave out the others.")
            % {"number": number, "most": LIMITS.columns}
        )
    if any(len(cell) > LIMITS.length for cell in row):
        raise RuleError(
            _("Row %(number)s: a cell holds more than %(most)s characters. Shorten it.")
            % {"number": number, "most": f"{LIMITS.length:,}"}
        )


def dataset_of(rows: Iterator[list[Any]], sheet: str = "") -> Dataset:
    """The first row has the headings; rows are counted as the spreadsheet counts them.

    An empty row keeps its place; empty cells beyond the headings and empty rows at the end are
    left out.
    """
    headings = headings_of(next(rows, []))
    dataset = Dataset(headers=headings, title=sheet)
    empty_rows = 0  # not yet known to have one with content after them
    for number, row in enumerate(rows, start=2):
        if is_blank(row):
            empty_rows += 1
            continue
        if not is_blank(row[len(headings) :]):
            raise RuleError(
                _("Row %(number)s has more cells than there are headings in row 1.")
                % {"number": number}
            )
        for _row in range(empty_rows):
            dataset.append([""] * len(headings))
        empty_rows = 0
        dataset.append(["" if cell is None else cell for cell in padded(row, len(headings))])
    return dataset


def padded(row: list[Any], width: int) -> list[Any]:
    return [*row[:width], *[""] * (width - len(row))]


def is_blank(cells: Iterable[Any]) -> bool:
    return all(cell is None or not str(cell).strip() for cell in cells)


def headings_of(row: list[Any]) -> list[str]:
    headings = [str(heading or "").strip() for heading in row]
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise RuleError(_("The file is empty: its first row has the headings of the columns."))
    if "" in headings:
        raise RuleError(
            _("Column %(number)s has no heading in row 1.") % {"number": headings.index("") + 1}
        )
    twice = sorted(name for name, count in Counter(headings).items() if count > 1)
    if twice:
        raise RuleError(
            _("These headings stand twice in row 1: %(names)s.") % {"names": ", ".join(twice)}
        )
    return headings


def check_size(size: int) -> None:
    if size > LARGEST_FILE:
        raise RuleError(
            _("The file has %(size)s MB; %(most)s are taken. %(remedy)s")
            % {"size": megabytes(size), "most": LARGEST_FILE // MEGABYTE, "remedy": LIMITS.instead}
        )


class BoundedImportForm(ImportForm):
    """Tells what it takes, and refuses what is larger before it is read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["import_file"].help_text = (
            f"XLSX or CSV, up to {LARGEST_FILE // MEGABYTE} MB and {LIMITS.rows - 1:,} rows. "
            "Nothing is written before you have seen what would change."
        )

    def clean_import_file(self) -> UploadedFile:
        upload = self.cleaned_data["import_file"]
        with refusal_as_form_error():
            check_size(upload.size)
        return upload
