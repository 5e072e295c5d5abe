"""Citations, read by the libraries of reference managers."""

import bibtexparser
import pytest
import rispy

from registry.profiles import citations
from registry.profiles.models import Edition
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_kosovo(kosovo) -> Edition:
    """Its designation has a footnote, and its publisher every sign that BibTeX minds."""
    found = make.written_edition(kosovo, 2032, publisher=r"A & B_c {d} 100% #1 $2 ~x ^y \z")
    return make.publish(found, on=TODAY)


def cited(client, edition: Edition, form: str, language: str = "en") -> str:
    address = edition.version_url().replace("/en/", f"/{language}/")
    response = client.get(f"{address}cite.{form}")
    assert response.status_code == 200
    return response.content.decode()


def plain(text: str) -> str:
    for sign, written in citations.SPECIAL.items():
        if sign not in "{}\\":
            text = text.replace(written, sign)
    return text


def test_bibtex_is_read_with_footnote_standing_and_every_sign(client, of_kosovo):
    text = cited(client, of_kosovo, "bib")
    entries = bibtexparser.loads(text).entries
    assert len(entries) == 1
    entry = entries[0]
    assert (entry["ENTRYTYPE"], entry["year"]) == ("techreport", str(TODAY.year))
    assert "1244" in entry["note"]
    assert "official position" in entry["note"]
    assert entry["url"].endswith(of_kosovo.version_url())
    author = plain(entry["author"])
    assert all(sign in author for sign in "&_%#$~^")
    for sign in "~^":
        assert f"{sign}x" not in text
        assert f"{sign}y" not in text


@pytest.mark.parametrize("language", ["en", "ru"])
def test_ris_is_read_with_footnote_and_standing(client, of_kosovo, language):
    (entry,) = rispy.loads(cited(client, of_kosovo, "ris", language))
    assert entry["type_of_reference"] == "RPRT"
    assert entry["title"]
    assert "1244" in " ".join(entry["notes"])
    assert entry["year"] == str(TODAY.year)


def test_csl_has_the_same_facts(client, of_kosovo):
    import json

    (entry,) = json.loads(cited(client, of_kosovo, "json"))
    assert entry["type"] == "report"
    assert "1244" in entry["note"]
    assert entry["issued"] == {"date-parts": [[TODAY.year, TODAY.month, TODAY.day]]}
    assert entry["author"] == [{"literal": of_kosovo.publisher}]
    assert entry["URL"].endswith(of_kosovo.version_url())
    (russian,) = json.loads(cited(client, of_kosovo, "json", "ru"))
    assert russian["language"] == "ru"
    assert russian["title"] != entry["title"]


def test_every_form_is_offered_on_the_page(client, of_kosovo):
    page = client.get(of_kosovo.get_absolute_url()).content.decode()
    for form in citations.FORMS:
        assert f"cite.{form}" in page
