"""What the styles and lists of any Word file say: by the names that Word gives its own styles in
every language, and by what a style is made from."""

import re
from dataclasses import dataclass

from registry.word.opening import Node

HEADING = re.compile(r"heading (\d)")
QUOTES = {"quote", "intense quote", "quotations", "block text"}
TABLE_HEADS = {"registry table head", "table heading"}
LIST_TEXT = re.compile(r"(?:registry list text|list continue) ?(\d)?")
PLAIN_LISTS = re.compile(r"list (bullet|number) ?(\d)?")
OURS = {"registry guidance", "registry last edition"}
OFF = {"0", "false", "off", "none"}
FORMATS = {
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
    "russianLower": "a",
    "russianUpper": "A",
}


def is_on(node: Node | None) -> bool:
    return node is not None and node.get("w:val", "1") not in OFF


@dataclass(frozen=True, slots=True)
class ItemOf:
    """A paragraph's place in a list: the list, the level from 0, and how it counts."""

    list: str
    level: int
    is_ordered: bool
    type: str
    start: int


class Styles:
    def __init__(self, styles: Node | None, numbering: Node | None) -> None:
        self.styles: dict[str, Node] = {}
        for style in styles.named("w:style") if styles else []:
            self.styles[style.get("w:styleId")] = style
        self.abstract: dict[str, Node] = {}
        self.numbers: dict[str, Node] = {}
        for row in numbering.named("w:abstractNum") if numbering else []:
            self.abstract[row.get("w:abstractNumId")] = row
        for row in numbering.named("w:num") if numbering else []:
            self.numbers[row.get("w:numId")] = row

    def chain(self, style: str) -> list[Node]:
        """The style, and those that it is made from."""
        found: list[Node] = []
        while style in self.styles and self.styles[style] not in found and len(found) < 20:
            found.append(self.styles[style])
            style = found[-1].value("w:basedOn")
        return found

    def names(self, style: str) -> list[str]:
        return [one.value("w:name").lower() for one in self.chain(style)] or [style.lower()]

    def heading(self, properties: Node | None) -> int:
        """The level; 0 for what is none."""
        style = properties.value("w:pStyle") if properties else ""
        for name in self.names(style):
            found = HEADING.fullmatch(name)
            if found or name in ("title", "subtitle"):
                return int(found[1]) if found else 1
        levels = [properties, *(one.child("w:pPr") for one in self.chain(style))]
        for row in levels:
            level = row.value("w:outlineLvl") if row else ""
            if level.isdecimal():
                return int(level) + 1 if int(level) < 9 else 0
        return 0

    def item(self, properties: Node | None) -> ItemOf | None:
        style = properties.value("w:pStyle") if properties else ""
        rows = [properties, *(one.child("w:pPr") for one in self.chain(style))]
        number, level = "", ""
        for row in rows:
            number = number or (row.value("w:numPr", "w:numId") if row else "")
            level = level or (row.value("w:numPr", "w:ilvl") if row else "")
        if number == "0":
            return None
        depth = int(level) if level.isdecimal() and int(level) < 9 else 0
        if number in self.numbers:
            return self.counted(number, depth)
        for name in self.names(style):
            plain = PLAIN_LISTS.fullmatch(name)
            if plain:
                depth = int(plain[2] or 1) - 1
                return ItemOf(f"style {plain[1]}", depth, plain[1] == "number", "", 1)
        return None

    def counted(self, number: str, depth: int) -> ItemOf | None:
        row = self.numbers[number]
        abstract = self.abstract.get(row.value("w:abstractNumId"))
        levels = abstract.named("w:lvl") if abstract else []
        level = next((one for one in levels if one.get("w:ilvl") == str(depth)), None)
        start = level.value("w:start") if level else ""
        for override in row.named("w:lvlOverride"):
            if override.get("w:ilvl") == str(depth):
                start = override.value("w:startOverride") or start
                level = override.child("w:lvl") or level
        kind = level.value("w:numFmt") if level else "bullet"
        if kind == "none":
            return None
        first = int(start) if start.isdecimal() else 1
        return ItemOf(number, depth, kind != "bullet", FORMATS.get(kind, ""), first)

    def has_mark(self, run: Node | None, paragraph: Node | None, mark: str) -> bool:
        """Bold or italic, by the run itself, its style, or a style of the paragraph that is
        neither a heading nor ours."""
        direct = run.child(mark) if run else None
        if direct is not None:
            return is_on(direct)
        for style in self.chain(run.value("w:rStyle") if run else ""):
            found = style.below("w:rPr", mark)
            if found is not None:
                return is_on(found)
        style_id = paragraph.value("w:pStyle") if paragraph else ""
        names = self.names(style_id)
        if any(name in TABLE_HEADS | OURS | QUOTES or "head" in name for name in names):
            return False
        for style in self.chain(style_id):
            found = style.below("w:rPr", mark)
            if found is not None:
                return is_on(found)
        return False
