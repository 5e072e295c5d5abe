"""What a page costs when it is made anew: no kind of page asks for much, in either language.

The bounds of time are ratios to other work in the same minute, and generous: they hold what a page
may not become. `make bench` prints the figures.
"""

import statistics

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.bench.cold import Cost, addresses, bare, cost_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOST_QUERIES = 12
MOST_TIMES = 3  # the bare reference; the slowest page took 1.3 times as much


@pytest.fixture
def found(client) -> list[Cost]:
    return [cost for address in addresses(client.get) if (cost := cost_of(client.get, address, 1))]


def test_no_kind_of_page_asks_for_much(client, found):
    pages = [
        cost for cost in found if not cost.is_file and cost.address.startswith(("/en/", "/ru/"))
    ]
    assert len(pages) > 60
    assert {cost.address[:4] for cost in pages} == {"/en/", "/ru/"}
    asks_more = {cost.address: cost.queries for cost in pages if cost.queries > MOST_QUERIES}
    assert asks_more == {}
    most = MOST_TIMES * statistics.median(bare() for _ in range(5))
    slow = [cost.address for cost in pages if cost.milliseconds > most]
    slow = [address for address in slow if cost_of(client.get, address, 5).milliseconds > most]
    assert slow == []


@pytest.mark.once
def test_no_query_sorts_for_every_row(client):
    """Of a large state it took half a second, and of the smallest, which tests like, nothing."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's plans say it.")
    asked = {}
    for address in addresses(client.get):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked |= {query["sql"]: address for query in queries if query["sql"].startswith("SELECT")}
    assert len(asked) > 100
    assert {asked[sql]: sql for sql in asked if sorts_for_every_row(sql)} == {}


def sorts_for_every_row(sql: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%', '%%')}")
        steps = cursor.fetchall()
    each = {number for number, _within, _unused, said in steps if "CORRELATED" in said}
    return any(within in each and "TEMP B-TREE" in said for _number, within, _unused, said in steps)
