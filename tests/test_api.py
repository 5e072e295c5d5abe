"""The API: the pages' own records, in the reader's language, with designations and notices."""

import csv
import io

import pytest
import yaml
from django.core.management import call_command

pytestmark = pytest.mark.django_db
LISTS = [
    "states",
    "groups",
    "profiles",
    "editions",
    "projects",
    "pilot-projects",
    "meetings",
    "action-plans",
    "documents",
    "indicators",
]
LISTS += ["observations", "authorities", "sources", "counterparts", "units"]
ONES = [
    "states/georgia/",
    "groups/eu/",
    "profiles/georgia/light/",
    "editions/georgia/light/2026/",
    "projects/bmp/",
    "pilot-projects/4/",
    "meetings/mc1-prague-2009/",
    "action-plans/2012-2016/",
    "documents/hb-readmission/",
    "indicators/population/",
    "sources/wdi/",
    "counterparts/NA/",
]


def text_of(response) -> str:
    return response.getvalue().decode()


@pytest.mark.parametrize("name", LISTS)
def test_every_list_in_json_and_csv_and_both_languages(client, name):
    english = client.get(f"/api/v1/{name}/").json()
    russian = client.get(f"/api/v1/{name}/?lang=ru").json()
    rows = list(csv.DictReader(io.StringIO(text_of(client.get(f"/api/v1/{name}/?format=csv")))))
    assert english["count"] == russian["count"] > 0
    assert len(rows) == english["count"]
    if name != "profiles":
        assert english["results"] != russian["results"]


@pytest.mark.parametrize("address", ONES)
def test_every_record_has_its_address(client, address):
    assert client.get(f"/api/v1/{address}").status_code == 200
    parent, one = address.rstrip("/").split("/")[0], "nothing"
    assert client.get(f"/api/v1/{parent}/{one}/").status_code == 404


def test_a_state_is_named_as_of_a_day(client):
    assert client.get("/api/v1/states/turkiye/").json()["name"] == "Türkiye"
    assert client.get("/api/v1/states/turkiye/?as_of=2015-01-01").json()["name"] == "Turkey"
    assert client.get("/api/v1/states/?as_of=2010-01-01").json()["count"] == 49


def test_the_footnote_is_with_every_name(client):
    state = client.get("/api/v1/states/kosovo/").json()
    figure = client.get("/api/v1/observations/?state=kosovo").json()["results"][0]
    meeting = client.get("/api/v1/meetings/cg-2012-warsaw/").json()
    assert "1244" in state["footnote"]
    assert "1244" in figure["footnote"]
    assert any("1244" in row["state"]["footnote"] for row in meeting["attendances"])


def test_observations_are_filtered_and_paged(client):
    page = client.get(
        "/api/v1/observations/?indicator=population&state=georgia&year_from=2020&page_size=2"
    ).json()
    assert page["count"] == 5
    assert [row["year"] for row in page["results"]] == [2020, 2021]
    assert page["results"][0] | {"value": 0, "updated_at": ""} == {
        "indicator": "population",
        "iso_alpha3": "GEO",
        "state_slug": "georgia",
        "state": "Georgia",
        "footnote": "",
        "year": 2020,
        "sex": "total",
        "counterpart": "",
        "counterpart_iso_alpha3": "",
        "counterpart_name": "",
        "counterpart_footnote": "",
        "value": 0,
        "gap": "",
        "expected_in": None,
        "status": "official",
        "source": "wdi",
        "note": "",
        "caveat": "",
        "updated_at": "",
    }
    assert page["next"]


def test_data_gaps_can_be_asked_for(client):
    gaps = client.get("/api/v1/observations/?is_gap=true").json()["results"]
    assert gaps
    assert all(row["value"] is None and row["gap"] for row in gaps)


def test_changes_since_a_date(client):
    assert client.get("/api/v1/documents/?changed_since=2000-01-01T00:00:00Z").json()["count"] > 70
    assert client.get("/api/v1/documents/?changed_since=2100-01-01T00:00:00Z").json()["count"] == 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("states/?lang=de", "lang"),
        ("states/?as_of=yesterday", "as_of"),
        ("states/?as_of=2024-13-45", "as_of"),
        ("documents/?kind=novel", "kind"),
        ("observations/?year=soon", "year"),
        ("observations/?state=atlantis", "state"),
        ("documents/?changed_since=x", "changed_since"),
    ],
)
def test_a_wrong_parameter_is_named(client, query, field):
    response = client.get(f"/api/v1/{query}")
    assert response.status_code == 400
    assert field in response.json()


def test_a_page_that_is_not_there(client):
    assert client.get("/api/v1/states/?page=99").status_code == 400
    assert client.get("/api/v1/nothing/").json()["status"] == 404


def test_the_api_is_read_only(client):
    assert client.post("/api/v1/states/", {}).status_code == 405
    assert client.delete("/api/v1/states/georgia/").status_code == 405


def test_drafts_are_not_in_the_api(client, georgia):
    from tests import make

    make.edition(georgia, year=2031)
    assert client.get("/api/v1/editions/georgia/light/2031/").status_code == 404
    assert all(
        row["status"] != "draft" for row in client.get("/api/v1/editions/").json()["results"]
    )


def test_an_edition_comes_with_its_sections(client):
    edition = client.get("/api/v1/editions/georgia/light/2026/?lang=ru").json()
    section = next(one for one in edition["sections"] if one["code"] == "background-size-borders")
    assert "Численность населения" in section["html"]
    assert "chart" not in section["figures"][0]


def test_the_schema_is_valid_and_without_warnings(tmp_path):
    path = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(path))
    schema = yaml.safe_load(path.read_text())
    assert {f"/api/v1/{name}/" for name in LISTS} <= set(schema["paths"])


def test_the_documentation_page_has_nothing_inline(client):
    text = client.get("/api/v1/docs/").content.decode()
    assert "<style" not in text
    assert "<script>" not in text


def test_csv_cells_are_neutralised(client):
    from registry.library.models import Document

    Document.objects.filter(slug="hb-readmission").update(title_en="=1+1")
    assert "'=1+1" in client.get("/api/v1/documents/?format=csv").content.decode()


def test_editions_and_figures_are_those_of_the_day_asked_for(client):
    early = client.get("/api/v1/editions/?state=georgia&as_of=2012-01-01").json()["results"]
    assert {row["year"] for row in early} == {2010}
    now = client.get("/api/v1/editions/?state=georgia").json()["results"]
    assert {row["year"] for row in now} > {2010}
    figures = client.get(
        "/api/v1/observations/?indicator=population&state=georgia&as_of=2012-01-01"
    ).json()["results"]
    assert max(row["year"] for row in figures) == 2012
