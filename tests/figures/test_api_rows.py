"""Figures are written as text, for long answers; it says what the dictionaries of the same rows
say."""

import json
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection

from registry.common import api, api_paging, counting, store
from registry.common.kept_statements import Statement
from registry.figures import api_rows
from registry.figures.api_observations import ObservationViewSet
from registry.figures.api_rows import FIELDS, json_number, moment_in
from registry.figures.caveats import Caveat
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.states.models import State

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/observations/"
QUESTIONS = [
    "",
    "lang=ru",
    "as_of=2015-12-31",
    "as_of=2030-01-01&lang=ru",
    "fields=value,state,updated_at",
    "fields=note",
    "fields=value",
    "fields=year",
    "indicator=population&state=georgia",
    "is_gap=true",
    "sex=female&year_from=2010&year_to=2020",
    "source=wdi&lang=ru",
    "counterpart=none",
    "counterpart=UA,RU",
    "year=2018,2020",
    "changed_since=2020-01-01T00:00:00Z",
]


@pytest.fixture
def of_all_kinds(db):
    """Rows that hold what files hold: quotes, formulas, long numbers, gaps, moments."""
    source = Source.objects.get(slug="wdi")
    indicator = Indicator.objects.get(slug="population")
    state = State.objects.get(slug="georgia")
    end = Counterpart.objects.get(code="NA")
    notes = ['a "quoted", word', "=1+1", "-5", "lines\r\nof\ttwo", "Ёж; ö", "", " space "]
    values = ["0", "-0.5", "0.0001", "2.5", "123456789012.1234", "1234567890123456", "-7", "99999"]
    rows = []
    for year, value in enumerate(values, start=1950):
        note = notes[year % len(notes)]
        rows.append(
            Observation(
                indicator=indicator,
                state=state,
                year=year,
                source=source,
                counterpart=end,
                value=Decimal(value),
                note_en=note,
                note_ru=note,
            )
        )
    rows.append(
        Observation(
            indicator=indicator,
            state=state,
            year=1990,
            source=source,
            counterpart=end,
            gap="expected",
            expected_in=2027,
        )
    )
    Observation.objects.bulk_create(rows)
    whole = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
    first, second, *_others = rows
    Observation.objects.filter(pk=first.pk).update(updated_at=whole)
    Observation.objects.filter(pk=second.pk).update(updated_at=whole.replace(microsecond=120000))
    caveat = Caveat.objects.create(slug="quoted", text_en='Says "so", {XKX}', first_year=1952)
    caveat.indicators.add(indicator)
    return rows


@pytest.fixture
def by_dictionaries(monkeypatch):
    """The same answers the long way."""

    def say(client, address: str) -> bytes:
        with monkeypatch.context() as patched:
            patched.setattr(api, "MOST_KEPT", 10_000_000)
            return client.get(address).getvalue()

    return say


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_whole_sets_are_the_same_bytes_both_ways(
    client, monkeypatch, by_dictionaries, of_all_kinds, question, form
):
    address = f"{ADDRESS}?format={form}&{question}"
    monkeypatch.setattr(api, "MOST_KEPT", 0)
    streamed = client.get(address)
    assert streamed.streaming
    assert streamed.getvalue() == by_dictionaries(client, address)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_page_is_what_the_lines_say(client, by_dictionaries, of_all_kinds, question):
    address = f"{ADDRESS}?{question}&page_size=1000"
    found = client.get(address)
    lines = by_dictionaries(client, f"{ADDRESS}?{question}&format=jsonl").splitlines()
    whole = [json.loads(line, parse_float=str, parse_int=str) for line in lines]
    page = json.loads(found.content, parse_float=str, parse_int=str)
    kept = [row for row in whole if "is_removed" not in row]
    assert page["results"] == kept[:1000]
    assert [list(row) for row in page["results"]] == [list(row) for row in kept[:1000]]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_usual_page_and_those_after_it_are_the_same_rows(client, of_all_kinds, question):
    """Their statements are kept, those of pages of another length are not."""
    whole = client.get(f"{ADDRESS}?{question}&page_size=301").json()["results"]
    found, address = [], f"{ADDRESS}?{question}"
    for _page in range(3):
        page = client.get(address).json() if address else {"results": [], "next": None}
        found += page["results"]
        address = page["next"]
    assert found == whole[:300]


def test_a_kept_statement_is_asked_again_until_content_changes(client, monkeypatch):
    made, of = [], Statement.of
    monkeypatch.setattr(Statement, "of", lambda rows: made.append(rows) or of(rows))
    following = client.get(ADDRESS).json()["next"]
    for _page in range(3):
        following = client.get(following).json()["next"]
    assert len(made) == 2  # of the first page, and of one behind a place
    store.raise_content_version()
    client.get(ADDRESS)
    assert len(made) == 3


