"""Editions as PDF: what stands in them, and that they are what they say they are."""

import re
import time

import pytest
from django.utils import translation

from registry.common.richtext import words_of
from registry.paper import letters, typesetting
from registry.paper.edition_paper import edition_paper
from registry.profiles.models import Edition
from tests import make
from tests.conftest import TODAY
from tests.paper.reading import body, bookmarks, squeezed, tags, texts

pytestmark = pytest.mark.django_db
HOSTILE = (
    "<p>\u202eRight to left\u202c \u200fand\u200e marks, an emoji 😀 👨\u200d👩\u200d👧, 漢字,"
    " ქართული, العربية, a\u0301\u0323\u0334 pile, \ue000 and \ufeff and \U0010ffff,"
    " #set text(red) *bold* $x$ @label \\ {{ x }} &lt;b&gt;</p><p>" + "W" * 300 + "</p>"
)
TABLE = (
    "<table><tbody><tr><th colspan='2'>Both</th><th rowspan='9'>Third</th></tr>"
    "<tr><th>a</th><th>b</th></tr><tr><td rowspan='900'>1</td><td colspan='999'>2</td></tr>"
    + "<tr><td>x</td></tr>" * 120
    + "</tbody></table>"
)


def pdf_of(edition: Edition, language: str = "en") -> bytes:
    with translation.override(language):
        return typesetting.pdf(edition_paper(edition))


