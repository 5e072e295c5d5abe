"""Pages by cursor, whole sets in one answer, and what is small on the way."""

import base64
import csv
import gzip
import io
import json
import re

import brotli
import pytest

from registry.common import api, api_walks, store
from registry.common.encodings import encoding_for
from registry.common.store import PageStore
from registry.figures import api_observations
from registry.figures.models import Observation
from tests.test_api import LISTS, ONES

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/observations/"


def lines(response) -> list[dict]:
    return [json.loads(line) for line in response.getvalue().decode().splitlines()]


@pytest.mark.parametrize("order", ["", "ordering=-year&", "ordering=state,-updated_at&"])
def test_a_cursor_leads_through_all_rows_once(client, order):
    address = f"{ADDRESS}?{order}indicator=population,unemployment&year=2018,2019,2020&page_size=11"
    found, count = [], client.get(address).json()["count"]
    while address:
        page = client.get(address).json()
        found += [
            (row["indicator"], row["iso_alpha3"], row["year"], row["sex"], row["source"])
            for row in page["results"]
        ]
        address = page["next"]
    assert len(found) == len(set(found)) == count > 30
    if "-year" in order:
        assert [row[2] for row in found] == sorted((row[2] for row in found), reverse=True)


def test_the_last_page_asks_for_no_more_rows_than_the_first(client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    last = client.get(f"{ADDRESS}?page_size=1&page=3").json()["next"]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(last)
    statement = next(one["sql"] for one in asked if "LIMIT" in one["sql"])
    assert "OFFSET" not in statement


def test_a_cursor_of_another_order_is_refused(client):
    following = client.get(f"{ADDRESS}?ordering=year&page_size=1").json()["next"]
    assert client.get(following.replace("ordering=year", "ordering=-year")).status_code == 400


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2020-01-01T00:00:00"]
)
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_cursor_that_nobody_gave_out_is_refused(client, moment, sign):
    """No moment of any clock in UTC, or of which clock it is is not said."""
    pk = f"{sign}pk"
    place = json.dumps([[f"{sign}updated_at", pk], [moment, 1]]).encode()
    cursor = base64.urlsafe_b64encode(place).decode().rstrip("=")
    answer = client.get(f"{ADDRESS}?ordering={sign}updated_at&cursor={cursor}")
    assert answer.status_code == 400
    assert "This is no cursor of this list in this order." in answer.content.decode()


def test_a_page_says_how_long_its_list_is_and_where_it_goes_on(client):
    for name in LISTS:
        response = client.get(f"/api/v1/{name}/?page_size=1&format=csv")
        assert len(response.content.decode().splitlines()) >= 2
        assert response["X-Total-Count"] == str(client.get(f"/api/v1/{name}/").json()["count"])
        if int(response["X-Total-Count"]) > 1:
            assert 'rel="next"' in response["Link"]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("one", [*ONES, "pilot-projects/7/"])
def test_every_record_comes_as_one_row_and_one_line(client, one, language):
    """A project has results, in words: they were once taken for those of a page."""
    address = f"/api/v1/{one}?lang={language}"
    record = client.get(address).json()
    assert [json.loads(line) for line in lines_of(client, f"{address}&format=jsonl")] == [record]
    answer = client.get(f"{address}&format=csv")
    assert len(list(csv.reader(io.StringIO(answer.content.decode())))) == 2


def lines_of(client, address):
    return client.get(address).content.decode().splitlines()


@pytest.mark.parametrize("name", LISTS)
def test_every_list_comes_whole_as_csv_and_as_lines(client, name):
    count = client.get(f"/api/v1/{name}/").json()["count"]
    as_csv = client.get(f"/api/v1/{name}/?format=csv")
    rows = list(csv.DictReader(io.StringIO(as_csv.getvalue().decode())))
    found = lines(client.get(f"/api/v1/{name}/?format=jsonl"))
    assert len(rows) == len(found) == count
    assert f'filename="{name}.csv"' in as_csv["Content-Disposition"]
    assert not any("{'" in cell or "['" in cell for row in rows for cell in row.values())
    assert set(rows[0]) == set(rows[-1])


