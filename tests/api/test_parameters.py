"""What the API does not know it refuses, by name, with the nearest that it knows."""

import pytest

from registry.common.problems import nearest
from registry.figures.models import Observation
from tests.test_api import LISTS

pytestmark = pytest.mark.django_db


def problem(client, address: str) -> dict:
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == 400, address
    assert response["Content-Type"] == "application/problem+json"
    found = response.json()
    assert found["status"] == 400
    assert found["title"] == "Bad Request"
    assert found["detail"]
    return found["errors"][0]


@pytest.mark.parametrize("name", [*LISTS, "search"])
def test_every_list_refuses_a_parameter_that_it_does_not_know(client, name):
    found = problem(client, f"{name}/?langg=ru")
    assert (found["parameter"], found["nearest"]) == ("langg", "lang")


@pytest.mark.parametrize(
    ("address", "parameter", "value", "near"),
    [
        ("observations/?indicatr=population", "indicatr", "population", "indicator"),
        ("observations/?indicator=popluation", "indicator", "popluation", "population"),
        ("observations/?state=georgia,armenai", "state", "armenai", "armenia"),
        ("observations/?sex=femal", "sex", "femal", "female"),
        ("observations/?is_gap=ture", "is_gap", "ture", "true"),
        ("observations/?counterpart=ZZZ", "counterpart", "ZZZ", None),
        ("observations/?year=1066", "year", "1066", ""),
        ("observations/?fields=vlaue", "fields", "vlaue", "value"),
        ("observations/?ordering=yaer", "ordering", "yaer", "year"),
        ("observations/?ordering=note", "ordering", "note", None),
        ("observations/?cursor=x", "cursor", "x", ""),
        ("observations/?format=parquet", "format", "parquet", None),
        ("observations/?page=0", "page", "0", "1"),
        ("observations/?page_size=100000", "page_size", "100000", "1000"),
        ("observations/?page_size=-1", "page_size", "-1", "1"),
        ("states/?page=99", "page", "99", "1"),
        ("states/?format=xml", "format", "xml", None),
        ("states/?lang=de", "lang", "de", "en"),
        ("states/?lang=en&lang=ru", "lang", "en, ru", ""),
        ("search/?q=asylum&state=georgia&state=armenia", "state", "georgia, armenia", ""),
        ("search/?q=asylum&kind=document&kind=meeting", "kind", "document, meeting", ""),
        ("search/?q=asylum&q=border", "q", "asylum, border", ""),
        ("meetings/?q=asylum&q=border", "q", "asylum, border", ""),
        ("observations/?year_to=2020&year_to=2010", "year_to", "2020, 2010", ""),
        ("observations/?year_from=2020&year_to=2010", "year_from", "2020", ""),
        ("search/?q=asylum&page=26", "page", "26", "25"),
        ("states/?group=easten-partnership", "group", "easten-partnership", "eastern-partnership"),
        ("states/georgia/?state=georgia", "state", "georgia", None),
        ("states/georgia/?fields=nmae", "fields", "nmae", "name"),
        ("meetings/?kind=conferense", "kind", "conferense", None),
        ("search/?q=asylum&kind=stat", "kind", "stat", "state"),
        ("search/?q=asylum&page=zero", "page", "zero", "1"),
        ("search/?q=asylum&year=soon", "year", "soon", "1"),
        ("search/?q=asylum&state=armenai", "state", "armenai", "armenia"),
    ],
)
def test_a_wrong_parameter_is_named_with_its_value_and_the_nearest(
    client, address, parameter, value, near
):
    found = problem(client, address)
    assert (found["parameter"], found["value"]) == (parameter, value)
    if near is not None:
        assert found["nearest"] == near


def test_years_in_the_wrong_order_are_told(client):
    for address in (
        "/api/v1/observations/?year_from=2020&year_to=2010",
        "/api/v1/observations/?format=csv&year_from=2020&year_to=2010",
        "/sdmx/population.csv?startPeriod=2020&endPeriod=2010",
        "/sdmx/population.xml?startPeriod=2020&endPeriod=2010",
    ):
        response = client.get(address)
        assert response.status_code == 400, address
        assert response.json()["errors"][0]["detail"] == "The first year is later than the last."
    for address in (
        "/api/v1/observations/?year_from=2020&year_to=2020&page_size=1",
        "/sdmx/population.csv?startPeriod=2010&endPeriod=2020",
    ):
        assert client.get(address).status_code == 200


def test_of_figures_for_sdmx_a_bound_comes_once_and_states_as_often_as_wanted(client):
    twice = client.get("/sdmx/population.csv?endPeriod=2020&endPeriod=2010")
    assert twice.json()["errors"][0]["parameter"] == "endPeriod"
    assert client.get("/sdmx/population.csv?state=georgia&state=armenia").status_code == 200


