"""PostgreSQL and SQLite give the same hits in the same order.

Run on PostgreSQL, the texts of its index are put into FTS5 beside it, and each question is answered
from both.
"""

import sqlite3
from contextlib import contextmanager

import pytest
from django.db import connection

from registry.search import dialects
from registry.search.dialects import FIELDS
from registry.search.finding import catalogue, find
from registry.search.models import SearchText
from tests.search.judging import judged
from tests.search.test_page import BAD

pytestmark = pytest.mark.django_db
ODD = ['"circular migration"', "migration -labour", "state:georgia year:2015", "georgia zzzyyy"]


class Cursor:
    """Of sqlite3, with Django's marks for values."""

    def __init__(self, cursor) -> None:
        self.cursor = cursor
        self.fetchall = cursor.fetchall

    def execute(self, sql: str, values: list) -> None:
        self.cursor.execute(sql.replace("%s", "?"), values)


class Beside:
    vendor = "sqlite"

    def __init__(self) -> None:
        self.database = sqlite3.connect(":memory:")
        names = ", ".join(FIELDS)
        self.database.execute(
            f"CREATE TABLE {dialects.TEXTS} (entry_id INTEGER PRIMARY KEY, {names})"  # noqa: S608
        )
        self.database.execute(dialects.MADE_ON_SQLITE)
        rows = SearchText.objects.values_list("entry_id", *FIELDS)
        self.database.executemany(
            f"INSERT INTO {dialects.TEXTS} VALUES (?, ?, ?, ?, ?)",  # noqa: S608
            rows,
        )
        self.database.execute(
            f"INSERT INTO {dialects.FTS}({dialects.FTS}) VALUES ('rebuild')"  # noqa: S608
        )

    @contextmanager
    def cursor(self):
        yield Cursor(self.database.cursor())


def test_both_give_the_same_hits_in_the_same_order(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("compares PostgreSQL with SQLite: runs on PostgreSQL")
    texts = [query.text for query in judged()] + ODD + [*BAD.values()]
    rows = catalogue().rows
    here = [find(text) for text in texts] + [find(text, only_exact=True) for text in texts]
    beside = Beside()
    theirs = dialects.entries_with
    with_vendor = dialects.any_of

    def from_sqlite(wanted):
        with monkeypatch.context() as patch:
            patch.setattr(dialects, "connection", beside)
            return theirs(wanted)

    def in_sqlite(*args, **kwargs):
        with monkeypatch.context() as patch:
            patch.setattr(dialects, "connection", beside)
            return with_vendor(*args, **kwargs)

    monkeypatch.setattr(dialects, "entries_with", from_sqlite)
    monkeypatch.setattr(dialects, "any_of", in_sqlite)
    there = [find(text) for text in texts] + [find(text, only_exact=True) for text in texts]
    assert sum(len(result.numbers) > 0 for result in here) > 300
    for one, other in zip(here, there, strict=True):
        assert [rows[pk].key for pk in one.numbers] == [rows[pk].key for pk in other.numbers]
        assert one.facets == other.facets


def test_a_vector_has_each_word_with_its_places():
    assert dialects.vector("a b a ¶ §geo") == "'a':1,3 'b':2 '¶':4 '§geo':5"