def test_the_columns_of_a_csv_do_not_depend_on_its_rows(client):
    heads = {
        client.get(f"/api/v1/meetings/?format=csv&page_size=1&page={page}")
        .content.decode()
        .splitlines()[0]
        for page in (1, 2, 40)
    }
    assert len(heads) == 1
    assert "attendances.state.name" in heads.pop()


def test_names_stand_beside_codes_so_that_namibia_is_not_lost(client):
    text = client.get("/api/v1/counterparts/?format=csv").getvalue().decode()
    row = next(one for one in csv.DictReader(io.StringIO(text)) if one["code"] == "NA")
    assert (row["iso_alpha3"], row["name"]) == ("NAM", "Namibia")


def test_the_whole_set_of_figures_is_streamed_in_the_readers_language(client, monkeypatch):
    monkeypatch.setattr(api, "MOST_KEPT", 10)
    response = client.get(f"{ADDRESS}?format=jsonl&lang=ru&indicator=population")
    assert response.streaming
    found = lines(response)
    assert len(found) == Observation.objects.filter(indicator__slug="population").count()
    assert {row["state"] for row in found if row["iso_alpha3"] == "GEO"} == {"Грузия"}
    assert response["Content-Language"] == "ru"


@pytest.mark.parametrize("most_kept", [0, 5000])
@pytest.mark.parametrize("order", ["-year", "state,-year", "indicator,state,year", "-updated_at"])
def test_a_whole_set_is_in_the_order_asked_for(client, monkeypatch, order, most_kept):
    """As its pages are, and with each row once."""
    monkeypatch.setattr(api, "MOST_KEPT", most_kept)
    monkeypatch.setattr(api_observations, "AT_A_TIME", 7)
    monkeypatch.setattr(api_walks, "SORTED_UP_TO", 5)
    question = f"indicator=population,unemployment&year_from=2019&ordering={order}"
    page = client.get(f"{ADDRESS}?{question}&page_size=1000").json()
    assert page["count"] == len(page["results"]) > 30
    assert lines(client.get(f"{ADDRESS}?{question}&format=jsonl")) == page["results"]
    text = client.get(f"{ADDRESS}?{question}&format=csv").getvalue().decode()
    for row, wanted in zip(csv.DictReader(io.StringIO(text)), page["results"], strict=True):
        assert (row["indicator"], row["state_slug"], int(row["year"])) == (
            wanted["indicator"],
            wanted["state_slug"],
            wanted["year"],
        )


@pytest.mark.parametrize("most_kept", [0, 5000])
def test_moments_of_a_csv_are_those_of_the_lines(client, monkeypatch, most_kept):
    monkeypatch.setattr(api, "MOST_KEPT", most_kept)
    question = "indicator=population&year=2020"
    text = client.get(f"{ADDRESS}?{question}&format=csv").getvalue().decode()
    moments = [row["updated_at"] for row in csv.DictReader(io.StringIO(text))]
    found = lines(client.get(f"{ADDRESS}?{question}&format=jsonl"))
    assert moments == [row["updated_at"] for row in found]
    assert moments[0][10] == "T"


def test_a_whole_set_is_counted_and_says_so(client, monkeypatch):
    monkeypatch.setattr(api, "MOST_KEPT", 10)
    monkeypatch.setattr(api, "WHOLE_SETS", api.Limit("whole-sets", 2, 60))
    address = f"{ADDRESS}?format=csv&indicator=population&fields=year"
    first = client.get(address)
    assert first["RateLimit"] == '"whole-sets";r=1;t=60'
    assert first["RateLimit-Policy"] == '"whole-sets";q=2;w=60'
    client.get(address)
    refused = client.get(address)
    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert refused["Content-Type"] == "application/problem+json"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_a_whole_set_is_new_after_a_change(client, monkeypatch):
    monkeypatch.setattr(api, "MOST_KEPT", 10)
    address = f"{ADDRESS}?format=csv&indicator=population&fields=year"
    mark = client.get(address)["ETag"]
    store.raise_content_version()
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "encoding", "read"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("identity", "", bytes),
    ],
)
def test_whole_sets_are_made_small(client, monkeypatch, accepted, encoding, read):
    monkeypatch.setattr(api, "MOST_KEPT", 10)
    address = f"{ADDRESS}?format=csv&indicator=population"
    response = client.get(address, headers={"accept-encoding": accepted})
    assert response.get("Content-Encoding", "") == encoding
    assert "Accept-Encoding" in response["Vary"]
    assert read(response.getvalue()) == client.get(address).getvalue()


