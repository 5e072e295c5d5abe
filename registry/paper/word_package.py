"""A file of Word (.docx): its parts, packed. What stands in it is written by word_writing.py.

Written by hand rather than by a library: some ten small parts whose text is ours, the same bytes
for the same content.
"""

import io
import zipfile
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from registry.paper.word_styles import styles

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
LOCALES = {"en": "en-GB", "ru": "ru-RU"}
SHORT_SIDE, LONG_SIDE, MARGIN = 11906, 16838, 1134  # A4, in twentieths of a point
UNPACKED_ON = (2026, 1, 1, 0, 0, 0)  # of every part: the same content makes the same file


class WordList(NamedTuple):
    """`format`: "bullet", "decimal" or letters, as Word calls them; `level`: from 0."""

    format: str
    start: int
    level: int


@dataclass(slots=True)
class WordFile:
    """What a file is made of. `body`: paragraphs and tables as XML; `notes`: the paragraphs of each
    footnote; `properties`: its own, by name; `pictures`: PNG files."""

    title: str
    language: str
    properties: dict[str, str] = field(default_factory=dict)
    is_wide: bool = False
    footer: str = ""
    body: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    lists: list[WordList] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    bookmarks: int = 0

    @property
    def width(self) -> int:
        """Of the text, in twentieths of a point."""
        return (LONG_SIDE if self.is_wide else SHORT_SIDE) - 2 * MARGIN

    def link(self, address: str) -> str:
        return self.links.setdefault(address, f"link{len(self.links) + 1}")

    def add_list(self, row: WordList) -> int:
        self.lists.append(row)
        return len(self.lists)

    def add_note(self, paragraphs: str) -> int:
        self.notes.append(paragraphs)
        return len(self.notes)

    def add_picture(self, png: bytes) -> str:
        self.pictures.append(png)
        return f"picture{len(self.pictures)}"


def packed(file: WordFile) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(file),
        "_rels/.rels": package_relations(),
        "docProps/core.xml": core(file),
        "docProps/app.xml": app(),
        "docProps/custom.xml": custom(file.properties),
        "word/document.xml": document(file),
        "word/_rels/document.xml.rels": document_relations(file),
        "word/styles.xml": styles(LOCALES[file.language]),
        "word/numbering.xml": numbering(file),
        "word/footnotes.xml": footnotes(file),
        "word/_rels/footnotes.xml.rels": relations(links_of(file)),
        "word/footer1.xml": footer(file),
        "word/settings.xml": settings(file),
    }
    for number, picture in enumerate(file.pictures, 1):
        parts[f"word/media/picture{number}.png"] = picture
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            data = content.encode() if isinstance(content, str) else content
            entry = zipfile.ZipInfo(name, UNPACKED_ON)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return out.getvalue()


def document(file: WordFile) -> str:
    size = (LONG_SIDE, SHORT_SIDE) if file.is_wide else (SHORT_SIDE, LONG_SIDE)
    turned = ' w:orient="landscape"' if file.is_wide else ""
    margins = " ".join(f'w:{side}="{MARGIN}"' for side in ("top", "right", "bottom", "left"))
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/>'
        f'<w:pgSz w:w="{size[0]}" w:h="{size[1]}"{turned}/>'
        f'<w:pgMar {margins} w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    return f"{HEAD}<w:document {SPACES}><w:body>{''.join(file.body)}{section}</w:body></w:document>"


def relations(rows: list[tuple[str, str, str, bool]]) -> str:
    """`rows`: (id, kind, target, whether it is outside of the file)."""
    found = [f'{HEAD}<Relationships xmlns="{RELATIONSHIPS}">']
    for name, kind, target, is_outside in rows:
        kind = kind if kind.startswith("http") else f"{R}/{kind}"
        mode = ' TargetMode="External"' if is_outside else ""
        found.append(f'<Relationship Id="{name}" Type="{kind}" Target="{escape(target)}"{mode}/>')
    return "".join([*found, "</Relationships>"])


def links_of(file: WordFile) -> list[tuple[str, str, str, bool]]:
    return [(name, "hyperlink", address, True) for address, name in file.links.items()]


