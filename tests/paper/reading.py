"""A PDF as its readers meet it: text, tags, bookmarks."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import pypdfium2
from pypdfium2 import raw

HEAD, FOOT = 70, 70  # points of each page that hold the running head and foot
BREAKS = re.compile("[\\s\x02\ufffe\u00ad\u2010-]+")  # how a line ends, in words and between them


@dataclass(frozen=True)
class Tag:
    name: str
    alt: str
    language: str


def opened(data: bytes) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(data)


def texts(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_bounded() for page in opened(data)]


def body(data: bytes) -> str:
    """The text of all pages without their heads and feet, without spaces and hyphens."""
    found = []
    for page in opened(data):
        width, height = page.get_size()
        text = page.get_textpage()
        found.append(text.get_text_bounded(0, FOOT, width, height - HEAD))
    return squeezed("".join(found))


def squeezed(text: str) -> str:
    return BREAKS.sub("", text)


def bookmarks(data: bytes) -> list[tuple[int, str]]:
    return [(one.level, one.get_title()) for one in opened(data).get_toc()]


def tags(data: bytes) -> list[Tag]:
    """Every element of the structure, page after page."""
    found: list[Tag] = []
    document = opened(data)
    for page in document:
        tree = raw.FPDF_StructTree_GetForPage(page.raw)
        for number in range(raw.FPDF_StructTree_CountChildren(tree)):
            found += below(raw.FPDF_StructTree_GetChildAtIndex(tree, number))
        raw.FPDF_StructTree_Close(tree)
    return found


def below(element: object) -> Iterator[Tag]:
    yield Tag(
        name=said(raw.FPDF_StructElement_GetType, element),
        alt=said(raw.FPDF_StructElement_GetAltText, element),
        language=said(raw.FPDF_StructElement_GetLang, element),
    )
    for number in range(raw.FPDF_StructElement_CountChildren(element)):
        child = raw.FPDF_StructElement_GetChildAtIndex(element, number)
        if child:
            yield from below(child)


def said(ask, element: object) -> str:
    length = ask(element, None, 0)
    if length <= 2:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(element, buffer, length)
    return buffer.raw[: length - 2].decode("utf-16-le")


# What only a screen has
UNREAD = {"form", "nav", "script", "svg", "button", "summary", "textarea"}
UNREAD_CLASSES = {
    "on-screen",
    "visually-hidden",
    "edit-this",
    "chips",
    "legend",
    "person",
    "footnotes",
}
VOID = {"br", "img", "input", "hr", "wbr", "rect", "line", "circle", "path", "meta", "link"}


class Reader(HTMLParser):
    """What readers of a page of the registry read, in pieces between two tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []  # element, and whether it is left out
        self.found: list[str] = [""]

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append("")
        if name in VOID:
            return
        given = dict(attrs)
        classes = set((given.get("class") or "").split())
        is_left_out = name in UNREAD or classes & UNREAD_CLASSES or "aria-hidden" in given
        self.open.append((name, bool(is_left_out)))

    def handle_endtag(self, name: str) -> None:
        self.found.append("")
        if name not in VOID:
            while self.open and self.open.pop()[0] != name:
                pass

    def handle_data(self, data: str) -> None:
        is_in_main = any(name == "main" for name, _left_out in self.open)
        if is_in_main and not any(left_out for _name, left_out in self.open):
            self.found[-1] += data


def sentences(page: str) -> list[str]:
    """Squeezed; what stands between two dots, or around an arrow, is a piece of its own."""
    reader = Reader()
    reader.feed(page)
    pieces = [squeezed(piece) for text in reader.found for piece in re.split("[·→]", text)]
    bare = [piece.strip(",;:.()…").casefold() for piece in pieces]
    return [piece for piece in bare if piece]


def whole(response) -> bytes:
    assert response.status_code in (200, 206), response.status_code
    return b"".join(response.streaming_content)
