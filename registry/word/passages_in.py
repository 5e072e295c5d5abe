"""Paragraphs and tables of a Word file.

Tracked changes are taken as accepted. What is no text of the author (pictures, embedded objects,
hidden text) is left out; `found` says so, each with the words around it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain

from registry.word.blocks_in import (
    BREAK,
    Block,
    Cell,
    Found,
    Paragraph,
    Run,
    Table,
    is_blank,
    paragraphs_of,
)
from registry.word.opening import Node, OpenedFile, Relation
from registry.word.styles_in import Styles, is_on

SAFE = ("http://", "https://", "mailto:")
LINK = re.compile(r'\s*HYPERLINK\s+"([^"]{1,2000})"')
OUTSIDE = re.compile(r"\s*(INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|LINK|IMPORT)\b")
DELETED = {"w:del", "w:moveFrom"}
INSERTED = {"w:ins", "w:moveTo"}
WRAPPERS = {"w:smartTag", "w:sdt", "w:sdtContent", "w:customXml", "w:dir", "w:bdo"}
CHARACTERS = {"w:tab": " ", "w:ptab": " ", "w:noBreakHyphen": "\N{NON-BREAKING HYPHEN}"}
CHARACTERS |= {"w:softHyphen": "\N{SOFT HYPHEN}"}
SHOWN = 60  # characters of the words around what was left out


@dataclass(frozen=True, slots=True)
class Into:
    """Where pieces go: a paragraph, its properties, what its text boxes hold; and how."""

    made: Paragraph
    properties: Node | None
    boxes: list[Block]
    href: str = ""
    marks: frozenset[str] = frozenset()


Handler = Callable[[Node, Into], None]


class BodyReader:
    """Of one part of the file: the document, or its footnotes."""

    def __init__(
        self, styles: Styles, relations: dict[str, Relation], found: Found, name: str = ""
    ) -> None:
        self.styles, self.relations, self.found, self.name = styles, relations, found, name
        self.open_comments: list[str] = []
        self.waiting: list[str] = []  # bookmarks that stand before the next paragraph
        self.joined: Paragraph | None = None  # whose end was deleted
        self.fields: list[str] = []  # of each field that is open, its instruction
        self.inline_kinds: dict[str, Handler] = {
            "w:r": self.run,
            "w:hyperlink": self.link,
            "w:fldSimple": self.simple_field,
            "w:bookmarkStart": self.bookmark,
            "w:commentRangeStart": self.comment_mark,
            "w:commentRangeEnd": self.comment_mark,
            "m:oMath": self.formula,
            "m:oMathPara": self.formula,
            "mc:AlternateContent": self.alternatives,
        }
        self.inline_kinds |= dict.fromkeys(DELETED, self.deletion)
        self.inline_kinds |= dict.fromkeys(WRAPPERS | INSERTED, self.each)
        self.pieces: dict[str, Handler] = {
            "w:t": self.words,
            "w:br": self.line_break,
            "w:cr": self.line_break,
            "w:sym": self.sign,
            "w:fldChar": self.field_char,
            "w:instrText": self.instruction,
            "w:footnoteReference": self.note,
            "w:endnoteReference": self.note,
            "w:drawing": self.drawing,
            "w:pict": self.drawing,
            "w:object": self.drawing,
            "mc:AlternateContent": self.alternative_pieces,
        }

    def blocks(self, nodes: list[Node]) -> list[Block]:
        found: list[Block] = []
        for node in nodes:
            if node.name == "w:p":
                found += self.paragraphs(node)
            elif node.name == "w:tbl":
                found.append(self.table(node))
            elif node.name in WRAPPERS | INSERTED:
                self.count_tracked(node)
                found += self.blocks(node.children)
            elif node.name in DELETED:
                self.found.tracked += 1
            elif node.name == "w:bookmarkStart":
                self.waiting.append(node.get("w:name"))
            elif node.name == "w:altChunk":
                self.leave_out("embedded", "")
            elif node.name.startswith("w:comment"):
                self.comment(node, [])
            elif node.name == "mc:AlternateContent":
                found += self.blocks(alternative(node))
        return found

    def count_tracked(self, node: Node) -> None:
        if node.name in INSERTED:
            self.found.tracked += 1

    def leave_out(self, kind: str, words: str) -> None:
        self.found.left_out.append((kind, " ".join(words.split())[:SHOWN]))

    def paragraphs(self, node: Node) -> list[Block]:
        """The paragraph, and those of its text boxes."""
        properties = node.child("w:pPr")
        made = self.joined or Paragraph()
        if self.joined is None:
            made.style_names = self.styles.names(properties.value("w:pStyle") if properties else "")
            made.heading = self.styles.heading(properties)
            made.item = self.styles.item(properties)
        self.joined = None
        made.bookmarks += self.waiting
        self.waiting = []
        boxes: list[Block] = []
        made.comments += self.open_comments
        into = Into(made, properties, boxes)
        for child in node.children:
            self.inline(child, into)
        mark = properties.below("w:rPr", "w:del") if properties else None
        if mark is not None or (properties and properties.below("w:rPr", "w:moveFrom")):
            self.found.tracked += 1
            self.joined = made
            return boxes
        if properties and properties.below("w:rPr", "w:ins"):
            self.found.tracked += 1
        return [made, *boxes]

    def inline(self, node: Node, into: Into) -> None:
        handle = self.inline_kinds.get(node.name)
        if handle is not None:
            handle(node, into)

    def each(self, node: Node, into: Into) -> None:
        self.count_tracked(node)
        for child in node.children:
            self.inline(child, into)

    def deletion(self, node: Node, into: Into) -> None:
        self.found.tracked += 1

    def link(self, node: Node, into: Into) -> None:
        self.each(node, replace(into, href=self.address(node) or into.href))

    def simple_field(self, node: Node, into: Into) -> None:
        address = self.field_address(node.get("w:instr"))
        self.each(node, replace(into, href=address or into.href))

    def bookmark(self, node: Node, into: Into) -> None:
        into.made.bookmarks.append(node.get("w:name"))

    def comment_mark(self, node: Node, into: Into) -> None:
        self.comment(node, into.made.comments)

    def formula(self, node: Node, into: Into) -> None:
        self.found.counts["formula"] += 1
        self.add(Run("".join(one.text for one in node.all("m:t"))), into)

    def alternatives(self, node: Node, into: Into) -> None:
        for child in alternative(node):
            self.inline(child, into)

    def comment(self, node: Node, of_paragraph: list[str]) -> None:
        key = node.get("w:id")
        if node.name == "w:commentRangeStart":
            self.open_comments.append(key)
            of_paragraph.append(key)
        elif node.name == "w:commentRangeEnd" and key in self.open_comments:
            self.open_comments.remove(key)

    def address(self, node: Node) -> str:
        relation = self.relations.get(node.get("r:id"))
        return self.safe(relation.target) if relation and relation.is_outside else ""

    def safe(self, address: str) -> str:
        """ "" for what may not be a link here, which is noticed."""
        if address.lower().startswith(SAFE):
            return address
        if address:
            self.leave_out("link", address)
        return ""

    def field_address(self, instruction: str) -> str:
        if OUTSIDE.match(instruction):
            self.leave_out("outside", instruction)
        found = LINK.match(instruction)
        return self.safe(found[1]) if found else ""

    def run(self, node: Node, into: Into) -> None:
        own = node.child("w:rPr")
        if own is not None and is_on(own.child("w:vanish")):
            self.leave_out("hidden", "".join(one.text for one in node.named("w:t")))
            return
        into = replace(into, marks=self.marks(own, into.properties))
        for child in node.children:
            self.piece(child, into)

    def marks(self, own: Node | None, properties: Node | None) -> frozenset[str]:
        found = set()
        if self.styles.has_mark(own, properties, "w:b"):
            found.add("strong")
        if self.styles.has_mark(own, properties, "w:i"):
            found.add("em")
        place = own.value("w:vertAlign") if own else ""
        found |= {"superscript": {"sup"}, "subscript": {"sub"}}.get(place, set())
        return frozenset(found)

    def piece(self, node: Node, into: Into) -> None:
        handle = self.pieces.get(node.name)
        if node.name in CHARACTERS:
            self.add(Run(CHARACTERS[node.name], into.marks, into.href), into)
        elif handle is not None:
            handle(node, into)

    def words(self, node: Node, into: Into) -> None:
        self.add(Run(node.text, into.marks, self.link_of_field() or into.href), into)

    def line_break(self, node: Node, into: Into) -> None:
        if node.get("w:type") not in ("page", "column"):
            self.add(Run(BREAK), into)

    def sign(self, node: Node, into: Into) -> None:
        self.add(Run(symbol(node.get("w:char")), into.marks, into.href), into)

    def field_char(self, node: Node, into: Into) -> None:
        self.field_mark(node.get("w:fldCharType"))

    def instruction(self, node: Node, into: Into) -> None:
        if self.fields:
            self.fields[-1] += node.text

    def note(self, node: Node, into: Into) -> None:
        key = f"{node.name[2:].removesuffix('Reference')}s {node.get('w:id')}"
        self.add(Run("", note=key), into)

    def alternative_pieces(self, node: Node, into: Into) -> None:
        for child in alternative(node):
            self.piece(child, into)

    def add(self, run: Run, into: Into) -> None:
        if self.fields and "\n" not in self.fields[-1]:
            return  # between the beginning of a field and its result
        into.made.runs.append(run)
        for key in self.open_comments:
            self.found.quotes.setdefault(key, []).append(run.text)

    def field_mark(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("")
        elif kind == "separate" and self.fields:
            self.fields[-1] = f"{self.fields[-1]}\n{self.field_address(self.fields[-1])}"
        elif kind == "end" and self.fields:
            instruction = self.fields.pop()
            if "\n" not in instruction:
                self.field_address(instruction)

    def link_of_field(self) -> str:
        links = [one.partition("\n")[2] for one in self.fields]
        return next((link for link in reversed(links) if link), "")

    def drawing(self, node: Node, into: Into) -> None:
        """The text of boxes stays; a picture goes."""
        texts = list(node.all("w:txbxContent"))
        for text in texts:
            into.boxes.extend(self.blocks(text.children))
            self.found.counts["box"] += 1
        if not texts:
            described = next(node.all("wp:docPr"), None)
            alt = described.get("descr") or described.get("title") if described else ""
            kind = "embedded" if node.name == "w:object" else "picture"
            self.leave_out(kind, alt or into.made.text)

    def table(self, node: Node) -> Table:
        rows: list[list[Cell]] = []
        above: dict[int, Cell] = {}
        for row in unwrapped(node, "w:tr"):
            properties = row.child("w:trPr")
            if properties is not None and properties.child("w:del") is not None:
                self.found.tracked += 1
                continue
            if properties is not None and properties.child("w:ins") is not None:
                self.found.tracked += 1
            is_head = properties is not None and is_on(properties.child("w:tblHeader"))
            rows.append(self.row(row, above, is_head=is_head))
        return Table(with_heads([row for row in rows if row]))

    def row(self, node: Node, above: dict[int, Cell], *, is_head: bool) -> list[Cell]:
        before = node.value("w:trPr", "w:gridBefore")
        column = int(before) if before.isdecimal() else 0
        cells = []
        for found in unwrapped(node, "w:tc"):
            properties = found.child("w:tcPr")
            wide = properties.value("w:gridSpan") if properties else ""
            merged = properties.child("w:vMerge") if properties else None
            columns = int(wide) if wide.isdecimal() and 0 < int(wide) < 100 else 1
            blocks = self.blocks(found.children)
            if merged is not None and merged.get("w:val") != "restart" and column in above:
                above[column].rows += 1
                above[column].blocks += [one for one in blocks if not is_blank(one)]
            else:
                first = next(iter(paragraphs_of(blocks)), Paragraph())
                cell = Cell(
                    blocks,
                    column,
                    columns,
                    is_head=first.is_table_head,
                    is_in_head_row=is_head,
                )
                above[column] = cell
                cells.append(cell)
            column += columns
        return cells


def with_heads(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Where no words have the style of heads, the rows that repeat are the heads. LibreOffice lets
    one row too many repeat in a table within a table."""
    cells = list(chain.from_iterable(rows))
    if not any(cell.is_head for cell in cells):
        for cell in cells:
            cell.is_head = cell.is_in_head_row
    return rows


