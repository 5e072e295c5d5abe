"""The databases of a run: each kind is made once, under a lock, and then copied for whoever needs
one.

`migrated` has the tables and nothing else; `few` the real records with observations of some states,
which is what tests inside of the test process use; `whole` is what `manage.py start` makes of an
empty database, for products that tests start. Making one takes half a minute, copying one a second
at most. `python -m tests.databases KIND` fills the database that DATABASE_URL names.
"""

import fcntl
import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

# In the environment of all workers of a run. Who sets it keeps what was seeded there for the next
# runs.
DIRECTORY = "REGISTRY_TEST_DIRECTORY"
BASE = Path(__file__).resolve().parent.parent
NEIGHBOURS = ("GEO", "ARM", "AZE", "MDA", "UKR", "BLR", "XKX")
TODAY = date(2026, 11, 24)
MADE_FROM = {"migrated": "", "few": "migrated", "whole": "migrated"}


# A run


def begin_run() -> None:
    """In the process that starts the workers, before it does."""
    if DIRECTORY not in os.environ:
        os.environ[DIRECTORY] = tempfile.mkdtemp(prefix="registry-tests-")
        (shared() / "goes").touch()
    shared().mkdir(exist_ok=True)


def end_run() -> None:
    """After the last worker has ended."""
    goes = (shared() / "goes").exists()
    kept = set() if goes else {url.read_text().rpartition("/")[2] for url in shared().glob("*.url")}
    made = shared() / "databases"
    if made.exists():
        drop(*(set(made.read_text().split()) - kept))
        made.unlink()
    if goes:
        shutil.rmtree(os.environ.pop(DIRECTORY))


def shared() -> Path:
    return Path(os.environ[DIRECTORY])


def worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "gw")


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """The processes of a run one after the other."""
    with (shared() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


# Copies


def installation(directory: Path, url: str) -> dict[str, str]:
    """The environment of a product of its own: what it keeps is in `directory`, so that no other
    installation of a run renews its pages."""
    places = {"DATABASE_URL": url, "MEDIA_ROOT": str(directory / "media")}
    ahead = {"PAPERS_AHEAD": "off", "PAGES_AHEAD": "off"}  # nobody reads them there
    return os.environ | places | {"STATE_DIR": str(directory)} | ahead


def run_in(directory: Path, url: str, *arguments: str) -> str:
    """Runs Python in the checkout as an installation of its own, and gives what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=BASE,
        env=installation(directory, url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def database_url(directory: Path, name: str, *, copy_of: str = "") -> str:
    """A new database, empty or a copy: a file in `directory`, or another one on the PostgreSQL
    server of the run."""
    if is_sqlite():
        return sqlite_url(directory, copy_of=copy_of)
    return create(f"{name}_{worker()}", template_url(copy_of) if copy_of else "")


def sqlite_url(directory: Path, *, copy_of: str = "") -> str:
    """For tests of files, whatever database the run is on. A file that is there keeps its owner
    and its rights."""
    path = directory / "registry.sqlite3"
    if copy_of:
        directory.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path_of(template_url(copy_of, on_sqlite=True)), path)
    return f"sqlite:///{path}"


def template_url(kind: str, *, on_sqlite: bool | None = None) -> str:
    """Made by the first process that asks; others wait for it."""
    if on_sqlite is None:
        on_sqlite = is_sqlite()
    name = f"{kind}-sqlite" if on_sqlite else f"{kind}-postgresql"
    with only_one(name):
        made = shared() / f"{name}.url"
        if not made.exists():
            made.write_text(make_template(kind, shared() / name, on_sqlite))
        return made.read_text()


def make_template(kind: str, directory: Path, on_sqlite: bool) -> str:
    directory.mkdir(exist_ok=True)
    url = empty_or_copied(kind, directory, on_sqlite)
    run_in(directory, url, "-m", "tests.databases", kind)
    if on_sqlite:
        with sqlite3.connect(path_of(url)) as connection:  # one file, without a log beside it
            connection.execute("PRAGMA journal_mode=DELETE")
        connection.close()
    return url


def empty_or_copied(kind: str, directory: Path, on_sqlite: bool) -> str:
    source = MADE_FROM[kind]
    if on_sqlite:
        return sqlite_url(directory, copy_of=source)
    return create(kind, template_url(source) if source else "")


def is_sqlite() -> bool:
    return os.environ.get("DATABASE_URL", "sqlite:").startswith("sqlite:")


def path_of(url: str) -> str:
    return url.removeprefix("sqlite:///")


def server() -> tuple[str, str]:
    """(address of the PostgreSQL server, first word of the names of the run's databases)"""
    address, _slash, name = os.environ["DATABASE_URL"].rpartition("/")
    return address, f"test_{name}"


def create(name: str, template: str = "") -> str:
    from psycopg import connect, sql

    address, prefix = server()
    new = f"{prefix}_{name}"
    drop(new)
    with (shared() / "databases").open("a") as made:
        made.write(f"{new}\n")
    source = template.rpartition("/")[2] or "template1"
    command = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(new), sql.Identifier(source)
    )
    with only_one("create"), connect(f"{address}/postgres", autocommit=True) as connection:
        connection.execute(command)
    return f"{address}/{new}"


def drop(*names: str) -> None:
    from psycopg import connect, sql

    address, _prefix = server()
    with connect(f"{address}/postgres", autocommit=True) as connection:
        for name in names:
            command = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(command.format(sql.Identifier(name)))


# The database of a worker


def connect_to_a_copy() -> None:
    """Django's connection of this process goes to its own copy of `few`; on SQLite it is in
    memory."""
    from django.db import connection

    if is_sqlite():
        source = sqlite3.connect(path_of(template_url("few")))
        name = "file:registry_tests?mode=memory&cache=shared"
    else:
        name = database_url(shared(), "tests", copy_of="few").rpartition("/")[2]
    connection.close()
    connection.settings_dict["NAME"] = name
    connection.ensure_connection()
    if is_sqlite():
        source.backup(connection.connection)
        source.close()


# What is in them


def fill(kind: str) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pragueprocess.settings")
    django.setup()
    from django.core.management import call_command

    from registry.management.new_tables import make_at_once

    if kind == "migrated":
        make_at_once()
        call_command("migrate", verbosity=0)
    elif kind == "whole":
        call_command("seed")
    else:
        load_few()
    if kind != "migrated":
        call_command("index_search", verbosity=0)


def load_few() -> None:
    """The real records; observations of one regional group and Kosovo*; Light editions of two
    states."""
    from django.core.management import call_command

    from registry.common.seeding import load_all
    from registry.figure_imports.files import import_once
    from registry.management.commands.seed import FIXTURES, fixture_files
    from registry.publication.compiling import compile_light_editions
    from registry.states.models import State

    call_command("flush", interactive=False, verbosity=0)
    load_all(fixture_files(FIXTURES), lambda name: None)
    few = shared() / "few.csv"
    write_few(FIXTURES / "figures.csv.gz", few)
    import_once(few, on=TODAY)
    compile_light_editions(on=TODAY, among=State.objects.filter(iso_alpha3__in=("GEO", "XKX")))


def write_few(source: Path, target: Path) -> None:
    with (
        gzip.open(source, "rt", encoding="utf-8") as everything,
        target.open("w", encoding="utf-8") as chosen,
    ):
        for number, line in enumerate(everything):
            _indicator, state, _year, _sex, counterpart, *_rest = line.split(",")
            is_wanted = state in NEIGHBOURS and (
                not counterpart or (state == "GEO" and ",2020," in line)
            )
            if number == 0 or is_wanted:
                chosen.write(line)


if __name__ == "__main__":
    fill(sys.argv[1])


def give_locks_back(other: Any) -> None:
    """In so many words: the server may notice a closed connection a moment later."""
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