def with_text(state, text: str, text_ru: str = "<p>Текст.</p>", **fields) -> Edition:
    edition = make.edition(state, **fields)
    make.section(edition, "background", text, text_ru)
    return make.publish(edition, on=TODAY)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_public_edition_keeps_both_standards(language):
    """The compiler refuses what does not."""
    editions = list(Edition.objects.public().for_page())
    assert len(editions) > 20
    for edition in editions:
        data = pdf_of(edition, language)
        assert re.findall(rb"pdf(?:a|ua)id:(?:part|conformance)>(\w)", data) == [b"2", b"A", b"1"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_its_text_is_that_of_the_page(light_georgia, language):
    content = light_georgia.content_in(language)
    read = body(pdf_of(light_georgia, language))
    for part in content["sections"]:
        assert squeezed(part["heading"]) in read
        for paragraph in re.split(r"\n\s*", words_of(part["html"])):
            assert squeezed(paragraph) in read
        for figure in part["figures"]:
            assert squeezed(figure["title"]) in read
            assert squeezed((figure["latest"] or ["", ""])[1]) in read
            assert squeezed(figure["gap"]) in read


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_chart_says_in_words_what_it_shows(light_georgia, language):
    content = light_georgia.content_in(language)
    charts = [figure for part in content["sections"] for figure in part["figures"]]
    charts = [figure for figure in charts if figure["chart"]]
    found = [tag.alt for tag in tags(pdf_of(light_georgia, language)) if tag.name == "Figure"]
    assert len(found) == len(charts) + 1, "the square code is one, too"
    assert len(charts) > 3
    for figure, alt in zip(charts, found[1:], strict=True):
        year, value = figure["years"][0]
        assert figure["title"] in alt
        assert f"{year}: {value}" in alt


def test_it_has_bookmarks_and_headed_tables(light_georgia):
    data = pdf_of(light_georgia)
    titles = [title for _level, title in bookmarks(data)]
    assert "Part 1 Background information on the country" in titles
    assert {"Contents", "Data gaps", "Sources"} <= set(titles)
    names = [tag.name for tag in tags(data)]
    assert names.count("THead") >= names.count("Table") > 3


def test_a_passage_in_the_other_language_is_marked(georgia):
    edition = with_text(georgia, "", "<p>Только по-русски.</p>")
    data = pdf_of(edition)
    assert squeezed("This section is available in the other language only.") in body(data)
    assert "ru" in {tag.language for tag in tags(data)}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_first_page_says_what_it_is(kosovo, language):
    edition = Edition.objects.get(profile__state=kosovo, profile__kind="light")
    pages = texts(pdf_of(edition, language))
    first = squeezed(pages[0])
    with translation.override(language):
        cover = edition_paper(edition)["cover"]
    assert squeezed(edition.checksum) in first
    for told in (*cover["notice"], cover["standing"], cover["apa"], cover["check"]):
        assert squeezed(told) in first
    assert cover["footnote"].startswith("*")
    for page in pages:
        assert squeezed(cover["footnote"]) in squeezed(page), "each page may be copied alone"
        assert squeezed(cover["standing"]) in squeezed(page)


def test_a_document_that_came_before_the_registry_has_its_place(kosovo):
    edition = Edition.objects.get(profile__state=kosovo, profile__kind="extended")
    read = body(pdf_of(edition))
    assert squeezed("it does not hold its text") in read
    assert "document" in read
    assert edition.checksum == ""


def test_a_superseded_version_says_so(georgia):
    before = with_text(georgia, "<p>Before.</p>")
    after = make.edition(
        georgia, number=2, supersedes=before, correction_note_en="One word was wrong."
    )
    make.section(after, "background", "<p>After.</p>", "<p>После.</p>")
    make.publish(after, on=TODAY)
    before = Edition.objects.for_page().get(pk=before.pk)
    assert squeezed("Version 2 has taken the place of this version.") in body(pdf_of(before))
    assert squeezed("One word was wrong.") in body(pdf_of(after))


DEEP = (
    "<blockquote>" * 25 + "<p>Inmost quote</p>" + "</blockquote>" * 25 + "<ul><li>" * 25
    + "Inmost item" + "</li></ul>" * 25 + "<p>" + "<strong><em>" * 20 + "Inmost word"
    + "</em></strong>" * 20 + "<a href='https://example.org/" + "x" * 5000 + "'>far</a></p>"
)  # fmt: skip


def test_what_lies_deep_keeps_its_words(georgia, caplog):
    read = body(pdf_of(with_text(georgia, DEEP)))
    for words in ("Inmostquote", "Inmostitem", "Inmostword", "far"):
        assert words in read
    assert not caplog.records


def test_a_text_that_cannot_be_set_is_told_in_plain_words(georgia, caplog):
    edition = with_text(georgia, "<p>One <b>two</b></p><ul><li>three</li></ul>" + TABLE)
    paper = edition_paper(edition)
    part = next(part for part in paper["parts"] if part.get("text"))
    part["text"].append({"n": "heading", "level": 0, "c": ["four"]})  # no such level
    read = body(typesetting.pdf(paper))
    for words in ("Onetwo", "three", "Both", "four", squeezed("Set without its formatting")):
        assert words in read
    assert "could not be set" in caplog.text


@pytest.mark.parametrize("text", [HOSTILE, TABLE], ids=["letters", "table"])
def test_whatever_was_written_is_set(georgia, text):
    read = body(pdf_of(with_text(georgia, text)))
    assert (":grinning:" in read) or ("Both" in read)
    if text == HOSTILE:
        for words in ("HanZi", "kartuli", "#settext(red)*bold*$x$@label\\{{x}}<b>", "W" * 60):
            assert words in read


def test_a_heading_of_a_long_table_stands_on_each_of_its_pages(georgia):
    pages = texts(pdf_of(with_text(georgia, TABLE)))
    with_rows = [page for page in pages if page.count("x\r\n") > 5 or page.count("\nx") > 5]
    assert len(with_rows) > 1
    assert all("Both" in page for page in with_rows)


def test_headings_within_a_text_leave_out_no_level(georgia):
    text = "<h4>Deep</h4><p>a</p><h2>Up</h2><p>b</p><h4>Down</h4><p>c</p>"
    data = pdf_of(with_text(georgia, text))
    found = [tag.name for tag in tags(data) if re.fullmatch(r"H\d", tag.name)]
    levels = [int(name[1]) for name in found]
    assert max(levels) == 3
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_a_long_edition_is_set_within_seconds(georgia):
    """Under a second on a machine that does nothing else (tests/bench)."""
    paper = edition_paper(with_text(georgia, "<p>Text.</p>"))
    part = next(part for part in paper["parts"] if part.get("heading"))
    words = [{"n": "p", "c": ["Words about migration and what follows. " * 25]}] * 4
    paper["parts"] = [part | {"number": str(place), "text": words} for place in range(60)]
    typesetting.pdf(paper | {"parts": []})  # the program is there
    began = time.monotonic()
    data = typesetting.pdf(paper)
    assert time.monotonic() - began < 20, "a machine may be busy with other work"
    assert len(texts(data)) > 20


def test_every_font_has_the_letters_that_are_counted_on():
    known = letters.letters()
    assert {*"AzЯё₸Қәўїі№–„“”«»…€×≈→−≤■☐"} - {"☐"} <= known
    families = [path.read_bytes() for path in letters.FONTS.glob("Noto*-*.ttf")]
    signs = letters.letters_of((letters.FONTS / "NotoSansMath-Regular.ttf").read_bytes())
    sets = [letters.letters_of(data) for data in families]
    texts_alone = [one for one in sets if "я" in one]
    assert len(texts_alone) == 7
    assert all(one == texts_alone[0] for one in texts_alone)
    assert "\N{MINUS SIGN}" in signs
    assert (letters.FONTS / "OFL.txt").exists()
