"""Origin and destination: of a state and a year one source speaks, however many count the same."""

from decimal import Decimal

import pytest

from registry.figures.models import Counterpart, Indicator, Source
from registry.figures.pairs import largest_counterparts, matrix_of, top_of
from registry.states.models import State
from tests import make

YEAR = 2020
pytestmark = pytest.mark.django_db


@pytest.fixture
def stock():
    return Indicator.objects.get(slug="emigrant-stock")


@pytest.fixture
def other_source(georgia):
    """Counts the largest country once more, and in a year of its own."""
    source = Source.objects.get(slug="pp-country-pages")
    for code, year, value in (
        ("RU", YEAR, 5),
        ("GR", YEAR, 6),
        ("GR", YEAR + 1, 70),
        ("PL", YEAR + 1, 30),
    ):
        make.observation(
            georgia,
            "emigrant-stock",
            year,
            value,
            source=source,
            counterpart=Counterpart.objects.get(code=code),
        )
    return source


def test_the_largest_are_those_of_the_indicators_own_source(stock, georgia, other_source):
    found = largest_counterparts(georgia, stock, YEAR, 3)
    assert [row.counterpart.code for row in found] == ["RU", "GR", "UA"]
    assert {row.source for row in found} == {stock.source}


def test_where_it_says_nothing_the_other_source_speaks_and_is_named(
    client, stock, georgia, other_source
):
    top = top_of(stock, georgia, YEAR + 1, [YEAR + 1])
    assert [(row["end"].code, row["share"]) for row in top.rows] == [("GR", "70.0"), ("PL", "30.0")]
    assert top.source == other_source
    page = client.get(
        f"/en/data/emigrant-stock/pairs/?state=georgia&year={YEAR + 1}"
    ).content.decode()
    assert f"Source: {other_source.title}" in page
    assert (
        f"Source: {other_source.title}"
        not in client.get(
            f"/en/data/emigrant-stock/pairs/?state=georgia&year={YEAR}"
        ).content.decode()
    )


def test_shares_are_of_the_total_of_the_same_source(stock, georgia, other_source):
    before = top_of(stock, georgia, YEAR, [YEAR])
    make.observation(georgia, "emigrant-stock", YEAR, 11, source=other_source)
    assert top_of(stock, georgia, YEAR, [YEAR]) == before


def test_a_matrix_names_the_rows_of_another_source(client, stock, georgia, other_source):
    greece = State.objects.get(iso_alpha3="GRC")
    own = matrix_of(stock, [georgia], [greece], YEAR)
    assert own.rows[0][1] != ["6"]
    assert own.others == []
    other = matrix_of(stock, [georgia], [greece], YEAR + 1)
    assert (other.rows[0][1], other.others) == (["70"], [(georgia, other_source)])
    address = f"/en/data/emigrant-stock/pairs/?rows=eastern-partnership&columns=eu&year={YEAR + 1}"
    assert f"Georgia: source: {other_source.title}" in client.get(address).content.decode()


def test_files_hold_each_pair_once(client, georgia, other_source):
    address = f"/en/data/emigrant-stock/pairs/?state=georgia&year={YEAR}&part=top&format=csv"
    lines = client.get(address).content.decode().splitlines()
    assert len([line for line in lines if ",GR," in line]) == 1


def test_the_map_draws_each_flow_once(client, stock, georgia, other_source):
    page = client.get(f"/en/map/?layer=emigrant-stock&state=georgia&year={YEAR}").content.decode()
    assert largest_counterparts(georgia, stock, YEAR, 1)[0].value > Decimal(400_000)
    assert ": 5 persons, 2020" not in page
    assert other_source.title not in page.split("<footer")[0]  # its foot names every source
    page = client.get(
        f"/en/map/?layer=emigrant-stock&state=georgia&year={YEAR + 1}"
    ).content.decode()
    assert ": 70 persons, 2021" in page
    assert other_source.title in page
