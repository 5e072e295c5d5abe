"""Is this still the current edition? Asked with what stands on the paper."""

import pytest

from registry.paper.checking import check_key
from registry.profiles.models import Edition
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


def published(state, text="<p>Text.</p>", **fields) -> Edition:
    edition = make.edition(state, **fields)
    make.section(edition, "background", text, "<p>Текст.</p>")
    return make.publish(edition, on=TODAY)


def asked(client, edition, language="en") -> str:
    response = client.get(f"/{language}/check/{check_key(edition)}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Yes: this is the current edition."), ("ru", "Да: это действующее издание.")],
)
def test_the_current_edition(client, light_georgia, language, told):
    page = asked(client, light_georgia, language)
    assert told in page
    assert light_georgia.checksum in page


def test_a_corrected_version(client, georgia):
    before = published(georgia)
    after = published(
        georgia, "<p>Right.</p>", number=2, supersedes=before, correction_note_en="A word."
    )
    page = asked(client, before)
    assert "No: this version was corrected." in page
    assert "Version 2 of" in page
    assert "A word." in page
    assert after.version_url() in page
    assert "Yes: this is" in asked(client, after)


def test_an_older_edition(client, georgia, light_georgia):
    newer = published(georgia, year=2031)
    page = asked(client, light_georgia)
    assert "No: there is a newer edition." in page
    assert newer.get_absolute_url() in page


def test_a_version_that_is_both(client, georgia):
    first = published(georgia, year=2031)
    published(georgia, "<p>B.</p>", year=2031, number=2, supersedes=first)
    published(georgia, year=2032)
    page = asked(client, first)
    assert "this version was corrected" in page
    assert "There is also a newer edition." in page


def test_every_edition_that_is_public_has_an_answer(client):
    editions = list(Edition.objects.public().for_page())
    assert len({check_key(edition) for edition in editions}) == len(editions) > 20
    for edition in editions:
        assert edition.version_url() in asked(client, edition)


@pytest.mark.parametrize(
    "key",
    [
        "0" * 16,
        "f" * 64,
        "0" * 65,
        "abc",
        "georgia-light-2026-9",
        "x" * 300,
        "georgia-light-99999999999-1",
    ],
)
def test_an_unknown_checksum(client, key):
    response = client.get(f"/en/check/{key}/")
    assert response.status_code == 404
    assert "The registry does not know this checksum." in response.content.decode()


def test_it_may_be_typed_as_it_stands_on_the_paper(client, light_georgia):
    typed = f" {light_georgia.checksum[:20].upper()} {light_georgia.checksum[20:]} "
    response = client.get("/en/check/", {"key": typed})
    assert "Yes: this is the current edition." in response.content.decode()
    assert client.get("/en/check/").status_code == 200
    for odd in ("\0", "x" * 5000, "<script>", "\u202e"):
        response = client.get("/en/check/", {"key": odd})
        assert response.status_code in (200, 400, 404)
        assert "<script>" not in response.content.decode()
