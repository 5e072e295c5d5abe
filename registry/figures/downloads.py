"""Figures as a file: CSV, XLSX or JSON of just what is shown, each row with its source and its
remark.

The columns are those that an import reads (figure_imports/columns.py), so a file can be imported as
it is; columns that only readers need are left out there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from registry.common.exports import CSV, XLSX, as_csv, as_json, as_workbook
from registry.figures.indicator_chart import FILE_FORMS, INDEX_DECIMALS, Picture, View
from registry.figures.models import Indicator, Observation
from registry.figures.pairs import end_of
from registry.figures.panel import Cell, Panel, remark
from registry.states.designations import Named, designation, footnotes_in

FORMS = FILE_FORMS
COLUMNS = (
    "indicator",
    "title",
    "state",
    "state_name",
    "year",
    "sex",
    "counterpart",
    "counterpart_name",
    "value",
    "gap",
    "expected_in",
    "unit",
    "status",
    "source",
    "source_title",
    "licence",
    "note_en",
    "note_ru",
    "remark",
    "definition",
    "designation_note",
)


@dataclass(frozen=True, slots=True)
class Extract:
    """Rows as dictionaries by column, and notices that hold for all of them."""

    name: str
    indicator: Indicator
    rows: list[dict[str, Any]]
    notices: list[str]
    columns: tuple[str, ...] = COLUMNS


def extract(
    panel: Panel, places: Iterable[tuple[int, int]], name: str, on: date | None = None
) -> Extract:
    """The figures and gaps at these (state, year), as far as there are any."""
    rows = [
        row_of(panel, state, year, on=on) for state, year in places if (state, year) in panel.cells
    ]
    return Extract(
        name=name, indicator=panel.indicator, rows=rows, notices=notices(panel.indicator, rows)
    )


def extract_chart(
    panel: Panel, view: View, picture: Picture | None, on: date | None = None
) -> Extract:
    """Just what a chart shows: the figures of its states in its years, the reasons of gaps there,
    and the median; in an index with what is drawn of each figure."""
    states = picture.asked if picture else view.states
    places: list[tuple[int, int]] = []
    for state in states:
        places += sorted(place for place in panel.cells if place[0] == state.pk)
    seen = [(state, year) for state, year in places if view.has(year)]
    found = extract(panel, seen, f"{panel.indicator.slug}-chart", on=on)
    if picture is None:
        return found
    rows = [*found.rows, *median_rows(panel, picture)]
    if not picture.base:
        return replace(found, rows=rows)
    drawn = index_by_place(picture)
    rows = [row | {"index": drawn.get((row["state"], row["year"]), "")} for row in rows]
    return replace(found, rows=rows, columns=(*COLUMNS, "index"))


def median_rows(panel: Panel, picture: Picture) -> list[dict[str, Any]]:
    """The line that goes with the states', without a code: it is no figure of a state."""
    line = picture.lines[-1]
    if not line.is_context:
        return []
    indicator = panel.indicator
    base = dict.fromkeys(COLUMNS, "") | {
        "indicator": indicator.slug,
        "title": indicator.title,
        "state_name": line.label,
        "sex": Observation.Sex.TOTAL.value,
        "unit": indicator.unit,
        "remark": _("computed by the registry"),
        "definition": defined(indicator),
    }
    return [base | {"year": year, "value": shortest(value)} for year, value in line.points]


def index_by_place(picture: Picture) -> dict[tuple[str, int], Decimal]:
    """By code of the state, "" for the median, and year."""
    codes = [*(state.iso_alpha3 for state in picture.states), ""]
    drawn: dict[tuple[str, int], Decimal] = {}
    for code, line in zip(codes, picture.chart.lines, strict=False):
        drawn |= {(code, year): round(value, INDEX_DECIMALS) for year, value in line.points}
    return drawn


def extract_pairs(
    indicator: Indicator, found: Iterable[Observation], name: str, on: date | None = None
) -> Extract:
    """Figures of origin and destination. The rows need `for_page()`."""
    rows = [pair_row(indicator, row, on) for row in found]
    return Extract(name=name, indicator=indicator, rows=rows, notices=notices(indicator, rows))


def notices(indicator: Indicator, rows: list[dict[str, Any]]) -> list[str]:
    texts = []
    if indicator.source and indicator.source.licence:
        texts.append(_("Selected, re-shaped and rounded by the registry."))
    return [*texts, *filter(None, dict.fromkeys(row["designation_note"] for row in rows))]


