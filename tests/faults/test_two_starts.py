"""Two starts at once on one database: the second one waits a little, then says so in a sentence."""

import fcntl
import os
import subprocess
import sys
import time
from functools import partial

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from pragueprocess import env
from registry.common import start_lock
from registry.management.commands import start
from tests.databases import give_locks_back
from tests.in_this_process import in_this_process

SENTENCE = "Another start is setting up this database."


@pytest.fixture
def another_start(db):
    """A start in another process, seen from this one: it holds the lock."""
    if connection.vendor != "postgresql":
        with start_lock.lock_file().open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file.close
        return
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [start_lock.ADVISORY_KEY])
    yield partial(give_locks_back, other)
    other.close()


@pytest.fixture
def steps(monkeypatch) -> list[str]:
    done: list[str] = []
    monkeypatch.setattr(start, "call_command", lambda name, **options: done.append(name))
    monkeypatch.setattr(start, "beside", in_this_process)
    monkeypatch.setattr(start, "collect_static_files", lambda: done.append("collect"))
    monkeypatch.setattr(start.seeding, "is_whole", lambda: True)
    monkeypatch.setattr(start_lock, "TRIES_EVERY", 0.01)
    return done


def test_the_second_start_says_why_it_does_nothing(another_start, steps, monkeypatch):
    monkeypatch.setattr(start_lock, "WAITS", 0.05)
    with pytest.raises(CommandError, match=SENTENCE):
        call_command("start")
    assert steps == []
    another_start()
    call_command("start")
    steps.remove("collect")  # beside the others
    assert steps == ["migrate", "index_search", "serve"]


def test_links_of_commands_lead_to_where_it_is_served(db, steps, monkeypatch):
    """With `--port` and without SITE_URL: demo accounts and messages named another port."""
    monkeypatch.setattr(env, "SITE_URL", "")
    monkeypatch.setattr(env, "state_dir", lambda: settings.STATE_DIR)
    assert env.site_url() == env.FIRST_ADDRESS
    call_command("start", port=8123)
    assert settings.SITE_URL == env.site_url() == "http://127.0.0.1:8123"
    call_command("start", host="0.0.0.0", port=8124)
    assert env.site_url() == "http://127.0.0.1:8124"
    monkeypatch.setattr(env, "SITE_URL", "https://registry.example.org")
    call_command("start", port=8125)
    assert env.site_url() == "https://registry.example.org"
    assert "8125" not in settings.SITE_URL


def test_while_it_serves_another_may_start(db, steps, monkeypatch):
    def call(name: str, **options) -> None:
        steps.append(name)
        if steps.count("serve") == 1 and name == "serve":
            call_command("start")

    monkeypatch.setattr(start, "call_command", call)
    call_command("start")
    assert steps.count("collect") == 2  # beside the others
    assert [step for step in steps if step != "collect"] == ["migrate", "index_search", "serve"] * 2


@pytest.mark.skipif(os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="SQLite only")
def test_a_real_start_beside_another_one(tmp_path):
    """No traceback, nothing made in the database, and no long wait."""
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}"}
    with (tmp_path / "start.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, "manage.py", "start", "--port", "0"],
            cwd=settings.BASE_DIR,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    assert done.returncode == 1
    assert SENTENCE in done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - began < 100
