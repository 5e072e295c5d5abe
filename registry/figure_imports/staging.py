"""Rows of a file beside the figures of the registry: the statements of an import, for both
databases.

The database does the work, set by set: a million rows are never in memory.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.db import connection

from registry.figure_imports.imports import StagedFigure
from registry.figure_imports.rows import Figure
from registry.figure_imports.tables import Line
from registry.figures.earlier import (
    FIGURE_COLUMNS,
    FIGURE_KEY,
    FIGURE_VALUES,
    execute_statement,
    keep_versions_selected,
)

STAGED = ("brought_by_id", "observation_id", "sheet", "row", *FIGURE_COLUMNS)
# A row is new until a figure is found that it would change: so most rows of a large file are
# written once, not three times
AT_FIRST = {
    "kind": "new",
    "gap_before": "",
    "status_before": "",
    "note_en_before": "",
    "note_ru_before": "",
}

CLEAR = (
    "UPDATE registry_stagedfigure SET kind = 'new', observation_id = NULL WHERE kind <> 'new' AND"
    " brought_by_id = %s"
)
COMPARE = """
UPDATE registry_stagedfigure AS s SET observation_id = o.id, version_before = o.version, {before},
    kind = CASE WHEN {keeps} ({differs}) THEN 'changed' ELSE 'same' END
FROM registry_observation AS o WHERE {match} AND s.brought_by_id = %s
"""
LINK = """
UPDATE registry_stagedfigure AS s SET observation_id = o.id
FROM registry_observation AS o WHERE {match}
    AND s.observation_id IS NULL AND s.kind = 'new' AND s.brought_by_id = %s
"""
CHANGE = """
UPDATE registry_observation SET {values}, held_since = %s,
    version = registry_observation.version + {step},
    updated_at = CURRENT_TIMESTAMP
FROM registry_stagedfigure AS s
WHERE s.observation_id = registry_observation.id
    AND registry_observation.version = s.version_before
    AND s.kind = 'changed' AND s.brought_by_id = %s
"""
ADD = """
INSERT INTO registry_observation (id, {columns}, held_since, version, created_at, updated_at)
SELECT {key}, {columns}, %s, {version}, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP
FROM registry_stagedfigure WHERE kind = 'new' AND brought_by_id = %s
"""
FORGET_KEYS = (
    "UPDATE registry_stagedfigure SET observation_id = NULL WHERE kind = 'new' AND brought_by_id"
    " = %s"
)
NEXT_KEY = "nextval(pg_get_serial_sequence('registry_observation', 'id'))"
NEXT_KEYS = "SELECT {next_key} FROM generate_series(1, %s)"
LAST_KEY = "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = 'registry_observation'"
FIRST_KEY = "INSERT INTO sqlite_sequence (name, seq) VALUES ('registry_observation', %s)"
RESTORE = """
UPDATE registry_observation SET {before}, held_since = %s,
    version = registry_observation.version + 1,
    updated_at = CURRENT_TIMESTAMP
FROM registry_stagedfigure AS s
WHERE s.observation_id = registry_observation.id
    AND s.kind = 'changed' AND s.brought_by_id = %s
"""
REMOVE = """
DELETE FROM registry_observation WHERE id IN
(SELECT observation_id FROM registry_stagedfigure WHERE kind = 'new' AND brought_by_id = %s)
"""
WRITTEN = (
    "SELECT observation_id FROM registry_stagedfigure WHERE kind IN ({kinds}) AND brought_by_id"
    " = %s"
)
UNLINK = """
UPDATE registry_stagedfigure SET observation_id = NULL WHERE observation_id IN
(SELECT observation_id FROM registry_stagedfigure WHERE kind = 'new' AND brought_by_id = %s)
"""  # also in the traces of imports that changed these figures later and were undone
TWICE = """
SELECT sheet, "row", first_row FROM (
    SELECT sheet, "row", id, row_number() OVER same AS place,
        first_value("row") OVER same AS first_row
    FROM registry_stagedfigure WHERE brought_by_id = %s
    WINDOW same AS (
        PARTITION BY indicator_id, state_id, year, sex, source_id, counterpart_id ORDER BY id
    )) AS numbered