def test_what_is_said_of_indicators_is_kept_by_language_and_until_content_changes(client):
    address = f"{ADDRESS}?indicator=population&page_size="
    indicator = Indicator.objects.get(slug="population")
    for number, language in enumerate(("en", "ru", "en"), start=1):
        about = client.get(f"{address}{number}&lang={language}").json()["indicators"]
        assert [row["title"] for row in about] == [getattr(indicator, f"title_{language}")]
    both = client.get(f"{address}1&indicator=unemployment")
    assert {row["slug"] for row in both.json()["indicators"]} == {"population", "unemployment"}
    indicator.title_en = "People"
    indicator.save()
    about = client.get(f"{address}4").json()["indicators"]
    assert [row["title"] for row in about] == ["People"]


def test_a_statement_is_not_kept_where_values_are_not_as_the_database_has_them():
    rows = Observation.objects.order_by("pk").values_list("updated_at", "pk")
    statement = Statement.of(rows)
    if connection.vendor == "sqlite":
        assert statement is None
    else:
        assert statement.rows(rows.db) == list(rows)
    assert Statement.of(rows.filter(pk__in=[])) is None


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize("most", [1, 10_000])
def test_rows_that_differ_in_their_caveat_alone_do_not_share_it(
    client, monkeypatch, by_dictionaries, of_all_kinds, form, most
):
    """Nor with a gap between them; however few ends of rows are kept."""
    monkeypatch.setattr(api_rows, "MOST_TAILS", most)
    like = {
        "indicator": of_all_kinds[0].indicator,
        "source": of_all_kinds[0].source,
        "sex": "female",
    }
    rows = []
    for state in State.objects.filter(slug__in=["georgia", "armenia"]):
        for year in range(1950, 1956):
            row = Observation(**like, state=state, year=year)
            if year in (1951, 1953):
                row.gap = "not_collected"
            else:
                row.value = year
            rows.append(row)
    Observation.objects.bulk_create(rows)
    at = datetime.fromisoformat("2026-01-02T03:04:05+00:00")
    Observation.objects.filter(pk__in=[row.pk for row in rows]).update(updated_at=at)
    later = Caveat.objects.create(slug="later", text_en="=Only, later", first_year=1954)
    later.states.add(State.objects.get(slug="armenia"))
    monkeypatch.setattr(api, "MOST_KEPT", 0)
    address = f"{ADDRESS}?format={form}&sex=female&year_from=1950&year_to=1955"
    streamed = client.get(address)
    assert streamed.streaming
    text = streamed.getvalue()
    assert text.count(b"Only, later") == 2
    assert text == by_dictionaries(client, address)


def test_fields_are_written_in_the_order_of_the_description():
    described = ObservationViewSet.serializer_class().fields
    assert tuple(described) == FIELDS


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.0000", "0"),
        ("-0.5000", "-0.5"),
        ("100.0000", "100"),
        ("0.0001", "0.0001"),
        ("1000000.0000", "1000000"),
        ("99999999999.9999", "99999999999.9999"),
        ("9007199254740993.0000", "9007199254740990"),
    ],
)
def test_numbers_are_exact(text, number):
    if number.endswith("40990") and connection.vendor == "postgresql":
        number = "9007199254740993"  # SQLite's way into a Decimal holds fifteen digits
    assert json_number(text) == number


@pytest.mark.parametrize("text", ["2026-01-02 03:04:05", "2026-01-02 03:04:05.12+00"])
def test_moments_of_both_databases_are_utc(text):
    assert moment_in(text).isoformat().endswith("+00:00")


def test_a_long_list_says_that_its_count_is_an_estimate(client, monkeypatch):
    exact = client.get(ADDRESS).json()
    assert "count_is_estimate" not in exact
    assert "X-Total-Count-Is" not in client.get(ADDRESS).headers
    monkeypatch.setattr(counting, "COUNTED_UP_TO", 50)
    store.raise_content_version()
    response = client.get(ADDRESS)
    found = response.json()
    assert found["count_is_estimate"] is True
    assert response["X-Total-Count-Is"] == "estimate"
    assert abs(found["count"] - exact["count"]) < exact["count"] / 4
    assert found["results"] == exact["results"]


def test_a_page_by_number_is_not_looked_for_beyond_a_million_rows(client, monkeypatch):
    monkeypatch.setattr(api_paging, "MOST_SKIPPED", 200)
    assert client.get(f"{ADDRESS}?page=3").status_code == 200
    refused = client.get(f"{ADDRESS}?page=4")
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["nearest"] == "2"
