"""HTML as it was typed or pasted, read once from left to right into a tree in which every element
is closed.

This is about work and not about safety: sanitisers build their tree as browsers do, and that takes
quadratic time and memory for deep or overlapping elements. What is read here is no deeper than
`deepest`, holds no more pieces than its budget, and overlaps nowhere, so that a sanitiser can take
it. Elements that are not wanted are left out, their text stays; of those `without_content` the text
goes too. A tag or comment that is begun and never ended is text like any other.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape

from registry.common.budget import Budget, BudgetSpentError

SPACE = r"[ \t\n\f\r]"
NAME = re.compile(r"<(/?)([a-zA-Z][^ \t\n\f\r/>]*)")
ATTRIBUTE = re.compile(
    rf"[ \t\n\f\r/]*([^ \t\n\f\r/>][^ \t\n\f\r/>=]*)"
    rf"(?:{SPACE}*={SPACE}*(?:\"([^\"]*)\"|'([^']*)'|([^ \t\n\f\r>]*)))?"
)
TAG_END = re.compile(r"[ \t\n\f\r]*(?:/[ \t\n\f\r/]*)?>")
COMMENT_END = re.compile(r"--!?>")
# Each is short, and what is longer is no character: html.unescape fails on numbers of thousands of
# digits
CHARACTER = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
RAW = {
    name: re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE)
    for name in ("script", "style", "title", "iframe")
}

FOREIGN = {"svg", "math"}
CLOSED_IN = FOREIGN | {"object", "template"}  # elements around it are not ended from within
FORMATTING = {"strong", "em", "a"}  # goes on behind the end of a paragraph until it is ended
MARK = "list mark"  # what stands before an item of Word's lists; no name that somebody writes
INLINE = FORMATTING | {"sub", "sup", MARK}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LISTS = {"ul", "ol"}
CELLS = {"td", "th", "caption"}
TABLE_PARTS = CELLS | {"tr", "tbody"}


@dataclass(slots=True)
class Tag:
    name: str
    attributes: dict[str, str]
    is_end: bool
    is_closed: bool


@dataclass(slots=True, eq=False)
class Element:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[str | Element]" = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return all(
            not child.strip() if isinstance(child, str) else child.name == "br"
            for child in self.children
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which elements are read, `same_as` others under another name; and the attributes that are
    kept of each."""

    elements: set[str]
    attributes: dict[str, set[str]]
    without_content: set[str]
    same_as: dict[str, str] = field(default_factory=dict)
    everywhere: frozenset[str] = frozenset()  # attributes that are kept of each element


def pieces(text: str, wanted: Wanted, budget: Budget) -> Iterator[str | Tag]:
    """Text, with its character references resolved, and tags. Tags and attributes are paid for,
    each with one step."""
    place = 0
    while (start := text.find("<", place)) >= 0:
        budget.spend()
        if start > place:
            yield resolved(text[place:start])
        name = NAME.match(text, start)
        if name:
            tag, place = tag_at(text, name, wanted, budget)
        elif text.startswith(("<!", "<?", "</"), start):
            tag, place = None, comment_end(text, start)
        else:
            yield "<"
            place = start + 1
            continue
        if place < 0:
            yield resolved(text[start:])
            return
        if tag is not None:
            yield tag
            if tag.name in RAW and not tag.is_end:
                end = RAW[tag.name].search(text, place)
                place = end.start() if end else len(text)
    yield resolved(text[place:])


def tag_at(text: str, name: re.Match, wanted: Wanted, budget: Budget) -> tuple[Tag, int]:
    """The tag that begins there and the place behind it; -1 where it has no end. Of attributes
    only the first of a name counts."""
    tag = Tag(name[2].lower(), {}, is_end=bool(name[1]), is_closed=False)
    kept: set[str] | frozenset[str] = wanted.everywhere | wanted.attributes.get(tag.name, set())
    if tag.is_end:
        kept = set()
    place = name.end()
    while (end := TAG_END.match(text, place)) is None:
        found = ATTRIBUTE.match(text, place)
        if found is None:
            return tag, -1
        budget.spend()
        if found[1].lower() in kept:
            value = next((value for value in found.groups()[1:] if value is not None), "")
            tag.attributes.setdefault(found[1].lower(), value)
        place = found.end()
    tag.is_closed = "/" in end[0]
    return tag, end.end()


def comment_end(text: str, start: int) -> int:
    """Behind a comment, a declaration or what a browser takes for one; -1 where it has no end."""
    if text.startswith("<!--", start):
        end = COMMENT_END.search(text, start + 2)
        return end.end() if end else -1
    return text.find(">", start) + 1 or -1


def character(reference: re.Match[str]) -> str:
    return unescape(reference[0])


def resolved(text: str) -> str:
    """With characters in place of their references."""
    return CHARACTER.sub(character, text)


