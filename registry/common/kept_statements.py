"""Statements that are written once and asked for again, where writing them anew takes longer than
reading the rows: a list's page, and the next some thousand rows of a whole list.

They are what the query of a list says, with its parameters; of an address no text gets into one.
"""

from collections.abc import Sequence
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

PLACE = 2**62 + 1  # stands for the key behind which the rows are read on


class Statement:
    """Of rows of values that are used as the database gives them."""

    def __init__(self, sql: str, params: Sequence[Any]) -> None:
        self.sql, self.params = sql, tuple(params)

    @classmethod
    def of(cls, rows: QuerySet) -> Self | None:
        """None where there cannot be any row, and where the database's values are not those of
        the fields."""
        compiler: Any = rows.query.get_compiler(rows.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        selected = [column for column, _sql, _name in compiler.select]
        return None if compiler.get_converters(selected) else cls(sql, params)

    def rows(self, alias: str, after: int | None = None) -> list[tuple]:
        params = [after if value == PLACE else value for value in self.params]
        with connections[alias].cursor() as cursor:
            cursor.execute(self.sql, params)
            return cursor.fetchall()
