"""The tables of a new database are those that the migrations make, with the same rows."""

import re
import sqlite3
from pathlib import Path

import pytest

from tests.databases import run_in

pytestmark = [pytest.mark.slow, pytest.mark.once]
CODE = """
from django.core.management import call_command
from registry.management.new_tables import make_at_once
assert make_at_once()
assert not make_at_once()
call_command("migrate", verbosity=0)
"""
OF_THE_TIME = {"django_migrations": {"id", "applied"}}
WORDS = re.compile(r"\w+|[^\s\w]")


@pytest.fixture(scope="module")
def at_once(tmp_path_factory) -> sqlite3.Connection:
    return made_by(tmp_path_factory.mktemp("new"), "shell", "-v0", "-c", CODE)


@pytest.fixture(scope="module")
def migrated(tmp_path_factory) -> sqlite3.Connection:
    return made_by(tmp_path_factory.mktemp("migrated"), "migrate", "-v0")


def made_by(directory: Path, *command: str) -> sqlite3.Connection:
    path = directory / "registry.sqlite3"
    run_in(directory, f"sqlite:///{path}", "manage.py", *command)
    return sqlite3.connect(path)


def parts_of(connection: sqlite3.Connection) -> dict[tuple[str, str], list[str]]:
    """Of each table, index and trigger what its statement says, in whatever order: a table that
    was written anew has its columns in another one. What SQLite counted of the rows is neither."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {
        (kind, name): sorted(WORDS.findall(sql))
        for kind, name, sql in rows
        if not name.startswith("sqlite_stat")
    }


def rows_of(connection: sqlite3.Connection, table: str) -> set[tuple]:
    cursor = connection.execute(f'SELECT * FROM "{table}"')
    columns = sorted(column[0] for column in cursor.description)
    wanted = [name for name in columns if name not in OF_THE_TIME.get(table, ())]
    places = {column[0]: place for place, column in enumerate(cursor.description)}
    return {tuple(str(row[places[name]]) for name in wanted) for row in cursor}


def test_the_tables_are_the_same(at_once, migrated):
    new, old = parts_of(at_once), parts_of(migrated)
    assert new.keys() == old.keys()
    assert {name for name in new if new[name] != old[name]} == set()
    assert len(new) > 200


def test_so_are_their_columns(at_once, migrated):
    for kind, name in parts_of(migrated):
        if kind == "table":
            both = [
                sorted(row[1:] for row in one.execute(f'PRAGMA table_info("{name}")'))
                for one in (at_once, migrated)
            ]
            assert both[0] == both[1], name


def test_so_are_their_rows(at_once, migrated):
    for kind, name in parts_of(migrated):
        if kind == "table" and not name.startswith("sqlite_"):
            assert rows_of(at_once, name) == rows_of(migrated, name), name
