"""Several states' lines in one picture: a Vega-Lite specification rendered to SVG on the server.

At most eight lines, and the region's median as context. Lines differ in colour and in dashes; each
is named at its end, in its own colour, so that no legend is needed. A missing year is a gap in the
line, a break in the series a short bar. Colours are those of the light scheme; the style sheet
changes them for the dark scheme (css/site.css, "charts").
"""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, pairwise
from math import ceil, floor
from typing import Any

from registry.pictures.charts import (
    AXIS,
    dotted,
    is_sparse,
    localised,
    renderer,
    tidy,
    with_breaks,
    year_ticks,
)
from registry.pictures.palette import INK, LINES, PAPER, QUIET
from registry.pictures.svg import with_title

MOST_LINES = 8
WIDE, NARROW, HEIGHT = 720, 320, 300
LABEL_HEIGHT = 15
LABEL, NARROW_LABEL = 210, 150  # pixels at the right, for the lines’ names
DASHES = ([1, 0], [7, 3], [2, 2], [10, 3, 2, 3], [1, 0], [7, 3], [2, 2], [10, 3, 2, 3])
MEDIAN_DASH = [4, 4]


@dataclass(frozen=True, slots=True)
class ChartLine:
    """`breaks`: years that cannot be compared with those before. `is_context`: the region's
    median."""

    label: str
    points: list[tuple[int, Decimal]]
    breaks: set[int] = field(default_factory=set)
    is_context: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """What screen readers read out, and what is printed with a picture that is saved as a file."""

    title: str
    description: str
    foot: str = ""


def draw(lines: list[ChartLine], words: Words, *, divisor: int, language: str) -> dict[str, str]:
    """{"wide": svg, "narrow": svg} for a page. Needs two points at least."""
    drawn = {}
    for name, width in (("wide", WIDE), ("narrow", NARROW)):
        svg = tidy(renderer().vegalite_to_svg(specification(lines, width, divisor)))
        drawn[name] = labelled(localised(svg, language), words)
    return drawn


def draw_alone(lines: list[ChartLine], words: Words, *, divisor: int, language: str) -> str:
    """SVG of a single picture with its title and its source."""
    wanted = specification(lines, WIDE, divisor) | {
        "background": PAPER,
        "padding": 14,
        "title": {
            "text": words.title,
            "subtitle": words.foot.split("\n"),
            "anchor": "start",
            "color": INK,
            "fontSize": 16,
            "offset": 14,
            "subtitleColor": QUIET,
            "subtitleFontSize": 11,
            "frame": "group",
        },
    }
    drawn = localised(renderer().vegalite_to_svg(wanted), language)
    return with_title(drawn, words.title, words.description)


def specification(lines: list[ChartLine], width: int, divisor: int) -> dict:
    scaled = [[(year, float(value) / divisor) for year, value in line.points] for line in lines]
    years = [year for points in scaled for year, _value in points]
    low, high = bounds([value for points in scaled for _year, value in points])
    x = {
        "field": "year",
        "type": "quantitative",
        "scale": {"domain": [min(years), max(years)], "nice": False},
    }
    ticks = year_ticks(min(years), max(years), 8 if width > NARROW else 4)
    x["axis"] = axis(values=ticks, format="d", grid=False)
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [low, high], "nice": False},
        "axis": axis(tickCount=5),
    }
    inner = width - (LABEL if width > NARROW else NARROW_LABEL)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": inner,
        "height": HEIGHT,
        "background": None,
        "padding": {"left": 4, "top": 6, "bottom": 4, "right": 12 + spare(lines)},
        "config": {"view": {"stroke": None}, "font": "sans-serif"},
        "layer": [
            *chain.from_iterable(
                line_layers(line, points, place, x=x, y=y)
                for place, (line, points) in enumerate(zip(lines, scaled, strict=True))
            ),
            *break_layers(lines, scaled, x=x, y=y),
            *label_layers(lines, scaled, low=low, high=high, inner=inner),
        ],
    }


def spare(lines: list[ChartLine]) -> int:
    """Pixels beside the lines' names: a reader's font may be wider than the one that the picture
    was measured with."""
    return ceil(max((len(line.label) for line in lines), default=0) * 1.5)


