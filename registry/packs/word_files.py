"""Word files: headings, paragraphs, lists and tables whose heads repeat, in the language that they
are in, so that a screen reader and a contents list find them.

The library's own template is in American English and names its maker: both are set here.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FONT = "Arial"  # each Word and LibreOffice has it, or sets another of its widths in its place
INK = RGBColor(0x14, 0x21, 0x3D)
QUIET = RGBColor(0x56, 0x5E, 0x70)
TAGS = {"en": "en-GB", "ru": "ru-RU"}
WIDTH = 170  # mm between the margins


class WordFile:
    def __init__(self, *, title: str, author: str, language: str, size: float = 10) -> None:
        self.document = Document()
        self.main = self.language = language
        about = self.document.core_properties
        about.title, about.author, about.language = title, author, TAGS[language]
        about.comments = ""
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin = section.bottom_margin = Mm(22)
        self.set_styles(TAGS[language], size)
        self.number_pages()

    def set_styles(self, language: str, size: float) -> None:
        styles = self.document.styles
        sizes = {"Normal": size, "Title": 22, "Heading 1": 15, "Heading 2": 11}
        for name, points in sizes.items():
            style = styles[name]
            style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(points), INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            for script in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{script}"), FONT)
        spacing = styles["Normal"].paragraph_format
        spacing.space_after, spacing.line_spacing = Pt(6), 1.15
        told = OxmlElement("w:lang")
        told.set(qn("w:val"), language)
        properties = styles["Normal"].element.get_or_add_rPr()
        properties.append(told)

    def number_pages(self) -> None:
        line = self.document.sections[0].footer.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for instruction in ("PAGE", "NUMPAGES"):
            if instruction == "NUMPAGES":
                line.add_run(" / ")
            add_field(line, instruction)

    def running_head(self, text: str) -> None:
        line = self.document.sections[0].header.paragraphs[0]
        run = line.add_run(text)
        run.font.size, run.font.color.rgb = Pt(8), QUIET

    def title(self, text: str) -> None:
        self.document.add_paragraph(text, style="Title")
        borders = self.document.styles["Title"].element.get_or_add_pPr().find(qn("w:pBdr"))
        if borders is not None:
            borders.getparent().remove(borders)

    def heading(self, text: str, *, level: int) -> None:
        self.tell_language(self.document.add_heading(text, level).runs)

    def line(
        self,
        text: str,
        *,
        is_bold: bool = False,
        is_quiet: bool = False,
        is_quoted: bool = False,
        is_right: bool = False,
    ) -> Paragraph:
        made = self.document.add_paragraph()
        run = made.add_run(text)
        run.bold = is_bold or None
        if is_quiet:
            run.font.color.rgb, run.font.size = QUIET, Pt(9)
        if is_quoted:
            made.paragraph_format.left_indent = Mm(6)
        if is_right:
            made.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        self.tell_language(made.runs)
        return made

    def tell_language(self, runs: Iterable[Run]) -> None:
        if self.language == self.main:
            return
        for run in runs:
            told = OxmlElement("w:lang")
            told.set(qn("w:val"), TAGS[self.language])
            run.element.get_or_add_rPr().append(told)

    def lines(self, texts: Sequence[str]) -> Paragraph:
        """One below the other, in one paragraph."""
        made = self.document.add_paragraph()
        for place, text in enumerate(texts):
            run = made.add_run(text)
            if place < len(texts) - 1:
                run.add_break()
        self.tell_language(made.runs)
        return made

    def page_break(self) -> None:
        self.document.add_page_break()

    def in_language(self, language: str) -> None:
        """What is added from now on is in another language than the file."""
        self.language = language

    def listing(self, items: Iterable[str]) -> None:
        for item in items:
            self.document.add_paragraph(item, style="List Bullet")

    def table(
        self,
        caption: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[int],
        numbers: Sequence[int] = (),
    ) -> Any:
        """`widths`: of the columns, in parts. The first row is told to be a head and repeats."""
        if caption:
            told = self.line(caption, is_bold=True)
            told.paragraph_format.keep_with_next = True
        made = self.document.add_table(rows=len(rows) + 1, cols=len(heads))
        made.style, made.autofit = "Table Grid", False
        whole = sum(widths)
        for at, width in enumerate(widths):  # LibreOffice asks the columns, Word the cells
            made.columns[at].width = Mm(round(WIDTH * width / whole))
        for place, texts in enumerate([heads, *rows]):
            cells = made.rows[place].cells
            for at, text in enumerate(texts):
                cells[at].width = Mm(round(WIDTH * widths[at] / whole))
                line = cells[at].paragraphs[0]
                fill(line, text, is_head=place == 0, is_number=at in numbers)
        mark_table(self.last_table(), caption)
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)
        return made

    def last_table(self) -> Any:
        """The element of the table that was added last."""
        return list(self.document.element.body.iterchildren(qn("w:tbl")))[-1]

    def content(self) -> bytes:
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()


def fill(line: Paragraph, text: str, *, is_head: bool, is_number: bool) -> None:
    run = line.add_run(text)
    run.font.size, run.bold = Pt(8.5), is_head or None
    line.paragraph_format.space_after = Pt(1)
    if is_number:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def add_field(line: Paragraph, instruction: str) -> None:
    """What Word computes: the number of the page."""
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        run = line.add_run()
        run.font.size, run.font.color.rgb = Pt(8), QUIET
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run.element.append(mark)


def mark_table(element: Any, caption: str) -> None:
    """Its first row is a head and repeats, no row breaks across pages, and who does not see the
    table hears what it is."""
    for place, row in enumerate(element.tr_lst):
        properties = row.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if place == 0:
            properties.append(OxmlElement("w:tblHeader"))
    told = OxmlElement("w:tblCaption")
    told.set(qn("w:val"), caption)
    element.tblPr.append(told)
