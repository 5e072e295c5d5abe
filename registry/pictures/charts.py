"""A series as a picture: a Vega specification rendered to SVG on the server (vl-convert).

Each chart is drawn twice, for a wide and for a narrow column, because a picture shrunk to a phone
cannot be read. Colours are those of the light scheme; the style sheet changes them for the dark
scheme (css/site.css, "charts"). A table with the same values is always beside the chart; the
picture itself is hidden from screen readers.
"""

import io
import re
from collections import Counter
from decimal import Decimal
from functools import partial
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from registry.pictures.drawing import Drawer
from registry.pictures.kept_pictures import kept
from registry.pictures.palette import BLUE, INK, LINE, LINES, PALETTE, PAPER, QUIET

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SIZES = {"wide": (600, 190), "narrow": (320, 150)}  # width and height of the drawing, in pixels
Points = list[tuple[int, float]]


drawer = Drawer()


def renderer() -> Drawer:
    """The same program for the whole process; it is started at the first chart."""
    return drawer


HEAVIEST = 40_000  # bytes of a picture whose edges are smooth
MANY_COLOURS = 64  # where colours shine through one another
DOTS_PER_INCH = 96  # of a pixel of the web
ANY_COLOUR = re.compile(r"#[0-9a-f]{6}")


def as_png(svg: str, scale: float = 2) -> bytes:
    """With its density, so that it is shown as large as it was drawn; and with few colours, so
    that it is a quarter as heavy. Where it is too heavy all the same, its lines get hard edges;
    its texts stay smooth. Kept by what it shows."""
    return kept("png", ["as_png", svg, scale], partial(rasterised, svg, scale))


def rasterised(svg: str, scale: float) -> bytes:
    content = with_few_colours(svg, scale)
    if len(content) > HEAVIEST:
        hard = svg.replace("<svg ", '<svg shape-rendering="crispEdges" ', 1)
        content = with_few_colours(hard, scale)
    return content


def with_few_colours(svg: str, scale: float) -> bytes:
    from PIL import Image  # a large library, for a picture that is not kept yet

    drawn = on_paper(Image.open(io.BytesIO(renderer().svg_to_png(svg, scale=scale))))
    if "opacity" in svg:
        few = drawn.quantize(MANY_COLOURS, dither=Image.Dither.NONE)
    else:
        few = drawn.quantize(palette=palette_of(svg), dither=Image.Dither.NONE)
    kept = io.BytesIO()
    few.save(kept, "PNG", optimize=True, dpi=(DOTS_PER_INCH * scale,) * 2)
    return kept.getvalue()


def on_paper(drawn: "Picture") -> "Picture":
    """What has no ground of its own gets that of the page."""
    from PIL import Image  # see `with_few_colours`

    clear = drawn.convert("RGBA")
    ground = Image.new("RGBA", clear.size, PAPER)
    return Image.alpha_composite(ground, clear).convert("RGB")


def palette_of(svg: str) -> "Picture":
    """The colours of the picture, and each half way to its ground, for smooth edges."""
    from PIL import Image, ImageColor  # see `with_few_colours`

    colours = [ImageColor.getrgb(found) for found in sorted(set(ANY_COLOUR.findall(svg)))]
    ground = ImageColor.getrgb(PAPER)
    halves = [half_way(colour, ground) for colour in colours]
    palette = Image.new("P", (1, 1))
    palette.putpalette(list(chain.from_iterable([ground, *colours, *halves])))
    return palette


