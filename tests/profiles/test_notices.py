"""Rule 2: published and endorsed are two facts, and the notice travels with the edition."""

from datetime import date

import pytest

from registry.profiles.models import Edition
from registry.profiles.notices import notice, stamp

pytestmark = pytest.mark.django_db
NOT_OFFICIAL = "Does not reflect the state’s official position."


def test_a_compiled_edition_says_so(light_georgia):
    assert notice(light_georgia).lead == NOT_OFFICIAL
    assert stamp(light_georgia).text == "Compiled from open sources, not endorsed"
    assert stamp(light_georgia).look == "open"


def test_a_state_that_said_nothing_is_published_as_a_draft():
    kyrgyzstan = Edition.objects.get(profile__state__iso_alpha3="KGZ", year=2013)
    assert notice(kyrgyzstan).lead == NOT_OFFICIAL
    assert "1 February 2016" in notice(kyrgyzstan).text
    assert "three months passed without an answer" in notice(kyrgyzstan).text
    assert stamp(kyrgyzstan).text == "Draft, not endorsed"


def test_an_endorsed_edition_speaks_for_its_state():
    kazakhstan = Edition.objects.get(profile__state__iso_alpha3="KAZ", year=2015)
    assert notice(kazakhstan) is None
    assert stamp(kazakhstan).look == "sure"
    kazakhstan.endorsed_on = date(2016, 3, 1)
    assert stamp(kazakhstan).text == "Endorsed 1 March 2016"


def test_an_edition_of_unknown_standing_claims_nothing():
    hungary = Edition.objects.get(profile__state__iso_alpha3="HUN", year=2014)
    assert notice(hungary).lead == "Endorsement not on record."
    assert stamp(hungary).look == "plain"


def test_the_notice_is_on_page_and_in_api_and_file_in_both_languages(client, light_georgia):
    russian = "Не отражает официальную позицию государства."
    address = light_georgia.get_absolute_url()
    assert NOT_OFFICIAL in client.get(address).content.decode()
    assert russian in client.get(address.replace("/en/", "/ru/")).content.decode()
    assert (
        client.get("/api/v1/editions/georgia/light/2026/").json()["notice"]["lead"] == NOT_OFFICIAL
    )
    assert (
        client.get("/api/v1/editions/georgia/light/2026/?lang=ru").json()["notice"]["lead"]
        == russian
    )
    assert NOT_OFFICIAL in client.get("/en/profiles/?format=csv").content.decode()
    assert NOT_OFFICIAL in client.get("/api/v1/editions/?format=csv").content.decode()


def test_no_profile_is_a_legitimate_answer(client):
    text = client.get("/en/states/albania/").content.decode()
    assert "Taking part is voluntary" in text