def row_of(panel: Panel, state: int, year: int, on: date | None) -> dict[str, Any]:
    cell, row, named = panel.cells[state, year], panel.states[state], designation(state, on)
    remarked = remark(cell, panel.indicator)
    return base_row(panel.indicator, cell) | {
        "state": row.iso_alpha3,
        "state_name": named.name,
        "year": year,
        "sex": Observation.Sex.TOTAL.value,
        "remark": remarked,
        "designation_note": designation_note([named], remarked),
        "definition": defined(panel.indicator),
    }


def pair_row(indicator: Indicator, row: Observation, on: date | None) -> dict[str, Any]:
    named, end = designation(row.state, on), end_of(row)
    other = designation(end.state_id, on) if end.state_id else None
    names = [named, other] if other else [named]
    return base_row(indicator, row) | {
        "state": row.state.iso_alpha3,
        "state_name": named.name,
        "year": row.year,
        "sex": row.sex,
        "counterpart": end.code,
        "counterpart_name": other.name if other else end.name,
        "designation_note": designation_note(names),
        "definition": defined(indicator),
    }


def designation_note(names: Iterable[Named], remarked: str = "") -> str:
    """The footnotes of a row's names, and of those that its remark mentions."""
    notes = [*(named.footnote for named in names), *footnotes_in(remarked)]
    return " ".join(filter(None, dict.fromkeys(notes)))


def base_row(indicator: Indicator, cell: Cell | Observation) -> dict[str, Any]:
    """Without the definition: a file of many indicators leaves it out."""
    return dict.fromkeys(COLUMNS, "") | {
        "indicator": indicator.slug,
        "title": indicator.title,
        "value": shortest(cell.value),
        "gap": cell.gap,
        "expected_in": cell.expected_in if cell.expected_in else "",
        "unit": indicator.unit,
        "status": cell.status,
        "source": cell.source.slug,
        "source_title": cell.source.title,
        "licence": cell.source.licence,
        "note_en": cell.note_en,
        "note_ru": cell.note_ru,
    }


def defined(indicator: Indicator) -> str:
    return " ".join(filter(None, [indicator.definition, indicator.how_computed]))


def shortest(value: Decimal | None) -> int | Decimal | str:
    """Without zeros at the end, a whole number without a point; "" for None."""
    if value is None:
        return ""
    return int(value) if value == value.to_integral_value() else value.normalize()


def answer(found: Extract, form: str) -> HttpResponse:
    """`form`: one of FORMS."""
    content, kind = {"csv": csv_of, "xlsx": xlsx_of, "json": json_of}[form](found)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{found.name}.{form}"'
    return response


def csv_of(found: Extract) -> tuple[bytes, str]:
    rows = ([row[name] for name in found.columns] for row in found.rows)
    return as_csv(list(found.columns), rows), CSV


def xlsx_of(found: Extract) -> tuple[bytes, str]:
    """The figures, and a second sheet with definition, source and notices."""
    figures = ([row[name] for name in found.columns] for row in found.rows)
    return as_workbook(
        {
            _("Figures"): (list(found.columns), figures),
            _("About the figures"): ([_("About the figures"), ""], about(found)),
        }
    ), XLSX


def about(found: Extract) -> list[list[str]]:
    indicator, source = found.indicator, found.indicator.source
    lines = [
        [_("Title"), indicator.title],
        [_("Unit"), indicator.unit],
        [_("Definition"), defined(indicator)],
        [_("Address"), f"{settings.SITE_URL}{indicator.get_absolute_url()}"],
    ]
    if source:
        lines += [[_("Source"), source.title], [_("Licence"), source.licence_named]]
    return lines + [[_("Notice"), text] for text in found.notices]


def json_of(found: Extract) -> tuple[bytes, str]:
    indicator, source = found.indicator, found.indicator.source
    content = {
        "indicator": indicator.slug,
        "title": indicator.title,
        "unit": indicator.unit,
        "definition": defined(indicator),
        "address": f"{settings.SITE_URL}{indicator.get_absolute_url()}",
        "source": {"title": source.title, "address": source.url, "licence": source.licence}
        if source
        else None,
        "notices": found.notices,
        "figures": [
            {name: number(row[name]) for name in found.columns if row[name] != ""}
            for row in found.rows
        ],
    }
    return as_json(content), "application/json"


def number(value: Any) -> Any:
    return value if isinstance(value, int | str) else float(value)
