"""The geometry of a diagram of statuses and the ways between them, for a template that draws it.

The statuses are drawn below one another. A way to the next one goes straight down, a way that many
statuses share is a bracket on the left, every other goes around on the right in a lane of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

BOX, HEIGHT, GAP = 206, 36, 30
LEFT = 48
LANE = 17
SPREAD = 12  # how far from the middle of its box a way begins or ends
MANY = 3  # more origins than this share a bracket


@dataclass(frozen=True, slots=True)
class Way:
    """From each of the origins to the end. `number`: printed beside it."""

    number: int
    origins: tuple[str, ...]
    end: str


@dataclass(frozen=True, slots=True)
class Node:
    status: str
    label: str
    x: int
    y: int

    @property
    def middle(self) -> int:
        return self.y + HEIGHT // 2

    @property
    def text_x(self) -> int:
        return self.x + BOX // 2

    @property
    def text_y(self) -> int:
        return self.y + HEIGHT // 2 + 4


@dataclass(frozen=True, slots=True)
class Arrow:
    """`number`: of the way, printed at (x, y)."""

    number: int
    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Diagram:
    nodes: list[Node]
    arrows: list[Arrow]
    width: int
    height: int
    box: int = BOX
    box_height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class WayAround:
    """A way that needs a lane on the right."""

    number: int
    starts: list[Node]
    end: Node

    @property
    def length(self) -> int:
        return max(abs(start.y - self.end.y) for start in self.starts)


def arranged(labels: dict[str, str], ways: Iterable[Way]) -> Diagram:
    """`labels`: by status, from the top down."""
    nodes = {
        status: Node(status=status, label=label, x=LEFT, y=8 + place * (HEIGHT + GAP))
        for place, (status, label) in enumerate(labels.items())
    }
    arrows: list[Arrow] = []
    ways_around: list[WayAround] = []
    brackets = 0
    for way in ways:
        end, starts = nodes[way.end], [nodes[status] for status in way.origins]
        if len(starts) > MANY:
            arrows.append(bracket(way.number, starts, end, lane=brackets))
            brackets += 1
            continue
        above = next((start for start in starts if end.y - start.y == HEIGHT + GAP), None)
        if above and not is_taken(arrows, above, end):
            arrows.append(down(way.number, above, end))
            starts.remove(above)
        if starts:
            ways_around.append(WayAround(number=way.number, starts=starts, end=end))
    ways_around.sort(key=lambda way: way.length)  # short ways inside
    arrows += [around(way, lane) for lane, way in enumerate(ways_around)]
    return Diagram(
        nodes=list(nodes.values()),
        arrows=arrows,
        width=LEFT + BOX + 16 + len(ways_around) * LANE + 10,
        height=16 + len(nodes) * (HEIGHT + GAP) - GAP,
    )


def is_taken(arrows: Iterable[Arrow], above: Node, end: Node) -> bool:
    """Whether another way goes straight down between the two."""
    x = above.text_x + 12
    return any(arrow.x == x and above.y < arrow.y < end.y for arrow in arrows)


def down(number: int, start: Node, end: Node) -> Arrow:
    return Arrow(
        number=number,
        path=f"M{start.text_x} {start.y + HEIGHT}V{end.y - 2}",
        x=start.text_x + 12,
        y=start.y + HEIGHT + GAP // 2,
    )


def around(way: WayAround, lane: int) -> Arrow:
    """A way that changes no status is a small loop."""
    right = LEFT + BOX
    far = right + 16 + lane * LANE
    leaves = [start.middle + SPREAD - lane * 2 for start in way.starts]
    arrive = way.end.middle - SPREAD + lane * 2
    legs = "".join(f"M{right} {leave}H{far}" for leave in leaves)
    furthest = max(leaves, key=lambda leave: abs(leave - arrive))
    return Arrow(
        number=way.number,
        path=f"{legs}M{far} {furthest}V{arrive}H{right + 2}",
        x=far,
        y=(furthest + arrive) // 2,
    )


def bracket(number: int, origins: list[Node], end: Node, lane: int) -> Arrow:
    """A second bracket runs within the first."""
    x, below = LEFT - 34 + lane * LANE, lane * 6
    top = min(origin.middle for origin in origins) + below
    legs = "".join(f"M{origin.x} {origin.middle + below}H{x}" for origin in origins)
    arrive = end.middle - below
    return Arrow(
        number=number,
        path=f"{legs}M{x} {top}V{arrive}H{end.x - 2}",
        x=x,
        y=(top + arrive) // 2,
    )
