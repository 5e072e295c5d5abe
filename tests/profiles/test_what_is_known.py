"""What pages say of the editions that came before the registry is as sure as it is known."""

import pytest

from registry.profiles.models import Edition
from registry.profiles.notices import stamp

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
        assert edition.is_endorsed and edition.certainty == "derived", edition
        assert "imap-migration.org" in edition.source_url
        assert stamp(edition).text == "Endorsement not confirmed"
