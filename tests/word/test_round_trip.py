"""A file that nobody edited says what the draft says: through our own hands, through python-docx,
and through LibreOffice."""

import io

import pytest

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.paper.word_package import WordFile, packed
from registry.paper.word_writing import WordWriter
from registry.word.comparing import as_text, key
from registry.word.judging import judged
from registry.word.lists_in import html_of
from registry.word.opening import open_file
from registry.word.passages_in import reader_of
from registry.word.proposing import differences
from tests.word.reading import converted, edited
from tests.word.texts import TextMaker


def read_back(html: str, language: str) -> str:
    file = WordFile(title="x", language="en")
    file.body += WordWriter(file, language, below=3).text(html)
    data = packed(file)
    opened = open_file(judged(io.BytesIO(data), len(data)))
    reader, notes = reader_of(opened)
    body = opened.document.child("w:body")
    assert body is not None
    return as_text(html_of(reader.blocks(body.children), notes))


@pytest.mark.parametrize("seed", range(120))
def test_any_text_comes_back_as_it_went_out(seed):
    language = "en" if seed % 2 else "ru"
    html = as_text(TextMaker(seed, language).text())
    assert key(read_back(html, language)) == key(html)


def found(edition, data: bytes):
    opened = open_file(judged(io.BytesIO(data), len(data)))
    return differences(edition, opened, on=today())


@pytest.mark.django_db
@pytest.mark.parametrize("languages", ["en", "ru", "both"])
def test_an_edition_comes_back_without_a_difference(draft, out, languages):
    data = out(draft, languages, words="ru" if languages == "ru" else "en")
    for brought in (data, edited(data, lambda document: None)):
        result = found(draft, brought)
        assert (result.items, result.told) == ([], [])


@pytest.mark.django_db
def test_a_file_without_a_difference_is_no_proposal(draft, out, bring):
    with pytest.raises(RuleError, match="nothing differs"):
        bring(draft, out(draft))


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("ways", [("docx",), ("odt", "docx")], ids="+".join)
@pytest.mark.parametrize("languages", ["en", "both"])
def test_libreoffice_brings_it_back_without_a_difference(
    soffice, draft, out, tmp_path, ways, languages
):
    data = converted(soffice, out(draft, languages), tmp_path, *ways)
    result = found(draft, data)
    assert (result.items, result.told) == ([], [])
