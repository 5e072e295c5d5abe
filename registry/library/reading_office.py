"""The text of DOCX, XLSX and PPTX files: archives of XML, read part by part within limits.

Raises RuleError where a part is damaged or too large (common/workbook_parts.py); its words are
about workbooks, so that whoever calls says it in others.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from registry.common.errors import RuleError
from registry.common.workbook_parts import Reader, Texts, parsed, read

LONGEST_PART_TEXT = 20_000  # characters of a slide or a sheet
LONGEST_TEXT = 1_000_000
MOST_PARTS_READ = 500  # slides or sheets
MOST_BLOCKS = 320  # of 64 KB, of all slides or sheets: numbers in cells are no text that ends it
MOST_PAGES = 10_000
CONTENTS = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    f"{MAIN}wordprocessingml.document.main+xml": "docx",
    f"{MAIN}spreadsheetml.sheet.main+xml": "xlsx",
    f"{MAIN}presentationml.presentation.main+xml": "pptx",
}


@dataclass(frozen=True, slots=True)
class Office:
    """`texts`: of each slide or sheet; of a DOCX one text for all, as nothing in it says where a
    page ends. `pages`: None where the file does not say."""

    kind: str
    pages: int | None
    texts: list[str]
    title: str
    language: str


class Kinds(Reader):
    """[Content_Types].xml: which part is the main one, and whether anything in it runs."""

    def __init__(self) -> None:
        self.kind = self.main = ""
        self.runs = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        said = attributes.get("ContentType", "")
        self.runs = self.runs or "macroEnabled" in said or "vbaProject" in said
        if name == "Override" and said in MAIN_PARTS:
            self.kind = MAIN_PARTS[said]
            self.main = attributes.get("PartName", "").lstrip("/")


class Words(Reader):
    """The text of a document or a slide; paragraphs and cells on lines of their own."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.found: list[str] = []
        self.size = 0
        self.is_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.is_text = name == "t"
        if name in ("tab", "br", "cr"):
            self.add(" ")

    def text(self, text: str) -> None:
        if self.is_text:
            self.add(text)

    def end(self, name: str) -> None:
        self.is_text = False
        if name == "p":
            self.add("\n")

    def add(self, text: str) -> None:
        if self.size < self.longest:
            self.found.append(text[: self.longest - self.size])
            self.size += len(text)

    def said(self) -> str:
        return "".join(self.found).strip()


class Cells(Reader):
    """The texts of a sheet's cells, each shown once: `shared` are those of the workbook."""

    def __init__(self, shared: list[str]) -> None:
        self.shared = shared
        self.found: dict[str, None] = {}
        self.kind = self.value = ""
        self.is_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self.kind, self.value = attributes.get("t", ""), ""
        self.is_value = name == "v" if self.kind == "s" else name == "t"

    def text(self, text: str) -> None:
        if self.is_value and len(self.value) < LONGEST_PART_TEXT:
            self.value += text

    def end(self, name: str) -> None:
        self.is_value = False
        if name != "c":
            return
        if self.kind == "s":
            digits = self.value if self.value.isascii() and self.value.isdecimal() else ""
            number = int(digits[:9] or len(self.shared))
            self.value = self.shared[number] if number < len(self.shared) else ""
        if self.value and self.kind in ("s", "inlineStr"):
            self.found[self.value] = None

    def said(self) -> str:
        return "\n".join(self.found)[:LONGEST_PART_TEXT]


class Related(Reader):
    """The parts that a part names, by the number of the relation. `numbers`: those of slides or
    sheets, in order."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.paths: dict[str, str] = {}
        self.numbers: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join(self.base, attributes.get("Target", "")))
            self.paths[attributes.get("Id", "")] = path.lstrip("/")
        elif name in ("sldId", "sheet"):
            number = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.numbers.append(number)


class Properties(Reader):
    """docProps: title, language, number of pages."""

    def __init__(self) -> None:
        self.name = ""
        self.said: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name

    def text(self, text: str) -> None:
        self.said[self.name] = (self.said.get(self.name, "") + text)[:300]

    def end(self, name: str) -> None:
        self.name = ""


def kinds_of(archive: zipfile.ZipFile) -> Kinds:
    kinds = Kinds()
    if CONTENTS in archive.namelist():
        read(archive, CONTENTS, kinds)
    names = archive.namelist()
    kinds.runs = kinds.runs or any(
        name.lower().endswith("vbaproject.bin") or "/activex/" in name.lower() for name in names
    )
    return kinds


def office_file(archive: zipfile.ZipFile, kinds: Kinds) -> Office:
    said = properties(archive)
    if kinds.kind == "docx":
        texts = [words_in(archive, kinds.main, LONGEST_TEXT)]
        pages = number_in(said.get("Pages", ""))
    elif kinds.kind == "pptx":
        slides = parts_in_order(archive, kinds.main)
        texts = within(words_in(archive, path, LONGEST_PART_TEXT) for path in slides)
        pages = len(slides)
    else:
        sheets = parts_in_order(archive, kinds.main)
        texts = within(sheets_texts(archive, kinds.main, sheets))
        pages = len(sheets)
    return Office(
        kind=kinds.kind,
        pages=pages or None,
        texts=texts,
        title=said.get("title", "").strip(),
        language=said.get("language", "").strip()[:35],
    )


def within(texts: Iterator[str]) -> list[str]:
    """As many as there is room for."""
    kept: list[str] = []
    left = LONGEST_TEXT
    for text in islice(texts, MOST_PARTS_READ):
        kept.append(text[:left])
        left -= len(kept[-1])
    return kept


def words_in(archive: zipfile.ZipFile, path: str, longest: int) -> str:
    words = Words(longest)
    for number, _block in enumerate(parsed(archive, path, words), start=1):
        if words.size >= longest or number == MOST_BLOCKS:
            break
    return words.said()


def sheets_texts(archive: zipfile.ZipFile, main: str, sheets: list[str]) -> Iterator[str]:
    shared = Texts()
    path = f"{posixpath.dirname(main)}/sharedStrings.xml"
    if path in archive.namelist():
        read(archive, path, shared)
    left = MOST_BLOCKS
    for sheet in sheets:
        cells = Cells(shared.texts)
        for _block in parsed(archive, sheet, cells) if left else ():
            left -= 1
            if len(cells.found) > LONGEST_PART_TEXT or not left:
                break
        yield cells.said()


def parts_in_order(archive: zipfile.ZipFile, main: str) -> list[str]:
    """Slides or sheets as their reader sees them."""
    folder, name = posixpath.split(main)
    related = Related(folder)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        raise RuleError(relations)
    read(archive, relations, related)
    read(archive, main, related)
    names = set(archive.namelist())
    paths = [related.paths.get(number, "") for number in related.numbers]
    return [path for path in paths if path in names]


def properties(archive: zipfile.ZipFile) -> dict[str, str]:
    found = Properties()
    for name in ("docProps/core.xml", "docProps/app.xml"):
        if name in archive.namelist():
            read(archive, name, found)
    return found.said


def number_in(text: str) -> int:
    """0 where the text is no number that a document could have."""
    is_number = text.isascii() and text.isdecimal() and len(text) < 6
    return int(text) if is_number and int(text) <= MOST_PAGES else 0
