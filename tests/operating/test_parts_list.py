"""The list of parts follows the rules of CycloneDX, names every pinned package with its licence,
and is the same for the same pins."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import cyclonedx.schema
import pytest
from django.conf import settings
from django.core.management import call_command
from jsonschema import Draft7Validator
from license_expression import get_spdx_licensing
from referencing import Registry
from referencing.jsonschema import DRAFT7

from registry.operating import packages
from registry.operating.parts_list import parts_list
from registry.operating.version import VERSION
from tests.test_requirements import PRODUCT, pinned

WHEN = datetime(2026, 11, 27, tzinfo=UTC)
PLACE = "http://cyclonedx.org/schema/"  # what the rules call each other
RULES = Path(cyclonedx.schema.__file__).parent / "_res"


@pytest.fixture(scope="module")
def said() -> dict:
    return json.loads(parts_list(WHEN))


def test_it_follows_the_rules(said):
    known = Registry().with_resources(
        [
            (f"{PLACE}{path.name}", DRAFT7.create_resource(json.loads(path.read_text())))
            for path in RULES.glob("*.schema.json")
        ]
    )
    rules = json.loads((RULES / "bom-1.6.SNAPSHOT.schema.json").read_text())
    validator = Draft7Validator(rules, registry=known)
    assert not list(validator.iter_errors(said))
    broken = said | {"components": [{"name": "x"}]}
    assert list(validator.iter_errors(broken))  # the rules are read, not only found


def test_every_pinned_package_is_in_it_with_its_version_and_hashes(said):
    parts = {one["name"]: one for one in said["components"]}
    assert {name.replace(".", "-") for name in parts} == pinned(PRODUCT)
    text = PRODUCT.read_text()
    for name, part in parts.items():
        assert part["purl"] == f"pkg:pypi/{name}@{part['version']}"
        hashes = [one["content"] for one in part.get("hashes", [])]
        hashes += [
            one["value"] for one in part.get("properties", []) if one["name"].startswith("pip:hash")
        ]
        assert hashes, name
        assert all(one in text for one in hashes)


def test_every_package_that_is_installed_has_a_licence_that_spdx_knows():
    licensing = get_spdx_licensing()
    for one in packages.packages():
        assert one.licence, one.name
        assert not licensing.validate(one.licence).errors, (one.name, one.licence)


def test_the_same_pins_give_the_same_list(said):
    again = json.loads(parts_list(WHEN))
    assert again == said
    assert said["serialNumber"].startswith("urn:uuid:")


def test_the_version_is_that_of_the_project():
    assert f'version = "{VERSION}"' in (settings.BASE_DIR / "pyproject.toml").read_text()


def test_the_command_writes_a_file_and_a_list_of_licences(tmp_path):
    call_command("sbom", str(tmp_path / "sbom.json"))
    assert json.loads((tmp_path / "sbom.json").read_text())["bomFormat"] == "CycloneDX"
    lines = io.StringIO()
    call_command("sbom", "--licences", stdout=lines)
    assert "django 5.2" in lines.getvalue()
    assert "BSD-3-Clause" in lines.getvalue()
