"""Several lines in one picture, as SVG.

At most eight lines, and the region's median as context. Lines differ in colour and in dashes; each
is named at its end, in its own colour, so that no legend is needed. A missing year is a gap in the
line, a break in the series a short bar. Colours are those of the light scheme; the style sheet
changes them for the dark scheme (css/site.css, "charts").

What the script of the page needs to say the values of a year (js/chart.js) is in the picture: where
the plot is, which years it has, and the points of each line as its path.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from registry.pictures.charts import dotted, is_sparse, with_breaks, with_classes
from registry.pictures.framed import framed
from registry.pictures.line_geometry import (
    GAP,
    SIZES,
    Label,
    Layout,
    Points,
    Size,
    arranged,
    between_rows,
    pieces,
)
from registry.pictures.palette import LINE, LINES, QUIET
from registry.pictures.svg import Svg, element

MOST_LINES = 8
DASHES = ("", "7 3", "2 2", "10 3 2 3", "", "7 3", "2 2", "10 3 2 3")
MEDIAN_DASH = "4 4"
BREAK = 8  # half the length of the bar that marks a break
FAR = 3  # a name so far from its line's end is led to it


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
    unit: str = ""
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """`scale`: one of line_geometry.SCALES; `divisor`: of all values, for the words on the axis."""

    lines: list[ChartLine]
    words: Words
    divisor: int = 1
    scale: str = "linear"

    def points(self) -> list[Points]:
        return [self.divided(line) for line in self.lines]

    def divided(self, line: ChartLine) -> Points:
        return [(year, float(value) / self.divisor) for year, value in line.points]

    def arranged(self, size: Size) -> Layout:
        names = [(line.label, not line.is_context) for line in self.lines]
        return arranged(names, self.points(), size, self.scale)


def draw(chart: Chart) -> dict[str, Svg]:
    """By size, for a page that shows the one that fits. Needs two years at least."""
    return {name: drawn(chart, size) for name, size in SIZES.items()}


def draw_alone(chart: Chart) -> Svg:
    """A single picture with its title and its source."""
    plot, words = drawn(chart, SIZES["medium"]), chart.words
    return framed(
        plot,
        title=words.title,
        unit=words.unit,
        below=words.below,
        description=words.description,
        width=SIZES["medium"].width,
    )


def drawn(chart: Chart, size: Size) -> Svg:
    layout = chart.arranged(size)
    lines = [
        drawn_line(layout, line, points, place=place)
        for place, (line, points) in enumerate(zip(chart.lines, chart.points(), strict=True))
    ]
    whole = element(
        "svg",
        element("title", chart.words.title),
        element("desc", chart.words.description),
        *drawn_grid(layout),
        *lines,
        *(drawn_label(label, colour_of(chart, label)) for label in layout.labels),
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        role="img",
        viewBox=f"0 0 {layout.width:g} {layout.height:g}",
        width=f"{layout.width:g}",
        height=f"{layout.height:g}",
        font_family="sans-serif",
        data_plot=f"{layout.left:g} {layout.top:g} {layout.right:g} {layout.bottom:g}",
        data_years=f"{layout.first} {layout.last}",
    )
    return Svg(with_classes(whole))


def drawn_grid(layout: Layout) -> list[Svg]:
    """A line for each number on the axis; that of zero, or of 100 in an index, is darker."""
    axis = layout.axis
    drawn = []
    for tick in axis.ticks:
        is_base = not axis.is_log and tick == 0
        drawn.append(
            element(
                "path",
                d=f"M{layout.left:g},{layout.y(tick):.1f}H{layout.right:g}",
                stroke=QUIET if is_base else LINE,
                stroke_width=1,
            )
        )
    return drawn


def drawn_line(layout: Layout, line: ChartLine, points: Points, *, place: int) -> Svg:
    """The line in its pieces, its dots, its breaks, and what leads to its name."""
    ink = colour(line, place)
    dash = MEDIAN_DASH if line.is_context else DASHES[place]
    path = element(
        "path",
        d="".join(drawn_piece(layout, piece) for piece in pieces(points)),
        fill="none",
        stroke=ink,
        stroke_width=1.6 if line.is_context else 2.2,
        stroke_linejoin="round",
        data_line=place,
        **({"stroke_dasharray": dash} if dash else {}),
    )
    return element(
        "g",
        path,
        *(drawn_dot(layout, *dot, ink=ink) for dot in dots_of(line, points)),
        *(drawn_break(layout, *at, ink=ink) for at in breaks_in(line, points)),
        *drawn_leader(layout, points, place, ink),
    )


def drawn_piece(layout: Layout, piece: Points) -> str:
    places = [f"{layout.x(year):.1f},{layout.y(value):.1f}" for year, value in piece]
    return f"M{'L'.join(places)}"


def dots_of(line: ChartLine, points: Points) -> Points:
    """All values of a short line, else the single years between gaps."""
    marks = dotted(with_breaks(points), is_sparse(points) and not line.is_context)
    return [(mark["year"], mark["value"]) for mark in marks]


def drawn_dot(layout: Layout, year: int, value: float, *, ink: str) -> Svg:
    return element(
        "circle", cx=f"{layout.x(year):.1f}", cy=f"{layout.y(value):.1f}", r=2.9, fill=ink
    )


def breaks_in(line: ChartLine, points: Points) -> list[tuple[float, float]]:
    """Half way to the year from which on the figures are of another kind."""
    return [
        ((before + year) / 2, (low + high) / 2)
        for (before, low), (year, high) in pairwise(points)
        if year in line.breaks
    ]


def drawn_break(layout: Layout, year: float, value: float, *, ink: str) -> Svg:
    x, y = layout.x(year), layout.y(value)
    return element(
        "path",
        d=f"M{x:.1f},{y - BREAK:.1f}V{y + BREAK:.1f}",
        stroke=ink,
        stroke_width=2.5,
    )


def drawn_leader(layout: Layout, points: Points, place: int, ink: str) -> list[Svg]:
    """From the last value to the name, where the name is elsewhere."""
    label = next(label for label in layout.labels if label.place == place)
    x, y = layout.x(points[-1][0]), layout.y(points[-1][1])
    if abs(label.y - y) <= FAR and x >= layout.right - 1:
        return []
    bend = max(x, layout.right) + 4
    return [
        element(
            "path",
            d=f"M{x + 3:.1f},{y:.1f}H{bend:.1f}L{label.x - GAP / 2:.1f},{label.y:.1f}",
            fill="none",
            stroke=ink,
            stroke_width=0.8,
        )
    ]


def drawn_label(label: Label, ink: str) -> Svg:
    step = between_rows(label.size)
    begin = label.y - step * (len(label.rows) - 1) / 2 + label.size * 0.36
    rows = [
        element("tspan", row, x=f"{label.x:.1f}", y=f"{begin + step * place:.1f}")
        for place, row in enumerate(label.rows)
    ]
    return element(
        "text",
        *rows,
        fill=ink,
        font_size=label.size,
        text_anchor=label.anchor,
        **({"font_weight": "bold"} if label.is_bold else {}),
    )


def colour_of(chart: Chart, label: Label) -> str:
    return QUIET if label.place is None else colour(chart.lines[label.place], label.place)


def colour(line: ChartLine, place: int) -> str:
    return QUIET if line.is_context else LINES[place]