class Reader:
    """Puts pieces into the tree, by the rules of HTML where they matter for texts: what ends a
    paragraph, an item, a cell."""

    def __init__(self, wanted: Wanted, budget: Budget, *, deepest: int, too_deep: str) -> None:
        self.wanted, self.budget, self.deepest, self.too_deep = wanted, budget, deepest, too_deep
        self.root = Element("")
        self.stack = [self.root]
        self.goes_on: list[Element] = []  # to be opened again before the next text
        self.text: list[str] = []

    def read(self, found: Iterator[str | Tag]) -> Element:
        """`found`: pieces of a text."""
        for piece in found:
            if isinstance(piece, str):
                self.add_text(piece)
                continue
            name = self.name_of(piece)
            if name not in self.wanted.elements and name not in self.wanted.without_content:
                continue
            if piece.is_end and name != "br":
                self.end(name)
            else:
                self.start(name, piece)
        self.close_from(1)
        self.write_text()
        return self.root

    def name_of(self, tag: Tag) -> str:
        """A caption without a table is a paragraph."""
        name = self.wanted.same_as.get(tag.name, tag.name)
        if name == "caption" in self.wanted.elements:
            is_captions = self.above(name, {"table"}) if tag.is_end else self.above("table", set())
            return "p" if is_captions is None else name
        return name

    def add_text(self, text: str) -> None:
        if self.goes_on and text.strip():
            self.open_again()
        self.text.append(text)

    def write_text(self) -> None:
        """Into the innermost element, as one piece."""
        if self.text:
            self.stack[-1].children.append("".join(self.text))
            self.text = []

    def start(self, name: str, tag: Tag) -> None:
        if name in self.wanted.without_content:
            if not tag.is_closed:
                self.push(Element(name), is_kept=False)
            return
        self.leave_foreign(name)
        if name in TABLE_PARTS:
            if self.above("table", set()) is None:
                return
            self.close_for_part(name)
        elif name in INLINE or name == "br":
            if name == "a":
                self.end("a")
            self.open_again()
        else:
            self.close_for_block(name)
        attributes = tag.attributes if not tag.is_end else {}
        self.push(Element(name, attributes))
        if name == "br":
            self.stack.pop()

    def push(self, element: Element, *, is_kept: bool = True) -> None:
        self.write_text()
        if len(self.stack) > self.deepest:
            raise BudgetSpentError(self.too_deep)
        if is_kept:
            self.stack[-1].children.append(element)
        self.stack.append(element)

    def open_again(self) -> None:
        again, self.goes_on = self.goes_on, []
        for element in again:
            if self.above(element.name, CELLS) is None:
                self.budget.spend()
                self.push(Element(element.name, element.attributes))

    def leave_foreign(self, name: str) -> None:
        """A paragraph or the like ends a drawing or formula that was left open."""
        if name != "a" and name not in TABLE_PARTS:
            names = [element.name for element in self.stack]
            place = next((place for place, one in enumerate(names) if one in FOREIGN), None)
            if place is not None:
                self.close_from(place)

    def close_for_block(self, name: str) -> None:
        self.goes_on = [element for element in self.goes_on if element.name in FORMATTING]
        if name == "li":
            self.close(self.above("li", LISTS | CELLS | {"table"}))
        self.close(self.above("p", CELLS | {"table"}))
        if name in HEADINGS and self.stack[-1].name in HEADINGS:
            self.close_from(len(self.stack) - 1)
        if name == "table" and self.stack[-1].name in {"table", "tbody", "tr"}:
            self.close(self.above("table", set()))
        if name == "table":
            self.goes_on = []

    def close_for_part(self, name: str) -> None:
        """Of a table what ends where a row, a cell or a group of rows begins."""
        table = self.above("table", set())
        holders = {"tr": {"tbody"}, "td": {"tbody", "tr"}, "th": {"tbody", "tr"}}.get(name, set())
        if table is None:
            return
        place = table + 1
        while place < len(self.stack) and self.stack[place].name in holders:
            place += 1
        self.close_from(place)
        self.goes_on = []

    def end(self, name: str) -> None:
        waiting = [element for element in self.goes_on if element.name == name]
        if waiting:
            self.goes_on.remove(waiting[-1])
        elif name in HEADINGS:
            places = [self.above(heading, CELLS | {"table"}) for heading in HEADINGS]
            self.close(max((place for place in places if place is not None), default=None))
        elif name in FORMATTING:
            self.close(self.above(name, CELLS | {"table"}), reopens={"p"})
        elif name in INLINE:
            self.close(self.above(name, self.wanted.elements - INLINE))
        elif name == "li":
            self.close(self.above(name, LISTS | CELLS | {"table"}))
        elif name in TABLE_PARTS:
            self.close(self.above(name, {"table"}))
        elif name == "table" or name in self.wanted.without_content:
            self.close(self.above(name, set()))
        else:
            self.close(self.above(name, CELLS | {"table"}))
        if name in CELLS or name == "table":
            self.goes_on = []

    def above(self, name: str, barriers: set[str]) -> int | None:
        """Where the innermost open element of that name is, unless a barrier is between."""
        for place in range(len(self.stack) - 1, 0, -1):
            found = self.stack[place].name
            if found == name:
                return place
            if found in barriers or found in CLOSED_IN:
                return None
        return None

    def close(self, place: int | None, *, reopens: frozenset[str] | set[str] = frozenset()) -> None:
        if place is not None:
            self.close_from(place, reopens=reopens)

    def close_from(self, place: int, *, reopens: frozenset[str] | set[str] = frozenset()) -> None:
        """The element there ends, and what is still open in it; formatting goes on behind it,
        once of each name."""
        if place >= len(self.stack):
            return
        self.write_text()
        ended = self.stack[place:]
        del self.stack[place:]
        for element in ended:
            if element.name in self.wanted.without_content:
                break
            goes_on = element.name in FORMATTING or element.name in reopens
            is_waiting = any(waiting.name == element.name for waiting in self.goes_on)
            if goes_on and not is_waiting and element is not ended[0]:
                self.goes_on.append(element)


def written(element: Element) -> str:
    """The children of an element as HTML."""
    parts: list[str] = []
    write(element, parts)
    return "".join(parts)


def write(element: Element, parts: list[str]) -> None:
    for child in element.children:
        if isinstance(child, str):
            parts.append(escape(child, quote=False))
            continue
        # an attribute keeps its character references as they were written
        parts.append(f"<{child.name}")
        for name, value in child.attributes.items():
            quoted = value.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
            parts.append(f' {name}="{quoted}"')
        parts.append(">")
        if child.name != "br":
            write(child, parts)
            parts.append(f"</{child.name}>")
