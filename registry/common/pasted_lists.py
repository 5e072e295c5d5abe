"""Lists as they come from the clipboard, as lists.

Word writes an item as a paragraph with a level and a mark, or, where formatting was lost, as one
that begins with a bullet or a number. Word in the browser writes each item as a list of its own
with a level; Google Docs puts an inner list beside the item that it belongs to.
"""

import re
from dataclasses import dataclass, field
from itertools import takewhile

from registry.common.clipboard import LEVEL, TYPE
from registry.common.markup import LISTS, MARK, Element

ITEM = re.compile(
    r"\s*([·•▪◦§\uf0b7\uf0a7]|o(?=\u00a0{2})|(?:\d{1,3}|[a-z])[.)](?=\u00a0{2}))\s+"
)  # what begins a paragraph that lost the mark-up of Word
NUMBER = re.compile(r"\(?(\d{1,3}|[a-zA-Z]|[ivxIVX]{2,5})[.)]?")
DEEPEST = 9  # levels of a list, as in Word
WITHIN = {("·", "o"), ("·", "§"), ("o", "§"), ("1", "a"), ("1", "i"), ("a", "i"), ("1", "A")}


@dataclass(slots=True)
class Item:
    """`mark`: how its list is marked: "·", "o", "§", or the type of an ordered list. `number`:
    what is written, "" for bullets. `level`: 0 where it is not told."""

    mark: str
    number: str
    level: int
    children: list[str | Element]

    @property
    def is_numbered(self) -> bool:
        return bool(self.number)


@dataclass(slots=True)
class OpenList:
    level: int
    mark: str
    element: Element


@dataclass(slots=True)
class Gathered:
    """Children of an element, with items that follow one another as lists."""

    found: list[str | Element] = field(default_factory=list)
    open: list[OpenList] = field(default_factory=list)

    def add(self, child: str | Element) -> None:
        self.open = []
        self.found.append(child)

    def add_item(self, item: Item) -> None:
        level = min(item.level or self.level_of(item), DEEPEST)
        while self.open and self.open[-1].level > level:
            self.open.pop()
        if self.open and self.open[-1].level == level and not self.goes_on(item):
            self.open.pop()
        if not self.open or self.open[-1].level < level:
            self.begin(item, level)
        self.open[-1].element.children.append(Element("li", {}, item.children))

    def level_of(self, item: Item) -> int:
        """Where none is told: that of the open list with the same marks, else by what Word puts
        into what."""
        for one in reversed(self.open):
            if one.mark == item.mark or continues(one, item):
                return one.level
        if self.open and (self.open[-1].mark, item.mark) in WITHIN:
            return self.open[-1].level + 1
        return self.open[0].level if self.open else 1

    def goes_on(self, item: Item) -> bool:
        last = self.open[-1]
        if not item.is_numbered:
            return last.element.name == "ul"
        return last.element.name == "ol" and (
            continues(last, item) or (last.mark == item.mark and not is_first(item))
        )

    def begin(self, item: Item, level: int) -> None:
        attributes = {}
        if item.is_numbered and item.mark != "1":
            attributes["type"] = item.mark
        if item.is_numbered and not is_first(item):
            attributes["start"] = str(value_of(item.number, item.mark))
        element = Element("ol" if item.is_numbered else "ul", attributes)
        holder = self.found
        if self.open:
            last_item = self.open[-1].element.children[-1]
            if isinstance(last_item, Element):
                holder = last_item.children
        holder.append(element)
        self.open.append(OpenList(level, item.mark, element))


def is_first(item: Item) -> bool:
    return value_of(item.number, item.mark) == 1


def value_of(number: str, mark: str) -> int:
    """4 for "4", "d" and "iv"."""
    if number.isdecimal():
        return int(number)
    if mark in ("a", "A"):
        return ord(number.lower()) - ord("a") + 1
    values = [{"i": 1, "v": 5, "x": 10}.get(letter, 0) for letter in number.lower()]
    following = [*values[1:], 0]
    return sum(
        -one if one < next_one else one for one, next_one in zip(values, following, strict=True)
    )


def continues(one: OpenList, item: Item) -> bool:
    """Whether the item is the next of an open list: "i" follows "h", and is else the first of a
    list in Roman numerals."""
    if not item.is_numbered or one.element.name != "ol":
        return False
    own = item.number[:1]
    fits = {"1": own.isdecimal(), "a": own.islower(), "i": own.islower()}
    if not fits.get(one.mark, own.isupper()) or (one.mark in "aA" and len(item.number) > 1):
        return False
    start = int(one.element.attributes.get("start", "1"))
    return value_of(item.number, one.mark) == start + len(one.element.children)


def numbered(number: str) -> str:
    """The type of the list that an item begins with this number."""
    if number.isdecimal():
        return "1"
    is_roman = len(number) > 1 or number in "iI"
    if is_roman:
        return "i" if number.islower() else "I"
    return "a" if number.islower() else "A"


