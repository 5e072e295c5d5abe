"""The forms in which the API answers: JSON, CSV, and JSON Lines (a record a line).

CSV and JSON Lines are the whole set, streamed, unless the address asks for a page. In CSV what is
nested becomes `state.name`; of a list of records each detail has its column, with "; " between the
records. Names stand beside codes: Namibia's code is NA, which some programs take for "nothing"
(pandas: `keep_default_na=False`).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

import orjson
from django.http import HttpResponse
from rest_framework import renderers, serializers

from registry.common.exports import download_rows, neutralised

WHOLE = ("csv", "jsonl")


def as_json(value: Any) -> Any:
    """What JSON has no form for: numbers with a decimal point, days."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def json_bytes(data: Any) -> bytes:
    return orjson.dumps(data, default=as_json, option=orjson.OPT_NON_STR_KEYS)


class JSONRenderer(renderers.BaseRenderer):
    media_type, format, charset = "application/json", "json", None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else json_bytes(data)


def rows_in(data: Any) -> list[dict[str, Any]]:
    """Of a page, of a list, or the one record; a project has results too, in words."""
    if not isinstance(data, dict):
        return data or []
    results = data.get("results")
    return results if isinstance(results, list) else [data]


class CSVRenderer(renderers.BaseRenderer):
    media_type, format, charset = "text/csv", "csv", "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        rows = rows_in(data)
        view: Any = (renderer_context or {}).get("view")
        headings = view.headings() if hasattr(view, "headings") else None
        return b"".join(csv_pieces(headings or headings_of_rows(rows), [rows]))


class LinesRenderer(renderers.BaseRenderer):
    media_type, format, charset = "application/jsonl", "jsonl", None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"".join(lines_pieces([rows_in(data)]))


def lines_pieces(sets: Iterable[Iterable[dict[str, Any]]]) -> Iterator[bytes]:
    for rows in sets:
        yield b"".join(json_bytes(row) + b"\n" for row in rows)


def csv_pieces(headings: list[str], sets: Iterable[Iterable[dict[str, Any]]]) -> Iterator[bytes]:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    for rows in sets:
        for row in rows:
            flat = dict(flattened(row))
            writer.writerow([neutralised(flat.get(name)) for name in headings])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def flattened(row: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from flattened(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield from flattened_list(f"{prefix}{name}", value)
        else:
            yield f"{prefix}{name}", value


def flattened_list(name: str, items: list[Any]) -> Iterable[tuple[str, Any]]:
    """Of records, a list of each detail; all in the same order."""
    if not any(isinstance(item, Mapping) for item in items):
        yield name, "; ".join(map(in_a_list, items))
        return
    flat = [dict(flattened(item)) for item in items]
    for detail in dict.fromkeys(chain.from_iterable(flat)):
        yield f"{name}.{detail}", "; ".join(in_a_list(item.get(detail)) for item in flat)


def in_a_list(value: Any) -> str:
    """A semicolon of its own would make two of one."""
    return "" if value is None else str(value).replace(";", ",")


def download_records(serializer: Any, name: str, form: str) -> HttpResponse:
    """A list as the file of a page, with the columns that the API's CSV has. `form`: csv or
    xlsx."""
    headings = headings_of(serializer.child)
    rows = (dict(flattened(row)) for row in serializer.data)
    return download_rows(headings, (map(row.get, headings) for row in rows), name, form)


def headings_of_rows(rows: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(chain.from_iterable(dict(flattened(row)) for row in rows)))


def headings_of(serializer: Any, prefix: str = "") -> list[str]:
    """The columns of a record, whatever the rows hold."""
    found: list[str] = []
    for name, field in serializer.fields.items():
        nested = nested_in(field, serializer)
        if nested is None:
            found.append(f"{prefix}{name}")
        else:
            found += headings_of(nested, f"{prefix}{name}.")
    return found


def nested_in(field: Any, parent: serializers.BaseSerializer) -> serializers.Serializer | None:
    """The serializer of a field's records, also where a field only declares it (to the schema)."""
    if isinstance(field, serializers.SerializerMethodField):
        field = declared(getattr(parent, str(field.method_name)))
    elif isinstance(field, serializers.ListSerializer):
        field = field.child
    if not isinstance(field, serializers.BaseSerializer):
        field = declared(field)
    if isinstance(field, type):
        field = field()
    if isinstance(field, serializers.ListSerializer):
        field = field.child
    return field if isinstance(field, serializers.Serializer) else None


def declared(of: Any) -> Any:
    return getattr(of, "_spectacular_annotation", {}).get("field")
