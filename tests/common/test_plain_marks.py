"""A text written where no script runs: nothing is swallowed, and what is not touched stays as it
was."""

import time
from pathlib import Path

import pytest

from registry.common.difference import blocks, without_space
from registry.common.plain_marks import from_marks, to_marks
from registry.common.richtext import cleaned
from tests.bounded import assert_text_is_linear
from tests.growth import steps_of

LEVELS = (3, 4)
FOLDER = Path(__file__).parents[1] / "drafting" / "clipboard"


ITEMS = (
    "<ul><li><p>a<br><strong>b</strong></p><ul><li><p>c</p></li></ul></li><li><p>d</p></li></ul>"
)


def written(text: str, was: str = "") -> str:
    return from_marks(text, was, LEVELS)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("5 < 6 & 7 > 2", "<p>5 &lt; 6 &amp; 7 &gt; 2</p>"),
        ("<important>", "<p>&lt;important&gt;</p>"),
        ("one\ntwo\r\n\r\nthree", "<p>one<br>two</p><p>three</p>"),
        ("# Head\n\n## Smaller", "<h3>Head</h3><h4>Smaller</h4>"),
        ("Steps:\n- a\n- b", "<p>Steps:</p><ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        (
            "1. a\n  a. in a\n2. b",
            '<ol><li><p>a</p><ol type="a"><li><p>in a</p></li></ol></li><li><p>b</p></li></ol>',
        ),
        ("3. a", '<ol start="3"><li><p>a</p></li></ol>'),
        ("A. Smith wrote", '<ol type="A"><li><p>Smith wrote</p></li></ol>'),
        ("M. Smith wrote", "<p>M. Smith wrote</p>"),
        ("**bold** and _slanted_", "<p><strong>bold</strong> and <em>slanted</em></p>"),
        ("2 * 3 * 4, snake_case_name, a ** b", "<p>2 * 3 * 4, snake_case_name, a ** b</p>"),
        ("m^2^ H~2~O", "<p>m<sup>2</sup> H<sub>2</sub>O</p>"),
        ("[law](https://x.org/a?b=1&c)", '<p><a href="https://x.org/a?b=1&amp;c">law</a></p>'),
        ("[law](javascript:x)", "<p>[law](javascript:x)</p>"),
        ("\\**not bold\\**", "<p>**not bold**</p>"),
        ("> a\n> b\nc", "<blockquote><p>a<br>b</p></blockquote><p>c</p>"),
        ("> a\n>\n> - b", "<blockquote><p>a</p><ul><li><p>b</p></li></ul></blockquote>"),
        ("> 5 persons, >5", "<p>&gt; 5 persons, &gt;5</p>"),
        ("[[7: no such]]", "<p>[[7: no such]]</p>"),
        ('don\'t say "no"', '<p>don\'t say "no"</p>'),
        ("- a\n  **b**\n    - c\n- d", ITEMS),
        ("**a **b c** d", "<p><strong>a **b c</strong> d</p>"),
        ("", ""),
    ],
)
def test_what_is_typed_is_kept(text, html):
    assert written(text) == html


TEXTS = [
    "<p>a</p><h3>b</h3><h4>c</h4><p>d<br>e</p>",
    "<p>2 * 3, **x**, _y_, [z], # no</p>",
    "<p># no heading</p><p>- no item</p><p>1. no item</p><p>[[1: x]]</p><p>1\\2</p>",
    '<p>a <strong>b <em>c</em></strong> <sup>2</sup><a href="https://x.org">d</a></p>',
    "<ul><li><p>a<br>b</p><ol><li><p>c</p></li></ol></li><li><p>d</p></li></ul>",
    '<table><tbody><tr><td colspan="2"><p>a</p></td></tr></tbody></table><p>b</p>',
    "<ul><li><p>a</p><p>b</p></li></ul>",
    "<p>a<em>b</em>c</p>",
    "<p>&lt;important&gt; 5 &lt; 6 &amp;amp;</p>",
    '<ol start="4"><li><p>a</p></li></ol>',
    "<blockquote><p>a<br>b</p><h3>c</h3><ul><li><p>d</p></li></ul></blockquote><p>e</p>",
    "<p>&gt; no quote<br>&gt; nor here</p>",
    "<blockquote><p>&gt; a</p></blockquote>",
    "<blockquote><blockquote><p>a</p></blockquote></blockquote>",
    "<blockquote><p>5 persons</p></blockquote>",
]


