"""Rows of a long list in the order of what they belong to ("state__slug"), without sorting them.

No index of a list holds the names of other records. So those are walked in the order of their
names, and of each its rows are read by the index that the list has of it: a page costs as much of
ten million rows as of ten thousand. An order by several columns is walked one by one.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

SORTED_UP_TO = 10_000  # rows: sorting these takes less than asking record by record


class Order(NamedTuple):
    """Columns to order by, the last of them unique; `-` turns one round."""

    columns: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.removeprefix("-") for column in self.columns)

    @property
    def is_of_others(self) -> bool:
        """By a column of another table."""
        return any("__" in name for name in self.names)

    @property
    def rest(self) -> "Order":
        return Order(self.columns[1:])

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
    if order.is_of_others and count > SORTED_UP_TO:
        return walked(found, columns, order, stretch)
    return list(queried(found, columns, order, stretch))


def queried(found: QuerySet, columns: Sequence[Any], order: Order, stretch: Stretch) -> QuerySet:
    if stretch.after is not None:
        found = found.filter(order.after(stretch.after))
    rows = found.order_by(*order.columns).values_list(*columns, *order.names)
    return rows[stretch.skipped : stretch.skipped + stretch.wanted]


def walked(found: QuerySet, columns: Sequence[Any], order: Order, stretch: Stretch) -> list[tuple]:
    """Group by group of rows that are the same in the first column of the order."""
    rows: list[tuple] = []
    after, skipped, width = stretch.after, stretch.skipped, len(columns)
    for value, group in groups(found, order.columns[0], after):
        length = length_of(group, max(skipped, SORTED_UP_TO if order.rest.is_of_others else 0))
        if skipped and length <= skipped:
            skipped -= length
            continue
        inside = after[1:] if after is not None and value == after[0] else None
        part = Stretch(stretch.wanted - len(rows), inside, skipped)
        more = rows_of(group, columns, order.rest, part, length)
        rows += [(*row[:width], value, *row[width:]) for row in more]
        skipped = 0
        if len(rows) >= stretch.wanted:
            break
    return rows


def length_of(group: QuerySet, bound: int) -> int:
    """How many rows there are, no further than a row beyond the bound; not asked for without."""
    return group.order_by()[: bound + 1].count() if bound else 0


def groups(
    found: QuerySet, column: str, after: Sequence[Any] | None
) -> Iterator[tuple[Any, QuerySet]]:
    """Each value of a column and its rows, in the order of the values, from that of a place on."""
    name = column.removeprefix("-")
    relation, is_related, field = name.partition("__")
    if is_related:
        for pk, value in related(found, relation, field, column, after):
            yield value, found.filter(**{relation: pk})
    else:
        for value in values(found, column, after):
            yield value, found.filter(**{name: value})


def related(
    found: QuerySet, relation: str, field: str, column: str, after: Sequence[Any] | None
) -> QuerySet:
    """Key and value of the records that have rows, asked of the whole table: that is a look at an
    index for each. The database compares, as it does where it sorts."""
    model: Any = found.model._meta.get_field(relation).related_model
    rows = found.model._base_manager.filter(**{relation: OuterRef("pk")})
    records = model._base_manager.filter(Exists(rows))
    turned = column.startswith("-")
    if after is not None:
        records = records.filter(**{f"{field}__{'lte' if turned else 'gte'}": after[0]})
    return records.order_by(f"-{field}" if turned else field).values_list("pk", field)


def values(found: QuerySet, column: str, after: Sequence[Any] | None) -> Iterator[Any]:
    """One after the other, each found by an index of the column."""
    name = column.removeprefix("-")
    sign = "lt" if column.startswith("-") else "gt"
    rows = found.order_by(column).values_list(name, flat=True)
    following = rows[:1]
    if after is not None:
        yield after[0]
        following = rows.filter(**{f"{name}__{sign}": after[0]})[:1]
    while value := list(following):
        yield value[0]
        following = rows.filter(**{f"{name}__{sign}": value[0]})[:1]
