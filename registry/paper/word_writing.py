"""Formatted text as Word has it: paragraphs with styles, lists that count, tables with heads,
links, footnotes. What Word cannot say in the same way (a quote within an item) keeps its words."""

import re
from dataclasses import dataclass, field
from html import escape

from registry.common.markup import HEADINGS, LISTS, Element, Wanted, resolved
from registry.common.richtext import ATTRIBUTES, ELEMENTS, WITHOUT_CONTENT, read, words_in
from registry.paper.passages import Node, cells_in, placed, rows_in
from registry.paper.word_package import LOCALES, WordFile, WordList
from registry.paper.word_styles import DEEPEST_LIST, LIST_TEXT, TABLE_HEAD

WANTED = Wanted(ELEMENTS, ATTRIBUTES, WITHOUT_CONTENT)
NO_CHOICE = "—"  # in a list that drops down, as in cells
MARKS = {
    "strong": "<w:b/>",
    "em": "<w:i/>",
    "sub": '<w:vertAlign w:val="subscript"/>',
    "sup": '<w:vertAlign w:val="superscript"/>',
}
# what XML has no letter for
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
SPACE = re.compile(r"[ \t\r\n\f]+")
NOTE = re.compile(r"\[(\d{1,3})\]")
LIST_FORMATS = {
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
LONGEST_ADDRESS = 2000


def text_tree(html: str) -> Element:
    return read(html, WANTED)


@dataclass(slots=True)
class WordWriter:
    """Writes into a file. `language`: of the passage; `below`: the level of the heading that it
    stands under; `style`: of its paragraphs where they have no other."""

    file: WordFile
    language: str
    below: int = 0
    style: str = ""
    notes: dict[str, Element] = field(default_factory=dict)

    def text(self, html: str) -> list[str]:
        """Its blocks, each as XML."""
        root = text_tree(html)
        blocks = in_blocks(root.children)
        self.notes = notes_of(blocks)
        if self.notes:
            blocks = blocks[: len(blocks) - len(self.notes)]
        return self.each(blocks)

    def each(self, blocks: list[Element]) -> list[str]:
        """Two quotes that touch would be one: an empty line is between them."""
        found = []
        before = ""
        for block in blocks:
            is_second = block.name == before == "blockquote"
            found.append(f"{'<w:p/>' if is_second else ''}{self.block(block)}")
            before = block.name
        return found

    def block(self, element: Element, style: str = "") -> str:
        style = style or self.style
        if element.name in LISTS:
            return self.listing(element, 1)
        if element.name == "table":
            return self.table(element)
        if element.name == "blockquote":
            quoted = in_blocks(element.children) or [Element("p")]
            return "".join(self.block(one, "Quote") for one in quoted)
        if element.name in HEADINGS:
            ours = f"Heading{min(self.below + int(element.name[1]) - 2, 6)}"
            return self.paragraph(element.children, ours)
        return self.paragraph(element.children, style)

    def paragraph(
        self,
        children: list[str | Element],
        style: str = "",
        *,
        item: tuple[int, int] | None = None,
        bookmark: str = "",
    ) -> str:
        """`item`: number of the list, and level."""
        properties = f'<w:pStyle w:val="{style}"/>' if style else ""
        if item:
            number, level = item
            properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        content = self.runs(children, ())
        if bookmark:
            self.file.bookmarks += 1
            number = self.file.bookmarks
            content = (
                f'<w:bookmarkStart w:id="{number}" w:name="{bookmark}"/>{content}'
                f'<w:bookmarkEnd w:id="{number}"/>'
            )
        return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"

    def runs(self, children: list[str | Element], marks: tuple[str, ...]) -> str:
        parts = []
        for child in children:
            if isinstance(child, str):
                parts.append(self.run(child, marks))
            elif child.name == "br":
                parts.append("<w:r><w:br/></w:r>")
            elif child.name == "a" and (address := address_of(child)) and "a" not in marks:
                inner = self.runs(child.children, (*marks, "a"))
                parts.append(f'<w:hyperlink r:id="{self.file.link(address)}">{inner}</w:hyperlink>')
            elif child.name == "sup" and (label := label_of(child)) in self.notes:
                parts.append(self.note(self.notes.pop(label)))
            elif child.name in MARKS:
                parts.append(self.runs(child.children, (*marks, child.name)))
            else:
                parts.append(self.runs(child.children, marks))
        return "".join(parts)

    def run(self, text: str, marks: tuple[str, ...]) -> str:
        words = escape(SPACE.sub(" ", UNWRITABLE.sub("", text)), quote=False)
        if not words:
            return ""
        properties = '<w:rStyle w:val="Hyperlink"/>' if "a" in marks else ""
        is_low = "sub" in marks
        for name, xml in MARKS.items():
            if name in marks and not (name == "sup" and is_low):
                properties += xml
        if self.language != self.file.language:
            properties += f'<w:lang w:val="{LOCALES[self.language]}"/>'
        properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
        return f'<w:r>{properties}<w:t xml:space="preserve">{words}</w:t></w:r>'

    def choice(self, labels: list[str], chosen: str, title: str, style: str = "") -> str:
        """A paragraph with one of several answers: a list that drops down in Word and LibreOffice,
        plain words in what knows no such lists. `chosen`: one of them, or anything else."""
        self.file.bookmarks += 1
        items = [
            f'<w:listItem w:displayText="{escape(label)}" w:value="{number}"/>'
            for number, label in enumerate([NO_CHOICE, *labels])
        ]
        properties = f'<w:pStyle w:val="{style}"/>' if style else ""
        return (
            f"<w:p><w:pPr>{properties}</w:pPr><w:sdt><w:sdtPr>"
            f'<w:alias w:val="{escape(title)}"/><w:id w:val="{self.file.bookmarks}"/>'
            f"<w:dropDownList>{''.join(items)}</w:dropDownList></w:sdtPr>"
            f"<w:sdtContent>{self.run(chosen or NO_CHOICE, ())}</w:sdtContent></w:sdt></w:p>"
        )

    def note(self, paragraph: Element) -> str:
        mark = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'
        words = self.paragraph(["\N{SPACE}", *paragraph.children[1:]], "FootnoteText")
        place = words.index("</w:pPr>") + len("</w:pPr>")
        number = self.file.add_note(
            f"{words[:place]}<w:r>{mark}<w:footnoteRef/></w:r>{words[place:]}"
        )
        return f'<w:r>{mark}<w:footnoteReference w:id="{number}"/></w:r>'

    def listing(self, element: Element, level: int) -> str:
        depth = min(level, DEEPEST_LIST)
        start = element.attributes.get("start", "1")
        kind = element.attributes.get("type", "1")
        row = WordList(
            format="bullet" if element.name == "ul" else LIST_FORMATS.get(kind, "decimal"),
            start=int(start) if start.isdecimal() else 1,
            level=depth - 1,
        )
        number = self.file.add_list(row)
        parts = []
        for item in element.children:
            if isinstance(item, Element):
                parts += self.item(item, number, level)
        return "".join(parts)

    def item(self, element: Element, number: int, level: int) -> list[str]:
        depth = min(level, DEEPEST_LIST)
        blocks = in_blocks(element.children)
        parts = []
        if not blocks or blocks[0].name not in {"p", *HEADINGS}:
            blocks = [Element("p"), *blocks]
        for place, block in enumerate(blocks):
            if block.name in LISTS:
                parts.append(self.listing(block, level + 1))
            elif place == 0:
                parts.append(
                    self.paragraph(block.children, "ListParagraph", item=(number, depth - 1))
                )
            elif block.name in {"p", *HEADINGS}:
                parts.append(self.paragraph(block.children, f"{LIST_TEXT}{depth}"))
            else:
                parts.append(self.block(block))
        return parts

    def table(self, element: Element) -> str:
        rows = [found for row in rows_in(element) if (found := cells_in(row))]
        if not rows:
            return ""
        heads = 0
        while heads < len(rows) - 1 and all(cell.name == "th" for cell in rows[heads]):
            heads += 1
        places = by_place(placed(rows, heads))
        width = 1 + max(x for x, _y in places)
        xml = []
        for y in range(len(rows)):
            cells = []
            for x in range(width):
                cells.append(self.cell(places.get((x, y)), (x, y)))
            head = "<w:trPr><w:tblHeader/></w:trPr>" if y < heads else ""
            xml.append(f"<w:tr>{head}{''.join(cells)}</w:tr>")
        return self.table_of(xml, [1] * width)

    def table_of(self, rows: list[str], widths: list[int], *, look: str = "TableGrid") -> str:
        """`rows` as XML, `widths` of the columns as shares."""
        total = sum(widths)
        columns = [self.file.width * width // total for width in widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{look}"/><w:tblW w:w="5000" w:type="pct"/>'
            '<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
            # two tables that touch become one
            '<w:p><w:pPr><w:spacing w:after="0" w:line="120" w:lineRule="exact"/></w:pPr></w:p>'
        )

    def cell(self, cell: Node | None, place: tuple[int, int]) -> str:
        """What stands at a place: a cell, the cell above going on, or nothing of its own where the
        one on its left is wide. Every row is as wide as the table."""
        if cell is None:
            return "<w:tc><w:p/></w:tc>"
        x, y = place
        if x != cell["x"]:
            return ""
        spans = f'<w:gridSpan w:val="{cell["colspan"]}"/>' if cell["colspan"] > 1 else ""
        if cell["rowspan"] > 1:
            spans += '<w:vMerge w:val="restart"/>' if y == cell["y"] else "<w:vMerge/>"
        if y != cell["y"]:
            return f"<w:tc><w:tcPr>{spans}</w:tcPr><w:p/></w:tc>"
        style = TABLE_HEAD if cell["is_head"] else ""
        blocks = in_blocks(cell["c"].children) or [Element("p")]
        content = "".join(self.block(block, style) for block in blocks)
        if style and blocks[0].name != "p":  # what is no paragraph cannot say that it is a head
            content = self.paragraph([], style) + content
        if not content.endswith("</w:p>"):
            content += "<w:p/>"
        return f"<w:tc><w:tcPr>{spans}</w:tcPr>{content}</w:tc>"


def by_place(cells: list[Node]) -> dict[tuple[int, int], Node]:
    found = {}
    for cell in cells:
        for x in range(cell["x"], cell["x"] + cell["colspan"]):
            for y in range(cell["y"], cell["y"] + cell["rowspan"]):
                found[x, y] = cell
    return found


def in_blocks(children: list[str | Element]) -> list[Element]:
    """Words that stand between blocks become paragraphs."""
    found: list[Element] = []
    loose: list[str | Element] = []
    for child in [*children, Element("end")]:
        if isinstance(child, str) or child.name not in HEADINGS | LISTS | {
            "p",
            "blockquote",
            "table",
            "end",
        }:
            loose.append(child)
            continue
        if "".join(words_in(Element("", {}, loose))).strip():
            found.append(Element("p", {}, loose))
        loose = []
        if child.name != "end":
            found.append(child)
    return found


def address_of(link: Element) -> str:
    """ "" where it leads nowhere."""
    address = UNWRITABLE.sub("", resolved(link.attributes.get("href", ""))).strip()
    return address if len(address) <= LONGEST_ADDRESS else ""


def label_of(element: Element) -> str:
    return "".join(words_in(element)).strip()


def notes_of(blocks: list[Element]) -> dict[str, Element]:
    """By their marks [1], [2] … the paragraphs at the end that begin with one, where the text
    refers to each of them once and in this order."""
    count = 0
    while count < len(blocks) and begins_with_mark(blocks[-1 - count]):
        count += 1
    labels = [f"[{number}]" for number in range(1, count + 1)]
    notes = blocks[len(blocks) - count :]
    found: dict[str, Element] = {}
    for note in notes:
        found[label_of(first_of(note))] = note
    referred = []
    for block in blocks[: len(blocks) - count]:
        referred += marks_in(block)
    return found if list(found) == labels and referred == labels else {}


def begins_with_mark(block: Element) -> bool:
    first = first_of(block)
    return block.name == "p" and first.name == "sup" and bool(NOTE.fullmatch(label_of(first)))


def first_of(block: Element) -> Element:
    first = block.children[0] if block.children else None
    return first if isinstance(first, Element) else Element("")


def marks_in(element: Element) -> list[str]:
    found = []
    for child in element.children:
        if isinstance(child, Element):
            if child.name == "sup" and NOTE.fullmatch(label_of(child)):
                found.append(label_of(child))
            else:
                found += marks_in(child)
    return found
