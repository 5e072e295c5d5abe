"""Questions that every save of an open page asks: the statement of each is written once and asked
again with other values. To write one takes Django longer than the database needs for the answer."""

from collections.abc import Callable
from copy import copy
from functools import cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BigIntegerField, Expression, Field, Model, QuerySet

Row = TypeVar("Row", bound=Model)


class Given(Expression):
    def __init__(self, name: str, kept_as: Field) -> None:
        super().__init__(output_field=kept_as)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]

    def of(self, values: dict[str, Any], connection: Any) -> Any:
        """Raises EmptyResultSet for a number beyond what the database can hold."""
        value, kind = values[self.name], self.output_field.get_internal_type()
        if isinstance(value, int):
            least, most = connection.ops.integer_field_range(kind)
            if not least <= value <= most:
                raise EmptyResultSet
        return self.output_field.get_db_prep_value(value, connection)


def given(name: str, kept_as: Field | None = None) -> Any:
    """Stands in a filter of a question, where a value would: each asking gives the value of this
    name, never None, as nothing equals it in SQL. `kept_as`: the field that says how the database
    keeps such a value; a key unless said."""
    return Given(name, kept_as or BigIntegerField())


class WrittenQuery:
    """What a query set reads of its query when it fetches rows: the statement is there already."""

    values_select = ()

    def __init__(self, compiler: Any) -> None:
        self.compiler = compiler

    def get_compiler(self, using: str) -> Any:
        return self.compiler


class Statement:
    """What Django writes for a query set, on any connection to the same kind of database."""

    def __init__(self, rows: QuerySet) -> None:
        self.compiler: Any = rows.query.get_compiler(using=rows.db)
        self.sql, self.params = self.compiler.as_sql()
        columns = [column for column, _sql, _name in self.compiler.select]
        self.converters = self.compiler.get_converters(columns)
        self.compiler.connection = None  # it belongs to a thread, which may end

    def query(self, alias: str, values: dict[str, Any]) -> Any:
        """As the query of a query set, with the values that are given."""
        compiler, connection = copy(self.compiler), connections[alias]
        params = tuple(
            param.of(values, connection) if isinstance(param, Given) else param
            for param in self.params
        )

        def as_sql() -> tuple[str, tuple[Any, ...]]:
            return self.sql, params

        def get_converters(columns: list[Any]) -> dict[int, Any]:
            return self.converters

        compiler.connection, compiler.as_sql = connection, as_sql
        compiler.get_converters = get_converters
        return WrittenQuery(compiler)


class Question(Generic[Row]):
    """Decorates a function without parameters that gives a query set of records, and is called
    once: a clock that it reads stands still, so a moment has to be `given`. Call the question with
    the values of what is: a list, empty where nothing is found."""

    def __init__(self, rows: Callable[[], QuerySet[Row]]) -> None:
        self.rows = cache(rows)
        self.statements: dict[str, Statement] = {}

    def __call__(self, **values: Any) -> list[Row]:
        rows = self.rows()
        alias = rows.db  # which replica answers is decided anew
        if alias not in self.statements:
            self.statements[alias] = Statement(rows)
        try:
            query = self.statements[alias].query(alias, values)
        except EmptyResultSet:
            return []
        return list(QuerySet(model=rows.model, query=query, using=alias))

    def first(self, **values: Any) -> Row | None:
        return next(iter(self(**values)), None)
