"""The index in its two dialects: FTS5 over the texts' table, and tsvector columns beside them.

Both get the same words in the same order, and neither analyses them: FTS5 parts them at spaces, a
tsvector is written as it is. So both find the same; ranking is ours (finding.py).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, connections

from registry.common.appearing import this_minute

FIELDS = ("title_terms", "lead_terms", "body_terms", "exact_terms")
TEXTS, FTS = "registry_searchtext", "registry_searchfts"
MOST_POSITIONS = 16_383
NAMES = ", ".join(FIELDS)
MADE_ON_SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5({NAMES}, content='{TEXTS}',"
    " content_rowid='entry_id', tokenize='ascii')"
)
NEW = ", ".join(f"NEW.{name}" for name in FIELDS)
OLD = ", ".join(f"OLD.{name}" for name in FIELDS)
INTO = f"INSERT INTO {FTS}"
ADDS = f"{INTO}(rowid, {NAMES}) VALUES (NEW.entry_id, {NEW});"
TAKES = f"{INTO}({FTS}, rowid, {NAMES}) VALUES ('delete', OLD.entry_id, {OLD});"
FOLLOWING = {"INSERT": ADDS, "DELETE": TAKES, "UPDATE": TAKES + ADDS}


def make(schema_editor: Any) -> None:
    """In a migration: what Django has no model for."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(MADE_ON_SQLITE)
        return
    for name in FIELDS:
        schema_editor.execute(f"ALTER TABLE {TEXTS} ADD COLUMN {name}_vector tsvector")
        schema_editor.execute(
            f"CREATE INDEX {TEXTS}_{name} ON {TEXTS} USING gin ({name}_vector)"
            " WITH (fastupdate = off)"
        )


def unmake(schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TABLE IF EXISTS {FTS}")
        return
    for name in FIELDS:
        schema_editor.execute(f"ALTER TABLE {TEXTS} DROP COLUMN IF EXISTS {name}_vector")


_migrating: set[str] = set()


def is_migrating() -> bool:
    """Then tables and models differ: the index follows later."""
    return bool(_migrating)


def install(sender: Any, using: str, **kwargs: Any) -> None:
    """After each migrate: on SQLite the index of words follows its table by triggers, which a
    rebuild of the table drops."""
    _migrating.discard(using)
    database = connections[using]
    if database.vendor != "sqlite" or not is_made(using):
        return
    drop_triggers(using)
    with database.cursor() as cursor:
        for event, statements in FOLLOWING.items():
            name = f"search_follows_{event.lower()}"
            cursor.execute(f"CREATE TRIGGER {name} AFTER {event} ON {TEXTS} BEGIN {statements} END")


def remove(sender: Any, using: str, **kwargs: Any) -> None:
    _migrating.add(using)
    drop_triggers(using)


def drop_triggers(using: str) -> None:
    database = connections[using]
    if database.vendor == "sqlite":
        with database.cursor() as cursor:
            for event in FOLLOWING:
                cursor.execute(f"DROP TRIGGER IF EXISTS search_follows_{event.lower()}")


def is_made(using: str) -> bool:
    names = connections[using].introspection.table_names()
    return {TEXTS, FTS} <= set(names)


def write_vectors(rows: Iterable[Any]) -> None:
    """Of texts that were just written; SQLite's triggers have done it."""
    if connection.vendor == "sqlite":
        return
    places = ", ".join(f"{name}_vector = %s::tsvector" for name in FIELDS)
    statement = f"UPDATE {TEXTS} SET {places} WHERE entry_id = %s"  # noqa: S608
    values = [values_of(row) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def values_of(row: Any) -> list[Any]:
    return [*(vector(getattr(row, name)) for name in FIELDS), row.entry_id]


def vector(terms: str) -> str:
    """Words with their places, in PostgreSQL's form."""
    places: dict[str, list[str]] = {}
    for place, term in enumerate(terms.split(" "), start=1):
        if term:
            places.setdefault(term, []).append(str(min(place, MOST_POSITIONS)))
    return " ".join(f"'{term}':{','.join(found)}" for term, found in places.items())


Phrase = tuple[str, ...]


def phrase_in_dialect(phrase: Phrase, *, is_prefix: bool = False) -> str:
    """Words one after the other; of the last one perhaps only the beginning. The words are ours:
    letters, digits and the mark of a state."""
    if connection.vendor == "sqlite":
        return f'"{" ".join(phrase)}"' + ("*" if is_prefix else "")
    return "(" + " <-> ".join(f"'{term}'" for term in phrase) + (":*" if is_prefix else "") + ")"


def any_of(phrases: Iterable[Phrase], *, is_prefix: bool = False) -> str:
    sign = " OR " if connection.vendor == "sqlite" else " | "
    return sign.join(phrase_in_dialect(phrase, is_prefix=is_prefix) for phrase in phrases)


def entries_with(wanted: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    """(place in `wanted`, number of an entry) of each entry that has, in a field, what a
    condition in the dialect says. One statement."""
    selects, values = [], []
    for place, (name, condition) in enumerate(wanted):
        if connection.vendor == "sqlite":
            selects.append(f"SELECT {place}, rowid FROM {FTS} WHERE {FTS} MATCH %s")  # noqa: S608
            values.append(f"{{{name}}} : ({condition})")
        else:
            has_it = f"{name}_vector @@ %s::tsquery"
            selects.append(f"SELECT {place}, entry_id FROM {TEXTS} WHERE {has_it}")  # noqa: S608
            values.append(condition)
    if not selects:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects), values)
        return cursor.fetchall()


# What each question asks before it finds anything; plain SQL, because building these costs Django
# more than the databases take for them

VERSION = (
    "SELECT (SELECT version FROM registry_searchstate WHERE id = 1),"
    " EXISTS (SELECT 1 FROM registry_searchbehind) OR"
    " EXISTS (SELECT 1 FROM registry_searchstate WHERE next_due <= %s)"
)
WORD = "SELECT word, stem, key FROM registry_searchword WHERE since <= %s AND until >= %s AND "
NEAR = (
    "SELECT word, key, in_titles FROM registry_nearword JOIN registry_searchword"
    " ON registry_searchword.id = word_id"
    " WHERE since <= %s AND until >= %s AND shortened IN ({marks}) LIMIT %s"
)


def empty(table: str) -> None:
    """Without reading what goes."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608  (names of our own)


def version() -> tuple[str, bool]:
    """(version of the index, whether it is behind what was written, or has appeared or gone)"""
    with connection.cursor() as cursor:
        cursor.execute(VERSION, [connection.ops.adapt_datetimefield_value(this_minute())])
        text, is_behind = cursor.fetchone()
    return text or "", bool(is_behind)


def words_with(stems: Sequence[str], keys: Sequence[str], day: date) -> list[tuple[str, str, str]]:
    """(word, stem, key) of words with one of the stems, and of words of titles with one of the
    sound keys, that readers see on a day."""
    parts: list[str] = []
    values: list[str | date] = []
    for condition, wanted in (("stem", stems), ("in_titles > 0 AND key", keys)):
        if wanted:
            parts.append(f"{WORD}{condition} IN ({marks(wanted)})")
            values += [day, day, *wanted]
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), values)
        return cursor.fetchall()


def words_near(shortened: Iterable[str], day: date, most: int) -> list[tuple[str, str, int]]:
    """(word, sound key, titles that have it) of words that may be one letter off."""
    wanted = sorted(shortened)
    with connection.cursor() as cursor:
        cursor.execute(NEAR.format(marks=marks(wanted)), [day, day, *wanted, most])
        return cursor.fetchall()


def marks(values: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(values))
