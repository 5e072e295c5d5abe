"""Elements of SVG. All text and every value of an attribute is escaped here and nowhere else.

`sheet` is a picture that can be saved as a file: a ground, a title for screen readers, and wrapped
lines of small text below.
"""

import textwrap
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from registry.common.xml_texts import clean
from registry.pictures.palette import PAPER, QUIET

SMALL = 12  # size of the text below a picture
BETWEEN_LINES = 17  # from one line of it to the next


class Svg(str):
    """Finished markup. Every other text is escaped when it becomes part of an element."""

    __slots__ = ()


def element(name: str, *inside: str, **attributes: object) -> Svg:
    """`<name …>inside</name>`; an underscore in an attribute's name is written as a hyphen."""
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(clean(str(value)))}"
        for key, value in attributes.items()
    )
    if not inside:
        return Svg(f"<{name}{given}/>")
    content = "".join(part if isinstance(part, Svg) else escape(clean(part)) for part in inside)
    return Svg(f"<{name}{given}>{content}</{name}>")


def text(x: float, y: float, words: str, *, size: int, fill: str, is_bold: bool = False) -> Svg:
    weight = {"font_weight": "bold"} if is_bold else {}
    return element("text", words, x=x, y=y, font_size=size, fill=fill, **weight)


def sheet(width: int, height: int, title: str, *inside: Svg) -> Svg:
    """A whole picture with its ground."""
    return element(
        "svg",
        element("title", title),
        element("rect", width=width, height=height, fill=PAPER),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        font_family="sans-serif",
    )


def wrapped(texts: Iterable[str], characters: int) -> list[str]:
    """The texts as lines of so many characters at most; each text begins a line."""
    return [line for words in texts for line in textwrap.wrap(words, characters)]


def small_lines(lines: Iterable[str], x: int, y: int) -> list[Svg]:
    """Lines of small text, the first one at (x, y)."""
    return [
        text(x, y + BETWEEN_LINES * place, line, size=SMALL, fill=QUIET)
        for place, line in enumerate(lines)
    ]


def placed(svg: str, x: int, y: int) -> Svg:
    """A finished picture as a part of another one, its corner at (x, y)."""
    return Svg(svg.replace("<svg ", f'<svg x="{x}" y="{y}" ', 1))
