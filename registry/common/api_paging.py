"""Pages of the API's lists: by number, or by a cursor that is as quick on the last page as on the
first."""

import base64
import binascii
import hashlib
import math
from collections.abc import Hashable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import orjson
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from registry.common.api_walks import Order, Stretch, queried, rows_of
from registry.common.counting import Count, count_of
from registry.common.kept_statements import PLACE, Statement
from registry.common.once_a_version import once_a_version
from registry.common.problems import Wrong, WrongParameterError

PER_PAGE, MOST_PER_PAGE = 100, 1000
PARAMETERS = ("page", "page_size", "cursor")
MOST_SKIPPED = 1_000_000  # rows before a page by number: the database reads each of them


class CountedOnce(Paginator):
    """Counts a list once until content changes: counting the observations costs more than a page
    of them."""

    object_list: Any

    @cached_property
    def count(self) -> int:
        return counted(self.object_list).number


def counted(rows: QuerySet | list, question: Hashable = None) -> Count:
    """Once until content changes. `question`: what tells this list from others, where that is at
    hand; writing the statement for it takes as long as asking for a page."""
    if isinstance(rows, list):
        return Count(len(rows))
    if question is None:  # as long a key for a long statement as for a short one
        question = hashlib.sha256(str(rows.query).encode()).digest()
    return once_a_version(("count", question), partial(count_of, rows))


def whole_number(request: Request, name: str, default: int, most: int | None = None) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    wrong = _("A whole number from 1 on is wanted.")
    if most is not None:
        wrong = _("A whole number from 1 to %(most)s is wanted.") % {"most": most}
    is_number = text.isascii() and text.isdigit() and len(text) < 10
    number = int(text) if is_number else 0
    if number < 1 or (most is not None and number > most):
        near = str(most) if is_number and number else "1"
        raise WrongParameterError(Wrong(parameter=name, value=text, detail=wrong, nearest=near))
    return number


def linked(links: dict[str, str | None]) -> str:
    return ", ".join(f'<{address}>; rel="{name}"' for name, address in links.items() if address)


class Pages(PageNumberPagination):
    django_paginator_class = CountedOnce
    page_size = PER_PAGE
    page_size_query_param = "page_size"
    max_page_size = MOST_PER_PAGE

    def get_page_size(self, request: Request) -> int:
        return whole_number(request, "page_size", PER_PAGE, MOST_PER_PAGE)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        paginator = CountedOnce(queryset, self.get_page_size(request))
        number = whole_number(request, "page", 1)
        if number > paginator.num_pages:
            refuse_page(number, paginator.num_pages)
        self.page = paginator.page(number)
        return list(self.page)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        found = super().get_paginated_response_schema(schema)
        found["properties"]["removed"] = REMOVED
        found["required"] = ["count", "next", "previous", "results"]
        return found

    def get_paginated_response(self, data: Any) -> Response:
        page: Any = self.page
        count = page.paginator.count
        following, before = self.get_next_link(), self.get_previous_link()
        content = {"count": count, "next": following, "previous": before, "results": data}
        return Response(content, headers=page_headers(count, next=following, prev=before))


def refuse_page(number: int, pages: int) -> None:
    detail = _("The list has %(count)s pages.") % {"count": pages}
    wrong = Wrong(parameter="page", value=str(number), detail=detail, nearest=str(pages))
    raise WrongParameterError(wrong)


def page_headers(count: int, *, is_estimate: bool = False, **links: str | None) -> dict[str, str]:
    found = {"X-Total-Count": str(count)}
    if is_estimate:
        found["X-Total-Count-Is"] = "estimate"
    return found | ({"Link": linked(links)} if any(links.values()) else {})


REMOVED: dict[str, Any] = {
    "type": "array",
    "description": (
        "With `changed_since`, on the first page: what the list no longer holds since then, each"
        " with what names it, and `now` where it has another address."
    ),
    "items": {
        "type": "object",
        "properties": {"removed_at": {"type": "string", "format": "date-time"}},
        "required": ["removed_at"],
        "additionalProperties": True,
    },
}