def with_lists(children: list[str | Element]) -> list[str | Element]:
    gathered = Gathered()
    for child in children:
        if gathered.open and is_nothing(child):
            continue
        items = items_of(child) if isinstance(child, Element) else []
        for item in items:
            gathered.add_item(item)
        if not items:
            gathered.add(child)
    return gathered.found


def is_nothing(child: str | Element) -> bool:
    """Space between items, and what is left of an element that only held a list."""
    if isinstance(child, str):
        return not child.strip()
    return child.name == "p" and all(
        isinstance(part, str) and not part.strip(" \t\r\n") for part in child.children
    )


def items_of(element: Element) -> list[Item]:
    """What a paragraph, or a list whose items tell their levels, adds to the list before it;
    nothing for any other."""
    if element.name == "p":
        item = item_of(element)
        return [item] if item else []
    if element.name not in LISTS:
        return []
    items = [child for child in element.children if isinstance(child, Element)]
    if not items or any(LEVEL not in item.attributes for item in items):
        return []
    return [listed(element, item, place) for place, item in enumerate(items)]


def listed(holder: Element, item: Element, place: int) -> Item:
    """An item of Word in the browser."""
    level = int(item.attributes[LEVEL])
    if holder.name == "ul":
        return Item("·", "", level, item.children)
    start = holder.attributes.get("start", "1")
    number = int(start) if start.isdecimal() and len(start) < 5 else 1
    mark = item.attributes.get(TYPE) or holder.attributes.get("type") or "1"
    mark = mark if mark in ("1", "a", "A", "i", "I") else "1"
    return Item(mark, str(number + place), level, item.children)


def item_of(paragraph: Element) -> Item | None:
    """A paragraph as an item, and then without its mark. One whose mark is of no list that HTML
    knows (1.1, а) is no item: its mark stays as text."""
    level = int(paragraph.attributes.pop(LEVEL, "0"))
    sign = taken_sign(paragraph)
    if sign:
        words = "".join(part for part in sign.children if isinstance(part, str))
        item = marked_by(words.strip(), level, paragraph)
        if item is None:
            paragraph.children.insert(0, f"{words.strip()} ")
        return item
    holder, place = first_words(paragraph)
    words_found = holder.children[place] if place >= 0 else None
    found = ITEM.match(words_found) if isinstance(words_found, str) else None
    if found is None or not isinstance(words_found, str):
        return None
    item = marked_by(found[1], level, paragraph)
    if item is None:
        return None
    holder.children[place] = words_found[found.end() :]
    blank = takewhile(is_wordless, paragraph.children)
    del paragraph.children[: len(list(blank))]
    return item


def taken_sign(paragraph: Element) -> Element | None:
    """The element with the mark, taken out of the paragraph; it stands before the first words."""
    holder = paragraph
    while True:
        for place, child in enumerate(holder.children):
            if isinstance(child, str):
                if child.strip():
                    return None
                continue
            if child.name == MARK:
                del holder.children[: place + 1]
                return child
            break
        else:
            return None
        holder = child


def marked_by(words: str, level: int, paragraph: Element) -> Item | None:
    found = NUMBER.fullmatch(words)
    if found and words != "o":
        number = found[1]
        return Item(numbered(number), number, level, [paragraph])
    if len(words) == 1:
        mark = words if words in "o§" else "·"
        is_bullet = words == "o" or not words.isalnum()
        return Item(mark, "", level, [paragraph]) if is_bullet else None
    return None


def with_inner_lists(element: Element) -> None:
    """Of a list: what stands beside an item goes into it; the type that its items tell."""
    kept: list[str | Element] = []
    for child in element.children:
        if isinstance(child, str):
            kept += [child] if not child.strip() else [Element("li", {}, [child])]
            continue
        told = child.attributes.pop(TYPE, "")
        if told and element.name == "ol":
            element.attributes.setdefault("type", told)
        last = next((one for one in reversed(kept) if isinstance(one, Element)), None)
        if child.name == "li":
            kept.append(child)
        elif child.name in LISTS and last is not None:
            last.children.append(child)
        else:
            kept.append(Element("li", {}, [child]))
    element.children = kept


def is_wordless(child: str | Element) -> bool:
    return not has_words(child)


def has_words(child: str | Element) -> bool:
    return bool(child.strip()) if isinstance(child, str) else first_words(child)[1] >= 0


def first_words(element: Element) -> tuple[Element, int]:
    """The element that holds them, and where; -1 where there are none."""
    for place, child in enumerate(element.children):
        if isinstance(child, str):
            if child.strip():
                return element, place
        elif child.children:
            holder, inner = first_words(child)
            if inner >= 0:
                return holder, inner
    return element, -1
