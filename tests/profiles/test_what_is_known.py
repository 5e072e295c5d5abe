"""What pages say of the editions that came before the registry is as sure as it is known."""

import json

import pytest

from registry.common.elsewhere import Elsewhere, kind_of
from registry.library.models import DocumentVersion
from registry.profiles.models import Edition
from registry.profiles.notices import kept, stamp
from tests.clients import one_line

pytestmark = pytest.mark.django_db


def documents():
    """The public editions that are only documents elsewhere."""
    rows = Edition.objects.current().filter(checksum="").select_related("profile__state")
    return rows.order_by("profile__state__iso_alpha3", "profile__kind")


def test_no_edition_of_the_first_series_is_endorsed_for_certain():
    """That these were endorsed is a reading of one list, for each of them alike."""
    first = [row for row in documents() if row.profile.kind == "extended" and row.year < 2012]
    assert len(first) == 12
    for edition in first:
        assert edition.is_endorsed
        assert edition.certainty == "derived", edition
        assert "imap-migration.org" in edition.source_url
        assert stamp(edition).text == "Endorsement not confirmed"


WORDS = {
    Elsewhere.ORIGINAL: ("the address of the original", "Open the original"),
    Elsewhere.COPY: ("the address of a copy on another site", "Open a copy on another site"),
    Elsewhere.ANNOUNCED: ("not that of the original", "Where it was listed or announced"),
    None: ("has no address of it", ""),
}


def cited(client, edition, form: str) -> str:
    return client.get(f"{edition.version_url()}cite.{form}").content.decode()


def test_a_page_promises_no_more_than_its_address_gives(client):
    found = documents()
    assert {row.elsewhere for row in found} == {Elsewhere.COPY, Elsewhere.ANNOUNCED, None}
    for edition in found:
        told, button = WORDS[edition.elsewhere]
        text = one_line(client.get(edition.get_absolute_url()).content.decode())
        assert told in kept(edition)
        assert kept(edition) in text
        assert f">{button}</a>" in text or not button
        for other_told, other_button in WORDS.values():
            assert other_told == told or other_told not in text, edition
            assert other_button in ("", button) or f">{other_button}</a>" not in text, edition


def test_a_citation_says_what_its_address_leads_to(client):
    for edition in documents():
        text = one_line(client.get(edition.get_absolute_url()).content.decode())
        cite = text[text.index('id="cite"') :]
        note = json.loads(cited(client, edition, "json"))[0]["note"]
        label = str(edition.elsewhere.label) if edition.elsewhere else ""
        assert label in cite
        assert label in note
        assert "Found in the Prague Process Registry" in cite
        assert "Version 1" not in cite[: cite.index("ГОСТ")]
        assert "note = {" in cited(client, edition, "bib")


def test_one_address_of_several_editions_is_no_original():
    addresses = [row.document_url for row in documents() if row.document_url]
    for address in addresses:
        assert addresses.count(address) == 1 or kind_of(address) == Elsewhere.ANNOUNCED


def test_machines_get_no_announcement_as_the_document(client):
    for edition in documents():
        rows = client.get(f"/api/v1/editions/?state={edition.profile.state.slug}").json()
        row = next(row for row in rows["results"] if row["address"] == edition.get_absolute_url())
        assert row["document_url_kind"] == edition.elsewhere
        page = client.get(edition.get_absolute_url()).content.decode()
        if edition.elsewhere == Elsewhere.ANNOUNCED:
            assert edition.document_elsewhere == ""
            assert "isBasedOn" not in page


def test_notes_that_the_library_has_by_hand_agree_with_the_rule():
    for version in DocumentVersion.objects.exclude(url=""):
        if version.url_note_en.startswith("a copy"):
            assert kind_of(version.url) == Elsewhere.COPY, version
        if version.url_note_en.startswith("a list"):
            assert kind_of(version.url) == Elsewhere.ANNOUNCED, version


def test_the_library_calls_no_list_an_original(client):
    version = DocumentVersion.objects.get(document__slug="manual-eris", language="en")
    assert version.elsewhere == Elsewhere.ANNOUNCED
    text = one_line(client.get(version.document.get_absolute_url()).content.decode())
    assert "Where it was announced, English" in text
    assert "Open the original" not in text


def test_a_year_of_publication_that_nobody_states_bears_a_mark(client):
    derived = [row for row in documents() if row.published_year_is_derived]
    codes = {(row.profile.state.iso_alpha3, row.year) for row in derived}
    assert codes == {("DEU", 2013), ("KAZ", 2015), ("UZB", 2015), ("XKX", 2012)}
    table = client.get("/en/profiles/?format=csv").content.decode()
    for edition in derived:
        year = edition.published_year
        text = one_line(client.get(edition.get_absolute_url()).content.decode())
        assert f"Published in {year} (derived from sources)" in text
        assert f"(ca. {year})" in text
        assert f"[{year}?]" in text
        assert '"datePublished"' not in text
        assert f"{year} (derived from sources)" in table
        (found,) = json.loads(cited(client, edition, "json"))
        assert found["issued"]["circa"] is True
        assert "The year of publication is derived from sources." in found["note"]


def test_an_edition_of_which_only_the_title_is_known_has_no_author(client):
    unknown = [row for row in documents() if "only its title was found" in row.summary_en]
    assert len(unknown) == 3
    for edition in unknown:
        text = one_line(client.get(edition.get_absolute_url()).content.decode())
        assert edition.origin == "not_stated"
        assert "prepared with the state" not in text
        assert "Author not on record. (n.d.)" in text


def test_a_publisher_has_a_russian_name_in_russian(client, kosovo):
    edition = Edition.objects.get(profile__state=kosovo, year=2012)
    text = client.get(edition.get_absolute_url().replace("/en/", "/ru/")).content.decode()
    assert "Министерство внутренних дел" in text
    assert "Ministry of Internal Affairs" not in text
