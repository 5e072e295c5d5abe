"""Rows of a file beside what stands in the registry: the statements of an import, in the words of both databases.

All of it is done by the database, set by set: a million rows never stand in memory.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from registry.common.dates import today
from registry.figures.rows import Figure
from registry.figures.tables import Line

KEY = ("indicator_id", "state_id", "year", "sex", "source_id")
SAID = ("value", "gap", "expected_in", "status", "note_en", "note_ru")
COLUMNS = (*KEY, "counterpart_id", *SAID)
STAGED = ("brought_by_id", "sheet", "row", *KEY, "counterpart_id", *SAID)
BEFORE = tuple(f"{name}_before" for name in SAID)
# A row is new until one is found that it would change: most rows of a large file are written once, not three times
AT_FIRST = {"kind": "new", "gap_before": "", "status_before": "", "note_en_before": "", "note_ru_before": ""}

CLEAR = (
    "UPDATE registry_stagedfigure SET kind = 'new', observation_id = NULL WHERE kind <> 'new' AND brought_by_id = %s"
)
COMPARE = """
UPDATE registry_stagedfigure AS s SET observation_id = o.id, version_before = o.version, {before},
    kind = CASE WHEN {keeps} ({differs}) THEN 'changed' ELSE 'same' END
FROM registry_observation AS o WHERE {match} AND s.brought_by_id = %s
"""
LINK = """
UPDATE registry_stagedfigure AS s SET observation_id = o.id
FROM registry_observation AS o WHERE {match} AND s.kind = 'new' AND s.brought_by_id = %s
"""
CHANGE = """
UPDATE registry_observation SET {said}, held_since = %s, version = registry_observation.version + {step},
    updated_at = CURRENT_TIMESTAMP
FROM registry_stagedfigure AS s
WHERE s.observation_id = registry_observation.id AND registry_observation.version = s.version_before AND s.kind = 'changed'
    AND s.brought_by_id = %s
"""
ADD = """
INSERT INTO registry_observation ({columns}, held_since, version, created_at, updated_at)
SELECT {columns}, %s, {version}, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP FROM registry_stagedfigure
WHERE kind = 'new' AND brought_by_id = %s
"""
RESTORE = """
UPDATE registry_observation SET {before}, held_since = %s, version = registry_observation.version + 1,
    updated_at = CURRENT_TIMESTAMP
FROM registry_stagedfigure AS s WHERE s.observation_id = registry_observation.id AND s.kind = 'changed' AND s.brought_by_id = %s
"""
REMOVE = """
DELETE FROM registry_observation WHERE id IN
(SELECT observation_id FROM registry_stagedfigure WHERE kind = 'new' AND brought_by_id = %s)
"""
KEEP = """
INSERT INTO registry_observation ({columns}, version, created_at, updated_at, held_since, held_until)
SELECT {columns}, version, created_at, updated_at, held_since, %s FROM registry_observation
WHERE id IN ({which}) AND (held_since IS NULL OR held_since < %s)
"""
WRITTEN = "SELECT observation_id FROM registry_stagedfigure WHERE kind IN ({kinds}) AND brought_by_id = %s"
UNLINK = """
UPDATE registry_stagedfigure SET observation_id = NULL WHERE observation_id IN
(SELECT observation_id FROM registry_stagedfigure WHERE kind = 'new' AND brought_by_id = %s)
"""  # also in the traces of imports that changed these figures later and were undone
TWICE = """
SELECT sheet, "row", first_row FROM (
    SELECT sheet, "row", id, row_number() OVER same AS place, first_value("row") OVER same AS first_row
    FROM registry_stagedfigure WHERE brought_by_id = %s
    WINDOW same AS (PARTITION BY indicator_id, state_id, year, sex, source_id, counterpart_id ORDER BY id)) AS numbered
