"""The daily command on several machines at once: one does the work, the others say so."""

import fcntl
import io
import zlib
from functools import partial

import pytest
from django.core.management import call_command
from django.db import connection

from registry.common import start_lock
from registry.management.commands import remind
from tests.databases import give_locks_back

SENTENCE = "The daily work is going on elsewhere"


@pytest.fixture
def another_machine(db):
    """Has begun the daily work; the fixture ends it."""
    if connection.vendor != "postgresql":
        with start_lock.lock_file().with_name("remind.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file.close
        return
    other = connection.copy()
    with other.cursor() as cursor:
        key = [start_lock.ADVISORY_KEY, zlib.crc32(b"remind") >> 1]
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", key)
    yield partial(give_locks_back, other)
    other.close()


def said() -> str:
    out = io.StringIO()
    call_command("remind", stdout=out)
    return out.getvalue()


def test_one_does_it_and_the_other_says_so(another_machine, monkeypatch):
    done: list = []
    monkeypatch.setattr(remind, "run", lambda on: done.append(on) or {"asked": 1})
    assert SENTENCE in said()
    assert done == []
    another_machine()
    assert "asked: 1" in said()
    assert "asked: 1" in said()
    assert len(done) == 2


def test_work_that_fails_gives_the_lock_back(db, monkeypatch):
    def fail(on):
        raise ValueError("no")

    monkeypatch.setattr(remind, "run", fail)
    for _time in range(2):
        with pytest.raises(ValueError, match="no"):
            said()


def test_other_work_is_in_nobodys_way(another_machine):
    with start_lock.the_only_one("something else") as is_mine:
        assert is_mine
