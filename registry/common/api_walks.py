"""Rows of a long list in the order of what they belong to ("state__slug"), without sorting them.

No index of a list holds the names of other records. So those are walked in the order of their
names, and of each its rows are read by the index that the list has of it: a page costs as much of
ten million rows as of ten thousand. An order by several columns is walked column by column.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import Exists, OuterRef, Q, QuerySet

SORTED_UP_TO = 10_000  # rows: sorting these takes less than asking record by record


class Order(NamedTuple):
    """Columns to order by, the last of them unique; `-` turns one round. `within`: a column that is
    the same in all rows (`of_one`). `is_of_all`: nothing narrows the list."""

    columns: tuple[str, ...]
    within: str = ""
    is_of_all: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.removeprefix("-") for column in self.columns)

    @property
    def is_of_others(self) -> bool:
        """By a column of another table."""
        return any("__" in name for name in self.names)

    @property
    def starts_with_others(self) -> bool:
        return "__" in self.names[0]

    @property
    def rest(self) -> "Order":
        return Order(self.columns[1:])

    def rest_within(self, column: str) -> "Order":
        """The rest, of the rows that have the same in `column`: by its index where nothing else
        narrows the list."""
        rest = self.rest
        if not self.is_of_all or rest.names != ("pk",):
            return rest
        return rest._replace(within=rest.columns[0].replace("pk", column))

    def after(self, place: Sequence[Any]) -> Q:
        """Rows that come after one with these values."""
        found, same = Q(), Q()
        for column, name, value in zip(self.columns, self.names, place, strict=True):
            sign = "lt" if column.startswith("-") else "gt"
            found |= same & Q(**{f"{name}__{sign}": value})
            same &= Q(**{name: value})
        # Said once more of the first column alone, so that an index is entered at that place
        sign = "lte" if self.columns[0].startswith("-") else "gte"
        return Q(**{f"{self.names[0]}__{sign}": place[0]}) & found


class Stretch(NamedTuple):
    """What is read of a list: so many rows, behind the row with the values `after`, or behind so
    many as are `skipped`."""

    wanted: int
    after: Sequence[Any] | None = None
    skipped: int = 0


def rows_of(
    found: QuerySet, columns: Sequence[Any], order: Order, stretch: Stretch, count: int
) -> list[tuple]:
    """`columns` of each row, then its values of the order. `count`: how long the list is, at
    least where it has no more than `SORTED_UP_TO`."""
    is_short = count <= SORTED_UP_TO
    if order.is_of_others and not is_short:
        if order.starts_with_others:
            return by_records(found, columns, order, stretch)
        if not stretch.skipped:  # each value may be that of a single row: too many to count
            return by_values(found, columns, order, stretch)
    return list(queried(found, columns, order, stretch))


def queried(found: QuerySet, columns: Sequence[Any], order: Order, stretch: Stretch) -> QuerySet:
    if stretch.after is not None:
        found = found.filter(order.after(stretch.after))
    by = (order.within, *order.columns) if order.within else order.columns
    rows = found.order_by(*by).values_list(*columns, *order.names)
    return rows[stretch.skipped : stretch.skipped + stretch.wanted]


def of_one(found: QuerySet, column: str, value: Any) -> QuerySet:
    """Rows with one value, to be read in the order of their keys `within` that column, by the
    index of both. PostgreSQL leaves out of an order what is equal to something, and then may walk
    the whole table by its key until it meets the first of them: it is not told that they are
    equal. SQLite would enter the index at the first of them, and not behind a key, were it told
    less."""
    if connections[found.db].vendor == "postgresql":
        return found.filter(**{f"{column}__gte": value, f"{column}__lte": value})
    return found.filter(**{column: value})


def by_records(
    found: QuerySet, columns: Sequence[Any], order: Order, stretch: Stretch
) -> list[tuple]:
    """Of each record that comes first in the order, its rows."""
    rows: list[tuple] = []
    relation, _separator, field = order.names[0].partition("__")
    after, skipped = stretch.after, stretch.skipped
    column = f"{relation}_id"
    rest = order.rest_within(column)
    for pk, value in records(found, relation, field, order.columns[0], after):
        group = of_one(found, column, pk) if rest.within else found.filter(**{column: pk})
        if skipped:
            length = length_of(group, skipped)
            if length <= skipped:
                skipped -= length
                continue
        inside = after[1:] if after is not None and value == after[0] else None
        part = Stretch(stretch.wanted - len(rows), inside, skipped)
        rows += of_a_group(group, columns, rest, part, value)
        skipped = 0
        if len(rows) >= stretch.wanted:
            break
    return rows


def records(
    found: QuerySet, relation: str, field: str, column: str, after: Sequence[Any] | None
) -> QuerySet:
    """Key and value of the records that have rows, asked of the whole table: that is a look at an
    index for each. The database compares, as it does where it sorts."""
    model: Any = found.model._meta.get_field(relation).related_model
    rows = found.model._base_manager.filter(**{relation: OuterRef("pk")})
    those = model._base_manager.filter(Exists(rows))
    turned = column.startswith("-")
    if after is not None:
        those = those.filter(**{f"{field}__{'lte' if turned else 'gte'}": after[0]})
    return those.order_by(f"-{field}" if turned else field).values_list("pk", field)


def by_values(
    found: QuerySet, columns: Sequence[Any], order: Order, stretch: Stretch
) -> list[tuple]:
    """Of a column of the list itself: how far its values lead is seen by its index. What is before
    the last of them is less than a page; only of that one there may be any number of rows."""
    column, name = order.columns[0], order.names[0]
    onward, before = ("lt", "gt") if column.startswith("-") else ("gt", "lt")
    rows: list[tuple] = []
    if stretch.after is not None:
        value, *inside = stretch.after
        part = Stretch(stretch.wanted, inside)
        rows = of_a_group(found.filter(**{name: value}), columns, order.rest, part, value)
        found = found.filter(**{f"{name}__{onward}": value})
    wanted = stretch.wanted - len(rows)
    ahead = list(found.order_by(column).values_list(name, flat=True)[:wanted]) if wanted else []
    if ahead:
        last = ahead[-1]
        whole = found.filter(**{f"{name}__{before}": last})
        rows += queried(whole, columns, order, Stretch(wanted))
        part = Stretch(stretch.wanted - len(rows))
        rows += of_a_group(found.filter(**{name: last}), columns, order.rest, part, last)
    return rows


def of_a_group(
    group: QuerySet, columns: Sequence[Any], rest: Order, stretch: Stretch, value: Any
) -> list[tuple]:
    """Of rows that have the same `value` in the column before the `rest` of an order."""
    length = length_of(group, SORTED_UP_TO) if rest.is_of_others else 0
    rows = rows_of(group, columns, rest, stretch, length)
    width = len(columns)
    return [(*row[:width], value, *row[width:]) for row in rows]


def length_of(group: QuerySet, bound: int) -> int:
    """How many rows there are, no further than a row beyond the bound."""
    return group.order_by()[: bound + 1].count()
