"""Nobody reads that a state endorsed an edition where no source says so: not on a page, on the map,
in a count, a file or the API."""

import re

import pytest

from registry.common.records import Certainty
from registry.imap.layers import coverage_layer
from registry.profiles.coverage import coverage_of
from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp
from registry.states.models import State
from tests.clients import one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def doubtful() -> list[Edition]:
    rows = Edition.objects.public().filter(endorsement="endorsed").exclude(certainty="stated")
    return list(rows.select_related("profile__state"))


def test_every_edition_whose_endorsement_is_a_reading_says_so(client, doubtful):
    assert len(doubtful) >= 10
    for edition in doubtful:
        assert stamp(edition).text == "Endorsement not confirmed"
        assert notice(edition).lead == "Endorsement not confirmed."
        state = edition.profile.state
        for address in (edition.get_absolute_url(), state.get_absolute_url()):
            text = one_line(client.get(address).content.decode())
            assert "Endorsement not confirmed" in text, address


def test_it_says_so_in_russian_in_the_file_and_in_the_api(client, doubtful):
    edition = doubtful[0]
    russian = client.get(edition.get_absolute_url().replace("/en/", "/ru/")).content.decode()
    assert "Одобрение не подтверждено" in russian
    table = client.get("/en/profiles/?format=csv").content.decode()
    assert table.count("Endorsement not confirmed.") >= len(doubtful)
    slug = edition.profile.state.slug
    rows = client.get(f"/api/v1/editions/?state={slug}").json()["results"]
    row = next(row for row in rows if row["year"] == edition.year)
    assert row["certainty"] == "derived"
    assert row["notice"]["lead"] == "Endorsement not confirmed."


def test_home_and_map_count_what_is_known(client, doubtful):
    covered = coverage_of(State.objects.for_page())
    known = Edition.objects.current().filter(endorsement="endorsed")
    known = known.filter(certainty=Certainty.STATED)
    states = {edition.profile.state_id for edition in known.select_related("profile")}
    endorsed = {one.state.pk for one in covered if one.standing == "endorsed"}
    assert endorsed == states
    counts = {entry.words: entry.count for entry in coverage_layer(covered).legend}
    assert counts.get("profile endorsed by the state", 0) == len(states)
    text = one_line(re.sub(r"<[^>]*>", " ", client.get("/en/").content.decode()))
    words = "profile published, endorsement not confirmed or not on record"
    assert f"{words} {counts[words]}" in text


@pytest.mark.parametrize(
    ("code", "standing"),
    [("DEU", "unconfirmed"), ("XKX", "national"), ("BLR", "published"), ("ALB", "none")],
)
def test_what_is_unknown_and_what_is_the_states_own_are_classes_of_their_own(code, standing):
    state = State.objects.for_page().get(iso_alpha3=code)
    assert coverage_of([state])[0].standing == standing


def test_an_endorsement_that_a_source_states_bears_no_mark(light_georgia):
    light_georgia.endorsement, light_georgia.origin = "endorsed", "state"
    light_georgia.certainty = "stated"
    assert notice(light_georgia) is None
    assert stamp(light_georgia).look == "sure"
