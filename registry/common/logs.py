"""What a log may hold: ids and addresses, but no token of a link, and no value that a database
quotes in an error.

A token in an address opens what the link opens, so it is as good as the mail. Which addresses hold
one is read from the URL patterns: whatever takes `<str:token>`.
"""

import logging
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db import Error as DatabaseError
from django.urls import URLResolver, get_resolver

TOKEN = "<str:token>"  # noqa: S105  (a part of a route)
HIDDEN = "(token)"


def token_routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """The part of each address before its token, without the language: "confirm/"."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from token_routes(pattern, "" if resolver is None else route)
        elif TOKEN in route:
            yield route.partition(TOKEN)[0]


@cache
def token_address() -> re.Pattern:
    routes = sorted({re.sub(r"<[^>]+>", "[^/]+", re.escape(route)) for route in token_routes()})
    starts = "|".join(routes)
    return re.compile(rf"(/(?:{starts}))[^/\s?\"']+")


def without_tokens(text: str) -> str:
    return token_address().sub(rf"\1{HIDDEN}", text)


class DiscreetFilter(logging.Filter):
    """On a logger and on the handler. A refusal (below 500) is one line: it is no fault, so its
    traceback tells nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        text = record.getMessage()
        if "/" in text:
            record.msg, record.args = without_tokens(text), ()
        return True


class LineFormatter(logging.Formatter):
    """Tracebacks without what a database says about values ("Key (email)=(…) already exists")."""

    def formatException(self, exc_info: Any) -> str:  # noqa: N802  (the library's name)
        text = super().formatException(exc_info)
        for error in chain_of(exc_info[1]):
            if is_of_database(error) and str(error):
                text = text.replace(str(error), told_without_values(error))
        return without_tokens(text)


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def is_of_database(error: BaseException) -> bool:
    return isinstance(error, DatabaseError) or hasattr(error, "diag")


def told_without_values(error: BaseException) -> str:
    """The rule that was broken, where the database names it."""
    diagnosis = getattr(error, "diag", None) or getattr(error.__cause__, "diag", None)
    rule = getattr(diagnosis, "constraint_name", None)
    if diagnosis is None and str(error).startswith(("UNIQUE constraint", "NOT NULL constraint")):
        return str(error)  # SQLite names table and column here, and no value
    return f"({rule or 'values left out'})"
