"""Which passage of a Word file belongs to which part: by the bookmarks in its headings and cells,
else by their words. What stands nowhere is not dropped: it is loose, and somebody places it."""

import re
from dataclasses import dataclass, field

from registry.word.blocks_in import (
    Block,
    Cell,
    Found,
    Paragraph,
    Run,
    Table,
    is_blank,
    paragraphs_of,
)
from registry.word.lists_in import html_of
from registry.word.styles_in import OURS

MARKER = re.compile(r"(?:part|section|gap|figure)_(\d{1,9})(?:_(en|ru|\d{1,9}))?")
Place = tuple[int, str]  # number of the part, language


@dataclass(slots=True)
class Loose:
    """`near`: the part that it stands in, 0 for none."""

    blocks: list[Block]
    near: int
    language: str


@dataclass(slots=True)
class Placed:
    """What a file holds, by place. `labels`: marked headings and cells, by their words;
    `reference`: the words of all that is only to be read; `cells`: of a figure, by position."""

    texts: dict[Place, list[Block]] = field(default_factory=dict)
    figures: dict[tuple[int, int], list[str]] = field(default_factory=dict)
    gaps: dict[int, str] = field(default_factory=dict)
    loose: list[Loose] = field(default_factory=list)
    comments: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    reference: set[str] = field(default_factory=set)
    changed_reference: list[str] = field(default_factory=list)
    parts: set[int] = field(default_factory=set)


def marker_in(names: list[str]) -> str:
    return next((name for name in names if MARKER.fullmatch(name)), "")