WHERE place > 1 ORDER BY id LIMIT %s
"""
# The two unique rules of observations: of totals, and of one counterpart
ENDS = ("o.counterpart_id IS NULL AND s.counterpart_id IS NULL", "o.counterpart_id = s.counterpart_id")
AT_ONCE = 5000  # parameters of a statement
FIRST_VERSION, IMPORTED_VERSION = 1, 2  # from the second on a row counts as edited: fixtures leave it alone


def stage(imported: int, figures: Iterable[tuple[Line, Figure]]) -> int:
    """Write figures beside their import: by COPY on PostgreSQL, by one prepared statement on SQLite. Returns how many."""
    count = 0

    def rows() -> Iterator[tuple]:
        nonlocal count
        for line, one in figures:
            count += 1
            yield (
                imported, line.sheet, line.number, one.indicator, one.state, one.year, one.sex, one.source, one.counterpart,
                one.value, one.gap, one.expected_in, one.status, one.note_en, one.note_ru,
            )  # fmt: skip

    columns = ", ".join(quoted(name) for name in (*STAGED, *AT_FIRST))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY registry_stagedfigure ({columns}) FROM STDIN") as copy:
                for row in rows():
                    copy.write_row((*row, *AT_FIRST.values()))
        else:
            values = ", ".join([*["?"] * len(STAGED), *(f"'{value}'" for value in AT_FIRST.values())])
            plain = (tuple(float(cell) if isinstance(cell, Decimal) else cell for cell in row) for row in rows())
            statement = f"INSERT INTO registry_stagedfigure ({columns}) VALUES ({values})"  # noqa: S608  (names of columns)
            cursor.connection.executemany(statement, plain)
    return count


def compare(imported: int, *, keeps_edited: bool) -> None:
    """Set the kind of each staged row: new, changed or same. `keeps_edited`: what someone edited counts as the same."""
    differs = " OR ".join(f"o.{name} {distinct()} s.{name}" for name in SAID)
    before = ", ".join(f"{name}_before = o.{name}" for name in SAID)
    keeps = f"o.version = {FIRST_VERSION} AND" if keeps_edited else ""
    run(CLEAR, imported)
    refresh_statistics()
    for end in ENDS:
        run(COMPARE.format(before=before, differs=differs, keeps=keeps, match=match(end)), imported)


def refresh_statistics() -> None:
    """PostgreSQL plans by what it last counted. Of rows that came a moment ago it knows nothing, and takes each by each."""
    if connection.vendor == "postgresql":
        run("ANALYZE registry_stagedfigure, registry_observation")


def write(imported: int, since: date | None, *, is_fixture: bool) -> int:
    """Change and add the observations, held from the day `since` (None: from the beginning).

    Returns how many rows were written; fewer than staged where some changed meanwhile.
    """
    said = ", ".join(f"{name} = s.{name}" for name in SAID)
    keep(WRITTEN.format(kinds="'changed'"), [imported])
    written = run(CHANGE.format(said=said, step=0 if is_fixture else 1), since, imported)
    first = FIRST_VERSION if is_fixture else IMPORTED_VERSION
    written += run(ADD.format(columns=", ".join(COLUMNS), version=first), since, imported)
    for end in () if is_fixture else ENDS:  # a fixture leaves no trace that could be undone
        run(LINK.format(match=match(end)), imported)
    refresh_statistics()
    return written


def take_back(imported: int) -> None:
    """As before the import. The relations are checked at the end of the transaction."""
    keep(WRITTEN.format(kinds="'changed', 'new'"), [imported])
    run(RESTORE.format(before=", ".join(f"{name} = s.{name}_before" for name in SAID)), today(), imported)
    run(REMOVE, imported)
    run(UNLINK, imported)


def keep_rows(observations: list[int]) -> None:
    """Before they are changed or removed by other means than an import."""
    for start in range(0, len(observations), AT_ONCE):
        some = observations[start : start + AT_ONCE]
        keep(", ".join(["%s"] * len(some)), some)


def keep(which: str, params: list[Any]) -> None:
    """Leave the version that stands behind, as of the days before today. What was written today left its own before."""
    run(KEEP.format(columns=", ".join(COLUMNS), which=which), today(), *params, today())


def standing_twice(imported: int, most: int) -> list[tuple[str, int, int]]:
    """(sheet, row, row where the same figure stood first) of figures that the file holds more than once."""
    with connection.cursor() as cursor:
        cursor.execute(TWICE, [imported, most])
        return cursor.fetchall()


def match(end: str) -> str:
    return " AND ".join(["o.held_until IS NULL", *(f"o.{name} = s.{name}" for name in KEY), end])


def distinct() -> str:
    return "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"


def quoted(name: str) -> str:
    return f'"{name}"'


def run(statement: str, *params: Any) -> int:
    """Days are passed as each database wants them."""
    adapted = [connection.ops.adapt_datefield_value(one) if isinstance(one, date) else one for one in params]
    with connection.cursor() as cursor:
        cursor.execute(statement, adapted)
        return cursor.rowcount
