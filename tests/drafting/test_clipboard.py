"""What is pasted from word processors, sheets and web pages keeps its structure; what is not the
author's text is left out and said so. clipboard/ holds what each puts on the clipboard, and what
becomes of it."""

from pathlib import Path

import pytest

from registry.common.clipboard import Kind
from registry.common.difference import without_space
from registry.common.limits import Limit
from registry.common.richtext import cleaned, reduced
from tests.bounded import assert_text_is_linear

FOLDER = Path(__file__).parent / "clipboard"
LEFT_OUT = {
    "word": {Kind.REMARK: 1, Kind.DELETION: 1, Kind.HIDDEN: 1, Kind.PICTURE: 1},
    "word_online": {Kind.DELETION: 1, Kind.PICTURE: 1},
    "google_docs": {Kind.PICTURE: 1},
    "excel": {Kind.HIDDEN: 1},
    "libreoffice": {Kind.PICTURE: 1},
    "web_page": {Kind.PAGE: 2, Kind.PICTURE: 1, Kind.EMBEDDED: 1},
}


def pasted(name: str):
    return cleaned((FOLDER / f"{name}.html").read_text(), levels=(3, 4))


@pytest.mark.parametrize("name", LEFT_OUT)
def test_the_structure_is_kept(name):
    expected = (FOLDER / f"{name}.expected.html").read_text()
    assert without_space(pasted(name).html) == without_space(expected)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_left_out_is_counted(name):
    found = {row.kind: row.count for row in pasted(name).left_out}
    assert found == LEFT_OUT[name]


@pytest.mark.parametrize("name", LEFT_OUT)
def test_cleaning_once_more_changes_nothing(name):
    once = pasted(name).html
    again = cleaned(once, levels=(3, 4))
    assert (again.html, again.left_out) == (once, [])


def test_what_was_left_out_can_be_recognised():
    said = [str(row) for row in pasted("word").left_out]
    assert said[0] == "1 comment: “[NK1]Are we sure? Do not publish.”"
    assert "1 passage of hidden text: “Internal: ask the minister.”" in said
    assert said[-1] == "1 picture"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('<p>a<span style="display:none">b', "<p>ab</p>"),  # it has no end: it stays
        ("<del>gone<p>a</p>", "gone<p>a</p>"),
        ("<p hidden>b<p>a</p>", "<p>a</p>"),
        ('<p><span style="font-weight:700">a</span></p>', "<p><strong>a</strong></p>"),
        ('<p><b style="font-weight:normal">a</b></p>', "<p>a</p>"),
        ('<ol type="disc" start="x"><li>a</li></ol>', "<ol><li>a</li></ol>"),
        ('<ol type="i" start="4"><li>a</li></ol>', '<ol type="i" start="4"><li>a</li></ol>'),
        (
            '<table><tr><td colspan="99999">a</td></tr></table>',
            "<table><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        ("<h5>a</h5>", "<h2>a</h2>"),
        ("<p>one<br>two</p>", "<p>one<br>two</p>"),
        ('<p list level="3">a</p>', "<p>a</p>"),
    ],
)
def test_marks_of_structure_are_taken_only_as_they_are_meant(typed, kept):
    assert reduced(typed) == kept


@pytest.mark.parametrize(
    ("marks", "kept"),
    [
        (
            "1.a.2.",
            '<ol><li><p>x</p><ol type="a"><li><p>x</p></li></ol></li><li><p>x</p></li></ol>',
        ),
        ("·o·", "<ul><li><p>x</p><ul><li><p>x</p></li></ul></li><li><p>x</p></li></ul>"),
        ("3.4.", '<ol start="3"><li><p>x</p></li><li><p>x</p></li></ol>'),
        ("1.2.1.", "<ol><li><p>x</p></li><li><p>x</p></li></ol><ol><li><p>x</p></li></ol>"),
        ("g.h.i.", '<ol type="a" start="7">' + "<li><p>x</p></li>" * 3 + "</ol>"),
    ],
)
def test_paragraphs_that_only_kept_the_marks_of_word_are_lists(marks, kept):
    found = [
        mark for mark in marks.replace(".", ".,").replace("·", "·,").replace("o", "o,").split(",")
    ]
    html = "".join(f"<p>{mark}\xa0\xa0 x</p>" for mark in found if mark)
    assert reduced(html) == kept


def test_a_mark_of_no_known_list_stays_as_text():
    html = '<p style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">1.1 </span>Scope</p>'
    assert reduced(html) == "<p>1.1 Scope</p>"


SHAPES = {
    "hidden, never ended": '<p><span style="display:none">x',
    "hidden paragraphs": "<p hidden>x",
    "deletions in deletions": "<del>x<del>y</del>",
    "styles": '<span style="font-weight:700;font-style:italic">x',
    "items of many levels": (
        '<p style="mso-list:l0 level9 lfo1"><span style="mso-list:Ignore">a.</span>x</p>'
    ),
    "signs in signs": '<span style="mso-list:Ignore">·',
    "lists beside items": "<ul><li>x</li><ul><li>y</li></ul></ul>",
    "headings": "<h1>x</h1><h6>y</h6>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_it_takes_linear_time(shape):
    piece = SHAPES[shape]

    def taken(text: str) -> str:
        try:
            return reduced(text)
        except Exception as error:
            return str(error)

    assert_text_is_linear(taken, lambda size: piece * (size // len(piece)))


def test_the_page_asks_for_what_is_pasted_to_be_cleaned_and_names_what_went(client):
    html = (FOLDER / "word.html").read_text()
    answer = client.post("/en/paste/", {"html": html, "levels": "3,4"}).json()
    assert answer["html"] == pasted("word").html
    assert answer["left_out"] == [str(row) for row in pasted("word").left_out]
    assert client.get("/en/paste/").status_code == 405
    refused = client.post("/en/paste/", {"html": "<p>" + "x" * 1_000_001})
    assert refused.status_code == 400
    assert "1,000,000 are taken" in refused.json()["error"]


def test_pasting_is_bounded_by_network(client, monkeypatch):
    monkeypatch.setattr("registry.common.pasting.PASTES", Limit("few", most=1, seconds=60))
    assert client.post("/en/paste/", {"html": "<p>x</p>"}).status_code == 200
    refused = client.post("/en/paste/", {"html": "<p>x</p>"})
    assert (refused.status_code, "Try again later" in refused.json()["error"]) == (400, True)