WHERE place > 1 ORDER BY id LIMIT %s
"""
SAME_FIGURE = "indicator_id, state_id, year, sex, source_id, counterpart_id"
REPEATED = """
DELETE FROM registry_stagedfigure WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER same AS place,
            {repeats} AS repeats
        FROM registry_stagedfigure WHERE brought_by_id = %s
        WINDOW same AS (PARTITION BY {key} ORDER BY id)) AS numbered
    WHERE place > 1 AND repeats)
"""
HAS_REPEATED = """
SELECT 1 FROM registry_stagedfigure WHERE brought_by_id = %s
GROUP BY {key} HAVING count(*) > 1 LIMIT 1
"""
SUMS = """
UPDATE registry_stagedfigure SET value = sums.total
FROM (
    SELECT min(id) AS first_id, sum(value) AS total FROM registry_stagedfigure
    WHERE brought_by_id = %s AND value IS NOT NULL
    GROUP BY {key} HAVING count(*) > 1) AS sums
WHERE registry_stagedfigure.id = sums.first_id
"""
SUMMED = """
DELETE FROM registry_stagedfigure WHERE brought_by_id = %s AND value IS NOT NULL AND id NOT IN (
    SELECT min(id) FROM registry_stagedfigure WHERE brought_by_id = %s AND value IS NOT NULL
    GROUP BY {key})
"""
# The two unique rules of observations: of totals, and of a counterpart
ENDS = (
    "o.counterpart_id IS NULL AND s.counterpart_id IS NULL",
    "o.counterpart_id = s.counterpart_id",
)
WRITING_KEY = 0x50524649  # of PostgreSQL's advisory lock: "PRFI"
FIRST_VERSION = 1
IMPORTED_VERSION = 2  # from this version on a row counts as edited: fixtures leave it alone


def stage(imported: int, figures: Sequence[tuple[Line, Figure]]) -> None:
    """Write figures beside their import: by COPY on PostgreSQL, by a prepared statement on SQLite.

    Each gets the key that it will have if it is new: so nobody needs to look for it later.
    """
    keys = reserved_keys(len(figures))
    # SQLite keeps numbers as its own
    number = (lambda value: value) if connection.vendor == "postgresql" else as_float

    def rows() -> Iterator[tuple]:
        for key, (line, figure) in zip(keys, figures, strict=True):
            yield (
                imported,
                key,
                line.sheet,
                line.number,
                figure.indicator,
                figure.state,
                figure.year,
                figure.sex,
                figure.source,
                figure.counterpart,
                number(figure.value),
                figure.gap,
                figure.expected_in,
                figure.status,
                figure.note_en,
                figure.note_ru,
            )

    columns = ", ".join(quoted(name) for name in (*STAGED, *AT_FIRST))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY registry_stagedfigure ({columns}) FROM STDIN") as copy:
                for row in rows():
                    copy.write_row((*row, *AT_FIRST.values()))
        else:
            values = ", ".join(
                [*["?"] * len(STAGED), *(f"'{value}'" for value in AT_FIRST.values())]
            )
            into = f"registry_stagedfigure ({columns})"  # names of columns
            statement = f"INSERT INTO {into} VALUES ({values})"  # noqa: S608
            cursor.connection.executemany(statement, rows())


def reserved_keys(count: int) -> Iterable[int]:
    """Keys of observations that nothing else will get."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(NEXT_KEYS.format(next_key=NEXT_KEY), [count])
            return [key for (key,) in cursor.fetchall()]
        cursor.execute(LAST_KEY, [count])
        if not cursor.rowcount:  # there never was an observation
            cursor.execute(FIRST_KEY, [count])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'registry_observation'")
        last = cursor.fetchone()[0]
    return range(last - count + 1, last + 1)


def forget_keys(imported: int) -> None:
    """Where they turned out to be taken, as after a backup was brought back: the new figures get
    theirs as they are written."""
    execute_statement(FORGET_KEYS, imported)


def as_float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def wait_for_others() -> None:
    """Until this transaction ends, no other import compares or writes figures: two that wrote the
    same ones in another order would each wait for the other. SQLite has one writer anyway.

    To be asked once the import's own row is locked (`importing.locked_alone`), never before it."""
    if connection.vendor == "postgresql":
        execute_statement("SELECT pg_advisory_xact_lock(%s)", WRITING_KEY)


