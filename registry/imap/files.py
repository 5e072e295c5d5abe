"""The layer shown, to take away: a picture that carries its legend and its disclaimer, a table, shapes with values."""

import json
import re
import textwrap
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.utils.translation import gettext as _

from registry.common.exports import CSV, as_csv
from registry.figures.charts import renderer
from registry.imap.layers import Flow, Layer, LegendEntry, Shape
from registry.imap.shapes import outlines
from registry.states.designations import Named, designation, footnotes

FORMS = ("svg", "png", "csv", "geojson")
WIDTH, HEIGHT, LINE = 1000, 640, 20
A_LINE = 150  # characters
INK, PAPER = "#14213d", "#fcfbf8"
# The light scheme of tokens.css: a file has no style sheet
COLOURS = {
    "endorsed": "#2c5a96", "published": "#7d9cc6", "figures": "#c3d0e2", "none": "#e2ddd0", "gap": "#e2ddd0", "out": "#e2ddd0",
    "taking-part": "#2c5a96", "unclear": "#7d9cc6", "self": "#b8610b",
    "eu": "#3a66a0", "schengen-associated": "#7a68a8", "eastern-partnership": "#a8791c", "western-balkans": "#3f7d52",
    "central-asia": "#a4503c", "other": "#4a7f86",
    "q1": "#dbe4f0", "q2": "#b5c8e0", "q3": "#84a3cb", "q4": "#4f79b0", "q5": "#234a80",
    "c0": "#e2ddd0", "c1": "#c3d0e2", "c2": "#9db5d6", "c3": "#5d84ba", "c4": "#2c5a96",
}  # fmt: skip
# Angle and distance of the hatching of each reason
PATTERNS = {
    "none": (45, 6), "not_collected": (-45, 6), "not_provided": (0, 6), "not_published": (90, 6), "included_elsewhere": (45, 3.5),
    "not_comparable": (-45, 3.5), "confidential": (0, 3.5), "not_applicable": (90, 3.5), "expected": (20, 9),
}  # fmt: skip


@cache
def drawn_shapes() -> dict[str, str]:
    """Paths by code, with "context", from the one file that the page uses too."""
    text = (settings.BASE_DIR / "registry/static/registry/img/map.svg").read_text()
    found = dict(re.findall(r'<path id="([A-Z]{2})" d="([^"]+)"', text))
    context = re.search(r'<g id="context">(.*?)</g>', text, re.DOTALL)
    return found | {"context": context[1]}


def patterns(gaps: list[str]) -> list[tuple[str, int, float]]:
    return [(gap, *PATTERNS[gap]) for gap in gaps]


def as_svg(layer: Layer, day: str) -> str:
    """A picture that stands alone: title, map, legend, disclaimer, source."""
    legend = layer.legend
    rows = -(-len(legend) // 3)
    below = [*layer.notes, *footnotes(), disclaimer(), " ".join(filter(None, [source_line(layer), settings.SITE_URL]))]
    wrapped = [line for text in below for line in textwrap.wrap(text, A_LINE)]
    height = 60 + HEIGHT + 30 + rows * LINE + 12 + len(wrapped) * 17 + 16
    title = ", ".join(filter(None, [layer.title, layer.unit, str(layer.year or day)]))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="sans-serif"><title>{escape(title)}</title><defs>{"".join(pattern_of(gap) for gap in layer.gaps)}</defs>',
        f'<rect width="{WIDTH}" height="{height}" fill="{PAPER}"/>',
        text_svg(20, 38, title, size=22, fill=INK, more=' font-weight="bold"'),
        f'<svg y="60" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">',
        f'<g fill="#f3f0e9" stroke="{PAPER}">{drawn_shapes()["context"]}</g>',
        *(shape_svg(shape) for shape in layer.shapes),
        *(flow_svg(one) for one in layer.flows),
        "</svg>",
        *(legend_svg(entry, place, 60 + HEIGHT + 30) for place, entry in enumerate(legend)),
        *(
            text_svg(20, 60 + HEIGHT + 42 + rows * LINE + 17 * place, text, size=12, fill="#565e70")
            for place, text in enumerate(wrapped)
        ),
        "</svg>",
    ]
    return "".join(parts)