def package_relations() -> str:
    core_kind = f"{RELATIONSHIPS}/metadata/core-properties"
    return relations(
        [
            ("document", "officeDocument", "word/document.xml", False),
            ("core", core_kind, "docProps/core.xml", False),
            ("app", "extended-properties", "docProps/app.xml", False),
            ("custom", "custom-properties", "docProps/custom.xml", False),
        ]
    )


def document_relations(file: WordFile) -> str:
    rows = [
        (name, name.rstrip("1"), f"{name}.xml", False)
        for name in ("styles", "numbering", "footnotes", "footer1", "settings")
    ]
    for number in range(1, len(file.pictures) + 1):
        rows.append((f"picture{number}", "image", f"media/picture{number}.png", False))
    return relations(rows + links_of(file))


def content_types(file: WordFile) -> str:
    main = f"{OFFICE}.wordprocessingml"
    overrides = {
        "word/document": f"{main}.document.main",
        "word/footer1": f"{main}.footer",
        "docProps/app": f"{OFFICE}.extended-properties",
        "docProps/custom": f"{OFFICE}.custom-properties",
        "docProps/core": "application/vnd.openxmlformats-package.core-properties",
    }
    for name in ("styles", "numbering", "footnotes", "settings"):
        overrides[f"word/{name}"] = f"{main}.{name}"
    rows = [
        f'<Override PartName="/{name}.xml" ContentType="{kind}+xml"/>'
        for name, kind in overrides.items()
    ]
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="png" ContentType="image/png"/>{"".join(rows)}</Types>'
    )


def core(file: WordFile) -> str:
    return (
        f"{HEAD}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(file.title)}</dc:title>"
        f"<dc:language>{LOCALES[file.language]}</dc:language></cp:coreProperties>"
    )


def app() -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    return (
        f'{HEAD}<Properties xmlns="{kind}">'
        "<Application>Prague Process Registry</Application></Properties>"
    )


def custom(properties: dict[str, str]) -> str:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006"
    rows = []
    for number, (name, value) in enumerate(properties.items(), 2):
        rows.append(
            f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}"'
            f' name="{escape(name)}"><vt:lpwstr>{escape(value)}</vt:lpwstr></property>'
        )
    return (
        f'{HEAD}<Properties xmlns="{kind}/custom-properties" xmlns:vt="{kind}/docPropsVTypes">'
        f"{''.join(rows)}</Properties>"
    )


def settings(file: WordFile) -> str:
    locale = LOCALES[file.language]
    return (
        f"{HEAD}<w:settings {SPACES}><w:footnotePr>"
        '<w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{locale}"/></w:settings>'
    )


def numbering(file: WordFile) -> str:
    """A list of its own for each: lists that share one go on counting in one another."""
    abstract, used = [], []
    for number, row in enumerate(file.lists, 1):
        levels = "".join(level_of(row, level) for level in range(row.level + 1))
        abstract.append(
            f'<w:abstractNum w:abstractNumId="{number}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
        used.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
    return f"{HEAD}<w:numbering {SPACES}>{''.join(abstract)}{''.join(used)}</w:numbering>"


def level_of(row: WordList, level: int) -> str:
    text = "\N{BULLET}" if row.format == "bullet" else f"%{level + 1}."
    start = row.start if level == row.level else 1
    left = 425 * (level + 1)
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{start}"/><w:numFmt w:val="{row.format}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="425"/></w:pPr></w:lvl>'
    )


def footnotes(file: WordFile) -> str:
    rows = [
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p>'
        '</w:footnote><w:footnote w:type="continuationSeparator" w:id="0">'
        "<w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"
    ]
    for number, content in enumerate(file.notes, 1):
        rows.append(f'<w:footnote w:id="{number}">{content}</w:footnote>')
    return f"{HEAD}<w:footnotes {SPACES}>{''.join(rows)}</w:footnotes>"


def footer(file: WordFile) -> str:
    page = (
        '<w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{file.width}"/></w:tabs>'
    return (
        f'{HEAD}<w:ftr {SPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/>{tab}</w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(file.footer)}</w:t></w:r>{page}</w:p></w:ftr>'
    )
