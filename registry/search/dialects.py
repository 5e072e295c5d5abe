"""The index in its two dialects: FTS5 over the texts' table, and tsvector columns beside them.

Both get the same words in the same order, and neither analyses them: FTS5 parts them at spaces, a
tsvector is written as it is. So both find the same; ranking is ours (finding.py).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, connections

from registry.common.appearing import this_minute
from registry.search.analysis import pairs

EXACT = "exact_terms"
FIELDS = ("title_terms", "lead_terms", "body_terms", EXACT)
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


FIND = "registry_search"
ONE_FIELD = (
    "IF fields[n] = '{0}' THEN RETURN QUERY SELECT n - 1, t.entry_id FROM {1} t"
    " WHERE t.{0}_vector @@ conditions[n]::tsquery; END IF;"
)
EACH = "\n    ".join(ONE_FIELD.format(name, TEXTS) for name in FIELDS)
# Its plans are kept for the connection. To begin other processes, to compile, or to read each text
# takes longer than the question itself.
MADE_TO_FIND = f"""
CREATE OR REPLACE FUNCTION {FIND}(fields text[], conditions text[])
RETURNS TABLE (place integer, entry bigint) LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET jit = off SET max_parallel_workers_per_gather = 0
SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  FOR n IN 1 .. cardinality(fields) LOOP
    {EACH}
  END LOOP;
END $$
"""


def quicken(schema_editor: Any) -> None:
    """In a migration, for PostgreSQL: a function that finds, and rows so short that many of them
    are on a page of the table (what is long is kept beside them)."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(MADE_TO_FIND)
        schema_editor.execute(f"ALTER TABLE {TEXTS} SET (toast_tuple_target = 128)")
        for name in FIELDS:  # many rows at once are sorted first; see `settle`
            schema_editor.execute(f"ALTER INDEX {TEXTS}_{name} SET (fastupdate = on)")


def slow_down(schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {FIND}(text[], text[])")
        schema_editor.execute(f"ALTER TABLE {TEXTS} RESET (toast_tuple_target)")
        for name in FIELDS:
            schema_editor.execute(f"ALTER INDEX {TEXTS}_{name} SET (fastupdate = off)")


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


def write_texts(rows: Sequence[Any]) -> None:
    """On SQLite, triggers write the index of words; on PostgreSQL its columns are no fields of the
    model, and writing them afterwards would write each text twice."""
    model = type(rows[0])
    if connection.vendor == "sqlite":
        model.objects.bulk_create(rows)
        return
    columns = [field.column for field in model._meta.concrete_fields]
    names = [*columns, *(f"{name}_vector" for name in FIELDS)]
    places = ", ".join(["%s"] * len(columns) + ["%s::tsvector"] * len(FIELDS))
    statement = f"INSERT INTO {TEXTS} ({', '.join(names)}) VALUES ({places})"  # noqa: S608
    values = [values_of(row, columns) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def values_of(row: Any, columns: list[str]) -> list[Any]:
    values = [getattr(row, name) for name in columns]
    return values + [vector(getattr(row, name), has_places=name == EXACT) for name in FIELDS]


def settle() -> None:
    """After texts were written: PostgreSQL sorts what waits beside its indexes into them, so that
    no question goes through it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in FIELDS:
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [f"{TEXTS}_{name}"])


def count_rows(*tables: str) -> None:
    """After much was written: PostgreSQL plans by what it has counted, and counts minutes later."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")


def vector(terms: str, *, has_places: bool) -> str:
    """Words in PostgreSQL's form, with their places where phrases are looked for."""
    if not has_places:
        return " ".join(f"'{term}'" for term in dict.fromkeys(terms.split(" ")) if term)
    places: dict[str, list[str]] = {}
    for place, term in enumerate(terms.split(" "), start=1):
        if term:
            places.setdefault(term, []).append(str(min(place, MOST_POSITIONS)))
    return " ".join(f"'{term}':{','.join(found)}" for term, found in places.items())


Phrase = tuple[str, ...]


def phrase_in_dialect(phrase: Phrase) -> str:
    """Words one after the other, in the field of exact words. The words are ours: letters and
    digits."""
    if connection.vendor == "sqlite":
        return f'"{" ".join(phrase)}"'
    return " <-> ".join(f"'{term}'" for term in phrase)


def all_of(terms: Iterable[str], *, is_prefix: bool = False) -> str:
    """Of the last one perhaps only the beginning."""
    sign, begins = (" AND ", "*") if connection.vendor == "sqlite" else (" & ", ":*")
    mark = '"' if connection.vendor == "sqlite" else "'"
    found = sign.join(f"{mark}{term}{mark}" for term in terms)
    return f"({found}{begins if is_prefix else ''})"


def pairs_in_dialect(phrase: Phrase, *, is_prefix: bool = False) -> str:
    """Words one after the other in the other fields, which have each pair of neighbours as a term:
    no text is read to see where its words stand."""
    return all_of(pairs(phrase) or phrase, is_prefix=is_prefix)


def any_of(phrases: Iterable[Phrase], *, is_prefix: bool = False) -> str:
    sign = " OR " if connection.vendor == "sqlite" else " | "
    return sign.join(pairs_in_dialect(phrase, is_prefix=is_prefix) for phrase in phrases)


def entries_with(wanted: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    """(place in `wanted`, number of an entry) of each entry that has, in a field, what a
    condition in the dialect says. One statement."""
    if not wanted:
        return []
    fields, conditions = zip(*wanted, strict=True)
    if connection.vendor == "sqlite":
        selects = [
            f"SELECT {place}, rowid FROM {FTS} WHERE {FTS} MATCH %s"  # noqa: S608
            for place in range(len(wanted))
        ]
        statement = " UNION ALL ".join(selects)
        values: list[Any] = [f"{{{name}}} : ({condition})" for name, condition in wanted]
    else:
        statement = f"SELECT place, entry FROM {FIND}(%s, %s)"  # noqa: S608
        values = [list(fields), list(conditions)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
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
    " WHERE since <= %s AND until >= %s AND shortened IN ({marks})"
    " ORDER BY in_titles DESC, word LIMIT %s"
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
