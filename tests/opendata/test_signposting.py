"""Links in the header, read by a library for signposting (signposting.org)."""

import pytest
from django.conf import settings
from signposting.linkheader import find_signposting_http_link

from registry.common.dates import today
from registry.library.models import Document
from tests import make

pytestmark = pytest.mark.django_db
SITE = settings.SITE_URL


def signposts(client, address: str):
    answer = client.get(address)
    assert answer.status_code == 200
    return find_signposting_http_link([answer["Link"]], f"{SITE}{address}")


def test_an_edition(client, light_georgia):
    own = f"{SITE}{light_georgia.version_url()}"
    found = signposts(client, light_georgia.get_absolute_url())
    assert str(found.citeAs.target) == own
    assert {str(link.target) for link in found.types} == {
        "https://schema.org/AboutPage",
        "https://schema.org/Report",
    }
    kinds = {link.type for link in found.describedBy}
    assert "application/vnd.citationstyles.csl+json" in kinds
    assert "application/ld+json" in kinds
    for link in found.describedBy:
        answer = client.get(str(link.target).removeprefix(SITE))
        assert answer["Content-Type"].startswith(link.type)
    (item,) = found.items
    assert str(item.target) == f"{own.rstrip('/')}.pdf"
    assert item.type == "application/pdf"
    assert str(found.license.target) == "https://creativecommons.org/licenses/by/4.0/"
    assert not found.authors  # the Secretariat wrote it


def test_an_edition_of_a_state_names_the_state(client, georgia):
    edition = make.publish(make.written_edition(georgia, year=2031), on=today())
    found = signposts(client, edition.get_absolute_url())
    assert {str(link.target) for link in found.authors} == {f"{SITE}/en/states/georgia/"}


def test_an_edition_that_is_only_a_document_elsewhere(client):
    found = signposts(client, "/ru/profiles/georgia/extended/2010/")
    assert str(found.citeAs.target).startswith(f"{SITE}/ru/profiles/georgia/extended/2010/")
    assert not found.items
    assert found.license is None


def test_an_indicator(client):
    found = signposts(client, "/en/data/population/")
    assert str(found.citeAs.target) == f"{SITE}/en/data/population/"
    assert {link.type for link in found.items} == {"text/csv", "application/json"}
    for link in (*found.items, *found.describedBy):
        answer = client.get(str(link.target).removeprefix(SITE))
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(link.type)
    assert found.license is not None


def test_a_document_names_no_person(client):
    for document in Document.objects.public():
        found = signposts(client, document.get_absolute_url())
        assert str(found.citeAs.target) == f"{SITE}{document.get_absolute_url()}"
        assert not found.authors
    described = [link for link in found.describedBy if link.type == "application/json"]
    assert client.get(str(described[0].target).removeprefix(SITE)).status_code == 200


def test_a_page_that_is_an_error_has_no_signs(client):
    assert "Link" not in client.get("/en/data/nothing/")
    assert "Link" not in client.get("/en/data/population/?year_from=2031")
