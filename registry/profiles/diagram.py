"""The life of an edition as a picture, drawn from the table of the workflow: what the rules are and what is shown cannot differ."""

from dataclasses import dataclass

from registry.profiles.models import Edition
from registry.profiles.workflow import STEPS, Step

BOX, HEIGHT, GAP = 206, 36, 30
LEFT = 48
LANE = 17
SPREAD = 12  # how far from the middle of its box a way begins or ends
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
    arrows, aside = [], []
    for number, step in steps:
        end, starts = nodes[step.to], [nodes[one] for one in step.origin]
        if len(starts) > MANY:
            arrows.append(bracket(number, starts, end))
            continue
        above = next((one for one in starts if end.y - one.y == HEIGHT + GAP), None)
        if above and not any(
            arrow.x == above.text_x + 12 and arrow.y > above.y and arrow.y < end.y for arrow in arrows
        ):
            arrows.append(down(number, above, end))
            starts.remove(above)
        if starts:
            aside.append((number, starts, end))
    aside.sort(key=lambda one: max(abs(start.y - one[2].y) for start in one[1]))  # short ways inside
    arrows += [around(*one, lane) for lane, one in enumerate(aside)]
    width = LEFT + BOX + 16 + len(aside) * LANE + 10
    height = 16 + len(statuses) * (HEIGHT + GAP) - GAP
    return Diagram(list(nodes.values()), arrows, width, height), steps


def down(number: int, start: Node, end: Node) -> Arrow:
    return Arrow(
        number, f"M{start.text_x} {start.y + HEIGHT}V{end.y - 2}", start.text_x + 12, start.y + HEIGHT + GAP // 2
    )


def around(number: int, starts: list[Node], end: Node, lane: int) -> Arrow:
    """On the right, in a lane of its own; a step that changes no status is a small loop."""
    right = LEFT + BOX
    far = right + 16 + lane * LANE
    leaves = [start.middle + SPREAD - lane * 2 for start in starts]
    arrive = end.middle - SPREAD + lane * 2
    legs = "".join(f"M{right} {leave}H{far}" for leave in leaves)
    furthest = max(leaves, key=lambda leave: abs(leave - arrive))
    return Arrow(number, f"{legs}M{far} {furthest}V{arrive}H{right + 2}", far, (furthest + arrive) // 2)


def bracket(number: int, origins: list[Node], end: Node) -> Arrow:
    """On the left, along all the states it may leave."""
    top = min(one.middle for one in origins)
    legs = "".join(f"M{one.x} {one.middle}H{LEFT - 34}" for one in origins)
    return Arrow(number, f"{legs}M{LEFT - 34} {top}V{end.middle}H{end.x - 2}", LEFT - 34, (top + end.middle) // 2)
