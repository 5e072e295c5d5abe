"""A row of a figure as a hidden field carries it, and as people read it."""

import json
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from registry.common.brought_json import json_in
from registry.common.numbers import in_full
from registry.drafting.figure_writing import EMPTY, FIELDS, Row, as_typed
from registry.figures.models import Observation

MOST_OWN = 10  # rows that a page has sent and knows no answer of


def row_from(text: str) -> Row:
    """A row as a hidden field brings it back; what is none counts as empty."""
    found = brought(text)
    return row_of(found if isinstance(found, dict) else {})


def rows_from(text: str) -> tuple[Row, ...]:
    """Rows as their page sent them."""
    found = brought(text)
    rows = found[-MOST_OWN:] if isinstance(found, list) else []
    return tuple(as_typed(row_of(row)) for row in rows if isinstance(row, dict))


def brought(text: str) -> Any:
    try:
        return json_in(text) if text else None
    except ValueError:
        return None


def row_of(found: dict[str, Any]) -> Row:
    return {name: str(found.get(name, "")) for name in FIELDS}


def rows_as_text(rows: list[Row]) -> str:
    return json.dumps(rows[-MOST_OWN:], ensure_ascii=False)


def as_text(row: Row) -> str:
    """For a hidden field: only what is not empty."""
    return json.dumps({name: text for name, text in row.items() if text}, ensure_ascii=False)


def as_shown(row: Row) -> Row:
    """The number as the reader's language writes it."""
    try:
        return row | {"value": in_full(Decimal(row["value"]))} if row["value"] else row
    except ArithmeticError:
        return row  # no number: as it was typed


def row_in_words(row: Row) -> str:
    """For a choice between rows: 3,700,100 (2024; Geostat); "" for an empty one."""
    if row["confirmed"]:
        year, _colon, value = row["confirmed"].partition(":")
        return _("the open figure: %(value)s (%(year)s)") % {
            "value": as_shown(EMPTY | {"value": value})["value"],
            "year": year,
        }
    gap = str(dict(Observation.Gap.choices).get(row["gap"], row["gap"]))
    rest = "; ".join(filter(None, (row["year"], row["source"], row["note_en"], row["note_ru"])))
    first = as_shown(row)["value"] or gap
    return f"{first} ({rest})" if rest else first
