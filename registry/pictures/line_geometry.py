"""Where everything of a chart of several lines is: axes, years, and the name of each line at its
end, so that no two texts touch.

The widths of letters are those of the widest font that readers have (DejaVu Sans): with any other
one the texts are shorter. Units are those of the view box.
"""

from dataclasses import dataclass
from itertools import chain, pairwise, product
from math import ceil, floor, log10
from typing import NamedTuple

from registry.common.numbers import grouped
from registry.pictures.charts import runs, year_ticks

SCALES = ("linear", "log", "index")
MOST_TICKS = 6
BETWEEN_LABELS = 3
GAP = 10  # between the plot and what is written beside it
LEADER = 14  # room for the line that leads from the end of a line to its name
SMALLEST = -9  # power of ten of an axis
BOLD = 1.13
NARROW_LETTERS, WIDE_LETTERS = frozenset("fijlrtI.,:;'’()-|г"), frozenset("mwMWШЩЖЮФМшщжюфмы—")
NARROW, USUAL, CAPITAL, WIDE = 0.42, 0.64, 0.77, 0.99  # of the size of the text


class Size(NamedTuple):
    """`names`: how wide a line of a name may be."""

    width: int
    height: int
    text: int
    names: int


SIZES = {
    "large": Size(width=1100, height=420, text=13, names=190),
    "medium": Size(width=700, height=350, text=13, names=150),
    "small": Size(width=340, height=320, text=12, names=92),
}


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        is_beside = self.right <= other.left or other.right <= self.left
        return not (is_beside or self.bottom <= other.top or other.bottom <= self.top)


@dataclass(frozen=True, slots=True)
class Label:
    """A text of one line or more. `y`: the middle of all; `place`: the line that it names."""

    rows: list[str]
    x: float
    y: float
    size: int
    anchor: str = "start"
    is_bold: bool = False
    place: int | None = None

    @property
    def height(self) -> float:
        return len(self.rows) * between_rows(self.size)

    @property
    def box(self) -> Box:
        width = widest_row(self.rows, self.size, is_bold=self.is_bold)
        left = self.x - width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        top = self.y - self.height / 2
        return Box(left=left, top=top, right=left + width, bottom=top + self.height)


@dataclass(frozen=True, slots=True)
class Axis:
    low: float
    high: float
    ticks: list[float]
    is_log: bool = False

    def share(self, value: float) -> float:
        """0 at the foot of the axis, 1 at its top."""
        low, high = self.low, self.high
        if self.is_log:
            low, high, value = log10(low), log10(high), log10(value)
        return (value - low) / (high - low)


