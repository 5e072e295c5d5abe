"""PostgreSQL and SQLite give the same hits in the same order.

Run on PostgreSQL, its index is put into SQLite beside it, and each question is answered from both:
texts, words and near words.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection

from registry.search import dialects
from registry.search.dialects import FIELDS
from registry.search.finding import Result, catalogue, find
from registry.search.models import NearWord, SearchText, SearchWord
from tests.search.judging import judged
from tests.search.test_page import BAD

pytestmark = pytest.mark.django_db
ODD = [
    '"circular migration"',
    '"the prague process" readmission -handbook',
    "migration -labour",
    "state:georgia year:2015",
    "georgia zzzyyy",
    "bejency v armenii",
    "quarterly review no32",
]
COPIED = (SearchWord, NearWord)


class Cursor:
    """Of sqlite3, with Django's marks for values."""

    def __init__(self, cursor) -> None:
        self.cursor = cursor
        self.fetchall = cursor.fetchall

    def execute(self, sql: str, values: list) -> None:
        values = [str(value) if isinstance(value, date) else value for value in values]
        self.cursor.execute(sql.replace("%s", "?"), values)


class Beside:
    vendor = "sqlite"

    def __init__(self) -> None:
        self.database = sqlite3.connect(":memory:")
        self.copy(dialects.TEXTS, SearchText.objects.values_list("entry_id", *FIELDS))
        self.database.execute(dialects.MADE_ON_SQLITE)
        self.database.execute(
            f"INSERT INTO {dialects.FTS}({dialects.FTS}) VALUES ('rebuild')"  # noqa: S608
        )
        for model in COPIED:
            columns = [field.column for field in model._meta.concrete_fields]
            self.copy(model._meta.db_table, model.objects.values_list(*columns), columns)

    def copy(self, table: str, rows, columns=("entry_id INTEGER PRIMARY KEY", *FIELDS)) -> None:
        self.database.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        places = ", ".join("?" for _column in columns)
        plain = ([str(v) if isinstance(v, date) else v for v in row] for row in rows)
        self.database.executemany(f"INSERT INTO {table} VALUES ({places})", plain)  # noqa: S608

    @contextmanager
    def cursor(self):
        yield Cursor(self.database.cursor())


def test_both_give_the_same_hits_in_the_same_order(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("compares PostgreSQL with SQLite: runs on PostgreSQL")
    texts = [query.text for query in judged()] + ODD + [*BAD.values()]
    rows = catalogue().rows
    version = dialects.version()
    here = [*answers(texts)]
    monkeypatch.setattr(dialects, "version", lambda: version)
    monkeypatch.setattr(dialects, "connection", Beside())
    there = [*answers(texts)]
    assert sum(len(result.numbers) > 0 for result in here) > 600
    for one, other in zip(here, there, strict=True):
        assert [rows[pk].key for pk in one.numbers] == [rows[pk].key for pk in other.numbers]
        assert one.facets == other.facets
        assert one.question.corrected == other.question.corrected


def answers(texts: list[str]) -> Iterator[Result]:
    """As on the page, only these words, and while somebody types."""
    for text in texts:
        yield find(text)
        yield find(text, only_exact=True)
        yield find(text[:4], is_prefix=True)


def test_a_vector_has_each_word_with_its_places():
    assert dialects.vector("a b a ¶ §geo", has_places=True) == "'a':1,3 'b':2 '¶':4 '§geo':5"
    assert dialects.vector("a b a ¶ §geo", has_places=False) == "'a' 'b' '¶' '§geo'"


def test_a_phrase_is_its_pairs_but_for_exact_words(monkeypatch):
    monkeypatch.setattr(dialects, "connection", Beside())
    assert dialects.any_of([("a", "b", "c"), ("d",)]) == '("a¦b" AND "b¦c") OR ("d")'
    assert dialects.phrase_in_dialect(("a", "b")) == '"a b"'
