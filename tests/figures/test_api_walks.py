"""Long lists in the order of what they belong to are walked, not sorted; the rows and their order
stay those of a sorted list."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from registry.common import api_walks
from registry.common.api_paging import written
from registry.common.api_walks import Order
from registry.figures.models import Observation

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/observations/"
FEW = "state=georgia,armenia,moldova&year=2018,2019"
ORDERS = [
    "state",
    "-state",
    "indicator",
    "-indicator",
    "state,year",
    "state,-updated_at",
    "indicator,-state",
    "-year,indicator",
    "updated_at,state,-year",
    "state,-state",
]
FILTERS = [
    FEW,
    "is_gap=true",
    "as_of=2019-06-30&state=georgia&indicator=population,unemployment",
    "indicator=population&state=georgia&lang=ru&fields=state,value",
    "indicator=population&year=1900",  # none
]


def pages(client, address: str) -> list[list[dict]]:
    found = []
    while address:
        page = client.get(address).json()
        found.append(page["results"])
        address = page["next"]
    return found


def rows(client, address: str) -> list[dict]:
    return sum(pages(client, address), [])


@pytest.fixture
def walking(monkeypatch):
    """However short the list is."""

    def walk(bound: int = 0) -> None:
        monkeypatch.setattr(api_walks, "SORTED_UP_TO", bound)

    return walk


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("order", ORDERS)
def test_walked_pages_are_those_of_a_sorted_list(client, walking, order, filters):
    question = f"{ADDRESS}?ordering={order}&{filters}"
    sorted_ = rows(client, f"{question}&page_size=1000")
    walking()
    assert rows(client, f"{question}&page_size=997") == sorted_
    assert rows(client, f"{question}&page_size=41") == sorted_
    walking(9)  # some groups are walked, and some sorted
    assert rows(client, f"{question}&page_size=43") == sorted_


@pytest.mark.parametrize("order", ["state", "-state", "indicator", "-indicator"])
def test_a_whole_list_is_walked_in_the_order_of_a_sorted_one(client, walking, order):
    """Its first pages, then those behind a place in the middle."""
    sign, name = ("-" if order.startswith("-") else ""), order.removeprefix("-")
    columns = (f"{sign}{name}__slug", f"{sign}pk")
    expected = list(Observation.objects.order_by(*columns).values_list("pk", flat=True))
    middle = len(expected) // 2
    slug = Observation.objects.values_list(f"{name}__slug", flat=True).get(pk=expected[middle])
    cursor = written(Order(columns), [slug, expected[middle]])
    walking()
    for question, start in (("", 0), (f"&cursor={cursor}", middle + 1)):
        address = f"{ADDRESS}?ordering={order}&page_size=600{question}"
        found = [client.get(address).json()]
        found.append(client.get(found[0]["next"]).json())
        assert told(*found) == in_this_order(expected[start : start + 1200])


NAMES = ("indicator", "state_slug", "year", "sex", "counterpart", "source")
COLUMNS = ("indicator__slug", "state__slug", "year", "sex", "counterpart__code", "source__slug")


def told(*pages: dict) -> list[tuple]:
    return [tuple(row[name] for name in NAMES) for page in pages for row in page["results"]]


def in_this_order(keys: list[int]) -> list[tuple]:
    """What the API calls figures with these keys."""
    rows = Observation.objects.filter(pk__in=keys).values_list("pk", *COLUMNS)
    by_key = {pk: tuple(cell or "" for cell in row) for pk, *row in rows}
    return [by_key[key] for key in keys]


OF_ONE_VALUE = {
    "indicator": ("indicator__slug", "net-migration"),
    "state": ("state__slug", "georgia"),
    "source": ("source__slug", "unhcr"),
    "counterpart": ("counterpart__state__iso_alpha3", "UKR"),
    "year": ("year", "2019"),
    "sex": ("sex", "female"),
}


@pytest.mark.parametrize("name", OF_ONE_VALUE)
def test_figures_of_one_value_are_read_in_the_order_of_their_keys(client, name):
    column, value = OF_ONE_VALUE[name]
    found = Observation.objects.filter(**{column: value}).order_by("pk")
    expected = list(found.values_list("pk", flat=True)[:250])
    address = f"{ADDRESS}?{name}={value}"
    read = [client.get(address).json()]
    assert read[0]["count"] == found.count() >= 10
    while read[-1]["next"] and len(read) < 3:
        read.append(client.get(read[-1]["next"]).json())
    assert told(*read)[:250] == in_this_order(expected)


@pytest.mark.parametrize("question", ["indicator={longest}", "ordering={sign}indicator"])
def test_no_list_of_one_value_is_looked_for_row_by_row(client, walking, question):
    """A database that thinks rows are spread evenly may walk the whole table by its key until those
    come that were brought last."""
    walking()
    by_length = Observation.objects.order_by().values("indicator__slug").annotate(long=Count("pk"))
    longest = by_length.order_by("-long")[0]["indicator__slug"]
    for sign in ("", "-"):
        address = f"{ADDRESS}?{question.format(longest=longest, sign=sign)}"
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).json()["results"]
        value = f'"{Observation._meta.db_table}"."value"'
        read = [one["sql"] for one in asked if value in one["sql"]]
        assert read
        for statement in read:
            assert not walks_by_key(statement), statement


def walks_by_key(statement: str) -> bool:
    with connection.cursor() as cursor:
        plan = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{plan} {statement}")
        steps = " ".join(str(row) for row in cursor.fetchall())
    of_key = ("registry_observation_pkey", "INTEGER PRIMARY KEY", "'SCAN registry_observation'")
    return any(name in steps for name in of_key)


@pytest.mark.parametrize("order", ["state", "-indicator", "year,-state"])
def test_a_page_by_its_number_is_where_it_was(client, walking, order):
    question = f"{ADDRESS}?ordering={order}&{FEW}"
    sorted_ = rows(client, f"{question}&page_size=1000")
    walking()
    assert len(sorted_) > 80
    for number in range(1, len(sorted_) // 17 + 2):
        page = client.get(f"{question}&page_size=17&page={number}").json()
        start = (number - 1) * 17
        assert page["results"] == sorted_[start : start + 17]
        assert bool(page["next"]) == (start + 17 < len(sorted_))


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_cursor_at_a_state_that_is_not_there_leads_on_from_its_place(client, walking, sign):
    order = Order((f"{sign}state__slug", f"{sign}pk"))
    cursor = written(order, ["b", 1])  # between Azerbaijan and Belarus
    question = f"{ADDRESS}?ordering={sign}state&year=2019&cursor={cursor}"
    sorted_ = client.get(f"{question}&page_size=50").json()["results"]
    walking()
    assert client.get(f"{question}&page_size=49").json()["results"] == sorted_[:49]
    assert sorted_[0]["state_slug"] == ("azerbaijan" if sign else "belarus")


@pytest.mark.parametrize("order", ["state", "-indicator"])
def test_no_statement_of_a_walk_sorts_by_another_table(client, walking, order):
    walking()
    page = client.get(f"{ADDRESS}?ordering={order}").json()
    for address in (f"{ADDRESS}?ordering={order}&page_size=99", page["next"]):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        value = f'"{Observation._meta.db_table}"."value"'
        read = [one["sql"] for one in asked if value in one["sql"]]
        assert 0 < len(read) < 10
        assert not any("JOIN" in statement for statement in read)


def test_times_that_are_all_others_are_not_walked_one_by_one(client, walking):
    rows_of_one = Observation.objects.filter(state__slug="georgia", year=2019)
    at = datetime(2026, 1, 2, tzinfo=UTC)
    for number, pk in enumerate(rows_of_one.values_list("pk", flat=True)[:60]):
        Observation.objects.filter(pk=pk).update(updated_at=at + timedelta(seconds=number))
    walking()
    for question in ("page_size=50", "page_size=10&page=2"):
        with CaptureQueriesContext(connection) as asked:
            address = f"{ADDRESS}?ordering=-updated_at,state&state=georgia&year=2019&{question}"
            assert client.get(address).json()["results"]
        assert sum('"registry_observation"' in one["sql"] for one in asked) < 20


def test_a_short_list_is_read_in_one_statement(client):
    client.get(f"{ADDRESS}?ordering=state&year=2018")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{ADDRESS}?ordering=state&year=2018&page_size=3")
    assert sum("LIMIT 4" in one["sql"] for one in asked) == 1
