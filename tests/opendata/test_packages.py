"""Data packages, read by the library of those who made the standard."""

import json

import pytest
from django.conf import settings
from frictionless import Package, Resource, Schema, system

from registry.figures.models import Counterpart, Indicator
from registry.opendata.lists import LISTS

pytestmark = pytest.mark.django_db
SITE = settings.SITE_URL


def package_at(client, address: str) -> dict:
    answer = client.get(address)
    assert answer["Content-Type"] == "application/json"
    found = json.loads(answer.content)
    assert Package.from_descriptor(found).resources
    return found


def table_of(client, described: dict, folder) -> Resource:
    """The file, fetched to a disk, with its columns as the package describes them."""
    answer = client.get(described["path"].removeprefix(SITE))
    assert answer.status_code == 200
    parts = answer.streaming_content if answer.streaming else [answer.content]
    path = folder / f"{described['name']}.csv"
    path.write_bytes(b"".join(parts))
    with system.use_context(trusted=True):
        return Resource(path=str(path), schema=Schema.from_descriptor(described["schema"]))


def rows_of(table: Resource) -> list[dict]:
    with system.use_context(trusted=True):
        report = table.validate()
        assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5]
        return [row.to_dict() for row in table.read_rows()]


def test_every_list_is_in_the_package_in_both_languages(client):
    found = package_at(client, "/datapackage.json")
    names = {row["name"] for row in found["resources"]}
    tables = {f"{name}-{code}" for name in LISTS for code in ("en", "ru")}
    assert names == tables | {f"{name}-jsonl" for name in tables}
    assert found["licenses"][0]["name"] == "CC-BY-4.0"
    assert {"title", "path"} <= set(found["sources"][0])


@pytest.mark.parametrize("name", [name for name in LISTS if name != "observations"])
def test_each_list_is_read_as_it_is_described(client, name, tmp_path):
    resources = package_at(client, "/datapackage.json")["resources"]
    of_the_list = [one for one in resources if one["name"] in (f"{name}-en", f"{name}-ru")]
    assert len(of_the_list) == 2
    for described in of_the_list:
        assert rows_of(table_of(client, described, tmp_path))


def test_namibia_is_not_nothing(client, tmp_path, georgia):
    assert Counterpart.objects.filter(code="NA").exists()
    resources = package_at(client, "/datapackage.json")["resources"]
    described = next(row for row in resources if row["name"] == "counterparts-en")
    codes = {row["code"] for row in rows_of(table_of(client, described, tmp_path))}
    assert "NA" in codes
    assert None not in codes


def test_the_figures_of_an_indicator_are_numbers_and_its_years_years(client, tmp_path):
    found = package_at(client, "/ru/data/population/datapackage.json")
    (described,) = found["resources"]
    rows = rows_of(table_of(client, described, tmp_path))
    assert rows
    assert {type(row["year"]) for row in rows} == {int}
    assert {type(row["value"]).__name__ for row in rows if row["value"]} == {"Decimal"}
    states = {row["state"] for row in rows}
    assert "GEO" in states
    assert found["title"] == Indicator.objects.get(slug="population").title_ru


def test_what_must_be_known_of_the_figures_travels(client, tmp_path, kosovo):
    found = package_at(client, "/en/data/international-migrant-stock/datapackage.json")
    caveats = client.get("/api/v1/indicators/international-migrant-stock/").json()["caveats"]
    assert caveats
    assert all(caveat["text"] in found["description"] for caveat in caveats)
    rows = rows_of(table_of(client, found["resources"][0], tmp_path))
    of_kosovo = [row for row in rows if row["state"] == "XKX"]
    assert of_kosovo
    assert all(row["state_name"] == "Kosovo*" for row in of_kosovo)
    assert all("1244" in row["designation_note"] for row in of_kosovo)


def test_every_indicator_has_its_package_with_its_licence(client):
    for indicator in Indicator.objects.all():
        found = package_at(client, f"/en/data/{indicator.slug}/datapackage.json")
        if indicator.source and indicator.source.licence:
            assert found["licenses"][0]["title"] == indicator.source.licence
    assert client.get("/en/data/nothing/datapackage.json").status_code == 404
