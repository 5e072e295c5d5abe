"""Who may read the registry's files on its machine: its own account; static files, also the
server in front."""

import os
from pathlib import Path

import pytest
from django.core.management import call_command

from registry.common import file_modes
from tests.databases import sqlite_url
from tests.faults.serving import Registry

pytestmark = pytest.mark.once

OTHERS = 0o077
FIGURES = "indicator,state,year,value\npopulation,GEO,2020,3700000\n"


def open_to_others(top: Path) -> list[str]:
    found = [
        top.joinpath(place, name) for place, dirs, files in os.walk(top) for name in dirs + files
    ]
    return [
        f"{path} {path.stat().st_mode & 0o777:o}" for path in found if path.stat().st_mode & OTHERS
    ]


MAKES_THE_FILE = "from django.db import connection; connection.cursor()"


@pytest.fixture
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_what_the_registry_writes_is_its_own_to_read(usual_umask, tmp_path):
    made = Registry(tmp_path / "var", f"sqlite:///{tmp_path / 'var' / 'registry.sqlite3'}")
    made.directory.mkdir()
    made.manage("shell", "-v0", "-c", MAKES_THE_FILE)
    assert (made.directory / "registry.sqlite3").stat().st_mode & 0o777 == 0o600
    sqlite_url(made.directory, copy_of="migrated")  # into that file
    made.set_up()
    made.manage("invite", "new@example.org", "--editor")
    made.start()
    try:
        upload = made.post(
            "/admin/registry/figureimport/bring/",
            {"reason": "the year’s figures"},
            {"file": ("figures.csv", FIGURES)},
        )
        assert upload.status == 302
        names = {path.name for path in made.directory.rglob("*")}
        assert {
            "registry.sqlite3",
            "registry.sqlite3-wal",
            "secret-key",
            "content-version",
        } <= names
        assert list(made.directory.glob("media/imports/*.csv"))
        assert open_to_others(made.directory) == []
    finally:
        made.stop()


def test_what_an_earlier_version_left_open_is_closed_at_the_next_start(
    usual_umask, tmp_path, settings, monkeypatch
):
    monkeypatch.setattr(file_modes, "VAR_DIR", tmp_path)
    monkeypatch.setattr(file_modes, "database_files", lambda: [tmp_path / "registry.sqlite3"])
    settings.STATE_DIR = tmp_path
    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    for name in (
        "registry.sqlite3",
        "secret-key",
        "media/letters/a.pdf",
        "mail/b.log",
        "static/c.css",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert open_to_others(tmp_path)
    file_modes.tighten()
    assert all("/static" in one for one in open_to_others(tmp_path))
    assert (tmp_path / "static" / "c.css").stat().st_mode & 0o777 == 0o644
    assert tmp_path.stat().st_mode & 0o777 == 0o711  # to pass through, not to list


def test_static_files_can_be_read_by_the_server_in_front(tmp_path, settings):
    settings.STATIC_ROOT = str(tmp_path / "static")
    before = os.umask(0o077)
    try:
        few = [
            "admin*",
            "drf*",
            "rest*",
            "import*",
            "simple*",
            "django_p*",
            "mfa*",
            "account*",
            "*.png",
        ]
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=few)
    finally:
        os.umask(before)
    files = [path for path in (tmp_path / "static").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".css", ".js", ".gz", ".br"}
    assert {f"{path.stat().st_mode & 0o777:o}" for path in files} == {"644"}
    directories = [path for path in (tmp_path / "static").rglob("*") if path.is_dir()]
    assert {f"{path.stat().st_mode & 0o777:o}" for path in directories} == {"755"}
