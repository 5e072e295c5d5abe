"""The files of the containers: pinned, without root, read-only, watched, and without a secret; and
the product runs as they have it run."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml
from django.conf import settings

from pragueprocess import env

pytestmark = pytest.mark.once

DEPLOY = settings.BASE_DIR / ".ci/containers"
LINES = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ").splitlines()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
TOP_LEVEL = {"manage.py", "pragueprocess", "registry", "fixtures", "templates", "tests"}
SMALL_FILES = {"requirements.txt", "README.md", "CHANGELOG.md", "LICENSE", "Makefile"}
SMALL_FILES |= {"pyproject.toml", ".gitignore", ".ci"}
A_SECRET = re.compile(r"(KEY|PASSWORD|SECRET|TOKEN|STORAGE_URL|EMAIL_URL)")


def lines_of(word: str) -> list[str]:
    return [line.split(None, 1)[1] for line in LINES if line.startswith(f"{word} ")]


def test_nothing_else_stands_at_the_top():
    listed = subprocess.run(
        ["git", "ls-tree", "--name-only", "HEAD"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("this copy has no git history")
    assert set(listed.stdout.split()) <= TOP_LEVEL | SMALL_FILES


def test_it_is_built_from_the_pinned_requirements_alone():
    installs = [line for line in lines_of("RUN") if "pip install" in line]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert installs[0].rstrip().endswith("-r /requirements.txt")
    for base in lines_of("FROM"):
        image, _colon, tag = base.split()[0].rpartition(":")
        assert image.count("/") == 2, "the registry is named"
        assert tag not in ("", "latest")
        assert tag.startswith("3.11")


def test_it_runs_without_root_and_is_watched():
    assert [user.isdecimal() and int(user) > 0 for user in lines_of("USER")] == [True]
    last = max(number for number, line in enumerate(LINES) if line.startswith("RUN"))
    assert last < LINES.index(f"USER {lines_of('USER')[0]}")
    assert "/healthz/live" in lines_of("HEALTHCHECK")[0]
    assert lines_of("VOLUME") == ["/state"]


def test_no_secret_is_in_it():
    for line in lines_of("ENV") + lines_of("ARG"):
        assert not A_SECRET.search(line), line
    for line in lines_of("COPY"):
        sources = [one for one in line.split()[:-1] if not one.startswith("--")]
        assert set(sources) <= TOP_LEVEL | {"requirements.txt", "/srv/registry/.venv"}, line
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text().split()
    assert ignored[0] == "*", "what is not named does not reach the builder"


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_bounded(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service.get("user") not in ("root", "0")
    assert service["healthcheck"].get("test") or service["healthcheck"]["disable"] is True
    image = service["image"]
    assert image == "registry" or not image.endswith(("latest", image.partition(":")[0]))
    for key, value in service.get("environment", {}).items():
        if A_SECRET.search(key):
            assert re.search(r"\$\{\w+:(\?|-)\}", value), f"{key} comes from the environment"


def test_the_machines_get_settings_that_exist():
    known = set(
        re.findall(
            r'env\.\w+\("([A-Z_]+)"', (settings.BASE_DIR / "pragueprocess/env.py").read_text()
        )
    )
    for name in ("first", "second", "daily", "set-up"):
        assert set(SERVICES[name]["environment"]) <= known
    assert SERVICES["first"]["environment"]["CONTENT_VERSION_URL"]
    places = [SERVICES[name]["volumes"] for name in ("first", "second")]
    assert places[0] != places[1], "each has a folder of its own"


def test_every_volume_is_declared_and_every_dependency_is_there():
    used = set()
    for service in SERVICES.values():
        for name, waited in service.get("depends_on", {}).items():
            # the image's own check is lost where the builder writes images without it
            is_seen = SERVICES[name]["healthcheck"].get("test")
            assert is_seen or waited["condition"] == "service_completed_successfully", name
        names = [one.partition(":")[0] for one in service.get("volumes", [])]
        used |= {name for name in names if not name.startswith(".")}
        assert set(service.get("depends_on", {})) <= set(SERVICES)
    assert used == set(COMPOSE["volumes"])
    assert (DEPLOY / "nginx.conf").exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another account")
def test_static_files_are_collected_without_a_database_and_without_keys(tmp_path):
    """What the Containerfile runs, with the folders of the source closed to writing."""
    if not shutil.which("unshare"):
        pytest.skip("not installed: Debian package util-linux")
    base = settings.BASE_DIR
    command = f"mount --bind -o ro {base} {base} && exec {sys.executable} manage.py check"
    done = subprocess.run(
        ["unshare", "--mount", "bash", "-euc", command],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"STATE_DIR": str(tmp_path), "MEDIA_ROOT": str(tmp_path / "media")}
        | {"DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite3"}
        | {"SECRET_KEY": "a" * 60, "FACTOR_KEY": "b" * 60},
        capture_output=True,
        text=True,
        check=False,
    )
    if "permission denied" in done.stderr or "Operation not permitted" in done.stderr:
        pytest.skip("a mount of its own is not allowed here")
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.glob("*-key"))
    assert env.VAR_DIR