def bounds(values: list[float]) -> tuple[float, float]:
    """From zero, or from below it, to a round figure above the highest value."""
    low, high = min(0, *values), max(0, *values)
    high = high if high > low else 1.0
    span = high - low
    steps = [size * 10**power for power in range(-4, 16) for size in (1, 2, 2.5, 5)]
    step = next(step for step in steps if span / step <= 5)
    return floor(low / step) * step, ceil(high / step) * step


def axis(**options: Any) -> dict:
    return AXIS | {"title": None, "labelPadding": 6} | options


def colour(line: ChartLine, place: int) -> str:
    return QUIET if line.is_context else LINES[place]


def line_layers(line: ChartLine, points: list, place: int, x: dict, y: dict) -> list[dict]:
    """The line and, where it is short or has a single year between gaps, its dots."""
    marks = with_breaks(points)
    values = [
        {"year": mark["year"], "value": mark["value"] if mark["is_known"] else None}
        for mark in marks
    ]
    stroke = {
        "type": "line",
        "stroke": colour(line, place),
        "strokeWidth": 1.6 if line.is_context else 2.2,
        "strokeDash": MEDIAN_DASH if line.is_context else DASHES[place],
        "invalid": "break-paths-show-domains",
    }
    dots = [] if line.is_context else dotted(marks, is_sparse(points))
    encoding = {"x": x, "y": y}
    drawn = [{"data": {"values": values}, "mark": stroke, "encoding": encoding}]
    if dots:
        dot = {
            "type": "point",
            "filled": True,
            "fill": colour(line, place),
            "stroke": None,
            "size": 26,
        }
        drawn.append({"data": {"values": dots}, "mark": dot, "encoding": encoding})
    return drawn


def break_layers(lines: list[ChartLine], scaled: list[list], x: dict, y: dict) -> list[dict]:
    """A short upright bar before the year from which on the figures are of another kind."""
    found = []
    for place, (line, points) in enumerate(zip(lines, scaled, strict=True)):
        marked = [
            {"year": (before + year) / 2, "value": (low + high) / 2}
            for (before, low), (year, high) in pairwise(points)
            if year in line.breaks
        ]
        if marked:
            mark = {
                "type": "point",
                "shape": "stroke",
                "angle": 90,
                "size": 220,
                "stroke": colour(line, place),
                "strokeWidth": 2.5,
            }
            found.append({"data": {"values": marked}, "mark": mark, "encoding": {"x": x, "y": y}})
    return found


def label_layers(
    lines: list[ChartLine], scaled: list[list], *, low: float, high: float, inner: int
) -> list[dict]:
    """Each line's name at its end, pushed apart where two ends meet."""
    ends = [(points[-1][1], place) for place, points in enumerate(scaled) if points]
    heights = spread({place: HEIGHT * (high - value) / (high - low) for value, place in ends})
    layers = []
    for place, height in heights.items():
        mark = {
            "type": "text",
            "align": "left",
            "baseline": "middle",
            "dx": 8,
            "fill": colour(lines[place], place),
            "fontSize": 12,
            "fontWeight": "normal" if lines[place].is_context else "bold",
            "x": inner,
            "y": round(height, 1),
        }
        data = {"values": [{"text": lines[place].label}]}
        layers.append({"data": data, "mark": mark, "encoding": {"text": {"field": "text"}}})
    return layers


def spread(heights: dict[int, float]) -> dict[int, float]:
    """The same heights, at least one line of text apart, within the picture."""
    placed: dict[int, float] = {}
    last = float(-LABEL_HEIGHT)
    for place in sorted(heights, key=lambda place: heights[place]):
        last = max(heights[place], last + LABEL_HEIGHT)
        placed[place] = last
    over = last - HEIGHT
    if over > 0:
        ceiling = float(HEIGHT + LABEL_HEIGHT)
        for place in reversed(list(placed)):
            ceiling = placed[place] = min(placed[place], ceiling - LABEL_HEIGHT)
    return placed


def labelled(svg: str, words: Words) -> str:
    """For screen readers a picture with a title and a description; its table is beside it."""
    svg = svg.replace(' aria-hidden="true" focusable="false"', ' role="img"', 1)
    return with_title(svg, words.title, words.description)
