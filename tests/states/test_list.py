"""The list of states: what a wrong day, and a name that is not quite right, are answered with."""

import re

import pytest

from tests.clients import one_line

pytestmark = pytest.mark.django_db
TURKIC = ("turkiye", "turkmenistan")


def text_of(response) -> str:
    return one_line(response.content.decode())


@pytest.mark.parametrize(
    ("address", "told", "untold"),
    [
        ("/en/states/?as_of=May 2016", "until then the list is empty", "states take part"),
        ("/ru/states/?as_of=abc", "до этого список пуст", "Этому отбору ничего"),
        ("/en/news/?year=abc", "until then the list is empty", "Nothing in the registry answers"),
    ],
)
def test_a_wrong_filter_claims_nothing(client, address, told, untold):
    text = text_of(client.get(address))
    assert told in text
    assert untold not in text
    assert "format=csv" not in text or "/states/" not in address


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("page", ["/en/states/?as_of=abc", "/en/news/?year=abc"])
def test_there_is_no_file_of_a_wrong_filter(client, page, form):
    """An empty file would say that there is nothing."""
    response = client.get(f"{page}&format={form}")
    assert response.status_code == 400
    assert "The filter could not be used." in response.content.decode()


@pytest.mark.parametrize("name", ["Gorgia", "Moldva", "Azerbaidjan", "Kirgizstan", "Молдавия"])
def test_a_name_that_is_not_quite_right_leads_to_the_search_that_forgives_it(client, name):
    page = client.get("/en/states/", {"q": name})
    link = client.get("/en/search/", {"q": name})
    assert "in the whole registry" in text_of(page)
    assert f'href="{link.request["PATH_INFO"]}?q=' in page.content.decode()
    assert "/en/states/" in link.content.decode()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_states_to_choose_from_stand_in_one_order_everywhere(client, language):
    """Türkiye beside the names in "Tu", not after all of them."""
    orders = []
    for page in ("news", "contact-points", "compare", "follow"):
        text = client.get(f"/{language}/{page}/").content.decode()
        found = [slug for slug in re.findall(r'<option value="([a-z-]+)"', text) if slug in TURKIC]
        if found:
            orders.append(found[: len(TURKIC)])
    assert len(orders) >= 2
    assert all(order == orders[0] for order in orders)