def test_the_weights_of_encodings_are_obeyed():
    assert encoding_for("") == ""
    assert encoding_for("*") == "br"
    assert encoding_for("gzip;q=1.0, br;q=0.0") == "gzip"
    assert encoding_for("deflate") == ""


def test_a_finished_answer_comes_in_the_form_and_encoding_that_is_asked_for(connection_kept):
    from pragueprocess.wsgi import django_application

    site = PageStore(django_application)

    def ask(accept: str, encoding: str, method: str = "GET", mark: str = ""):
        from django.test.client import RequestFactory

        request = RequestFactory().generic(
            method, "/api/v1/groups/?lang=ru", headers={"accept": accept}
        )
        environ = {**request.environ, "HTTP_ACCEPT_ENCODING": encoding, "HTTP_HOST": "localhost"}
        if mark:
            environ["HTTP_IF_NONE_MATCH"] = mark
        told: dict = {}

        def start(status, headers, exc_info=None):
            told.update(dict(headers), status=status)

        return told, b"".join(site(environ, start))

    for _twice in range(2):
        told, body = ask("application/json", "br")
        assert told["Content-Encoding"] == "br"
        assert {"Accept", "Accept-Encoding"} == {one.strip() for one in told["Vary"].split(",")}
        assert told["Content-Language"] == "ru"
        assert json.loads(brotli.decompress(body))["count"] > 3
    told, body = ask("text/csv", "gzip")
    assert gzip.decompress(body).startswith(b"slug,name")
    told, body = ask("application/json", "br", "HEAD")
    assert (body, told["status"]) == (b"", "200 OK")
    told, body = ask("application/json", "br", mark=told["ETag"])
    assert told["status"] == "304 Not Modified"
    assert (body, told["Access-Control-Allow-Origin"]) == (b"", "*")


@pytest.mark.parametrize(
    "address",
    [
        *(f"/api/v1/{name}/" for name in LISTS),
        "/api/v1/states/?format=csv",
        "/api/v1/states/atlantis/",
        "/api/v1/schema/",
        "/api/v1/search/?q=asylum",
        "/en/map/layer.geojson",
        "/en/library/?format=csv",
        "/en/data/population/?format=csv",
        "/feeds/en/news.atom",
        "/calendar/en/meetings.ics",
    ],
)
def test_scripts_of_other_sites_may_read_what_is_public(client, address):
    response = client.get(address)
    assert response["Access-Control-Allow-Origin"] == "*"
    exposed = response["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Link", "Retry-After", "X-Total-Count", "X-Total-Count-Is"} <= set(exposed)
    assert all(re.fullmatch(r"[A-Za-z-]+", name) for name in exposed), "one that is none voids all"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_scripts_of_other_sites_may_not_read_pages_or_what_is_somebodys(client, editor):
    assert "Access-Control-Allow-Origin" not in client.get("/en/")
    client.force_login(editor)
    assert "Access-Control-Allow-Origin" not in client.get("/en/library/?format=csv")
    token = {"authorization": "Bearer x"}
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/states/", headers=token)


def test_a_browser_that_asks_whether_it_may_is_told(client):
    asked = {"access-control-request-method": "GET", "origin": "https://example.org"}
    response = client.options("/api/v1/states/", headers=asked)
    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    response = client.options("/en/", headers=asked)
    assert "Access-Control-Allow-Origin" not in response
