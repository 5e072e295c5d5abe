"""The styles of our Word files: Word's own by their names, and a few of ours for what Word has no
style for. A style says what a passage is; the reader of a file that comes back goes by it."""

from typing import NamedTuple

from registry.pictures.palette import PALETTE

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FONT = "Arial"  # with Cyrillic letters on every machine; LibreOffice has one of the same widths
GREY, BLUE, EDGE = (PALETTE[name].removeprefix("#") for name in ("quiet", "blue", "edge"))
HEADING_SIZES = (32, 28, 24, 22, 21, 21)  # in half points
GUIDANCE, LAST, TABLE_HEAD = "RegistryGuidance", "RegistryLast", "RegistryTableHead"
CELL = "RegistryCell"
LIST_TEXT = "RegistryListText"  # and the level from 1: what stands in an item below its first line
DEEPEST_LIST = 9


class Style(NamedTuple):
    """`paragraph`, `run`: their properties, as XML. `kind`: of the style."""

    id: str
    name: str
    paragraph: str = ""
    run: str = ""
    based_on: str = "Normal"
    kind: str = "paragraph"


def heading(level: int) -> Style:
    before = 360 if level < 3 else 240
    return Style(
        id=f"Heading{level}",
        name=f"heading {level}",
        paragraph=(
            f'<w:keepNext/><w:spacing w:before="{before}" w:after="120"/>'
            f'<w:outlineLvl w:val="{level - 1}"/>'
        ),
        run=f'<w:b/><w:color w:val="{BLUE}"/><w:sz w:val="{HEADING_SIZES[level - 1]}"/>',
    )


def list_text(level: int) -> Style:
    return Style(
        id=f"{LIST_TEXT}{level}",
        name=f"Registry list text {level}",
        paragraph=f'<w:ind w:left="{425 * level}"/>',
    )


LEFT_LINE = f'<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="{EDGE}"/></w:pBdr>'
ROWS = [
    Style("Title", "Title", '<w:spacing w:after="120"/>', '<w:b/><w:sz w:val="44"/>'),
    Style("Subtitle", "Subtitle", run='<w:sz w:val="26"/>'),
    *[heading(level) for level in range(1, 7)],
    Style("Quote", "Quote", '<w:ind w:left="567" w:right="567"/>'),
    Style("ListParagraph", "List Paragraph", '<w:spacing w:after="60"/>'),
    *[list_text(level) for level in range(1, DEEPEST_LIST + 1)],
    Style("FootnoteText", "footnote text", run='<w:sz w:val="18"/>'),
    Style("Footer", "footer", run=f'<w:color w:val="{GREY}"/><w:sz w:val="18"/>'),
    Style(GUIDANCE, "Registry guidance", run=f'<w:color w:val="{GREY}"/><w:sz w:val="19"/>'),
    Style(
        LAST,
        "Registry last edition",
        f'{LEFT_LINE}<w:ind w:left="284"/>',
        f'<w:color w:val="{GREY}"/>',
    ),
    Style(TABLE_HEAD, "Registry table head", run="<w:b/>"),
    Style(CELL, "Registry cell", run='<w:sz w:val="18"/>'),
    Style(
        "FootnoteReference",
        "footnote reference",
        run='<w:vertAlign w:val="superscript"/>',
        based_on="DefaultParagraphFont",
        kind="character",
    ),
    Style(
        "Hyperlink",
        "Hyperlink",
        run=f'<w:color w:val="{BLUE}"/><w:u w:val="single"/>',
        based_on="DefaultParagraphFont",
        kind="character",
    ),
]


def written_style(row: Style) -> str:
    paragraph = f"<w:pPr>{row.paragraph}</w:pPr>" if row.paragraph else ""
    run = f"<w:rPr>{row.run}</w:rPr>" if row.run else ""
    return (
        f'<w:style w:type="{row.kind}" w:styleId="{row.id}"><w:name w:val="{row.name}"/>'
        f'<w:basedOn w:val="{row.based_on}"/><w:qFormat/>{paragraph}{run}</w:style>'
    )


def styles(locale: str) -> str:
    fonts = " ".join(f'w:{name}="{FONT}"' for name in ("ascii", "hAnsi", "cs", "eastAsia"))
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{EDGE}"'
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{edge} {line}/>" for edge in edges)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>'
        f'<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="{locale}"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar><w:left w:w="108" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
        f"</w:style>{''.join(map(written_style, ROWS))}</w:styles>"
    )
