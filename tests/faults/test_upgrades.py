"""Every migration goes back and forth again over real content, on the database of the run: so an
installation of any earlier schema becomes one of today's with all that it holds."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests.databases import database_url, installation

COUNTS = """
import json
from django.apps import apps
names = {names!r}
print(json.dumps({{name: apps.get_model("registry", name).objects.count() for name in names}}))
"""
LASTING = (
    *("State", "Designation", "Participation", "Indicator", "Observation", "Source"),
    *("Document", "Meeting", "Project", "Edition", "Section", "User"),
)


def manage(environment: dict, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def counts(environment: dict) -> dict[str, int]:
    said = manage(environment, "shell", "-v0", "-c", COUNTS.format(names=LASTING))
    return json.loads(said.splitlines()[-1])


@pytest.mark.slow
def test_every_migration_goes_back_and_forth_with_content(tmp_path):
    environment = installation(tmp_path, database_url(tmp_path, "upgrades", copy_of="few"))
    before = counts(environment)
    assert before["Observation"] > 1000
    manage(environment, "migrate", "-v0", "registry", "0001")
    manage(environment, "migrate", "-v0")
    assert counts(environment) == before
    assert "No changes detected" in manage(environment, "makemigrations", "--check", "--dry-run")
