"""Whatever is typed or pasted is cleaned in linear time, or refused with a sentence that says
which limit and what to do."""

import pytest
from django.core.exceptions import ValidationError

from registry.common.errors import RuleError
from registry.common.richtext import (
    DEEPEST,
    LONGEST,
    MOST_PIECES,
    clean_html,
    reduced,
    reduced_in_form,
    without_formatting,
)
from registry.drafting.sections import Section
from tests.bounded import assert_text_is_linear

SHAPES = {
    "anchors to notes": '<a href="#_ftn1">x',
    "anchors never ended": '<a href="#_ftn1" ',
    "paragraphs of a space": "<p>&nbsp;",
    "paragraphs of a space, ended": "<p>&nbsp;</p>",
    "comments never ended": "<!--",
    "comments ended oddly": "<!--><!--->",
    "declarations": "<!",
    "instructions": "<?x ",
    "character data": "<![CDATA[x",
    "quotes never closed": "<a href=\"x'",
    "quotes in turn": "<a title='\"' href=\"'\"",
    "tags never ended": "<p ",
    "tag in tag": "<a<b",
    "bold": "<b>",
    "italic": "<em>x",
    "lists in lists": "<ul><li>",
    "tables in tables": "<table><tr><td>",
    "tables alone": "<table>",
    "cells": "<td>x",
    "rows": "<table><tr><td>x</table>",
    "captions": "<caption>x",
    "captions of tables": "<table><caption>x",
    "overlapping": "<a href=x><b><i></a></b>y",
    "overlapping paragraphs": "<b><p>x</b>y</i>",
    "formatting with attributes": "<font color=red><p>x",
    "divisions": "<div>x",
    "superscripts": "<sup>1",
    "headings": "<h2>x",
    "items": "<li>x",
    "items of our own": '<li data-kind="ul">x',
    "items of Word": "<p>·&nbsp;&nbsp;x</p>",
    "items of Word without words": "<p>·&nbsp;&nbsp;&nbsp;&nbsp;",
    "numbers of Word": "<P>1.&nbsp;&nbsp;x",
    "spaces": "<p>" + " " * 40,
    "breaks": "<br>",
    "scripts": "<script>x</script>",
    "scripts never ended": "<style>x",
    "drawings": "<svg><math>",
    "paragraphs in drawings": "<svg><p>x",
    "templates": "<template><object>",
    "unknown elements": "<o:p><blink>x",
    "end tags": "</p></b></table></li>",
    "ampersands": "<b>x</b>&amp&#9&&",
    "long numbers of characters": "<b>x</b>&#" + "9" * 60,
    "no characters": "<b>\0\ud800</b>",
    "mixed case": "<TaBle><CAPTION>x</tABLE>",
    "less than": "<",
    "less than, with spaces": "< p",
}
ONCE = {
    "attributes": ("<p ", "a=1 ", ">x</p>"),
    "attributes of one name": ('<a href="x" ', 'href="y" ', ">x</a>"),
    "slashes": ("<p ", "/ ", ">x</p>"),
    "one long attribute": ('<a href="', "x", '">x</a>'),
    "one long name": ("<p ", "x", ">x</p>"),
    "one long number": ("<p>&#", "9", ";</p>"),
    "empty ones in empty ones": ("<strong><em>" * 20, "<sup></sup>", "</em></strong>" * 20),
    "captions of one table": ("<table>", "<caption>x</caption>", "</table>"),
    "rows of one table": ("<table>", "<tr><td>x", "</table>"),
    "lines": ("x\n", "\n \n", "x"),
    "line breaks": ("<p>", "\n\r", "</p>"),
}