def half_way(colour: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple((one + two) // 2 for one, two in zip(colour, other, strict=True))


def line_chart(
    points: list[tuple[int, Decimal]], divisor: int = 1, decimals: int = 1
) -> dict[str, str]:
    """{"wide": svg, "narrow": svg} of values by year, divided by `divisor`. Needs two points at
    least."""
    scaled = [(year, float(value) / divisor) for year, value in points]
    return {
        name: rendered(specification(scaled, size=size, decimals=decimals))
        for name, size in SIZES.items()
    }


def rendered(given: dict) -> str:
    """Kept by what it shows, before `tidy`: a rule that is added there counts for all."""
    return tidy(kept("svg", ["vega", given], partial(vega, given)).decode())


def vega(given: dict) -> bytes:
    return renderer().vega_to_svg(given).encode()


def runs(points: list[tuple]) -> list[list[tuple]]:
    """The line in pieces: a missing year breaks it, unless the series has that rhythm (every
    five years)."""
    steps = Counter(later[0] - earlier[0] for earlier, later in pairwise(points))
    rhythm = steps.most_common(1)[0][0] if steps else 0
    found: list[list[tuple]] = []
    for point in points:
        if found and point[0] - found[-1][-1][0] <= rhythm:
            found[-1].append(point)
        else:
            found.append([point])
    return found


def with_breaks(points: Points) -> list[dict]:
    """Marks for the line, with an unknown mark between two pieces. `is_lone`: the piece is a single
    year, to be shown as a dot."""
    marks: list[dict] = []
    for run in runs(points):
        if marks:
            marks.append(
                {"year": marks[-1]["year"], "value": 0, "is_known": False, "is_lone": False}
            )
        marks += [
            {"year": year, "value": value, "is_known": True, "is_lone": len(run) == 1}
            for year, value in run
        ]
    return marks


def year_ticks(first: int, last: int, count: int, nearest: float = 0) -> list[int]:
    """First, last and round years between, none so near that labels touch. `nearest`: years
    between two labels at least."""
    step = next((step for step in (1, 2, 5, 10, 20) if (last - first) / step < count), 50)
    nearest = max(nearest, step * 0.6)
    between = [
        year
        for year in range(first - first % step + step, last, step)
        if year - first >= nearest and last - year >= nearest
    ]
    return [first, *between, last]


def specification(points: Points, size: tuple[int, int], decimals: int) -> dict:
    width, height = size
    first, last = points[0][0], points[-1][0]
    marks = with_breaks(points)
    label = last_label(points[-1][1], decimals)
    y_domain = {"data": "marks", "field": "value"}
    return {
        "$schema": "https://vega.github.io/schema/vega/v5.json",
        "width": width,
        "height": height,
        "padding": {"left": 4, "top": 6, "bottom": 4, "right": 12 + 8 * len(label)},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "background": None,
        "data": [
            {"name": "marks", "values": marks},
            {"name": "dots", "values": dots(marks)},
            {"name": "last", "values": marks[-1:]},
        ],
        "scales": [
            {
                "name": "x",
                "type": "linear",
                "domain": [first, last],
                "range": "width",
                "zero": False,
            },
            {
                "name": "y",
                "type": "linear",
                "domain": y_domain,
                "nice": 4,
                "zero": True,
                "range": "height",
            },
        ],
        "axes": [
            axis("left", "y", grid=True, tickCount=4, labelPadding=8),
            axis(
                "bottom",
                "x",
                values=year_ticks(first, last, 7 if width > SIZES["narrow"][0] else 4),
                format="d",
                labelPadding=6,
            ),
        ],
        "marks": drawn_marks(label, is_sparse(marks)),
    }


def last_label(value: float, decimals: int) -> str:
    return f"{value:,.{decimals if abs(value) < 100 else 0}f}".replace("-", "\N{MINUS SIGN}")


def is_sparse(marks: list) -> bool:
    """Few enough to show each as a dot."""
    return len(marks) <= 12


def dotted(marks: list[dict], has_all: bool) -> list[dict]:
    """Values shown as dots: all of a short line, else the single years between gaps."""
    return [mark for mark in marks if mark["is_known"] and (has_all or mark["is_lone"])]


def dots(marks: list[dict]) -> list[dict]:
    """The latest value is always a dot."""
    return [*dotted(marks[:-1], is_sparse(marks)), marks[-1]]


def drawn_marks(label: str, has_dots: bool) -> list[dict]:
    """The line, its dots, and the last value as text."""
    at = {"x": {"scale": "x", "field": "year"}, "y": {"scale": "y", "field": "value"}}
    line = at | {
        "defined": {"field": "is_known"},
        "stroke": {"value": BLUE},
        "strokeWidth": {"value": 2.4},
    }
    dot = at | {"fill": {"value": BLUE}, "size": {"value": 26 if has_dots else 46}}
    text = at | {"text": {"value": label}, "dx": {"value": 8}, "baseline": {"value": "middle"}}
    text |= {"fill": {"value": INK}, "fontSize": {"value": 13}, "fontWeight": {"value": "bold"}}
    return [
        {"type": "line", "from": {"data": "marks"}, "encode": {"enter": line}},
        {"type": "symbol", "from": {"data": "dots"}, "encode": {"enter": dot}},
        {"type": "text", "from": {"data": "last"}, "encode": {"enter": text}},
    ]


AXIS = {
    "domain": False,
    "ticks": False,
    "labelColor": QUIET,
    "labelFontSize": 12,
    "gridColor": LINE,
}


def axis(orient: str, scale: str, **options: Any) -> dict:
    return {"orient": orient, "scale": scale, "labelOverlap": False} | AXIS | options


NOISE = re.compile(
    r" (?:class|role|aria-[a-z]+|pointer-events|font-family|xmlns:xlink|version|"
    r'stroke-miterlimit)="[^"]*"'
)
LONG_NUMBER = re.compile(r"(\d+\.\d)\d+")
EMPTY = re.compile(
    r"<path[^>]*(?: d=\"\"| d=\"M0,0h0v0h0Z\")[^>]*/>|<path[^>]*display=\"none\"[^>]*/>"
)


COLOURS_OF_CHARTS = {
    colour: name for name, colour in PALETTE.items() if colour in (INK, QUIET, LINE, BLUE, *LINES)
}
TAG = re.compile(r"(<\w+)([^<>]*>)")
COLOURED = re.compile(r' (fill|stroke)="(#[0-9a-f]{6})"')


def tidy(svg: str) -> str:
    """Without what only a lone file needs, and with classes for the style sheet; half the size."""
    svg = EMPTY.sub("", NOISE.sub("", svg))
    svg = re.sub(r"<g(?: transform=\"translate\(0(?:\.5)?,0(?:\.5)?\)\")?></g>", "", svg)
    return with_classes(LONG_NUMBER.sub(r"\1", svg)).replace(
        "<svg ", '<svg class="chart" aria-hidden="true" focusable="false" ', 1
    )


def with_classes(svg: str) -> str:
    """Each mark with a class for each of its colours, by the colour's name in the palette:
    `stroke-blue`, `fill-quiet`. The colours themselves stay, for files without a style sheet.

    What has a class is left as it is; so it may be used again on a chart that is stored.
    """
    return TAG.sub(tag_with_classes, svg)


def tag_with_classes(found: re.Match) -> str:
    begin, attributes = found.groups()
    names = [
        f"{kind}-{COLOURS_OF_CHARTS[colour]}"
        for kind, colour in COLOURED.findall(attributes)
        if colour in COLOURS_OF_CHARTS
    ]
    if not names or " class=" in attributes:
        return found[0]
    return f'{begin} class="{" ".join(names)}"{attributes}'


def localised(svg: str, language: str) -> str:
    """Russian figures have a comma and a space: the labels of a chart are all that differs
    between the languages."""
    if language != "ru":
        return svg
    return re.sub(
        r">(−?[\d,.]+)<",
        lambda found: f">{found[1].replace(',', chr(160)).replace('.', ',')}<",
        svg,
    )
