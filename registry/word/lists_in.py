"""Blocks of a Word file as one text: Word's lists are paragraphs, ours hold items; quotes are
paragraphs of a style; footnotes stand at the end of the text that refers to them."""

from itertools import chain

from registry.common.markup import Element, written
from registry.word.blocks_in import Block, Paragraph, Table, inline_elements, is_blank
from registry.word.styles_in import ItemOf

FIRST_HEADING = 4  # of a text, where the headings above it have the levels 1 to 3
NAMES = ("h3", "h4")


def html_of(blocks: list[Block], notes: dict[str, list[Block]]) -> str:
    """With the notes that it refers to. Not cleaned yet: who keeps it reduces it."""
    numbers: dict[str, int] = {}
    root = Element("")
    root.children += TextBuilder(numbers).elements(blocks)
    done = 0
    while done < len(numbers):  # a note may refer to another
        key = list(numbers)[done]
        done += 1
        root.children += note_of(notes.get(key, []), done, numbers)
    return written(root)


def note_of(blocks: list[Block], number: int, numbers: dict[str, int]) -> list[Element]:
    """[1] and its words, as a paragraph; what a note has beyond its first paragraph follows."""
    mark = Element("sup", {}, [f"[{number}]"])
    shown = [block for block in blocks if not is_blank(block)]
    first = shown[0] if shown else None
    if not isinstance(first, Paragraph):
        return [Element("p", {}, [mark]), *TextBuilder(numbers).elements(shown)]
    words = inline_elements(first.runs, numbers)
    rest = TextBuilder(numbers).elements(shown[1:])
    return [Element("p", {}, [mark, " ", *words]), *rest]


class OpenList:
    def __init__(self, item: ItemOf) -> None:
        self.item = item
        attributes = {}
        if item.is_ordered and item.start > 1:
            attributes["start"] = str(item.start)
        if item.is_ordered and item.type:
            attributes["type"] = item.type
        self.element = Element("ol" if item.is_ordered else "ul", attributes)

    @property
    def last(self) -> Element:
        found = self.element.children[-1]
        assert isinstance(found, Element), "a list holds items"
        return found


class TextBuilder:
    """`numbers`: of the notes that were met so far."""

    def __init__(self, numbers: dict[str, int]) -> None:
        self.numbers = numbers
        self.is_after_blank = False
        self.found: list[Element] = []
        self.lists: list[OpenList] = []
        self.counted: dict[tuple[str, int], int] = {}  # items so far of each list that was met

    def elements(self, blocks: list[Block]) -> list[Element]:
        for block in blocks:
            if isinstance(block, Table):
                self.lists = []
                self.found += self.table(block)
            elif not is_blank(block) or block.item is not None:
                self.paragraph(block)
                self.is_after_blank = False
            else:
                self.is_after_blank = True
        return self.found

    def paragraph(self, block: Paragraph) -> None:
        words = inline_elements(block.runs, self.numbers)
        depth = block.item_level
        if block.item is not None and not block.heading:
            self.item(block.item, words)
            return
        if depth and self.lists:
            place = min(depth, len(self.lists)) - 1
            del self.lists[place + 1 :]
            self.lists[place].last.children.append(Element("p", {}, words))
            return
        self.lists = []
        if block.heading:
            name = NAMES[0] if block.heading <= FIRST_HEADING else NAMES[1]
            self.found.append(Element(name, {}, words))
        elif block.is_quote:
            self.quote(Element("p", {}, words))
        else:
            self.found.append(Element("p", {}, words))

    def quote(self, paragraph: Element) -> None:
        if self.found and self.found[-1].name == "blockquote" and not self.is_after_blank:
            self.found[-1].children.append(paragraph)
        else:
            self.found.append(Element("blockquote", {}, [paragraph]))

    def item(self, item: ItemOf, words: list[str | Element]) -> None:
        key = item.list, item.level
        while self.lists and self.lists[-1].item.level > item.level:
            self.lists.pop()
        top = self.lists[-1] if self.lists else None
        if top is not None and top.item.level == item.level and not is_same(top.item, item):
            self.lists.pop()
            top = self.lists[-1] if self.lists else None
        if top is None or top.item.level < item.level:
            self.begin(item, top)
        self.counted[key] = self.counted.get(key, 0) + 1
        self.lists[-1].element.children.append(Element("li", {}, [Element("p", {}, words)]))

    def begin(self, item: ItemOf, top: OpenList | None) -> None:
        """A list that goes on behind a paragraph goes on counting."""
        before = self.counted.get((item.list, item.level), 0) if top is None else 0
        start = item.start + before
        made = OpenList(ItemOf(item.list, item.level, item.is_ordered, item.type, start))
        (top.last.children if top else self.found).append(made.element)
        self.lists.append(made)

    def table(self, block: Table) -> list[Element]:
        rows: list[str | Element] = []
        begun = {cell.column for cell in chain.from_iterable(block.rows)}
        for row in block.rows:
            cells: list[str | Element] = []
            for cell in row:
                attributes = {}
                # a column in which no cell begins is none: programs drop it
                wide = len(begun & set(range(cell.column, cell.column + cell.columns)))
                if wide > 1:
                    attributes["colspan"] = str(wide)
                if cell.rows > 1:
                    attributes["rowspan"] = str(cell.rows)
                inner = TextBuilder(self.numbers).elements(cell.blocks)
                name = "th" if cell.is_head else "td"
                cells.append(Element(name, attributes, [*(inner or [Element("p")])]))
            rows.append(Element("tr", {}, cells))
        return [Element("table", {}, [Element("tbody", {}, rows)])] if rows else []


def is_same(one: ItemOf, other: ItemOf) -> bool:
    return one.list == other.list