@pytest.mark.parametrize("html", TEXTS)
def test_a_text_that_was_not_touched_stays_exactly_as_it_was(html):
    assert written(to_marks(html, LEVELS), html) == html
    assert written(to_marks(html, LEVELS).replace("\n", "\r\n"), html) == html


@pytest.mark.parametrize("html", TEXTS)
def test_its_marks_alone_say_the_same_but_for_what_stands_in_brackets(html):
    """Also without the text beside it, for what has marks."""
    marks = to_marks(html, LEVELS)
    if "[[" not in marks.replace("\\[\\[", ""):
        assert without_space(written(marks)) == without_space(html)


@pytest.mark.parametrize("name", ["word", "google_docs", "libreoffice", "excel"])
def test_what_was_pasted_elsewhere_survives_being_edited_without_script(name):
    html = cleaned((FOLDER / f"{name}.html").read_text(), levels=LEVELS).html
    edited = written(to_marks(html, LEVELS) + "\n\nAdded.", html)
    assert edited == "".join(blocks(html)) + "<p>Added.</p>"


def test_a_table_is_a_line_that_can_be_moved_and_deleted():
    table = "<table><tbody><tr><td>2024</td></tr></tbody></table>"
    marks = to_marks(f"<p>a</p>{table}", LEVELS)
    assert marks == "a\n\n[[2: 2024]]"
    assert written("[[2: 2024]]\n\nb", f"<p>a</p>{table}") == f"{table}<p>b</p>"
    assert written("b", f"<p>a</p>{table}") == "<p>b</p>"


def test_a_sentence_with_quotation_marks_can_be_changed():
    html = '<p>They don\'t say "no".</p><p><a href="https://x.org/a\'b">c</a></p>'
    assert to_marks(html, LEVELS) == "They don't say \"no\".\n\n[c](https://x.org/a'b)"


@pytest.mark.parametrize("piece", ["- a\n", "  - a\n", "- _a_\n"])
def test_each_piece_of_marks_takes_few_steps(piece):
    """Every mark is read by itself; nothing is set up for it alone."""
    assert steps_of(lambda: written(piece * 1_000)) < 1_000 * 80


@pytest.mark.parametrize(("piece", "most"), [("<p>a</p>", 220), ("<ul><li>a</li></ul>", 400)])
def test_each_block_takes_few_steps(piece, most):
    assert steps_of(lambda: to_marks(piece * 1_000, LEVELS)) < 1_000 * most


def test_signs_that_end_nothing_are_looked_at_once():
    began = time.process_time()
    written("**a " * 48_000)
    written("_a " * 65_000)
    assert time.process_time() - began < 3  # a fifth of it here; each sign by itself took 5


SHAPES = ["**a ", "_a ", "^a", "[a](", "- a\n", "  - a\n", "# a\n", "\\", "[[1]]\n\n", "a\n\n"]


@pytest.mark.parametrize("piece", SHAPES)
def test_reading_marks_takes_linear_time(piece):
    assert_text_is_linear(written, lambda size: piece * (size // len(piece)))


@pytest.mark.parametrize(
    "piece", ["<p>**a</p>", "<p>a<br>", "<ul><li>a</li></ul>", "<p><em>a</em>"]
)
def test_writing_marks_takes_linear_time(piece):
    assert_text_is_linear(
        lambda text: to_marks(text, LEVELS), lambda size: piece * (size // len(piece) // 4)
    )
