"""Pages leave without the indentation of their templates, and nothing that is shown changes."""

import time

import pytest

from registry.common.indentation import without_indentation


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("<div>\n    <span>a</span>\n</div>\n", "<div>\n<span>a</span>\n</div>"),
        ("<b>a</b>\n  and\n\n  <i>b</i>", "<b>a</b> and <i>b</i>"),
        ("<b>a</b><i>b</i>", "<b>a</b><i>b</i>"),
        ("<p>\n  a\n</p>\n<td class='x'>\n</td>", "<p>a</p>\n<td class='x'></td>"),
        ('<a href="x"\n   title="two\n\nlines">y</a>', '<a href="x" title="two\n\nlines">y</a>'),
        ('<input value="  a > b  "\n  name="c">', '<input value="  a > b  " name="c">'),
        ("<textarea>\n\n  typed\n</textarea>", "<textarea>\n\n  typed\n</textarea>"),
        (
            "<pre>\n  a\n</pre>\n\n<script>\n  1\n</script>",
            "<pre>\n  a\n</pre>\n<script>\n  1\n</script>",
        ),
        ("a\u00a0 \n\u00a0b", "a\u00a0 \u00a0b"),
        ("<p>1 < 2\n and 'x</p>", "<p>1 < 2 and 'x</p>"),
    ],
)
def test_white_space(written, sent):
    assert without_indentation(written) == sent
    assert without_indentation(sent) == sent


def test_page_and_typed_text(client, db):
    page = client.get("/en/states/georgia/").content.decode()
    assert page.startswith("<!DOCTYPE html>")
    assert "\n  " not in page
    assert "<title>Georgia" in page


@pytest.mark.parametrize("piece", ['<a "', "<p ", "\n  ", "<!-- '", "<td>\n</td>", "<"])
def test_a_large_page_of_any_shape_takes_no_minutes(piece):
    """A million characters; a second at most where the work grows as the page does."""
    began = time.process_time()
    without_indentation(piece * (1_000_000 // len(piece)))
    assert time.process_time() - began < 10