def unwrapped(node: Node, name: str) -> list[Node]:
    """Rows or cells, also those within content controls."""
    found: list[Node] = []
    for child in node.children:
        if child.name == name:
            found.append(child)
        elif child.name in WRAPPERS | INSERTED:
            found += unwrapped(child, name)
    return found


def alternative(node: Node) -> list[Node]:
    """What a program that knows all of it shows; else what the file has for others."""
    chosen = node.child("mc:Choice") or node.child("mc:Fallback")
    return chosen.children if chosen else []


def symbol(code: str) -> str:
    """A sign of a font for signs has no place of its own among letters."""
    number = int(code, 16) if re.fullmatch(r"[0-9A-Fa-f]{2,5}", code) else 0
    return "\N{BULLET}" if number < 32 or 0xE000 <= number <= 0xF8FF else chr(number)


def reader_of(opened: OpenedFile) -> tuple[BodyReader, dict[str, list[Block]]]:
    """The reader of the document, and the blocks of each note by its key."""
    numbering = opened.parts["numbering"]
    sheets = opened.parts["styles"]
    styles = Styles(sheets[0][1] if sheets else None, numbering[0][1] if numbering else None)
    found = Found()
    notes: dict[str, list[Block]] = {}
    for kind in ("footnotes", "endnotes"):
        for name, root in opened.parts[kind]:
            reader = BodyReader(styles, opened.relations[name], found, kind)
            for note in root.children:
                if note.get("w:type", "normal") == "normal":
                    notes[f"{kind} {note.get('w:id')}"] = reader.blocks(note.children)
    return BodyReader(styles, opened.relations[opened.main], found), notes
