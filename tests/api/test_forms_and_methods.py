"""In which form the API answers, how far a search goes, and what is refused by its method."""

import pytest

from registry.common.media_types import ANYTHING, KINDS, NEITHER, api_types

pytestmark = pytest.mark.django_db
JSON, CSV, LINES = KINDS
SEARCH = "/api/v1/search/?q=migration"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", (ANYTHING,)),
        ("*/*", (ANYTHING,)),
        ("text/html, application/xml;q=0.9, */*;q=0.8", (ANYTHING,)),
        ("application/json;q=0.1, text/csv;q=0.9", (CSV, JSON)),
        ("Text/CSV; header=present; Q=0.9, application/json;q=0.1", (CSV, JSON)),
        ("text/csv, */*", (CSV, JSON, LINES)),
        ("text/csv;q=0.5, */*;q=0.8", (JSON, LINES, CSV)),
        ("text/csv;q=0, */*", (JSON, LINES)),
        ("text/csv;q=0", (NEITHER,)),
        ("application/*, text/csv;q=0.1", (JSON, LINES, CSV)),
        ("text/csv;q=much", (CSV,)),
        ("text/turtle", (NEITHER,)),
    ],
)
def test_forms_are_chosen_by_their_weights(accept, wanted):
    assert api_types(accept) == wanted


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json;q=0.1, text/csv;q=0.9", "text/csv; charset=utf-8"),
        ("application/json;q=0.9, text/csv;q=0.1", "application/json"),
        ("text/csv;q=0, */*;q=0.1", "application/json"),
        ("application/jsonl, text/csv;q=0.2", "application/jsonl"),
    ],
)
def test_an_answer_has_the_form_that_is_liked_most(client, accept, kind):
    assert client.get("/api/v1/groups/", headers={"accept": accept})["Content-Type"] == kind


def test_a_form_that_is_not_wanted_is_not_given(client):
    assert client.get("/api/v1/groups/", headers={"accept": "text/csv;q=0"}).status_code == 406


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_search_says_how_much_was_found_and_where_it_goes_on(client, form):
    first = client.get(f"{SEARCH}&format={form}")
    assert int(first["X-Total-Count"]) > 40
    assert 'rel="next"' in first["Link"]
    assert 'rel="prev"' not in first["Link"]
    second = client.get(f"{SEARCH}&format={form}&page=2")
    assert "page=3" in second["Link"]
    assert 'rel="prev"' in second["Link"]


def test_a_search_is_read_from_page_to_page(client):
    found, address = [], f"{SEARCH}&kind=document"
    while address:
        page = client.get(address).json()
        found += [hit["key"] for hit in page["results"]]
        address = page["next"]
    assert len(found) == len(set(found)) == page["count"] > 20
    assert client.get(page["previous"]).status_code == 200


def test_a_search_says_how_far_it_can_be_read_and_what_narrows_it(client):
    last = client.get(f"{SEARCH}&page=25").json()
    assert last["next"] is None
    assert last["previous"]
    beyond = client.get(f"{SEARCH}&page=26")
    assert beyond.status_code == 400
    told = beyond.json()["errors"][0]
    assert "the first 500 of what it finds; kind, state, year and area narrow it" in told["detail"]
    assert told["nearest"] == "25"
    assert "первые 500" in client.get(f"{SEARCH}&page=26&lang=ru").json()["detail"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/",
        "/api/v1/states/",
        "/api/v1/states/georgia/",
        "/api/v1/observations/",
        "/api/v1/search/",
        "/api/v1/schema/",
        "/sdmx/population.csv",
        "/catalog.ttl",
        "/datapackage.json",
        "/oembed",
    ],
)
def test_what_is_only_read_refuses_other_methods_with_a_problem(client, address, method):
    response = getattr(client, method)(address)
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"
    assert response["Allow"].startswith("GET, HEAD")
    assert response.json()["status"] == 405
    assert response.json()["detail"]


def test_a_refused_method_is_told_in_the_readers_language(client):
    assert "только для чтения" in client.post("/api/v1/states/?lang=ru").json()["detail"]