@dataclass(frozen=True, slots=True)
class Layout:
    """The plot goes from `left` to `right` and from `top` to `bottom`."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    first: int
    last: int
    axis: Axis
    labels: list[Label]

    def x(self, year: float) -> float:
        return self.left + (year - self.first) * (self.right - self.left) / (self.last - self.first)

    def y(self, value: float) -> float:
        return self.bottom - self.axis.share(value) * (self.bottom - self.top)


Points = list[tuple[int, float]]


def between_rows(size: int) -> float:
    return size * 1.25


def text_width(text: str, size: float, *, is_bold: bool = False) -> float:
    return sum(map(letter_width, text)) * size * (BOLD if is_bold else 1)


def widest_row(rows: list[str], size: float, *, is_bold: bool) -> float:
    return max(text_width(row, size, is_bold=is_bold) for row in rows)


def letter_width(letter: str) -> float:
    if letter in NARROW_LETTERS or letter.isspace():
        return NARROW
    if letter in WIDE_LETTERS:
        return WIDE
    return CAPITAL if letter.isupper() else USUAL


def wrapped_name(name: str, size: int, room: float, *, is_bold: bool) -> list[str]:
    """The words of a name in lines of that width at most; a longer word is a line of its own."""
    rows: list[str] = []
    for word in name.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and text_width(longer, size, is_bold=is_bold) <= room:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows


def axis_of(values: list[float], scale: str) -> Axis:
    if scale == "log":
        return log_axis(values)
    if scale == "index":
        return linear_axis(*bounds(values, includes=100))
    return linear_axis(*bounds(values, includes=0))


def linear_axis(low: float, high: float) -> Axis:
    step = step_of(high - low)
    count = round((high - low) / step)
    return Axis(low=low, high=high, ticks=[low + step * place for place in range(count + 1)])


def step_of(span: float) -> float:
    return next(step for step in round_figures((1, 2, 2.5, 5)) if span / step <= MOST_TICKS - 0.999)


def round_figures(leading: tuple[float, ...]) -> list[float]:
    """From the smallest to the largest that a chart may need."""
    return [figure * 10.0**power for power, figure in product(range(SMALLEST, 16), leading)]


def bounds(values: list[float], includes: float = 0) -> tuple[float, float]:
    """Round figures below and above all values and `includes`."""
    low, high = min(includes, *values), max(includes, *values)
    high = high if high > low else low + 1.0
    step = step_of(high - low)
    low, high = floor(round(low / step, 6)) * step, ceil(round(high / step, 6)) * step
    wider = step_of(high - low)  # where the round figures made it too long for as many steps
    return floor(round(low / wider, 6)) * wider, ceil(round(high / wider, 6)) * wider


def log_axis(values: list[float]) -> Axis:
    """From the round figure below all values to that above; 1, 2, 5 and 10, or powers of ten."""
    rounds = round_figures((1, 2, 5))
    low = max(number for number in rounds if number <= min(values))
    high = min(number for number in rounds if number >= max(values) and number > low)
    ticks = [number for number in rounds if low <= number <= high]
    if len(ticks) > MOST_TICKS:
        ticks = [number for number in ticks if log10(number) == round(log10(number))]
    return Axis(low=low, high=high, ticks=ticks, is_log=True)


def decimals_of(ticks: list[float]) -> int:
    """As many as the finest step between two of them needs."""
    finest = min((after - before for before, after in pairwise(ticks)), default=1)
    for places in range(-SMALLEST):
        if round(finest, places) == round(finest, -SMALLEST):
            return places
    return -SMALLEST


def tick_words(axis: Axis) -> list[str]:
    if axis.is_log:
        return [grouped(tick, decimals_of([0, tick])) for tick in axis.ticks]
    return [grouped(tick, decimals_of(axis.ticks)) for tick in axis.ticks]


def arranged(names: list[tuple[str, bool]], lines: list[Points], size: Size, scale: str) -> Layout:
    """`names`: each line's name, and whether it is bold, in the order of `lines`.

    A picture grows where its names need more room than it has.
    """
    axis = axis_of([value for _year, value in chain.from_iterable(lines)], scale)
    first = min(points[0][0] for points in lines)
    last = max(points[-1][0] for points in lines)
    words = tick_words(axis)
    written = [
        wrapped_name(name, size.text, size.names, is_bold=is_bold) for name, is_bold in names
    ]
    widest = max(
        widest_row(rows, size.text, is_bold=is_bold)
        for rows, (_name, is_bold) in zip(written, names, strict=True)
    )
    needed = sum(len(rows) * between_rows(size.text) + BETWEEN_LABELS for rows in written)
    top, below = size.text, size.text * 2.2
    height = max(size.height, ceil(needed + top + below))
    layout = Layout(
        width=size.width,
        height=height,
        left=ceil(max(text_width(word, size.text) for word in words) + GAP),
        right=floor(size.width - widest - GAP - LEADER),
        top=top,
        bottom=height - below,
        first=first,
        last=last,
        axis=axis,
        labels=[],
    )
    layout.labels.extend(axis_labels(layout, words, size.text))
    layout.labels.extend(year_labels(layout, size.text))
    layout.labels.extend(name_labels(layout, written, names, lines=lines, text=size.text))
    return layout


def axis_labels(layout: Layout, words: list[str], text: int) -> list[Label]:
    return [
        Label(rows=[word], x=layout.left - GAP * 0.8, y=layout.y(tick), size=text - 1, anchor="end")
        for tick, word in zip(layout.axis.ticks, words, strict=True)
    ]


def year_labels(layout: Layout, text: int) -> list[Label]:
    """First and last year, and round years between as far as there is room."""
    room = (text_width("2000", text - 1) + GAP) / (layout.x(1) - layout.x(0))  # in years
    count = int((layout.last - layout.first) / room)
    ticks = year_ticks(layout.first, layout.last, count, nearest=room)
    y = layout.bottom + text * 1.3
    return [year_label(layout, year, y=y, size=text - 1) for year in ticks]


def year_label(layout: Layout, year: int, *, y: float, size: int) -> Label:
    return Label(rows=[str(year)], x=layout.x(year), y=y, size=size, anchor="middle")


def name_labels(
    layout: Layout,
    written: list[list[str]],
    names: list[tuple[str, bool]],
    lines: list[Points],
    text: int,
) -> list[Label]:
    """Each name at the height of its line's end, or as near as the others leave room."""
    heights = [len(rows) * between_rows(text) for rows in written]
    ends = [layout.y(points[-1][1]) for points in lines]
    middles = spread(ends, heights, top=0, bottom=layout.bottom + text)
    labels = []
    for place, rows in enumerate(written):
        x, is_bold = layout.right + GAP + LEADER, names[place][1]
        labels.append(
            Label(rows=rows, x=x, y=middles[place], size=text, is_bold=is_bold, place=place)
        )
    return labels


def spread(wanted: list[float], heights: list[float], top: float, bottom: float) -> list[float]:
    """Middles of labels of these heights, as near as can be to where they are wanted, none over
    another and all between `top` and `bottom`, where these have room for them."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    placed = list(wanted)
    edge = top
    for place in order:
        half = heights[place] / 2
        placed[place] = max(wanted[place], edge + half)
        edge = placed[place] + half + BETWEEN_LABELS
    edge = bottom
    for place in reversed(order):
        half = heights[place] / 2
        placed[place] = min(placed[place], edge - half)
        edge = placed[place] - half - BETWEEN_LABELS
    return placed


def pieces(points: Points) -> list[Points]:
    """The line between its gaps."""
    return runs(points)
