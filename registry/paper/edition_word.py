"""An edition as a Word file, for those who quote: what stands on its paper (edition_paper.py) in
Word's own styles, its charts as pictures that are also told in words."""

import struct
from collections.abc import Iterable
from html import escape
from typing import Any

from registry.common.markup import Element
from registry.paper.passages import Node
from registry.paper.word_package import WordFile, packed
from registry.paper.word_styles import CELL, GUIDANCE, TABLE_HEAD
from registry.paper.word_writing import WordWriter
from registry.pictures.charts import as_png

Paper = dict[str, Any]
SCALE = 2  # of the pixels of a picture
OF_AN_INCH = 96  # pixels of the web
EMU_OF_A_PIXEL = 914_400 // OF_AN_INCH  # the unit of drawings in Word
EMU_OF_A_TWIP = 635
SIZE_OF_A_PNG = struct.Struct(">16x2I")  # its first part begins with them
TEXT_LEVEL = 2  # the headings of a passage know their level by themselves
LOWEST_HEADING = 6


def docx(paper: Paper) -> bytes:
    """Asks nothing of the database."""
    return packed(EditionFile(paper).made())


class EditionFile:
    def __init__(self, paper: Paper) -> None:
        cover = paper["cover"]
        version = f"{paper['words']['version']} {cover['version']}"
        self.paper, self.cover, self.words = paper, cover, paper["words"]
        self.file = WordFile(
            title=paper["title"],
            language=paper["language"],
            footer=f"{paper['title']}, {version} · {cover['running']}",
            properties={"registry_address": cover["url"], "registry_checksum": cover["checksum"]},
        )
        self.writer = WordWriter(self.file, paper["language"])

    def made(self) -> WordFile:
        self.first_lines()
        for part in self.paper["parts"]:
            if "unwritten" in part:
                self.unwritten(part["unwritten"])
            else:
                self.part(part)
        self.gaps()
        self.sources()
        self.names()
        self.values()
        return self.file

    def line(self, text: str, style: str = "") -> None:
        if text:
            self.file.body.append(self.writer.paragraph([text], style))

    def first_lines(self) -> None:
        cover, words = self.cover, self.words
        self.line(words["registry"], GUIDANCE)
        self.line(self.paper["name"], "Title")
        self.line(cover["official_name"], GUIDANCE)
        self.line(f"{self.paper['kind']} {self.paper['years']}", "Subtitle")
        self.strong(cover["standing"])
        if cover["is_document"]:
            self.strong(words["document_only"])
        if cover["notice"]:
            self.line(" ".join(cover["notice"]))
        if cover["replaced"]:
            self.strong(cover["replaced"])
        if cover["correction"]:
            self.line(f"{words['corrected']} {cover['correction']}")
        self.table([], cover["facts"], [1, 3])
        self.line(words["cite"], "Heading2")
        self.line(cover["apa"])
        if self.paper["language"] == "ru":
            self.line(cover["gost"])
        if cover["checksum"]:
            self.line(f"{words['checksum']} {cover['checksum']}", GUIDANCE)
        link = Element("a", {"href": cover["check"]}, [cover["check"]])
        self.file.body.append(self.writer.paragraph([f"{words['current']} ", link], GUIDANCE))
        self.line(cover["footnote"], GUIDANCE)

    def strong(self, text: str) -> None:
        self.file.body.append(self.writer.paragraph([Element("strong", {}, [text])]))

    def unwritten(self, parts: list[Paper]) -> None:
        self.line(self.words["unwritten"], GUIDANCE)
        items = []
        for part in parts:
            reason = f": {part['gap']}" if part["gap"] else ""
            item = Element("p", {}, [f"{part['number']} {part['heading']}{reason}"])
            for line in part["missing"]:
                item.children += [Element("br"), line]
            items.append(item)
        self.bullets(items)

    def bullets(self, items: Iterable[Element]) -> None:
        listed = Element("ul", {}, [Element("li", {}, [item]) for item in items])
        self.file.body.append(self.writer.block(listed))

    def part(self, part: Paper) -> None:
        level, words = part["level"], self.words
        self.line(f"{part['label']} {part['heading']}".strip(), f"Heading{level}")
        for told in (part["parity"], part["lag"]):
            self.line(told, GUIDANCE)
        language = part["language"] or self.paper["language"]
        writer = WordWriter(self.file, language, below=TEXT_LEVEL)
        self.file.body += writer.each([element_of(node) for node in part["text"]])
        self.line(part["quiet"], GUIDANCE)
        for chart in part["charts"]:
            self.chart(chart)
        if part["figures"]:
            heads = [words["figure"], words["latest"], words["before"]]
            self.table(heads, map(figure_cells, part["figures"]), [4, 2, 2])
        for line in part["missing"]:
            self.line(line, GUIDANCE)
        sources = f"{words['sources']}: {'; '.join(part['sources'])}." if part["sources"] else ""
        self.line(f"{part['freshness']} {sources}".strip(), GUIDANCE)

    def chart(self, chart: Paper) -> None:
        self.strong(f"{chart['title']}, {chart['unit']}")
        self.file.body.append(picture(self.file, drawn(chart["svg"]), chart["alt"]))
        self.line(f"{self.words['source']} {chart['source']}", GUIDANCE)

    def table(self, heads: list[str], rows: Iterable[list[str]], widths: list[int]) -> None:
        found = []
        if heads:
            cells = "".join(self.cell(head, TABLE_HEAD) for head in heads)
            found.append(f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{cells}</w:tr>")
        for row in rows:
            cells = "".join(self.cell(text, CELL) for text in row)
            found.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
        self.file.body.append(self.writer.table_of(found, widths))

    def cell(self, text: str, style: str) -> str:
        lines = [self.writer.paragraph([line], style) for line in text.split("\n")]
        return f"<w:tc>{''.join(lines)}</w:tc>"

    def gaps(self) -> None:
        words, gaps = self.words, self.paper["gaps"]
        if gaps:
            self.line(words["gaps"], "Heading1")
            self.line(words["gaps_told"])
            self.table([words["part"], words["figure"], words["reason"]], gaps, [1, 3, 3])

    def sources(self) -> None:
        if not self.paper["sources"]:
            return
        self.line(self.words["sources"], "Heading1")
        items = []
        for title, address in self.paper["sources"]:
            item = Element("p", {}, [title])
            if address:
                item.children += [". ", Element("a", {"href": address}, [address])]
            items.append(item)
        self.bullets(items)

    def names(self) -> None:
        if self.paper["footnotes"]:
            self.line(self.words["names"], "Heading1")
            for note in self.paper["footnotes"]:
                self.line(note)

    def values(self) -> None:
        words, charts = self.words, self.paper["charts"]
        if charts:
            self.line(words["values"], "Heading1")
        for chart in charts:
            self.line(f"{chart['title']}, {chart['value_unit']}", "Heading2")
            self.table([words["year"], words["value"]], chart["years"], [1, 3])


def figure_cells(row: Paper) -> list[str]:
    title = "\n".join([f"{row['title']}, {row['unit']}", *row["notes"]])
    return [title, with_year(row["latest"]), with_year(row["before"])]


def with_year(point: list[str] | None) -> str:
    return f"{point[1]} ({point[0]})" if point else ""


def element_of(node: str | Node) -> Any:
    """A node of a passage as the element that it was made from: WordWriter writes elements."""
    if isinstance(node, str):
        return node.replace("\N{SOFT HYPHEN}", "")  # a place to break lines of type, no letter
    name, content = node["n"], node["c"]
    if name == "table":
        return table_of(node)
    if name in ("ul", "ol"):
        attributes = {"start": str(node["start"]), "type": node["type"]}
        listed = Element(name, attributes)
        listed.children += [Element("li", {}, list(map(element_of, item))) for item in content]
        return listed
    children = list(map(element_of, content))
    if name == "heading":
        return Element(f"h{min(node['level'], LOWEST_HEADING)}", {}, children)
    if name == "a":
        return Element("a", {"href": node["href"]}, children)
    return Element("blockquote" if name == "quote" else name, {}, children)


def table_of(node: Node) -> Element:
    rows = [Element("tr") for _row in range(node["rows"])]
    table = Element("table")
    table.children += rows
    for cell in node["c"]:
        spans = {name: str(cell[name]) for name in ("colspan", "rowspan")}
        content = list(map(element_of, cell["c"]))
        rows[cell["y"]].children.append(Element("th" if cell["is_head"] else "td", spans, content))
    return table


def drawn(svg: str) -> bytes:
    """On a page its letters are those of the page; here it has to name them."""
    return as_png(svg.replace("<svg ", '<svg font-family="sans-serif" ', 1), SCALE)


def picture(file: WordFile, png: bytes, alt: str) -> str:
    """In a line of its own, as large as it was drawn, and no wider than the text."""
    width, height = (side * EMU_OF_A_PIXEL // SCALE for side in SIZE_OF_A_PNG.unpack_from(png))
    most = file.width * EMU_OF_A_TWIP
    if width > most:
        width, height = most, height * most // width
    name = file.add_picture(png)
    number = len(file.pictures)
    size = f'cx="{width}" cy="{height}"'
    told = escape(alt)
    return (
        "<w:p><w:r><w:drawing>"
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="{name}" descr="{told}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}" descr="{told}"/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{name}"/>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