def test_problems_are_in_the_readers_language(client):
    response = client.get("/api/v1/states/?lang=ru&groupp=eu")
    assert response["Content-Language"] == "ru"
    assert "groupp" in response.json()["detail"]
    assert any("а" <= letter <= "я" for letter in response.json()["detail"])


def test_what_is_not_there_is_a_problem_too(client):
    for address in ("nothing/", "states/atlantis/", "states/?format=csv&page=9"):
        response = client.get(f"/api/v1/{address}")
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == response.status_code
    assert client.get("/api/v1/states/", headers={"accept": "text/turtle"}).status_code == 406


def rows(client, query: str) -> list[dict]:
    response = client.get(f"/api/v1/observations/?page_size=1000&{query}")
    assert response.status_code == 200, response.content
    return response.json()["results"]


def test_several_values_of_a_filter_by_comma_or_again_by_slug_or_iso_code(client):
    one = "indicator=population&year=2020"
    expected = {"GEO", "ARM"}
    for question in (
        "state=georgia&state=armenia",
        "state=georgia,armenia",
        "state=GEO,AM",
        "state=geo&state=armenia",
    ):
        assert {row["iso_alpha3"] for row in rows(client, f"{one}&{question}")} == expected
    other = Observation.objects.filter(
        state__iso_alpha3="GEO", year=2020, counterpart=None, sex="total"
    ).exclude(indicator__slug="population")
    second = other.first().indicator.slug
    found = rows(client, f"indicator=population,{second}&state=GEO&year=2019,2020")
    assert {row["year"] for row in found} == {2019, 2020}
    assert len({row["indicator"] for row in found}) == 2


def test_a_record_with_several_of_the_values_stands_once(client):
    one = client.get("/api/v1/documents/?state=georgia,armenia,moldova&page_size=1000").json()
    slugs = [row["slug"] for row in one["results"]]
    assert len(slugs) == len(set(slugs)) == one["count"]
    both = client.get("/api/v1/meetings/?state=georgia,armenia&page_size=1000").json()
    alone = client.get("/api/v1/meetings/?state=georgia&page_size=1000").json()
    assert both["count"] >= alone["count"] > 0


def test_of_all_ends_together_or_of_one(client):
    total = rows(client, "indicator=emigrant-stock&state=georgia&counterpart=none")
    assert total
    assert all(row["counterpart"] == "" for row in total)
    pairs = Observation.objects.filter(counterpart__isnull=False).select_related(
        "indicator", "state", "counterpart"
    )
    row = pairs.filter(counterpart__state__isnull=False).first()
    for code in (row.counterpart.code, row.counterpart.iso_alpha3):
        found = rows(client, f"indicator={row.indicator.slug}&counterpart={code}")
        assert {one["counterpart_iso_alpha3"] for one in found} == {row.counterpart.iso_alpha3}
    together = rows(
        client, f"indicator={row.indicator.slug}&state={row.state.slug}&counterpart={code},none"
    )
    assert {one["counterpart"] for one in together} <= {"", row.counterpart.code}


def test_only_the_fields_that_are_wanted_and_in_that_order(client):
    found = rows(client, "indicator=population&state=GEO&fields=year,value")
    assert list(found[0]) == ["year", "value"]
    one = client.get("/api/v1/states/georgia/?fields=name,slug").json()
    assert one == {"name": "Georgia", "slug": "georgia"}
    text = client.get("/api/v1/meetings/?fields=slug,host&format=csv").getvalue().decode()
    assert text.splitlines()[0] == "slug,host.iso_alpha3,host.slug,host.name,host.footnote"


def test_lists_are_ordered_as_asked(client):
    found = client.get("/api/v1/meetings/?ordering=-starts_on&page_size=1000").json()["results"]
    days = [row["starts_on"] for row in found if row["starts_on"]]
    assert days == sorted(days, reverse=True)
    names = [row["slug"] for row in client.get("/api/v1/states/?ordering=slug").json()["results"]]
    assert names == sorted(names)


def test_a_page_of_the_registry_takes_several_values_as_well(client):
    text = client.get("/en/meetings/?state=georgia&state=armenia").content.decode()
    assert text.count('<option value="georgia" selected>') == 1
    assert text.count('<option value="armenia" selected>') == 1
    assert "multiple" in text
    one = client.get("/en/meetings/?state=GEO").content.decode()
    assert '<option value="georgia" selected>' in one
    assert "multiple" not in one


def test_of_two_that_are_as_near_it_is_the_first_of_the_alphabet():
    assert nearest("gdp1", ["gdp3", "gdp2", "population"]) == "gdp2"
    assert nearest("xyz", ["population"]) == ""
    assert nearest("xyz", []) == ""
