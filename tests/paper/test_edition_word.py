"""The published edition as a Word file, read by the library that others read such files with."""

import io
from zipfile import ZipFile

import pytest
from django.utils import translation
from docx import Document
from docx.oxml.ns import qn
from PIL import Image

from registry.paper.edition_paper import edition_paper
from registry.paper.edition_word import docx
from registry.paper.passages import plain_lines
from registry.profiles.models import Edition
from tests import make
from tests.conftest import TODAY
from tests.paper.reading import whole

pytestmark = [pytest.mark.django_db, pytest.mark.charts]
ADDRESS = "/en/profiles/georgia/light/2031/1.docx"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def opened(paper) -> Document:
    return Document(io.BytesIO(docx(paper)))


def words_of(document) -> str:
    """All that is written, footnotes apart."""
    return " ".join("".join(found.itertext()) for found in document.element.body.iter(qn("w:p")))


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    ("state", "kind"), [("kosovo", "light"), ("georgia", "light"), ("kyrgyzstan", "extended")]
)
def test_all_that_stands_on_its_paper_stands_in_it(state, kind, language):
    edition = Edition.objects.public().of_profile(state, kind).latest("year")
    with translation.override(language):
        paper = edition_paper(edition)
        document = opened(paper)
    words = words_of(document).replace("\u00ad", "")
    cover = paper["cover"]
    wanted = [cover["standing"], cover["footnote"], cover["apa"], cover["checksum"], cover["check"]]
    for part in paper["parts"]:
        wanted += [one["heading"] for one in part.get("unwritten", [])]
        if "unwritten" not in part:
            wanted += [part["heading"], part["quiet"], part["lag"], part["freshness"]]
            wanted += plain_lines(part["text"])
            wanted += [value for row in part["figures"] for value in (row["latest"] or [])]
    wanted += [note for note in paper["footnotes"]] + [row[0] for row in paper["sources"]]
    for text in wanted:
        assert text.replace("\u00ad", "") in words, text
    assert len(document.inline_shapes) == sum(len(one.get("charts", [])) for one in paper["parts"])


def test_charts_are_pictures_told_in_words():
    edition = Edition.objects.public().of_profile("georgia", "light").latest("year")
    paper = edition_paper(edition)
    document = opened(paper)
    charts = [chart for part in paper["parts"] for chart in part.get("charts", [])]
    assert charts
    section = document.sections[0]
    most = section.page_width - section.left_margin - section.right_margin
    for shape, chart in zip(document.inline_shapes, charts, strict=True):
        assert shape._inline.docPr.get("descr") == chart["alt"]
        assert 0 < shape.width <= most
    with ZipFile(io.BytesIO(docx(paper))) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
        first = Image.open(io.BytesIO(archive.read(pictures[0]))).convert("RGB")
    assert len(pictures) == len(charts)
    assert first.getpixel((0, 0)) > (240, 240, 240), "on paper, not on black"
    letters = first.crop((0, 0, 50, first.height))  # the values of the axis
    assert any(max(pixel) < 160 for _count, pixel in letters.getcolors(maxcolors=10_000))


@pytest.fixture
def with_all_kinds(georgia) -> Edition:
    edition = make.edition(georgia)
    make.section(
        edition,
        "background",
        "<h2>Within</h2><p>Plain <strong>bold</strong> <a href='https://example.org/a'>link</a>.</p>"
        "<ol start='3'><li><p>third</p><ul><li><p>within</p></li></ul></li></ol>"
        "<blockquote><p>Quoted.</p></blockquote>"
        "<table><tbody><tr><th>Year</th><th>Value</th></tr>"
        "<tr><td>2020</td><td>7</td></tr></tbody></table>",
        "<p>Текст.</p>",
    )
    return make.publish(edition, on=TODAY)


def test_it_has_words_own_styles(with_all_kinds):
    document = opened(edition_paper(with_all_kinds))
    styles = {one.text: one.style.name for one in document.paragraphs if one.text}
    assert styles["Georgia"] == "Title"
    assert styles["Quoted."] == "Quote"
    assert styles["third"] == "List Paragraph"
    levels = [
        int(one.style.name[-1])
        for one in document.paragraphs
        if one.style.name.startswith("Heading")
    ]
    assert levels
    for above, below in zip([1, *levels], levels, strict=False):
        assert below <= above + 1, "no level of heading is left out"
    assert document.part.rels
    assert "https://example.org/a" in [one.target_ref for one in document.part.rels.values()]
    given = next(one for one in document.tables if one.cell(0, 0).text == "Year")
    assert given.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert document.core_properties.title.startswith("Georgia")


def test_it_is_given_as_the_other_files_are(client, with_all_kinds):
    response = client.get(ADDRESS)
    assert response["Content-Type"] == KIND
    disposition = 'attachment; filename="georgia-light-2031-v1-en.docx"'
    assert response["Content-Disposition"] == disposition
    assert Document(io.BytesIO(whole(response))).paragraphs
    assert client.head(ADDRESS)["Content-Length"] == response["Content-Length"]
    assert client.get(ADDRESS, headers={"If-None-Match": response["ETag"]}).status_code == 304
    part = client.get(ADDRESS, headers={"Range": "bytes=0-1"})
    assert (part.status_code, whole(part)) == (206, b"PK")
    page = client.get("/en/profiles/georgia/light/2031/").content.decode()
    assert f'href="{ADDRESS}"' in page


def test_it_says_that_a_later_version_took_its_place(client, with_all_kinds, georgia):
    client.get(ADDRESS)
    second = make.edition(georgia, number=2)
    make.section(second, "background", "<p>Corrected.</p>", "<p>Исправлено.</p>")
    make.publish(second, on=TODAY)
    document = Document(io.BytesIO(whole(client.get(ADDRESS))))
    assert "Version 2 has taken the place of this version." in words_of(document)
