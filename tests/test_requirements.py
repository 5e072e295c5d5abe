"""Two files of requirements: what the product runs on, and what only tests and checks use. Both
are pinned with hashes."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

BASE = settings.BASE_DIR
PRODUCT, TESTS = BASE / "requirements.txt", BASE / "tests" / "requirements.txt"
OURS = {"registry", "pragueprocess", "tests", "manage"}
REQUIREMENT = re.compile(
    r"^([a-z][\w.-]*)==\S+(?: ;[^\\]+)? \\\n((?: +--hash=\S+(?: \\)?\n)+)", re.MULTILINE
)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(path: Path) -> set[str]:
    return {normal(name) for name, _hashes in REQUIREMENT.findall(path.read_text())}


def imports(paths: list[Path]) -> Iterator[tuple[str, Path]]:
    """(top-level name of a package that is neither ours nor Python's, the file that imports it)"""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            names = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                top = name.split(".")[0]
                if top not in OURS and top not in sys.stdlib_module_names:
                    yield top, path


def product_files() -> list[Path]:
    return [
        BASE / "manage.py",
        *(BASE / "pragueprocess").glob("*.py"),
        *(BASE / "registry").rglob("*.py"),
    ]


def named_by_settings() -> list[str]:
    """Packages that the settings name in words: apps and middleware."""
    names = [*settings.INSTALLED_APPS, *settings.MIDDLEWARE]
    return [top for name in names if (top := name.split(".")[0]) not in OURS]


@pytest.mark.parametrize("path", [PRODUCT, TESTS], ids=["product", "tests"])
def test_every_version_is_pinned_with_hashes(path):
    lines = [line for line in path.read_text().splitlines() if re.match(r"\w", line)]
    assert len(lines) == len(REQUIREMENT.findall(path.read_text())) > 10


def test_nothing_is_pinned_twice():
    assert not pinned(PRODUCT) & pinned(TESTS)
    assert "\n-r ../requirements.txt\n" in TESTS.read_text()


def test_the_product_runs_on_its_own_requirements():
    distributions = packages_distributions()
    wanted = {*imports(product_files()), *((name, None) for name in named_by_settings())}
    assert len(wanted) > 100
    missing = {
        f"{name} ({path})"
        for name, path in wanted
        if not {normal(one) for one in distributions.get(name, [])} & pinned(PRODUCT)
    }
    assert not missing


def test_test_tools_are_no_requirement_of_the_product():
    tools = {"pytest", "pytest-django", "playwright", "ruff", "djlint", "polib"}
    assert tools <= pinned(TESTS)
    assert not tools & pinned(PRODUCT)


def test_tests_use_what_is_pinned():
    distributions = packages_distributions()
    known = pinned(PRODUCT) | pinned(TESTS)
    missing = {
        f"{name} ({path})"
        for name, path in imports(list((BASE / "tests").rglob("*.py")))
        if not {normal(one) for one in distributions.get(name, [])} & known
    }
    assert not missing


def test_each_direct_dependency_says_what_it_is_for():
    listed = re.split(
        r"^# == tests$", (BASE / ".ci" / "requirements.in").read_text(), flags=re.MULTILINE
    )
    for part, path in zip(listed, (PRODUCT, TESTS), strict=True):
        for line in part.splitlines():
            found = re.match(r"([a-z][\w-]*)[^#]*#\s*(\S.*)$", line)
            if found:
                assert f"# {found[2]}\n{found[1]}==" in path.read_text()


def test_running_needs_the_products_file_alone():
    makefile = (BASE / "Makefile").read_text()
    assert re.search(r"^run: \.venv/ready ", makefile, re.MULTILINE)
    assert re.search(r"^test: \.venv/ready-for-tests ", makefile, re.MULTILINE)
    rules = dict(re.findall(r"^(\.venv/\S+): .*\n\t?(.*(?:\n\t.*)*)", makefile, re.MULTILINE))
    assert "-r requirements.txt" in rules[".venv/ready"]
    assert "tests/requirements.txt" not in rules[".venv/ready"]
    assert "-r tests/requirements.txt" in rules[".venv/ready-for-tests"]
