"""What is pasted is reduced to the allowed elements without losing text; nothing that runs or
tracks survives."""

import pytest

from registry.common.richtext import clean_html, reduced

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p.MsoNormal{margin:0}</style><xml><w:View>Normal</w:View></xml>
</head><body><!--StartFragment--><h1>Migration<o:p></o:p></h1>
<p class=MsoNormal><b>Bold</b> and <i>italic</i> <span style='color:red'>red</span><a href="#_ftn1" name="_ftnref1"><span>[1]</span></a></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span>·<span>&nbsp;&nbsp; </span></span><![endif]>First</p>
<p class=MsoListParagraph><span>·<span>&nbsp;&nbsp; </span></span>Second</p>
<p class=MsoListParagraph>1.<span>&nbsp;&nbsp;&nbsp; </span>Numbered</p>
<table border=1><caption>Figures</caption>
<thead><tr><th>Year</th></tr></thead><tbody><tr><td colspan=2 width=100><p>2024</p></td></tr></tbody></table>
<div style='mso-element:footnote-list'><div id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1">[1]</a> Source: Geostat.</p></div></div>
<!--EndFragment--></body></html>"""


def test_word_keeps_headings_lists_tables_and_footnotes():
    html = reduced(WORD)
    for part in (
        "<h2>Migration</h2>",
        "<strong>Bold</strong>",
        "<em>italic</em>",
        "red",
        "<sup>[1]</sup>",
        "<ul><li><p>First</p></li>",
        "<li><p>Second</p></li></ul>",
        "<ol><li><p>Numbered</p></li></ol>",
        "<th>Year</th>",
        '<td colspan="2">',
        "Figures",
        "Source: Geostat.",
    ):
        assert part in html, (part, html)
    assert "MsoNormal" not in html
    assert "Normal" not in html


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ('<p onclick="x()">a<script>evil()</script>b</p>', "<p>ab</p>"),
        ('<p><a href="javascript:evil()">a</a></p>', "<p><a>a</a></p>"),
        ('<p><a href="data:text/html,x">a</a></p>', "<p><a>a</a></p>"),
        ('<p>a<img src="https://tracker.example/1.gif" width=1></p>', "<p>a</p>"),
        ('<p style="position:fixed">a</p><style>p{}</style>', "<p>a</p>"),
        ("<p>a<iframe src=x>b</iframe></p>", "<p>a</p>"),
        ('<svg><a xlink:href="javascript:x">t</a></svg><p>a</p>', "<p>a</p>"),
        ("<div>one</div><div>two</div>", "<p>one</p><p>two</p>"),
        (
            "plain text\nsecond line\n\nnew paragraph & more",
            "<p>plain text<br>second line</p><p>new paragraph &amp; more</p>",
        ),
        (
            "<blockquote>a <b>b</b><p>c</p><ul><li>d</li></ul></blockquote><blockquote> </blockquote>",
            "<blockquote><p>a <strong>b</strong></p><p>c</p><ul><li>d</li></ul></blockquote>",
        ),
        ("<p>&nbsp;</p><p>a</p><p></p>", "<p>a</p>"),
        ("", ""),
    ],
)
def test_nothing_that_runs_survives_and_the_text_stays(pasted, kept):
    assert reduced(pasted) == kept


def test_reducing_twice_changes_nothing():
    once = reduced(WORD)
    assert reduced(once) == once
    assert clean_html(once) == once
