"""The life of an edition as a picture, drawn from the table of the workflow: what the rules are and what is shown cannot differ."""

from dataclasses import dataclass

from registry.profiles.models import Edition
from registry.profiles.workflow import STEPS, Step

WIDTH, BOX, HEIGHT, GAP = 340, 170, 36, 30
LEFT = 70
MANY = 3  # from more states than this, a bracket stands for the arrows


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
    """`number`: of the step in the list below the picture, printed at (x, y)."""

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


def diagram() -> tuple[Diagram, list[tuple[int, Step]]]:
    """The picture and its steps with their numbers."""
    statuses = list(Edition.Status)
    nodes = {
        status.value: Node(status.value, str(status.label), LEFT, 8 + place * (HEIGHT + GAP))
        for place, status in enumerate(statuses)
    }
    steps = list(enumerate(STEPS.values(), start=1))
    arrows: list[Arrow] = []
    lane, straight = 0, set()
    for number, step in steps:
        if len(step.origin) > MANY:
            arrows.append(bracket(number, [nodes[one] for one in step.origin], nodes[step.to]))
            continue
        for origin in step.origin:
            start, end = nodes[origin], nodes[step.to]
            follows = statuses.index(step.to) - statuses.index(origin) == 1
            if follows and origin not in straight:
                straight.add(origin)
                arrows.append(down(number, start, end))
            else:
                arrows.append(around(number, start, end, lane % 7))
                lane += 1
    height = 16 + len(statuses) * (HEIGHT + GAP) - GAP
    return Diagram(list(nodes.values()), arrows, WIDTH, height), steps


def down(number: int, start: Node, end: Node) -> Arrow:
    x = start.x + BOX // 2
    return Arrow(number, f"M{x} {start.y + HEIGHT}V{end.y - 2}", x + 12, start.y + HEIGHT + GAP // 2)


def around(number: int, start: Node, end: Node, lane: int) -> Arrow:
    """On the right, in a lane of its own; a step that changes no status is a small loop."""
    right, far = start.x + BOX, start.x + BOX + 14 + lane * 11
    leave, arrive = start.middle - 6 + lane, end.middle + (8 if end.y < start.y else -8) - lane
    if start is end:
        leave, arrive = start.middle - 9, start.middle + 9
    middle = (leave + arrive) // 2
    return Arrow(number, f"M{right} {leave}H{far}V{arrive}H{right + 2}", far, middle)


def bracket(number: int, origins: list[Node], end: Node) -> Arrow:
    """On the left, along all the states it may leave."""
    top = min(one.middle for one in origins)
    legs = "".join(f"M{one.x} {one.middle}H{LEFT - 34}" for one in origins)
    return Arrow(number, f"{legs}M{LEFT - 34} {top}V{end.middle}H{end.x - 2}", LEFT - 34, (top + end.middle) // 2)
