"""The layer shown, as a file: a picture with its legend and its disclaimer, a table, shapes with
values."""

import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from registry.common.exports import CSV, as_csv
from registry.imap.layers import Flow, Layer, Shape
from registry.imap.looks import fill_of, hatches
from registry.imap.shapes import outlines, paths, surroundings
from registry.pictures.charts import as_png
from registry.pictures.maps import Area, Connection, LegendKey, MapPicture, draw_map
from registry.states.designations import Named, designation, footnotes
from registry.states.models import State

FORMS = ("svg", "png", "csv", "geojson")


def as_svg(layer: Layer, day: str) -> str:
    """The map with title, legend, notes, disclaimer and source, for use outside the registry."""
    return draw_map(
        MapPicture(
            title=", ".join(filter(None, [layer.title, layer.unit, str(layer.year or day)])),
            areas=[area_of(shape) for shape in layer.shapes],
            legend=[
                LegendKey(
                    fill=fill_of(entry.look, entry.gap), words=f"{entry.words}: {entry.count}"
                )
                for entry in layer.whole_legend
            ],
            surroundings=surroundings(),
            hatches=hatches(layer.gaps),
            connections=[connection_of(flow) for flow in layer.flows],
            below=[
                *layer.notes,
                *footnotes(),
                disclaimer(),
                " ".join(filter(None, [source_line(layer), settings.SITE_URL])),
            ],
        )
    )


def connection_of(flow: Flow) -> Connection:
    return Connection(path=flow.path, width=flow.width, edge=flow.edge, end=flow.end, dot=flow.dot)


def area_of(shape: Shape) -> Area:
    return Area(
        path=paths().get(shape.state.iso_alpha2, ""),
        fill=fill_of(shape.look, shape.gap),
        words=f"{designation(shape.state).name}: {shape.told}",
        marker=shape.marker,
    )


def disclaimer() -> str:
    return " ".join(
        [
            _("The boundaries and names shown do not imply endorsement."),
            _("Map: Natural Earth; Crimea per UN General Assembly resolution 68/262."),
        ]
    )


def source_line(layer: Layer) -> str:
    return _("Source: %(source)s.") % {"source": layer.source} if layer.source else ""


HEADINGS = [
    "state",
    "state_name",
    "layer",
    "year",
    "class",
    "value",
    "words",
    "unit",
    "source",
    "designation_note",
]


def file_rows(layer: Layer) -> list[list]:
    """In the order of HEADINGS."""
    return [file_row(layer, shape, designation(shape.state)) for shape in layer.rows]


def file_row(layer: Layer, shape: Shape, named: Named) -> list:
    return [
        shape.state.iso_alpha3,
        named.name,
        layer.slug,
        layer.year or "",
        shape.gap or shape.category,
        "" if shape.sort is None else shape.sort,
        shape.told,
        layer.unit,
        layer.source,
        named.footnote,
    ]


def as_geojson(layer: Layer) -> str:
    """Shapes with what the table says; the notices are part of the collection itself."""
    features = [
        feature_of(shape.state, row)
        for shape, row in zip(layer.rows, file_rows(layer), strict=True)
        if shape.state.iso_alpha2 in outlines()
    ]
    content = {
        "type": "FeatureCollection",
        "title": layer.title,
        "unit": layer.unit,
        "year": layer.year,
        "source": layer.source,
        "notices": [disclaimer(), *layer.notes, *footnotes()],
        "features": features,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def feature_of(state: State, row: list) -> dict[str, Any]:
    cells = [cell if isinstance(cell, int | str) else float(cell) for cell in row]
    return {
        "type": "Feature",
        "id": state.iso_alpha3,
        "properties": dict(zip(HEADINGS, cells, strict=True)),
        "geometry": {"type": "MultiPolygon", "coordinates": outlines()[state.iso_alpha2]},
    }


def file_of(layer: Layer, form: str, day: str) -> tuple[bytes | str, str]:
    """(content, media type). `form`: one of FORMS."""
    if form == "svg":
        return as_svg(layer, day), "image/svg+xml"
    if form == "png":
        return as_png(as_svg(layer, day), scale=1.6), "image/png"
    if form == "geojson":
        return as_geojson(layer), "application/geo+json"
    return as_csv(HEADINGS, file_rows(layer)), CSV
