"""Files of documents are judged by what they hold."""

import io
import time
import zlib

import openpyxl
import pytest
from django.utils import translation
from PIL import Image

from registry.common.errors import RuleError
from registry.library.judging import REFUSALS, judge
from tests import documents


def bomb_in_pdf() -> bytes:
    """A page of 100 MB that takes 100 KB."""
    drawn = zlib.compress(b"0 0 500 500 re f\n" * 6_000_000, 9)
    plain = documents.pdf(b"X")
    packed = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b" % (len(drawn), drawn)
    return plain.replace(b"<< /Length 1 >>\nstream\nX", packed)


def with_macros() -> bytes:
    return documents.docx("Text", **{"word/vbaProject.bin": b"x"})


def docm() -> bytes:
    kinds = (
        '<Types><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    )
    return documents.docx("Text", **{"[Content_Types].xml": kinds})


REFUSED = {
    "nothing": (b"", "empty"),
    "an svg": (documents.SVG, "other"),
    "a page": (b"<!doctype html><script>1</script>", "other"),
    "a page before a pdf": (b"<script>1</script>" + documents.pdf(), "other"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 300, "other"),
    "an old document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old"),
    "a locked pdf": (documents.pdf(trailer=documents.LOCK), "locked"),
    "a pdf that was cut off": (documents.pdf()[:300], "damaged"),
    "a header alone": (b"%PDF-1.7\n", "damaged"),
    "a pdf with scripts": (documents.pdf(catalog=documents.SCRIPT), "scripts"),
    "a pdf and an archive": (documents.pdf() + documents.docx("x"), "two files"),
    "a pdf and a page": (documents.pdf() + b"<script>" * 300, "two files"),
    "a document and a page": (documents.docx("x") + b"<script>1</script>", "two files"),
    "a document with macros": (with_macros(), "macros"),
    "a docm": (docm(), "macros"),
    "an archive": (documents.archive({"a.txt": "x"}), "other"),
    "a bomb": (documents.docx("x", **{"word/media/a.bin": b"\0" * 60_000_000}), "bomb"),
    "a document that was cut off": (documents.docx("x" * 900)[:-60], "bomb"),
    "a damaged part": (documents.docx("x", **{"word/document.xml": "<w:p><w:t>"}), "damaged"),
    "entities": (
        documents.docx(
            "x", **{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "bb">]><a><t>&b;</t></a>'}
        ),
        "damaged",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_file_for_us_is_refused_in_a_sentence_of_both_languages(name):
    data, why = REFUSED[name]
    for language in ("en", "ru"):
        with translation.override(language):
            with pytest.raises(RuleError) as told:
                judge(data)
            assert str(told.value) == str(REFUSALS[why])
    with translation.override("ru"):
        assert "файл" in str(REFUSALS[why]).lower()


def test_a_pdf_that_would_take_all_memory_or_time_is_given_up(monkeypatch):
    began = time.monotonic()
    with pytest.raises(RuleError, match="more memory or time"):
        judge(bomb_in_pdf())
    assert time.monotonic() - began < 45
    monkeypatch.setattr("registry.library.judging.LONGEST_READING", 0.01)
    with pytest.raises(RuleError, match="more memory or time"):
        judge(documents.pdf())


def test_a_page_of_any_size_is_drawn_small():
    for box in ("14400 14400", "1 14400", "14400 1", "0 0"):
        found = judge(documents.pdf(box=box))
        assert max(found.width, found.height) <= 510


def test_the_picture_that_an_office_file_keeps_is_made_anew():
    """Of a kind that browsers read, and of a size that tells something; else there is none."""
    out = io.BytesIO()
    Image.new("RGB", (800, 1100), "navy").save(out, "JPEG")
    kept = {"docProps/thumbnail.jpeg": out.getvalue()}
    found = judge(documents.docx("Text", **kept))
    assert (found.width, found.height) == (360, 495)
    assert Image.open(io.BytesIO(found.thumbnail)).format == "WEBP"
    for other in (b"", b"\xd7\xcd\xc6\x9a not a picture", out.getvalue()[:400]):
        found = judge(documents.docx("Text", **{"docProps/thumbnail.jpeg": other}))
        assert (found.thumbnail, found.width, found.texts) == (b"", 0, ["Text"])


def test_texts_of_office_files_are_read():
    found = judge(documents.docx("Первый абзац", "Second"))
    assert (found.kind, found.pages, found.texts) == ("docx", 7, ["Первый абзац\nSecond"])
    assert (found.title, found.language) == ("Handbook", "en-GB")
    found = judge(documents.pptx("First slide", "Second slide"))
    assert (found.kind, found.pages) == ("pptx", 2)
    assert found.texts == ["First slide", "Second slide"]
    book = openpyxl.Workbook()
    book.active.append(["Countries", "Returns", 12])
    book.create_sheet("Other").append(["Граждане"])
    out = io.BytesIO()
    book.save(out)
    found = judge(out.getvalue())
    assert (found.kind, found.pages) == ("xlsx", 2)
    assert found.texts == ["Countries\nReturns", "Граждане"]
