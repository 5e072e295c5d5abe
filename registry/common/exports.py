"""Tables as files: CSV and XLSX, safe to open in a spreadsheet."""

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import Any

from django.http import HttpResponse

from registry.common import plain_workbooks
from registry.common.xml_texts import clean

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    value: Callable[[Any], Any]


def neutralised(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an
    apostrophe. Numbers stay numbers, and moments are written as ISO 8601 has them. What no workbook
    can hold is left out: one vertical tab, as Word pastes it, would end the whole list."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, int | float | Decimal):
        return value
    text = clean(value.isoformat() if isinstance(value, datetime) else str(value))
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_csv(headings: list[str], rows: Iterable[Iterable[Any]]) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Cyrillic."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(neutralised(cell) for cell in headings)
    for row in rows:
        writer.writerow([neutralised(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(headings: list[str], rows: Iterable[Iterable[Any]]) -> bytes:
    return as_workbook({"Registry": (headings, rows)})


def as_workbook(sheets: dict[str, tuple[list[str], Iterable[Iterable[Any]]]]) -> bytes:
    """Sheets by name, each with its headings and rows."""
    return plain_workbooks.written(
        {
            name: map(neutralised_row, chain([headings], rows))
            for name, (headings, rows) in sheets.items()
        }
    )


def neutralised_row(cells: Iterable[Any]) -> list[Any]:
    return [neutralised(cell) for cell in cells]


def as_json(content: Any, default: Callable[[Any], Any] | None = None) -> bytes:
    """Each piece goes into the text as it is made: all of them side by side take ten times its
    room. `default`: for what JSON has no word for."""
    out = io.BytesIO()
    with io.TextIOWrapper(out, encoding="utf-8") as text:
        json.dump(content, text, ensure_ascii=False, indent=1, default=default)
        text.flush()
        return out.getvalue()


def download(rows: Iterable[Any], columns: list[Column], name: str, form: str) -> HttpResponse:
    """`form`: csv or xlsx."""
    cells = (cells_of(row, columns) for row in rows)
    return download_rows([column.heading for column in columns], cells, name, form)


def cells_of(row: Any, columns: list[Column]) -> list[Any]:
    return [column.value(row) for column in columns]


def download_rows(
    headings: list[str], rows: Iterable[Iterable[Any]], name: str, form: str
) -> HttpResponse:
    """`form`: csv, xlsx or json."""
    if form == "json":
        found = [dict(zip(headings, row, strict=True)) for row in rows]
        content = as_json(found)
        kind = "application/json"
    elif form == "csv":
        content, kind = as_csv(headings, rows), CSV
    else:
        content, kind = as_xlsx(headings, rows), XLSX
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