class Placing:
    """`known`: what the file as it went out holds; None where that is what is read."""

    def __init__(self, known: Placed | None) -> None:
        self.known = known
        self.placed = Placed()
        self.part, self.language = 0, ""
        self.is_text = False

    def place(self, blocks: list[Block]) -> Placed:
        for block in blocks:
            if isinstance(block, Table):
                self.table(block)
            else:
                self.paragraph(block)
        return self.placed

    def marker_of(self, paragraph: Paragraph) -> str:
        """By bookmark, else by the words of its heading."""
        found = marker_in(paragraph.bookmarks)
        if not found and self.known is not None and paragraph.text:
            found = self.known.labels.get(paragraph.text, "")
        return found

    def paragraph(self, block: Paragraph) -> None:
        marker = self.marker_of(block)
        if marker.startswith(("part_", "section_")):
            self.begin(marker, block)
        else:
            self.keep(block)
        self.note_comments(block.comments)

    def note_comments(self, keys: list[str]) -> None:
        for key in keys:
            self.placed.comments.setdefault(key, self.part)

    def begin(self, marker: str, block: Paragraph) -> None:
        name, number, *rest = marker.split("_")
        self.part, self.language = int(number), rest[0] if rest else ""
        label = self.label(marker, block)
        if name == "part":
            self.is_text = False
            self.placed.parts.add(self.part)
        else:
            place = self.part, self.language
            self.is_text = place not in self.placed.texts
            if self.is_text:
                self.placed.texts[place] = []
        self.keep_rest(block, label)

    def label(self, marker: str, block: Paragraph) -> str:
        """The words of the heading as it went out."""
        if self.known is None:
            self.placed.labels[block.text] = marker
            return block.text
        labels = {name: words for words, name in self.known.labels.items()}
        return labels.get(marker, block.text)

    def keep_rest(self, block: Paragraph, label: str) -> None:
        """Text that was joined to a heading goes below it."""
        if block.text == label or not block.text:
            return
        text = block.text.removeprefix(label).strip()
        if label not in block.text and self.is_text is False:
            self.placed.changed_reference.append(block.text)
        elif text:
            self.keep(Paragraph(runs=[Run(text)]))

    def keep(self, block: Block) -> None:
        if self.is_text:
            self.placed.texts[self.part, self.language].append(block)
        elif not is_blank(block):
            self.outside(block)

    def outside(self, block: Block) -> None:
        """Where nothing is to be written: what went out, or something new."""
        words = words_of(block)
        if self.known is None:
            self.placed.reference.add(words)
            return
        if words in self.known.reference:
            return
        if isinstance(block, Paragraph) and OURS & set(block.style_names):
            self.placed.changed_reference.append(words)
            return
        last = self.placed.loose[-1] if self.placed.loose else None
        if last is not None and last.near == self.part:
            last.blocks.append(block)
        else:
            self.placed.loose.append(Loose([block], self.part, self.language))

    def table(self, block: Table) -> None:
        markers = [self.marker_of(one) for one in paragraphs_of([block])]
        kinds = {marker.partition("_")[0] for marker in markers if marker}
        if "section" in kinds or "part" in kinds:
            self.side_by_side(block)
        elif "figure" in kinds:
            self.figures(block)
        elif "gap" in kinds:
            self.gap(block)
        else:
            self.keep(block)
        for one in paragraphs_of([block]):
            self.note_comments(one.comments)

    def side_by_side(self, table: Table) -> None:
        """Each column belongs to the marked heading above it."""
        columns: dict[int, tuple[int, str, bool]] = {}
        for row in table.rows:
            for cell in row:
                self.column_cell(cell, columns)
        self.is_text = False

    def column_cell(self, cell: Cell, columns: dict[int, tuple[int, str, bool]]) -> None:
        self.part, self.language, self.is_text = columns.get(cell.column, (self.part, "", False))
        for block in cell.blocks:
            if isinstance(block, Paragraph) and self.marker_of(block).startswith("section_"):
                self.begin(self.marker_of(block), block)
            else:
                self.keep(block)
        columns[cell.column] = self.part, self.language, self.is_text

    def gap(self, table: Table) -> None:
        for row in table.rows:
            first = self.marker_of_cell(row[0])
            if first.startswith("gap_"):
                number = int(first.split("_")[1])
                if self.known is None:
                    self.placed.labels[f"{number} {row[0].text}"] = first
                self.placed.gaps[number] = " ".join(cell.text for cell in row[1:]).strip()
            else:
                self.keep_row(row)

    def marker_of_cell(self, cell: Cell) -> str:
        found = paragraphs_of(cell.blocks)
        return next((marker for one in found if (marker := self.marker_of(one))), "")

    def figures(self, table: Table) -> None:
        for row in table.rows:
            marker = self.marker_of_cell(row[0])
            if marker.startswith("figure_"):
                _name, number, indicator = marker.split("_")
                key = int(number), int(indicator)
                if self.known is None:
                    self.placed.labels.setdefault(row[0].text, marker)
                self.placed.figures[key] = in_columns(row)
            elif self.known is None:
                self.placed.reference.add(row_words(row))
            elif row_words(row) not in self.known.reference:
                self.keep_row(row)

    def keep_row(self, row: list[Cell]) -> None:
        """A row of somebody's own in a table of ours."""
        was, self.is_text = self.is_text, False
        if row_words(row):
            self.outside(Table([row]))
        self.is_text = was


def in_columns(row: list[Cell]) -> list[str]:
    found: list[str] = []
    for cell in row:
        found += [""] * (cell.column - len(found))
        found.append(cell.text)
    return found


def row_words(row: list[Cell]) -> str:
    return " | ".join(cell.text for cell in row).strip(" |")


def words_of(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text
    return "\n".join(row_words(row) for row in block.rows)


@dataclass(slots=True)
class WordComment:
    """`part`: its number, 0 where it stands in none; `quote`: the words that it is about."""

    part: int
    author: str
    date: str
    quote: str
    text: str


@dataclass(slots=True)
class ReadDraft:
    """A file as it was read. `texts`, `loose`: as HTML that is not cleaned yet."""

    placed: Placed
    texts: dict[Place, str]
    loose: list[tuple[int, str, str]]
    comments: list[WordComment]
    found: Found


def texts_of(placed: Placed, notes: dict[str, list[Block]]) -> dict[Place, str]:
    return {place: html_of(blocks, notes) for place, blocks in placed.texts.items()}


def loose_of(placed: Placed, notes: dict[str, list[Block]]) -> list[tuple[int, str, str]]:
    return [(one.near, one.language, html_of(one.blocks, notes)) for one in placed.loose]