def taken(text: str) -> str:
    try:
        return reduced(text)
    except RuleError as error:
        return str(error)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_that_comes_again_and_again_takes_linear_time(shape):
    piece = SHAPES[shape]
    assert_text_is_linear(taken, lambda size: piece * (size // len(piece)))


@pytest.mark.parametrize("shape", ONCE)
def test_one_element_with_very_much_in_it_takes_linear_time(shape):
    before, piece, after = ONCE[shape]
    assert_text_is_linear(taken, lambda size: before + piece * (size // len(piece)) + after)


@pytest.mark.parametrize("shape", ["overlapping", "lists in lists", "formatting with attributes"])
def test_what_is_cleaned_once_more_takes_linear_time_too(shape):
    def cleaned(text: str) -> str:
        try:
            return clean_html(text)
        except RuleError:
            return ""

    piece = SHAPES[shape]
    assert_text_is_linear(cleaned, lambda size: piece * (size // len(piece)))


def test_no_function_sees_a_text_that_is_too_long(monkeypatch):
    def never(*_args, **_kwargs):
        raise AssertionError

    for name in ("storable", "paragraphs", "Reader", "nh3.clean"):
        monkeypatch.setattr(f"registry.common.richtext.{name}", never)
    for text in ("<p>" + "x" * LONGEST, "x" * (LONGEST + 1)):
        with pytest.raises(RuleError, match="200,000 are taken. Shorten it"):
            reduced(text)


def test_what_grows_beyond_the_limit_by_cleaning_is_refused():
    with pytest.raises(RuleError, match="Shorten it"):
        reduced("<p>" + "&" * (LONGEST - 10))


def test_elements_lie_in_one_another_up_to_a_limit():
    deep = DEEPEST // 2
    nested = "<ul><li>" * deep + "x" + "</li></ul>" * deep
    assert reduced(nested) == nested
    with pytest.raises(RuleError, match=f"more than {DEEPEST} levels deep. Paste the text without"):
        reduced(f"<ul><li>{nested}</li></ul>")


def test_pieces_are_counted_up_to_a_limit():
    row = "<tr>" + "<td>1</td>" * 10 + "</tr>"
    table = f"<table><tbody>{row * 1_800}</tbody></table>"
    assert reduced(table) == table  # nobody's table is larger
    with pytest.raises(RuleError, match="more than 100,000 pieces of formatting. Paste it without"):
        reduced("<p " + "a " * (MOST_PIECES - 4_000) + ">" + "<" * 4_000)


def test_a_field_shows_the_sentence_beside_what_was_typed():
    with pytest.raises(ValidationError, match="levels deep"):
        reduced_in_form("<ul><li>" * 1_000)
    with pytest.raises(ValidationError, match="levels deep"):
        Section._meta.get_field("text_en").clean("<ul><li>" * 1_000, None)


def test_the_words_are_kept_where_the_formatting_is_not():
    assert without_formatting("<ul><li>One &amp; two" * 100) == "<p>One &amp; two</p>" * 100


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<b>one <i>two</b> three</i>", "<strong>one <em>two</em></strong><em> three</em>"),
        ("<b><p>one</b> two</p>", "<strong><p>one</p></strong><p> two</p>"),
        (
            "<p><b>one<p>two</b> three",
            "<p><strong>one</strong></p><p><strong>two</strong> three</p>",
        ),
        ("<a href=x>one<a href=y>two</a>", '<a href="x">one</a><a href="y">two</a>'),
        ("<ul><li>one<li>two</ul>", "<ul><li>one</li><li>two</li></ul>"),
        (
            "<table><tr><td>one<td>two<tr><td>three</table>four",
            "<table><tbody><tr><td>one</td><td>two</td></tr><tr><td>three</td></tr></tbody></table>four",
        ),
        ("<h1>one</h2>two", "<h2>one</h2>two"),
        ("<p>one<svg><path d=x><p>two", "<p>one</p><p>two</p>"),
        ("<p>one<svg/>two</p>", "<p>onetwo</p>"),
        ("<p>a < b &lt; c &copy d</p>", "<p>a &lt; b &lt; c © d</p>"),
        ("<p>one</p><!-- a > b --><p>two</p>", "<p>one</p><p>two</p>"),
        ("<p>one</p> two <!-- three", "<p>one</p> two &lt;!-- three"),
        ('<p>one <a href="x>two</a> three</p>', '<p>one <a href="&quot;x">two</a> three</p>'),
        ("<p>one<b> </b>two</p>", "<p>one two</p>"),
        ("<p>one\0 \ud800two</p>", "<p>one ?two</p>"),
        ('<a href="/x?a=1&copy=2&amp;b=3">x</a>', '<a href="/x?a=1&amp;copy=2&amp;b=3">x</a>'),
        (
            "<p><strong>·&nbsp; One</strong> more</p>",
            "<ul><li><p><strong>One</strong> more</p></li></ul>",
        ),
        ("<caption>one</caption><p>two</p>", "<p>one</p><p>two</p>"),
        (
            "<table><caption><p>A</p><p>B</p></caption><tr><td>x</table>",
            "<p>A</p><p>B</p><table><tbody><tr><td>x</td></tr></tbody></table>",
        ),
    ],
)
def test_what_is_not_well_formed_keeps_its_words_and_most_of_its_form(pasted, kept):
    assert reduced(pasted) == kept
    assert reduced(kept) == kept or "<" not in kept
