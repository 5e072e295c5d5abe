"""The day in the address is read by one rule: pages, filters of lists and the API agree."""

import pytest

from registry.common.dates import today

pytestmark = pytest.mark.django_db

BAD = [
    "yesterday",
    "2015-06-01x",
    "2015-6-1",
    "2015-W23-1",
    "20150601",
    "2016-02-31",
    "01.06.2015",
    " 2015-06-01",
    "2015-06-0١",
    "9" * 400,
]
ADVICE = "A date has the form 2015-12-31."


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_day_is_refused_with_the_same_words_at_every_door(client, text):
    page = client.get("/en/profiles/", {"as_of": text})
    filtered = client.get("/en/states/", {"as_of": text})
    answer = client.get("/api/v1/groups/", {"as_of": text})
    assert page.status_code == 404
    assert ADVICE in page.content.decode()
    assert ADVICE in filtered.content.decode()
    assert answer.status_code == 400
    assert ADVICE in answer.json()["as_of"][0]
    assert client.get("/api/v1/states/", {"as_of": text}).status_code == 400


def test_a_day_of_the_past_means_the_same_at_every_door(client):
    day = {"as_of": "2010-06-01"}
    listed = client.get("/en/states/", day | {"format": "csv"}).content.decode()
    found = client.get("/api/v1/states/", day | {"page_size": 1000}).json()
    assert listed.count("2010-06-01") == found["count"]
    assert "Turkey" in listed
    assert {"TUR": "Turkey"}.items() <= {
        row["iso_alpha3"]: row["name"] for row in found["results"]
    }.items()
    assert "2010" in client.get("/en/profiles/", day).content.decode()


def test_a_day_to_come_is_today_at_every_door(client):
    to_come = {"as_of": "2999-01-01"}
    listed = client.get("/en/states/", to_come | {"format": "csv"}).content.decode()
    assert today().isoformat() in listed
    assert "2999" not in listed
    assert client.get("/en/profiles/", to_come).status_code == 200
    taking_part = client.get("/api/v1/states/", {"as_of": today().isoformat()}).json()
    assert client.get("/api/v1/states/", to_come).json() == taking_part
