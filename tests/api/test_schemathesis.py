"""Schemathesis asks every operation of the schema what no person would ask, within the process: no
answer is an error of the server, and each has a status, a type and a form that the schema
announces. What the schema forbids is refused.

Requests are the same ones in each run (`derandomize`) and bounded, so that the suite stays quick.
"""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

from registry.common import api as api_views
from registry.search import api as search_api

pytestmark = pytest.mark.django_db
COMMITTED = Path(__file__).parent / "openapi.yaml"
EACH = {GenerationMode.POSITIVE: 12, GenerationMode.NEGATIVE: 8}


def described() -> Any:
    return schemathesis.openapi.from_dict(yaml.safe_load(COMMITTED.read_text()))


# Their values hold slashes, which the tool does not make; test_schema.py asks them
OF_SLASHES = {"GET /api/v1/editions/{edition}/", "GET /api/v1/profiles/{profile}/"}
OPERATIONS = {
    found.ok().label: found.ok()
    for found in described().get_all_operations()
    if found.ok().label not in OF_SLASHES
}


# A value may have the form that the schema asks for and still name nothing (`state=atlantis`): 400
# is the right answer, so "what is well formed is taken" is no rule here.
ASKED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)
REFUSED = [*ASKED, *CHECKS.get_by_names(["negative_data_rejection"])]


@pytest.fixture
def application(monkeypatch, connection_kept) -> Any:
    """Django within this process, and no limit on how often it is asked."""
    many = search_api.Limit("x", 100_000, 60)
    monkeypatch.setattr(search_api, "ASKED", many)
    monkeypatch.setattr(api_views, "WHOLE_SETS", many)
    schema = next(iter(OPERATIONS.values())).schema
    found = get_wsgi_application()
    monkeypatch.setattr(schema, "app", found)
    return found


@pytest.mark.parametrize("mode", EACH, ids=[mode.value for mode in EACH])
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_operation_answers_as_it_is_described(application, label, mode):
    operation = OPERATIONS[label]
    checks = ASKED if mode is GenerationMode.POSITIVE else REFUSED

    @settings(
        max_examples=EACH[mode],
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        response = case.call(app=application)
        # With `fields` a record has only those, which no schema can say
        left_out = CHECKS.get_by_names(
            ["response_schema_conformance"] if "fields" in case.query else []
        )
        case.validate_response(response, checks=checks, excluded_checks=left_out)

    ask()
