"""Days and times in addresses: what the calendar has is answered, what it has not is refused, by
pages and API alike."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from registry.common.as_of import parsed_day
from registry.common.moments import EARLIEST, LATEST, parsed_moment
from tests.test_api import LISTS

pytestmark = pytest.mark.django_db
PAGES = ["states/", "meetings/", "library/", "projects/", "data/", "news/", "contact-points/"]
PAGES += ["profiles/", "process/", "map/", "compare/", "search/", "about/terms/"]
ANSWERED = [
    "0001-01-01",
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00%2B14:00",
    "9999-12-31T23:59:59-14:00",
    "9999-12-31",
    "2025-10-26T02:30:00",  # the hour that summer time repeats
    "2025-03-30T02:30:00",  # the hour that it leaves out
    "2016-12-31T23:59:60Z",
    "2020-02-29",
    "2020-01-01T00:00:00 02:00",
    "2020-01-01t00:00:00.123456789z",
]
REFUSED = [
    "2020-01-01xyz",
    "0000-00-00",
    "banana",
    "2021-02-29",
    "2020-01-01T25:00:00",
    "2020-01-01T00:00:00%2B99:00",
    "20200101",
    "2020-W01-1",
    "١٩٩٩-01-01",
]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-01-01", datetime(2019, 12, 31, 23, tzinfo=UTC)),
        ("2020-01-01T00:00:00Z", datetime(2020, 1, 1, tzinfo=UTC)),
        ("2020-06-01T12:00", datetime(2020, 6, 1, 10, tzinfo=UTC)),
        ("2020-06-01T12:00:00 05:30", datetime(2020, 6, 1, 6, 30, tzinfo=UTC)),
        ("2025-10-26T02:30:00", datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
        ("0001-01-01", EARLIEST),
        ("9999-12-31T23:59:59-14:00", LATEST),
    ],
)
def test_a_moment_is_read_in_the_registrys_time_unless_it_says_another(text, moment, settings):
    settings.TIME_ZONE = "Europe/Vienna"
    assert parsed_moment(text) == moment


def test_a_day_is_that_of_the_moment_where_the_registry_is(settings):
    settings.TIME_ZONE = "Europe/Vienna"
    assert parsed_day("2020-01-01") == date(2020, 1, 1)
    assert parsed_day("2020-01-01T00:00:00Z") == date(2020, 1, 1)
    assert parsed_day("2019-12-31T23:30:00Z") == date(2020, 1, 1)
    assert parsed_day("0001-01-01") == date.min
    with pytest.raises(ValidationError):
        parsed_day("2020-01-01xyz")


@pytest.mark.parametrize("text", ANSWERED)
@pytest.mark.parametrize("name", LISTS)
def test_every_list_answers_each_moment_of_the_calendar(client, name, text):
    for parameter in ("as_of", "changed_since"):
        if name == "units" and parameter == "changed_since":
            continue
        response = client.get(f"/api/v1/{name}/?{parameter}={text}&page_size=1")
        assert response.status_code == 200, response.content


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_moment_is_refused_by_its_name(client, text):
    for parameter in ("as_of", "changed_since"):
        response = client.get(f"/api/v1/observations/?{parameter}={text}")
        assert response.status_code == 400
        assert response.json()["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize("address", PAGES)
def test_no_page_fails_at_any_moment(client, address):
    for text in ANSWERED:
        for parameter in ("as_of", "changed_since"):
            response = client.get(f"/en/{address}?{parameter}={text}", follow=True)
            # the map and the comparison refuse a question that they do not know
            refuses = parameter == "changed_since" and address in ("map/", "compare/")
            assert response.status_code in ((400,) if refuses else (200, 404)), (parameter, text)
            assert not (parameter == "as_of" and "not a date" in response.content.decode())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_as_of_what_is_no_day_says_so(client, address):
    for text in ("banana", "0000-00-00", "2020-01-01xyz"):
        response = client.get(f"/en/{address}?as_of={text}", follow=True)
        assert response.status_code == (200 if address == "states/" else 404)
        assert "is not a date" in response.content.decode()
