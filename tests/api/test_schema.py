"""The schema tells the truth: it is valid, it is the one that is committed, clients made from it
read every list, and answers to generated questions are those that it announces."""

import io
import random
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import jsonschema
import pytest
import yaml
from django.core.management import call_command

from registry.api import router
from registry.process.models import Meeting
from tests.api.generated_client import GeneratedClient, UnannouncedError
from tests.test_api import LISTS, ONES

pytestmark = pytest.mark.django_db
COMMITTED = Path(__file__).parent / "openapi.yaml"
QUESTIONS_EACH = 12
STRANGE = [
    "",
    "x",
    "0",
    "-1",
    "9" * 30,
    "null",
    "é",
    "ё",
    "'",
    '"',
    "%",
    "1,2",
    ",",
    "\u202e",
    "😀",
]
STRANGE += ["0001-01-01", "9999-12-31T23:59:59-14:00", "2025-10-26T02:30:00", "[]", "a" * 300]


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    return yaml.safe_load(out.getvalue())


def test_the_schema_is_the_committed_one(schema):
    """After a change that is meant: `manage.py spectacular --file tests/api/openapi.yaml`."""
    assert schema == yaml.safe_load(COMMITTED.read_text())


def test_every_question_announces_its_problems(schema):
    for path, operations in schema["paths"].items():
        answers = operations["get"]["responses"]
        assert {"400", "406", "429"} <= set(answers), path
        assert ("404" in answers) == ("{" in path), path
        for status in set(answers) - {"200", "302"}:
            assert "application/problem+json" in answers[status]["content"]


def test_every_parameter_that_a_list_takes_is_described(schema):
    for name, view, _basename in router.registry:
        described = schema["paths"][f"/api/v1/{name}/"]["get"]["parameters"]
        known = {*view().known_parameters(), *getattr(view.filterset_class, "base_filters", ())}
        assert known == {one["name"] for one in described}, name
    figures = schema["paths"]["/api/v1/observations/"]["get"]["parameters"]
    assert {"state", "indicator", "year_from", "changed_since"} <= {one["name"] for one in figures}


@pytest.fixture
def generated(schema, client) -> GeneratedClient:
    def get(address: str) -> Any:
        response = client.get(address)
        assert response.status_code == 200, response.content
        return response.json()

    return GeneratedClient(schema, get)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("name", LISTS)
def test_a_generated_client_reads_every_list_from_its_first_page_to_its_last(
    generated, name, language
):
    narrowed = {"indicator": "population", "page_size": 1000} if name == "observations" else {}
    pages = list(generated.pages(f"/api/v1/{name}/", lang=language, **narrowed))
    rows = [row for page in pages for row in page.results]
    assert len(rows) == pages[0].count > 0
    assert type(rows[0]).__name__


@pytest.mark.parametrize("name", [name for name in LISTS if name != "units"])
def test_it_reads_what_is_there_no_more(generated, name):
    query = {"changed_since": "2000-01-01", "page_size": 1}
    if name == "observations":
        query["state"] = "georgia"
    page = next(generated.pages(f"/api/v1/{name}/", **query))
    assert isinstance(page.removed, list)


def test_it_reads_the_search(generated):
    page = next(generated.pages("/api/v1/search/", q="asylum"))
    assert page.results


def test_every_record_is_as_the_schema_says(schema, client, generated):
    by_list = {path.split("/")[3]: path for path in schema["paths"] if "{" in path}
    for one in [*ONES, f"authorities/{first_authority(client)}/"]:
        path = by_list[one.split("/")[0]]
        answer = schema["paths"][path]["get"]["responses"]["200"]
        wanted = answer["content"]["application/json"]["schema"]
        for language in ("en", "ru"):
            found = client.get(f"/api/v1/{one}?lang={language}").json()
            assert generated.read(wanted, found, one)


def first_authority(client) -> int:
    return client.get("/api/v1/authorities/?page_size=1").json()["results"][0]["id"]


def test_a_meeting_without_place_or_host_is_announced(generated):
    Meeting.objects.update(country=None, host=None, project=None, states_count=None)
    pages = list(generated.pages("/api/v1/meetings/"))
    assert pages[0].results[0].host is None


def test_the_client_would_notice(generated):
    """What the checks above rest on."""
    state = {"$ref": "#/components/schemas/NamedState"}
    sound = {"iso_alpha3": "GEO", "slug": "georgia", "name": "Georgia", "footnote": ""}
    assert generated.read(state, sound, "state").name == "Georgia"
    for wrong in (None, {**sound, "name": None}, {**sound, "more": 1}, {"slug": "georgia"}):
        with pytest.raises(UnannouncedError):
            generated.read(state, wrong, "state")


def values_for(parameter: dict[str, Any], chance: random.Random) -> str:
    """Mostly one that the schema allows."""
    described = parameter["schema"]
    described = described.get("items", described)
    if chance.random() < 0.35:
        return chance.choice(STRANGE)
    if "enum" in described:
        return str(chance.choice([one for one in described["enum"] if one is not None] or [""]))
    if described.get("type") == "integer":
        return str(chance.choice([1, 2, 1900, 2020, 2100, 100]))
    if described.get("type") == "boolean":
        return chance.choice(["true", "false"])
    if described.get("format", "").startswith("date"):
        return chance.choice(["2020-01-01", "2012-06-30T10:00:00Z", "1999-12-31"])
    known = ["georgia", "GEO", "population", "wdi", "eu", "asylum", "none", "migration"]
    return chance.choice(known)


def question(path: str, operation: dict[str, Any], chance: random.Random) -> str:
    parameters = operation.get("parameters", [])
    for one in parameters:
        if one["in"] == "path":
            value = values_for(one, chance) or "x"
            path = path.replace(f"{{{one['name']}}}", quote(value, safe=""))
    asked = [one for one in parameters if one["in"] == "query" and chance.random() < 0.3]
    return f"{path}?{urlencode([(one['name'], values_for(one, chance)) for one in asked])}"


def resolver_of(schema: dict[str, Any]) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own."""

    def translated(part: Any) -> Any:
        if isinstance(part, list):
            return [translated(one) for one in part]
        if not isinstance(part, dict):
            return part
        found = {name: translated(one) for name, one in part.items()}
        if found.pop("nullable", False) is True:
            return {"anyOf": [{"type": "null"}, found]}
        return found

    return translated(schema)


def test_generated_questions_get_the_answers_that_are_announced(schema, client, monkeypatch):
    """A few hundred, the same ones each time."""
    from registry.search import api as search_api

    monkeypatch.setattr(search_api, "ASKED", search_api.Limit("x", 10_000, 60))
    chance = random.Random(8)
    whole = resolver_of(schema)
    asked, statuses = 0, set()
    for path, operations in schema["paths"].items():
        if path.startswith("/api/v1/proposals"):
            continue  # asked by the tests of that door
        operation = operations["get"]
        for _turn in range(QUESTIONS_EACH):
            address = question(path, operation, chance)
            response = client.get(address)
            asked += 1
            statuses.add(response.status_code)
            announced = operation["responses"].get(str(response.status_code))
            assert announced, (address, response.status_code)
            assert "Content-Type" in response, (address, response.status_code)
            form = response["Content-Type"].partition(";")[0]
            assert form in announced["content"], (address, form)
            if form.endswith("json"):
                described = resolver_of(announced["content"][form]["schema"])
                if "fields=" in address:
                    continue  # a part of a record only
                body = {**described, "components": whole["components"]}
                jsonschema.validate(response.json(), body)
    assert asked > 250
    assert {200, 400, 404} <= statuses