def written(order: Order, place: Sequence[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in place]
    text = orjson.dumps([list(order.columns), plain])
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def place_in(order: Order, cursor: str) -> list[Any]:
    """Where an answer ended. Raises WrongParameterError where the cursor is none of this order."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        columns, place = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if columns != list(order.columns) or len(place) != len(order.columns):
            raise ValueError(cursor)
        return [typed(name, value) for name, value in zip(order.names, place, strict=True)]
    except (ValueError, TypeError, binascii.Error, OverflowError):
        detail = _("This is no cursor of this list in this order. Begin without one.")
        wrong = Wrong(parameter="cursor", value=cursor[:100], detail=detail)
        raise WrongParameterError(wrong) from None


def typed(name: str, value: Any) -> Any:
    """As the column has it, whoever wrote the cursor."""
    if name.endswith("_at"):
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise ValueError(value)
        return found.astimezone(UTC)
    if name.endswith("slug"):
        if not isinstance(value, str) or "\0" in value:
            raise ValueError(value)
        return value
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError(value)
    return value


class CursorPages:
    """Of a list that is read as rows of values.

    `question`: what tells the list from others (`counted`)."""

    def __init__(
        self, request: Request, found: QuerySet, order: Order, question: Hashable = None
    ) -> None:
        self.request, self.order, self.question = request, order, question
        self.size = whole_number(request, "page_size", PER_PAGE, MOST_PER_PAGE)
        self.count = counted(found, question)
        self.found = found

    def rows(self, *columns: Any, kept_as: Hashable = None) -> list[tuple]:
        """Of the page that the address asks for, the key last; one more is read to know whether
        others follow. `kept_as`: what tells these columns from others, for a statement that is
        kept."""
        cursor = self.request.query_params.get("cursor")
        stretch = Stretch(self.size + 1)
        if cursor is not None:
            stretch = stretch._replace(after=place_in(self.order, cursor))
        else:
            stretch = stretch._replace(skipped=self.skipped())
        read = self.by_statement(columns, stretch, kept_as) if kept_as is not None else None
        if read is None:
            read = rows_of(self.found, columns, self.order, stretch, self.count.number)
        rows = read[: self.size]
        self.next = self.link_after(rows[-1]) if len(read) > self.size else None
        width = len(self.order.columns)
        return [(*row[:-width], row[-1]) for row in rows]

    def by_statement(
        self, columns: Sequence[Any], stretch: Stretch, kept_as: Hashable
    ) -> list[tuple] | None:
        """Pages of the usual length by the list's own order, which are asked for most. Each costs
        a statement kept, so no page is that has a number or a length of its own."""
        if self.order.names != ("pk",) or self.size != PER_PAGE or stretch.skipped:
            return None
        after = None if stretch.after is None else stretch.after[0]
        place = stretch if after is None else stretch._replace(after=[PLACE])

        def written_anew() -> Statement | None:
            return Statement.of(queried(self.found, columns, self.order, place))

        key = ("statement", self.question, self.order, kept_as, after is None, self.found.db)
        statement = once_a_version(key, written_anew)
        return statement and statement.rows(self.found.db, after)

    def skipped(self) -> int:
        """Rows before the page whose number the address names."""
        number = whole_number(self.request, "page", 1)
        if not self.count.is_estimate:
            pages = max(1, math.ceil(self.count.number / self.size))
            if number > pages:
                refuse_page(number, pages)
        start = (number - 1) * self.size
        if start > MOST_SKIPPED:
            detail = _("So far in, read on by the cursor in `next`, or take the whole set.")
            near = str(MOST_SKIPPED // self.size)
            raise WrongParameterError(
                Wrong(parameter="page", value=str(number), detail=detail, nearest=near)
            )
        return start

    def link_after(self, row: tuple) -> str:
        query: QueryDict = self.request.query_params.copy()
        query.pop("page", None)
        query["cursor"] = written(self.order, row[-len(self.order.columns) :])
        return f"{self.request.build_absolute_uri(self.request.path)}?{query.urlencode()}"

    def answer(self, rows: Any, beside: dict[str, Any]) -> Response:
        number, is_estimate = self.count
        content = {"count": number, "next": self.next, "previous": None, **beside}
        if is_estimate:
            content["count_is_estimate"] = True
        headers = page_headers(number, is_estimate=is_estimate, next=self.next)
        return Response(content | {"results": rows}, headers=headers)


BY_KEY = Order(("pk",))


def chunks(
    found: QuerySet, columns: Sequence[Any], size: int = 2000, order: Order = BY_KEY
) -> Iterator[list[tuple]]:
    """All rows, their key last, some at a time: no statement stays open while a slow reader
    reads."""
    if order.columns != BY_KEY.columns:
        yield from chunks_in_order(found, columns, size, order)
        return
    reading = partial(queried, found, columns, order)
    statement = Statement.of(reading(Stretch(size, [PLACE])))
    rows: list[tuple] = []
    while True:
        last = rows[-1][-1] if rows else 0
        stretch = Stretch(size, [last])
        rows = statement.rows(found.db, last) if statement else list(reading(stretch))
        if not rows:
            return
        yield rows


def chunks_in_order(
    found: QuerySet, columns: Sequence[Any], size: int, order: Order
) -> Iterator[list[tuple]]:
    """As pages by cursor are read, one behind the other."""
    count, width = counted(found).number, len(order.columns)
    stretch = Stretch(size)
    while rows := rows_of(found, columns, order, stretch, count):
        yield [(*row[:-width], row[-1]) for row in rows]
        stretch = Stretch(size, rows[-1][-width:])