def text_svg(x: int, y: int, text: str, *, size: int, fill: str, more: str = "") -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{more}>{escape(text)}</text>'


def flow_svg(flow: Flow) -> str:
    look = 'fill="none" stroke="#b8610b" stroke-opacity=".7" stroke-linecap="round"'
    return f'<path d="{flow.path}" {look} stroke-width="{flow.width}"/>'


def disclaimer() -> str:
    return " ".join(
        [
            _("The boundaries and names shown do not imply endorsement."),
            _("Map: Natural Earth; Crimea per UN General Assembly resolution 68/262."),
        ]
    )


def source_line(layer: Layer) -> str:
    return _("Source: %(source)s.") % {"source": layer.source} if layer.source else ""


def fill_of(look: str, gap: str) -> str:
    return f"url(#gap-{gap})" if gap else COLOURS[look]


def shape_svg(shape: Shape) -> str:
    path = drawn_shapes().get(shape.state.iso_alpha2, "")
    fill = fill_of(shape.look, shape.gap)
    dot = ""
    if shape.marker:
        x, y, radius = shape.marker
        dot = f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{fill}" stroke="#14213d" stroke-width=".5"/>'
    told = f"{designation(shape.state).name}: {shape.words}"
    return f'<g><title>{escape(told)}</title><path d={quoteattr(path)} fill="{fill}" stroke="#fcfbf8" stroke-width=".7"/>{dot}</g>'


def pattern_of(gap: str) -> str:
    angle, step = PATTERNS[gap]
    return (
        f'<pattern id="gap-{gap}" width="{step}" height="{step}" patternUnits="userSpaceOnUse" patternTransform="rotate({angle})">'
        f'<rect width="{step}" height="{step}" fill="#e2ddd0"/><path d="M0,0V{step}" stroke="#85806f" stroke-width="1.6"/></pattern>'
    )


def legend_svg(entry: LegendEntry, place: int, top: int) -> str:
    x, y = 20 + (place % 3) * 325, top + (place // 3) * LINE
    return (
        f'<rect x="{x}" y="{y - 11}" width="13" height="13" fill="{fill_of(entry.look, entry.gap)}" stroke="#85806f"/>'
        + text_svg(x + 20, y, f"{entry.words}: {entry.count}", size=13, fill=INK)
    )


def as_png(layer: Layer, day: str) -> bytes:
    return renderer().svg_to_png(as_svg(layer, day), scale=1.6)


HEADINGS = ["state", "state_name", "layer", "year", "class", "value", "words", "unit", "source", "designation_note"]


def file_rows(layer: Layer) -> list[list]:
    return [file_row(layer, shape, designation(shape.state)) for shape in layer.rows]


def file_row(layer: Layer, shape: Shape, named: Named) -> list:
    kind, value = shape.gap or shape.look, "" if shape.sort is None else shape.sort
    return [
        shape.state.iso_alpha3, named.name, layer.slug, layer.year or "", kind, value, shape.words, layer.unit, layer.source,
        named.footnote,
    ]  # fmt: skip


def as_geojson(layer: Layer) -> str:
    """Shapes with what the table says; the notices stand in the collection itself."""
    features = [
        {
            "type": "Feature",
            "id": row[0],
            "properties": dict(
                zip(HEADINGS, [cell if isinstance(cell, int | str) else float(cell) for cell in row], strict=True)
            ),
            "geometry": {"type": "MultiPolygon", "coordinates": outlines()[one.state.iso_alpha2]},
        }
        for one, row in zip(layer.rows, file_rows(layer), strict=True)
        if one.state.iso_alpha2 in outlines()
    ]
    content = {
        "type": "FeatureCollection", "title": layer.title, "unit": layer.unit, "year": layer.year, "source": layer.source,
        "notices": [disclaimer(), *layer.notes, *footnotes()], "features": features,
    }  # fmt: skip
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def file_of(layer: Layer, form: str, day: str) -> tuple[bytes | str, str]:
    """(content, media type). `form`: one of FORMS."""
    if form == "svg":
        return as_svg(layer, day), "image/svg+xml"
    if form == "png":
        return as_png(layer, day), "image/png"
    if form == "geojson":
        return as_geojson(layer), "application/geo+json"
    return as_csv(HEADINGS, file_rows(layer)), CSV
