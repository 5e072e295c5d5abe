"""Types are checked by `make lint`, in every module."""

import re
import tomllib

from django.conf import settings

MOST_IGNORED = 8
CONFIGURATION = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["mypy"]


def test_every_module_is_checked():
    """Migrations are what Django wrote."""
    rows = [row["module"] for row in CONFIGURATION["overrides"] if row.get("ignore_errors")]
    assert rows == ["registry.migrations.*"], "mend the module; do not list it"


def test_lines_that_are_not_checked_are_few_and_say_why():
    lines = [
        line.strip()
        for path in (settings.BASE_DIR / "registry").rglob("*.py")
        for line in path.read_text().splitlines()
        if "# type: ignore" in line
    ]
    assert len(lines) <= MOST_IGNORED
    unexplained = [line for line in lines if not re.search(r"# type: ignore\[[^]]+\]  # \w", line)]
    assert unexplained == []


def test_functions_say_what_they_take_and_return():
    assert CONFIGURATION["disallow_untyped_defs"]
    assert CONFIGURATION["check_untyped_defs"]
    assert CONFIGURATION["files"] == ["registry", "pragueprocess"]
