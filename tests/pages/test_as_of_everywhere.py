"""A day in the address is obeyed, or the page says that it is not."""

import pytest

pytestmark = pytest.mark.django_db

OBEYED, NOT_OBEYED = "As of 1 January 2016", "This page shows today"
BY_DAY = [
    "/en/states/",
    "/en/states/georgia/",
    "/en/profiles/",
    "/en/data/",
    "/en/data/population/",
    "/en/compare/",
    "/en/map/",
]
OF_TODAY = [
    "/en/",
    "/en/process/",
    "/en/meetings/",
    "/en/projects/",
    "/en/library/",
    "/en/news/",
    "/en/contact-points/",
    "/en/about/terms/",
]


@pytest.mark.parametrize("address", BY_DAY)
def test_a_page_that_is_kept_by_day_shows_that_day(address, client):
    page = client.get(f"{address}?as_of=2016-01-01", follow=True).content.decode()
    assert OBEYED in page
    assert NOT_OBEYED not in page


@pytest.mark.parametrize("address", OF_TODAY)
def test_a_page_that_is_not_kept_by_day_says_so(address, client):
    answer = client.get(f"{address}?as_of=2016-01-01", follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert NOT_OBEYED in page
    assert OBEYED not in page
    assert NOT_OBEYED not in client.get(address, follow=True).content.decode()
