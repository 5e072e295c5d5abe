"""A finished chart as a picture that is saved as a file: title and unit above, notes below."""

import re
from collections.abc import Iterable

from registry.pictures.palette import INK, QUIET
from registry.pictures.svg import (
    BETWEEN_LINES,
    Svg,
    element,
    placed,
    sheet,
    small_lines,
    text,
    wrapped,
)

WIDTH, MARGIN, TOP = 640, 20, 62
LONGEST_LINE = 95  # characters below a chart of the usual width


def framed(
    chart: str,
    *,
    title: str,
    unit: str,
    below: Iterable[str],
    description: str = "",
    width: int = WIDTH - 2 * MARGIN,
) -> Svg:
    """`below`: texts under the chart, wrapped into lines; `width`: that of the chart."""
    height = re.search(r'height="(\d+)"', chart)
    assert height, "every chart is drawn with its height"
    end_of_chart = TOP + int(height[1])
    lines = wrapped(below, round(LONGEST_LINE * width / (WIDTH - 2 * MARGIN)))
    return sheet(
        width + 2 * MARGIN,
        end_of_chart + 14 + BETWEEN_LINES * len(lines) + 10,
        title,
        *([element("desc", description)] if description else []),
        text(MARGIN, 30, title, size=17, fill=INK, is_bold=True),
        text(MARGIN, 49, unit, size=12, fill=QUIET),
        placed(chart, MARGIN, TOP),
        *small_lines(lines, MARGIN, end_of_chart + 18),
    )
