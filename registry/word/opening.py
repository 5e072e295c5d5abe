"""The parts of a Word file, read within limits. Names have the prefixes that the format's own
documents use ("w:p"), whichever a file has chosen; nothing outside of the file is ever asked for.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, normpath
from xml.parsers import expat

from registry.common.errors import RuleError
from registry.common.sizes import MEGABYTE
from registry.word.judging import damaged

DEEPEST = 250  # elements inside of one another; a table in a table in a list comes to forty
MOST_ELEMENTS = 2_000_000
LARGEST_PART = 60 * MEGABYTE  # of XML, unpacked
PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://www.w3.org/XML/1998/namespace": "xml",
}
KINDS = ("footnotes", "endnotes", "comments", "styles", "numbering", "header", "footer")


class Node:
    """An element: `text` is what stands directly in it."""

    __slots__ = ("attributes", "children", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes = name, attributes
        self.children: list[Node] = []
        self.text = ""

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def child(self, name: str) -> "Node | None":
        return next((child for child in self.children if child.name == name), None)

    def named(self, name: str) -> "list[Node]":
        return [child for child in self.children if child.name == name]

    def below(self, *names: str) -> "Node | None":
        """A child of a child."""
        found: Node | None = self
        for name in names:
            found = found.child(name) if found is not None else None
        return found

    def value(self, *names: str) -> str:
        """w:val of the element there; "" where there is none."""
        found = self.below(*names)
        return found.get("w:val") if found is not None else ""

    def all(self, name: str) -> "Iterator[Node]":
        for child in self.children:
            if child.name == name:
                yield child
            yield from child.all(name)


class TooMuchError(Exception):
    pass


class Builder:
    def __init__(self) -> None:
        self.root = Node("", {})
        self.stack = [self.root]
        self.count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.stack) > DEEPEST:
            raise TooMuchError
        given = {short(key): value for key, value in attributes.items()}
        node = Node(short(name), given)
        self.stack[-1].children.append(node)
        self.stack.append(node)

    def end(self, name: str) -> None:
        self.stack.pop()

    def text(self, text: str) -> None:
        self.stack[-1].text += text

    def refuse(self, *about: object) -> None:
        """A definition of entities has no place in these files."""
        raise TooMuchError


def short(name: str) -> str:
    space, _bar, local = name.rpartition("|")
    return f"{PREFIXES.get(space, 'x')}:{local}" if space else local


def parsed(data: bytes) -> Node:
    """Raises RuleError where it is no XML or far too much of it."""
    builder = Builder()
    parser = expat.ParserCreate(namespace_separator="|")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, TooMuchError, ValueError):
        raise RuleError(damaged()) from None
    return builder.root.children[0]


@dataclass(frozen=True, slots=True)
class Relation:
    kind: str
    target: str
    is_outside: bool


@dataclass(slots=True)
class OpenedFile:
    """`related`: relations by the name of the part and their id; `parts`: XML by its kind;
    `names`: of all parts."""

    document: Node
    relations: dict[str, dict[str, Relation]]
    parts: dict[str, list[tuple[str, Node]]]
    properties: dict[str, str]
    names: list[str] = field(default_factory=list)
    main: str = ""


def open_file(archive: zipfile.ZipFile) -> OpenedFile:
    names = archive.namelist()
    top = relations_of(archive, "")
    main = next((one.target for one in top.values() if one.kind == "officeDocument"), "")
    if main not in names:
        raise RuleError(damaged())
    relations = {main: relations_of(archive, main)}
    parts: dict[str, list[tuple[str, Node]]] = {kind: [] for kind in KINDS}
    for one in relations[main].values():
        if one.kind in KINDS and not one.is_outside and one.target in names:
            parts[one.kind].append((one.target, parsed(part(archive, one.target))))
            relations[one.target] = relations_of(archive, one.target)
    custom = "docProps/custom.xml"
    return OpenedFile(
        document=parsed(part(archive, main)),
        relations=relations,
        parts=parts,
        properties=properties_of(parsed(part(archive, custom))) if custom in names else {},
        names=names,
        main=main,
    )


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST_PART:
        raise RuleError(damaged())
    return archive.read(name)


def relations_of(archive: zipfile.ZipFile, name: str) -> dict[str, Relation]:
    """By id. Targets are names of parts; of what is outside, addresses."""
    folder, _slash, file = name.rpartition("/")
    path = f"{folder}/_rels/{file}.rels".lstrip("/")
    if path not in archive.namelist():
        return {}
    found = {}
    for row in parsed(part(archive, path)).children:
        is_outside = row.get("TargetMode") == "External"
        target = row.get("Target")
        if not is_outside:
            is_whole = target.startswith("/")
            target = target[1:] if is_whole else normpath(f"{dirname(name)}/{target}").lstrip("/")
        found[row.get("Id")] = Relation(row.get("Type").rpartition("/")[2], target, is_outside)
    return found


def properties_of(root: Node) -> dict[str, str]:
    found = {}
    for row in root.children:
        found[row.get("name")] = "".join(child.text for child in row.children).strip()
    return found
