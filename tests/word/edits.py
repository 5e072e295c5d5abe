"""Kinds of edits that people make in Word, each with what is to come of it.

Each is given the document and the paragraphs of a text ("Sentence 1 of X.", 2, 3), and returns
words or tags that the text is to hold; what begins with ! it is not to hold.
"""

import copy
from collections.abc import Callable

from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.shared import Pt
from docx.text.paragraph import Paragraph

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
Edit = Callable[[Document, list[Paragraph]], list[str]]


def typed(document, texts):
    texts[0].add_run(" More words.")
    return ["Sentence 1 of", "More words."]


def replaced(document, texts):
    texts[1].runs[0].text = "Another sentence."
    return ["<p>Another sentence.</p>", "!Sentence 2"]


def bold(document, texts):
    texts[0].add_run("grave").bold = True
    return ["<strong>grave</strong>"]


def italic(document, texts):
    texts[0].add_run("slanted").italic = True
    return ["<em>slanted</em>"]


def both_marks(document, texts):
    run = texts[0].add_run("both")
    run.bold = run.italic = True
    return ["<strong><em>both</em></strong>"]


def raised(document, texts):
    texts[0].add_run("2").font.superscript = True
    texts[0].add_run("3").font.subscript = True
    return ["<sup>2</sup>", "<sub>3</sub>"]


def coloured(document, texts):
    run = texts[0].add_run("in red")
    run.font.size, run.font.name, run.underline = Pt(20), "Comic Sans MS", True
    return ["in red", "!<span", "!<u>"]


def new_paragraph(document, texts):
    texts[1].insert_paragraph_before("Between the lines.")
    return ["<p>Between the lines.</p><p>Sentence 2"]


def at_the_end(document, texts):
    made = copy.deepcopy(texts[2]._p)
    texts[2]._p.addnext(made)
    Paragraph(made, texts[2]._parent).runs[0].text = "The very last."
    return ["<p>The very last.</p>"]


def moved(document, texts):
    texts[2]._p.addnext(texts[0]._p)
    return ["Sentence 3", "!<p>Sentence 1 of 0.</p><p>Sentence 2"]


def merged(document, texts):
    texts[0].add_run(f" {texts[1].text}")
    texts[1]._p.getparent().remove(texts[1]._p)
    return ["Sentence 1 of", ". Sentence 2 of"]


def split(document, texts):
    texts[0].runs[0].text = "Half."
    texts[1].insert_paragraph_before("The other half.")
    return ["<p>Half.</p><p>The other half.</p>"]


def deleted(document, texts):
    texts[1]._p.getparent().remove(texts[1]._p)
    return ["!Sentence 2", "Sentence 3"]


def line_break(document, texts):
    texts[0].add_run().add_break(WD_BREAK.LINE)
    texts[0].add_run("Below.")
    return ["<br>Below."]


def page_break(document, texts):
    texts[0].add_run().add_break(WD_BREAK.PAGE)
    texts[0].add_run("On the next page.")
    return ["On the next page.", "!<br>"]


def tab(document, texts):
    texts[0].add_run("\tbehind a tab")
    return [" behind a tab"]


def heading(document, texts):
    texts[1].insert_paragraph_before("A heading", style="Heading 1")
    return ["<h3>A heading</h3>"]


def low_heading(document, texts):
    texts[1].insert_paragraph_before("A low heading", style="Heading 6")
    return ["<h4>A low heading</h4>"]


def outlined(document, texts):
    made = texts[1].insert_paragraph_before("By its outline")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "2")
    made._p.get_or_add_pPr().append(level)
    return ["<h3>By its outline</h3>"]


def quote(document, texts):
    texts[1].style = "Quote"
    return ["<blockquote><p>Sentence 2"]


def list_of_a_foreign_style(document, texts):
    style = document.styles.add_style("List Bullet", 1)
    for text in ("one", "two"):
        texts[1].insert_paragraph_before(text, style=style)
    return ["<ul><li><p>one</p></li><li><p>two</p></li></ul>"]


def numbered(document, texts):
    style = document.styles.add_style("List Number", 1)
    texts[1].insert_paragraph_before("first", style=style)
    return ["<ol><li><p>first</p></li></ol>"]


def foreign_style(document, texts):
    style = document.styles.add_style("Ministry text", 1)
    style.font.bold = True
    texts[1].style = style
    return ["<strong>Sentence 2"]


def table(document, texts):
    made = document.add_table(rows=2, cols=2)
    made.cell(0, 0).text, made.cell(1, 1).text = "corner", "1 234,5"
    texts[1]._p.addnext(made._tbl)
    return ["<table>", "corner", "1 234,5"]


def merged_cells(document, texts):
    made = document.add_table(rows=2, cols=2)
    made.cell(0, 0).merge(made.cell(0, 1)).text = "wide"
    made.cell(1, 0).text, made.cell(1, 1).text = "a", "b"
    texts[1]._p.addnext(made._tbl)
    return ['colspan="2"', "wide"]


def link(document, texts):
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    key = document.part.relate_to("https://example.org/new", kind, is_external=True)
    made = OxmlElement("w:hyperlink")
    made.set(qn("r:id"), key)
    run = OxmlElement("w:r")
    run.text = "a link"
    made.append(run)
    texts[0]._p.append(made)
    return ['<a href="https://example.org/new">a link</a>']


def tracked(document, texts):
    texts[0]._p.append(
        parse_xml(f'<w:ins {W} w:id="901" w:author="A"><w:r><w:t>came in</w:t></w:r></w:ins>')
    )
    gone = parse_xml(f'<w:del {W} w:id="902" w:author="A"/>')
    run = texts[1].runs[0]._r
    run.getparent().replace(run, gone)
    for text in run.findall(qn("w:t")):
        text.tag = qn("w:delText")
    gone.append(run)
    return ["came in", "!Sentence 2"]


def tracked_end(document, texts):
    properties = texts[0]._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:rPr {W}><w:del w:id="903" w:author="A"/></w:rPr>'))
    return [".Sentence 2"]


def hidden(document, texts):
    texts[0].add_run(" Seen.")
    texts[0].add_run("unseen words").font.hidden = True
    return ["!unseen words", "Seen."]


def non_breaking(document, texts):
    texts[0].add_run("1\N{NO-BREAK SPACE}234\N{MINUS SIGN}5")
    return ["234\N{MINUS SIGN}5"]


def signs(document, texts):
    texts[0].add_run("<script> & „quotes“ ё")
    return ["&lt;script&gt; &amp; „quotes“ ё"]


TEXT_EDITS: list[Edit] = [
    typed,
    replaced,
    bold,
    italic,
    both_marks,
    raised,
    coloured,
    new_paragraph,
    at_the_end,
    moved,
    merged,
    split,
    deleted,
    line_break,
    page_break,
    tab,
    heading,
    low_heading,
    outlined,
    quote,
    list_of_a_foreign_style,
    numbered,
    foreign_style,
    table,
    merged_cells,
    link,
    tracked,
    tracked_end,
    hidden,
    non_breaking,
    signs,
]


def agrees(html: str, wanted: list[str]) -> bool:
    plain = html.replace("\N{NO-BREAK SPACE}", " ")
    return all(one[1:] not in plain if one.startswith("!") else one in plain for one in wanted)
