"""A state's flows as a small map beside their table: the land as one coarse outline, the largest
flows as curves.

The outline is made once in a process, of the shapes of the large map; a small map with its lines
weighs a few kilobytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from registry.figures.ends import Ends, ends_of
from registry.imap.indicator_layer import curves
from registry.imap.layers import Flow
from registry.imap.shapes import paths, shapes
from registry.states.models import State

COARSE = 3.5  # units of the view box that a line may lie beside its true place
SMALLEST = 4.0  # an island of less width and height is left out
STEP = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class EndsOnMap:
    """`flows`: to those of the largest ends that the map has a shape of; empty where it has
    none; `outline`: the state alone, as a path."""

    ends: Ends
    flows: list[Flow]
    outline: str

    @property
    def view_box(self) -> str:
        return shapes()["viewBox"]


def ends_on_map(state: State, on: date | None = None) -> list[EndsOnMap]:
    """As `ends_of`, each with its lines."""
    found = []
    for ends in ends_of(state, on):
        on_the_map = [
            (row["end"], row["number"]) for row in ends.top.rows if row["end"].state_id is not None
        ]
        found.append(
            EndsOnMap(
                ends=ends,
                flows=curves(state, on_the_map, ends.indicator),
                outline=outline_of(state),
            )
        )
    return found


@cache
def land() -> str:
    """All states in one path."""
    return "".join(map(coarse, paths().values()))


def outline_of(state: State) -> str:
    """The state alone, "" where the map has no shape of it."""
    return coarse(paths().get(state.iso_alpha2, ""))


def coarse(path: str) -> str:
    """In whole units, with as few points as its form needs; its largest ring stays in any case."""
    kept = sorted(rings(path), key=extent, reverse=True)
    simple = [simplified(ring) for ring in kept[:1]]
    simple += [simplified(ring) for ring in kept[1:] if extent(ring) >= SMALLEST]
    return "".join(f"M{'L'.join(f'{x:.0f},{y:.0f}' for x, y in ring)}Z" for ring in simple)


def rings(path: str) -> Iterator[list[Point]]:
    """Polygons of a path of absolute M and relative l commands."""
    for part in path.split("M")[1:]:
        numbers = [float(number) for number in STEP.findall(part)]
        x, y = numbers[:2]
        points = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=False):
            x, y = x + dx, y + dy
            points.append((x, y))
        yield points


def extent(ring: list[Point]) -> float:
    """The longer side of the box around it."""
    xs, ys = zip(*ring, strict=True)
    return max(max(xs) - min(xs), max(ys) - min(ys))


def simplified(points: list[Point]) -> list[Point]:
    """Douglas and Peucker: a point stays where the line without it would lie too far away."""
    keep = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        far = farthest(points, first, last)
        if far is not None:
            keep.add(far)
            waiting += [(first, far), (far, last)]
    return [points[at] for at in sorted(keep)]


def farthest(points: list[Point], first: int, last: int) -> int | None:
    """Which point between two lies farthest from their line; None where all are near enough."""
    found, distance = None, COARSE
    for at in range(first + 1, last):
        here = away(points[at], points[first], points[last])
        if here > distance:
            found, distance = at, here
    return found


def away(point: Point, start: Point, end: Point) -> float:
    """From the line between two points; from the first where they are the same."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if length == 0:
        return ((x - x1) ** 2 + (y - y1) ** 2) ** 0.5
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
