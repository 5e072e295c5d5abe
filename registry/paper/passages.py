"""Formatted text as plain data: a tree of nodes {"n": element, "c": children}, text as strings.

Whoever lays it out has nothing to judge any more: no level of heading is left out, every cell of a
table has its place, nothing spans what is not there, and every letter is one that can be printed.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from registry.common.markup import HEADINGS, Element, Wanted, resolved
from registry.common.richtext import ATTRIBUTES, ELEMENTS, WITHOUT_CONTENT, read, words_in
from registry.paper.letters import breakable, printable

Node = dict[str, Any]
WANTED = Wanted(ELEMENTS, ATTRIBUTES, WITHOUT_CONTENT)
CHANGES = {"ins", "del"}  # words that came and went
WANTED_MARKED = Wanted(ELEMENTS | CHANGES, ATTRIBUTES, WITHOUT_CONTENT)
MARKS = {"strong", "em", "sub", "sup"} | CHANGES
BLOCKS = HEADINGS | {"p", "ul", "ol", "blockquote", "table"}
DEEPEST = 8  # blocks within blocks, and marks within marks; what lies deeper keeps its words alone
LONGEST_ADDRESS = 2000
NUMBER = re.compile(r"[-+\N{MINUS SIGN}]?\d[\d\s.,]*%?")


def passage(html: str, below: int, *, is_marked: bool = False) -> list[Node]:
    """The blocks of a clean text. `below`: the level of the heading that it stands under;
    `is_marked`: it says which words came and went (common/difference.py)."""
    root = read(html, WANTED_MARKED if is_marked else WANTED)
    elements = [child for child in root.children if isinstance(child, Element)]
    ranks = sorted({element.name for element in elements if element.name in HEADINGS})
    blocks = []
    last = below
    for node in blocks_of(root.children):
        if node["n"] in HEADINGS:
            # one level at a time: who reads by headings misses no step
            last = min(below + 1 + ranks.index(node["n"]), last + 1)
            node = {"n": "heading", "level": last, "c": node["c"]}
        blocks.append(node)
    return blocks


def blocks_of(children: list[str | Element], depth: int = 0) -> Iterator[Node]:
    """Blocks; words that stand between blocks become paragraphs."""
    loose: list[str | Element] = []
    for child in [*children, Element("end")]:
        if isinstance(child, str) or child.name not in BLOCKS | {"end"}:
            loose.append(child)
            continue
        if not Element("p", {}, loose).is_blank:
            yield {"n": "p", "c": inline(loose)}
        loose = []
        if depth > DEEPEST and child.name in BLOCKS:
            yield {"n": "p", "c": [breakable(printable(" ".join(words_in(child)).strip()))]}
        elif child.name == "table":
            yield from table(child, depth)
        elif child.name in ("ul", "ol"):
            yield listing(child, depth)
        elif child.name == "blockquote":
            yield {"n": "quote", "c": within(child, depth)}
        elif child.name in BLOCKS and not child.is_blank:
            yield {"n": child.name, "c": inline(child.children)}


def within(element: Element, depth: int) -> list[Node]:
    """The blocks of a quote, an item or a cell: headings in there are bold lines, for they head no
    part of the document."""
    return [
        {"n": "p", "c": [{"n": "strong", "c": node["c"]}]} if node["n"] in HEADINGS else node
        for node in blocks_of(element.children, depth + 1)
    ]


def inline(children: list[str | Element], depth: int = 0) -> list[str | Node]:
    found: list[str | Node] = []
    for child in children:
        if isinstance(child, str):
            found.append(breakable(printable(child.replace("\n", " "))))
        elif child.name == "br":
            found.append({"n": "br", "c": []})
        elif child.name == "a" and depth < DEEPEST and (address := address_of(child)):
            found.append({"n": "a", "href": address, "c": inline(child.children, depth + 1)})
        elif child.name in MARKS and depth < DEEPEST:
            found.append({"n": child.name, "c": inline(child.children, depth + 1)})
        else:
            found += inline(child.children, depth)
    return found


def address_of(link: Element) -> str:
    """ "" where it leads nowhere."""
    address = resolved(link.attributes.get("href", "")).strip()
    return address if len(address) <= LONGEST_ADDRESS and link.children else ""


def listing(element: Element, depth: int) -> Node:
    items = [child for child in element.children if isinstance(child, Element)]
    start = element.attributes.get("start", "1")
    return {
        "n": element.name,
        "start": int(start) if start.isdecimal() else 1,
        "type": element.attributes.get("type", "1"),
        "c": [within(item, depth) for item in items],
    }


def table(element: Element, depth: int) -> Iterator[Node]:
    """One with cells, each with its column and row. The first rows that hold only heads are
    repeated on each page."""
    rows = [found for row in rows_in(element) if (found := cells_in(row))]
    if not rows:
        return
    heads = 0
    while heads < len(rows) - 1 and all(cell.name == "th" for cell in rows[heads]):
        heads += 1
    cells = placed(rows, heads)
    for cell in cells:
        cell["c"] = within(cell["c"], depth)
    columns = 1 + max(cell["x"] for cell in cells)
    for cell in cells:
        cell["colspan"] = min(cell["colspan"], columns - cell["x"])
    yield {"n": "table", "columns": columns, "heads": heads, "rows": len(rows), "c": cells}


def cells_in(row: Element) -> list[Element]:
    return [
        cell for cell in row.children if isinstance(cell, Element) and cell.name in ("td", "th")
    ]


def rows_in(element: Element) -> Iterator[Element]:
    for child in element.children:
        if isinstance(child, Element) and child.name == "tr":
            yield child
        elif isinstance(child, Element) and child.name == "tbody":
            yield from rows_in(child)


def placed(rows: list[list[Element]], heads: int) -> list[Node]:
    """Every cell at the first free place of its row, over no other cell, and over no end of the
    table or of its head."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (x, y) in taken:
                x += 1
            last_row = heads if y < heads else len(rows)
            rowspan = min(span(cell, "rowspan"), last_row - y)
            colspan = 1
            while colspan < span(cell, "colspan") and (x + colspan, y) not in taken:
                colspan += 1
            taken |= set(product(range(x, x + colspan), range(y, y + rowspan)))
            cells.append(
                {
                    "x": x,
                    "y": y,
                    "colspan": colspan,
                    "rowspan": rowspan,
                    "is_head": cell.name == "th",
                    "is_number": bool(NUMBER.fullmatch("".join(words_in(cell)).strip())),
                    "c": cell,
                }
            )
            x += colspan
    return cells


def span(cell: Element, name: str) -> int:
    value = cell.attributes.get(name, "1")
    return max(1, int(value)) if value.isdecimal() else 1


def plain_lines(nodes: list[Any]) -> list[str]:
    """The words of a passage, a line for each of its paragraphs."""
    found = []
    for node in nodes:
        if isinstance(node, list):  # an item of a list
            found += plain_lines(node)
        elif node.get("n") in ("p", "heading"):
            found.append(plain_words(node["c"]))
        else:
            found += plain_lines(node["c"])
    return [line for line in found if line]


def plain_words(nodes: list[str | Node]) -> str:
    return "".join(
        node if isinstance(node, str) else plain_words(node["c"]) or " " for node in nodes
    )
