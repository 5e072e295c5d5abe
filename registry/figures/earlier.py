"""Earlier versions of figures: what a figure said before it was changed or removed, by day.

Pages as of an earlier day read them (ObservationQuerySet.held_on). The statements are shared with
the import of figures (figure_imports/staging.py), which keeps versions of many rows at once.
"""

from datetime import date
from typing import Any

from django.db import connection

# Columns of an observation: which figure it is, what it says, and all that a version copies
FIGURE_KEY = ("indicator_id", "state_id", "year", "sex", "source_id")
FIGURE_VALUES = ("value", "gap", "expected_in", "status", "note_en", "note_ru")
FIGURE_COLUMNS = (*FIGURE_KEY, "counterpart_id", *FIGURE_VALUES)

KEEP_VERSIONS = """
INSERT INTO registry_observation
    ({columns}, version, created_at, updated_at, held_since, held_until)
SELECT {columns}, version, created_at, updated_at, held_since, %s FROM registry_observation
WHERE id IN ({ids}) AND (held_since IS NULL OR held_since < %s)
"""

MOST_PARAMETERS = 5000  # of a statement


def keep_earlier_versions(observations: list[int], *, on: date) -> None:
    """Before these rows are changed or removed on a day, by other means than an import."""
    for start in range(0, len(observations), MOST_PARAMETERS):
        some = observations[start : start + MOST_PARAMETERS]
        keep_versions_selected(", ".join(["%s"] * len(some)), some, on=on)


def keep_versions_selected(ids: str, params: list[Any], *, on: date) -> None:
    """As `keep_earlier_versions`; `ids` is a list of placeholders or a SELECT, with its
    parameters.

    What was written on the same day leaves nothing behind: its own earlier version was kept when
    it was written.
    """
    statement = KEEP_VERSIONS.format(columns=", ".join(FIGURE_COLUMNS), ids=ids)
    execute_statement(statement, on, *params, on)


def execute_statement(statement: str, *params: Any) -> int:
    """Returns how many rows it touched. Days are passed as each database wants them."""
    adapted = [
        connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value
        for value in params
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, adapted)
        return cursor.rowcount
