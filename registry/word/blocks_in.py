"""What is read of a Word file: runs of words, paragraphs, tables; and the words of a paragraph as
elements of a formatted text."""

from collections import Counter
from dataclasses import dataclass, field

from registry.common.markup import Element
from registry.word.styles_in import LIST_TEXT, QUOTES, TABLE_HEADS, ItemOf

BREAK = "\n"
ORDER = ("strong", "em", "sub", "sup")


@dataclass(frozen=True, slots=True)
class Run:
    """`note`: the key of a footnote that it refers to."""

    text: str
    marks: frozenset[str] = frozenset()
    href: str = ""
    note: str = ""


@dataclass(slots=True)
class Paragraph:
    runs: list[Run] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    style_names: list[str] = field(default_factory=list)
    heading: int = 0
    item: ItemOf | None = None

    @property
    def text(self) -> str:
        return " ".join("".join(run.text for run in self.runs).split())

    @property
    def is_quote(self) -> bool:
        return bool(QUOTES & set(self.style_names))

    @property
    def is_table_head(self) -> bool:
        return bool(TABLE_HEADS & set(self.style_names))

    @property
    def item_level(self) -> int:
        """From 1, where it goes on in an item; else 0."""
        found = [LIST_TEXT.fullmatch(name) for name in self.style_names]
        return next((int(one[1] or 1) for one in found if one), 0)


@dataclass(slots=True)
class Cell:
    """`column`: of the grid, from 0; `rows`: how many it spans, itself included. `is_head` by the
    style of its words, `is_in_head_row` by its row."""

    blocks: "list[Paragraph | Table]"
    column: int
    columns: int = 1
    rows: int = 1
    is_head: bool = False
    is_in_head_row: bool = False

    @property
    def text(self) -> str:
        return " ".join(filter(None, (one.text for one in paragraphs_of(self.blocks))))


@dataclass(slots=True)
class Table:
    rows: list[list[Cell]]


Block = Paragraph | Table


@dataclass(slots=True)
class Found:
    """What was noticed. `left_out`: (kind, words around it); `quotes`: by comment, the words that
    it is about."""

    tracked: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    quotes: dict[str, list[str]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


def paragraphs_of(blocks: list[Block]) -> list[Paragraph]:
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block)
        else:
            for row in block.rows:
                for cell in row:
                    found += paragraphs_of(cell.blocks)
    return found


def is_blank(block: Block) -> bool:
    """Without words and without a footnote."""
    return isinstance(block, Paragraph) and not any(
        run.text.strip() or run.note for run in block.runs
    )


def inline_elements(runs: list[Run], numbers: dict[str, int]) -> list[str | Element]:
    """`numbers`: of the notes that this text refers to, which grow as they are met."""
    found: list[str | Element] = []
    rest = trimmed(runs)
    while rest:
        size = 1
        while size < len(rest) and rest[size].href == rest[0].href:
            size += 1
        inner = marked(rest[:size], ORDER, numbers)
        found += [Element("a", {"href": rest[0].href}, inner)] if rest[0].href else inner
        rest = rest[size:]
    return found


def marked(runs: list[Run], order: tuple[str, ...], numbers: dict[str, int]) -> list[str | Element]:
    if not order:
        pieces: list[str | Element] = []
        for run in runs:
            pieces += pieces_of(run, numbers)
        return pieces
    found: list[str | Element] = []
    rest = runs
    while rest:
        size, is_in = 1, order[0] in rest[0].marks
        while size < len(rest) and (order[0] in rest[size].marks) == is_in:
            size += 1
        inner = marked(rest[:size], order[1:], numbers)
        found += [Element(order[0], {}, inner)] if is_in else inner
        rest = rest[size:]
    return found


def pieces_of(run: Run, numbers: dict[str, int]) -> list[str | Element]:
    if run.note:
        number = numbers.setdefault(run.note, len(numbers) + 1)
        return [Element("sup", {}, [f"[{number}]"])]
    return [Element("br")] if run.text == BREAK else [run.text]


def trimmed(runs: list[Run]) -> list[Run]:
    """Without spaces and breaks at both ends."""
    kept = list(runs)
    while kept and not kept[-1].note and not kept[-1].text.strip():
        kept.pop()
    while kept and not kept[0].note and not kept[0].text.strip():
        kept.pop(0)
    if kept and not kept[0].note:
        kept[0] = Run(kept[0].text.lstrip(), kept[0].marks, kept[0].href)
    if kept and not kept[-1].note:
        kept[-1] = Run(kept[-1].text.rstrip(), kept[-1].marks, kept[-1].href)
    return kept
