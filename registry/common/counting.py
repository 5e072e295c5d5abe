"""How many rows a list has, without reading all of them: up to a bound they are counted, beyond it
the number is estimated and said to be.

Counting ten million rows takes a second on either database, at each list and after each change. An
estimate looks up some thousand keys, picked at random from those between the first and the last:
the share that the list holds is the share of the whole.
"""

import random
from typing import NamedTuple

from django.db.models import Max, Min, QuerySet

COUNTED_UP_TO = 250_000
LOOKED_UP = 5_000  # keys: of a tenth of all rows the estimate is right to some four per cent
FIGURES_TOLD = 3  # of an estimate; the others would say more than is known


class Count(NamedTuple):
    number: int
    is_estimate: bool = False


def count_of(rows: QuerySet, up_to: int | None = None) -> Count:
    """`rows` are of one model, each at most once. `up_to`: beyond it the number is estimated."""
    bound = COUNTED_UP_TO if up_to is None else up_to
    asked = rows.order_by()
    number = asked[: bound + 1].count()
    if number <= bound:
        return Count(number)
    return Count(max(estimated(asked), bound), is_estimate=True)


def estimated(rows: QuerySet) -> int:
    keys = rows.model._base_manager.using(rows.db).aggregate(first=Min("pk"), last=Max("pk"))
    span = range(keys["first"], keys["last"] + 1)
    picked = random.Random(len(span)).sample(span, min(LOOKED_UP, len(span)))  # noqa: S311
    found = rows.filter(pk__in=picked).count()
    return told(round(found * len(span) / len(picked)))


def told(number: int) -> int:
    return round(number, min(0, FIGURES_TOLD - len(str(number))))