def compare(imported: int, *, keeps_edited: bool) -> None:
    """Set the kind of each staged row: new, changed or same. `keeps_edited`: what someone edited
    counts as the same."""
    differs = " OR ".join(f"o.{name} {distinct()} s.{name}" for name in FIGURE_VALUES)
    before = ", ".join(f"{name}_before = o.{name}" for name in FIGURE_VALUES)
    keeps = f"o.version = {FIRST_VERSION} AND" if keeps_edited else ""
    execute_statement(CLEAR, imported)
    refresh_statistics()
    for end in ENDS:
        execute_statement(
            COMPARE.format(before=before, differs=differs, keeps=keeps, match=match(end)), imported
        )


def refresh_statistics() -> None:
    """PostgreSQL plans by what it last counted. It has not counted rows that were just written, and
    would compare each with each."""
    if connection.vendor == "postgresql":
        execute_statement("ANALYZE registry_stagedfigure, registry_observation")


def indicators_of(imported: int) -> list[int]:
    """Of the figures that it writes."""
    rows = StagedFigure.objects.filter(brought_by=imported).order_by()
    return list(rows.values_list("indicator", flat=True).distinct())


def write(imported: int, *, on: date, is_fixture: bool, is_first: bool = False) -> int:
    """Change and add the observations, held from the day `on`; where it is the first fixture, from
    the beginning.

    Returns how many rows were written; fewer than staged where some changed meanwhile.
    """
    since = None if is_first else on
    values = ", ".join(f"{name} = s.{name}" for name in FIGURE_VALUES)
    keep_versions_selected(WRITTEN.format(kinds="'changed'"), [imported], on=on)
    change = CHANGE.format(values=values, step=0 if is_fixture else 1)
    written = execute_statement(change, since, imported)
    first = FIRST_VERSION if is_fixture else IMPORTED_VERSION
    is_postgresql = connection.vendor == "postgresql"
    key = f"coalesce(observation_id, {NEXT_KEY})" if is_postgresql else "observation_id"
    add = ADD.format(key=key, columns=", ".join(FIGURE_COLUMNS), version=first)
    written += execute_statement(add, since, imported)
    refresh_statistics()
    for end in () if is_fixture else ENDS:  # a fixture leaves no trace that could be undone
        execute_statement(LINK.format(match=match(end)), imported)
    refresh_statistics()
    return written


def take_back(imported: int, *, on: date) -> None:
    """As before the import. The relations are checked at the end of the transaction."""
    keep_versions_selected(WRITTEN.format(kinds="'changed', 'new'"), [imported], on=on)
    before = ", ".join(f"{name} = s.{name}_before" for name in FIGURE_VALUES)
    execute_statement(RESTORE.format(before=before), on, imported)
    execute_statement(REMOVE, imported)
    execute_statement(UNLINK, imported)


def has_repeated(imported: int) -> bool:
    """Whether the file holds a figure more than once, alike or not: to be asked first, for it takes
    a third of the time of what is then to be done."""
    with connection.cursor() as cursor:
        cursor.execute(HAS_REPEATED.format(key=SAME_FIGURE), [imported])
        return cursor.fetchone() is not None


def held_twice(imported: int, most: int) -> list[tuple[str, int, int]]:
    """(sheet, row, row where the same figure stood first) of figures that the file holds more
    than once."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE, [imported, most])
        return cursor.fetchall()


def forget_repeated(imported: int) -> int:
    """Of figures that the file holds more than once with the same value keep the first. Returns how
    many were forgotten."""
    names = ("value", "gap", "expected_in", "status", "note_en", "note_ru")
    repeats = " AND ".join(f"{name} {same()} first_value({name}) OVER same" for name in names)
    return execute_statement(REPEATED.format(repeats=repeats, key=SAME_FIGURE), imported)


def add_up(imported: int) -> int:
    """The values of rows that are the same figure become one. Returns how many sums that made."""
    made = execute_statement(SUMS.format(key=SAME_FIGURE), imported)
    execute_statement(SUMMED.format(key=SAME_FIGURE), imported, imported)
    return made


def match(end: str) -> str:
    return " AND ".join(
        ["o.held_until IS NULL", *(f"o.{name} = s.{name}" for name in FIGURE_KEY), end]
    )


def distinct() -> str:
    return "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"


def same() -> str:
    return "IS NOT DISTINCT FROM" if connection.vendor == "postgresql" else "IS"


def quoted(name: str) -> str:
    return f'"{name}"'
