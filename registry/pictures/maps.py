"""A map as a picture that is saved as a file: title, areas, lines between them, legend, small text.

What it shows comes with it: paths in the units of the view box, fills, words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import hypot
from typing import NamedTuple

from registry.pictures.palette import AMBER, EDGE, ELSEWHERE, INK, LAND, PAPER
from registry.pictures.svg import BETWEEN_LINES, Svg, element, sheet, small_lines, text, wrapped

WIDTH, HEIGHT = 1000, 640  # of the map itself
TOP, MARGIN = 60, 20
IN_A_ROW, KEY_WIDTH, KEY_HEIGHT = 3, 325, 20  # of the legend
LONGEST_LINE = 150  # characters
BEND = 0.18  # how far a line between two areas leaves the straight one, as a share of its length
LEAST_BEND = 26.0


class Hatch(NamedTuple):
    """Parallel lines in place of a colour. `angle` in degrees, `step` between two lines."""

    name: str
    angle: float
    step: float

    @property
    def fill(self) -> str:
        return f"url(#gap-{self.name})"


@dataclass(frozen=True, slots=True)
class Area:
    """`words`: for screen readers; `marker`: (x, y, radius) of a dot for a small one."""

    path: str
    fill: str
    words: str
    marker: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A line between two areas, on a wider one in the colour of the ground, with a dot at its
    end."""

    path: str
    width: float
    edge: float
    end: tuple[float, float]
    dot: float


@dataclass(frozen=True, slots=True)
class LegendKey:
    fill: str
    words: str


@dataclass(frozen=True, slots=True)
class MapPicture:
    """`surroundings`: finished shapes of the land around; `below`: texts under the legend."""

    title: str
    areas: list[Area]
    legend: list[LegendKey]
    surroundings: Svg
    hatches: list[Hatch] = field(default_factory=list)
    connections: list[Connection] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


def draw_map(picture: MapPicture) -> Svg:
    rows = -(-len(picture.legend) // IN_A_ROW)
    lines = wrapped(picture.below, LONGEST_LINE)
    end_of_map = TOP + HEIGHT
    height = end_of_map + 30 + rows * KEY_HEIGHT + 12 + len(lines) * BETWEEN_LINES + 16
    return sheet(
        WIDTH,
        height,
        picture.title,
        element("defs", *(drawn_hatch(hatch) for hatch in picture.hatches)),
        text(MARGIN, 38, picture.title, size=22, fill=INK, is_bold=True),
        drawn_areas(picture),
        *drawn_legend(picture.legend, end_of_map + 30),
        *small_lines(lines, MARGIN, end_of_map + 42 + rows * KEY_HEIGHT),
    )


def drawn_areas(picture: MapPicture) -> Svg:
    return element(
        "svg",
        element("g", picture.surroundings, fill=ELSEWHERE, stroke=PAPER),
        *(drawn_area(area) for area in picture.areas),
        *(drawn_connection(connection) for connection in picture.connections),
        y=TOP,
        width=WIDTH,
        height=HEIGHT,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
    )


def drawn_area(area: Area) -> Svg:
    parts = [
        element("title", area.words),
        element("path", d=area.path, fill=area.fill, stroke=PAPER, stroke_width=".7"),
    ]
    if area.marker:
        x, y, radius = area.marker
        parts.append(
            element("circle", cx=x, cy=y, r=radius, fill=area.fill, stroke=INK, stroke_width=".5")
        )
    return element("g", *parts)


def drawn_connection(connection: Connection) -> Svg:
    return element(
        "g",
        drawn_stroke(connection.path, PAPER, connection.edge),
        drawn_stroke(connection.path, AMBER, connection.width),
        element(
            "circle",
            cx=connection.end[0],
            cy=connection.end[1],
            r=connection.dot,
            fill=AMBER,
            stroke=PAPER,
        ),
    )


def drawn_stroke(path: str, colour: str, width: float) -> Svg:
    return element(
        "path", d=path, fill="none", stroke=colour, stroke_linecap="round", stroke_width=width
    )


def drawn_hatch(hatch: Hatch) -> Svg:
    return element(
        "pattern",
        element("rect", width=hatch.step, height=hatch.step, fill=LAND),
        element("path", d=f"M0,0V{hatch.step}", stroke=EDGE, stroke_width="1.6"),
        id=f"gap-{hatch.name}",
        width=hatch.step,
        height=hatch.step,
        patternUnits="userSpaceOnUse",
        patternTransform=f"rotate({hatch.angle})",
    )


def drawn_legend(keys: Iterable[LegendKey], top: int) -> list[Svg]:
    """Three keys in a row."""
    drawn = []
    for place, key in enumerate(keys):
        x = MARGIN + place % IN_A_ROW * KEY_WIDTH
        y = top + place // IN_A_ROW * KEY_HEIGHT
        drawn += [
            element("rect", x=x, y=y - 11, width=13, height=13, fill=key.fill, stroke=EDGE),
            text(x + 20, y, key.words, size=13, fill=INK),
        ]
    return drawn


def curve(start: list[float], end: list[float]) -> str:
    """The path between two points, bent to one side, so that both directions can be seen; a short
    one is bent more, so that it can be seen between neighbours."""
    (x1, y1), (x2, y2) = start, end
    length = hypot(x2 - x1, y2 - y1) or 1
    bend = max(BEND, LEAST_BEND / length)
    x, y = (x1 + x2) / 2 + (y1 - y2) * bend, (y1 + y2) / 2 + (x2 - x1) * bend
    return f"M{x1:.1f},{y1:.1f} Q{x:.1f},{y:.1f} {x2:.1f},{y2:.1f}"
