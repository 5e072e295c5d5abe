"""What a log may hold: ids and addresses of pages, but no token of a link, no address of a person
or of a network, and no value that a database or an exception quotes.

A token in an address opens what the link opens, so it is as good as the mail. Which addresses hold
one is read from the URL patterns: whatever takes `<str:token>`. log_lines.py writes a line.
"""

import ipaddress
import logging
import re
from collections.abc import Iterator
from functools import cache

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
    """A slash that somebody doubled, or a mail program, hides nothing."""
    routes = sorted({re.sub(r"<[^>]+>", "[^/]+", re.escape(route)) for route in token_routes()})
    starts = "|".join(routes).replace("/", "/+")
    return re.compile(rf"(/(?:{starts}))[^/\s?\"']+")


def without_tokens(text: str) -> str:
    return token_address().sub(rf"\1{HIDDEN}", text)


MAILBOX = re.compile(r"[^\s@<>\"'(),;:/=?&]{1,64}(?:@|%40)[\w.-]+")
NETWORK = re.compile(r"(?<![\w:.-])[0-9A-Fa-f]*[:.][0-9A-Fa-f.:]{2,43}(?![\w:-])")
QUOTED = re.compile(r"""(["'“‘«]).*(["'”’»])""", re.DOTALL)


def discreet(text: str) -> str:
    """Without tokens, and without addresses of people and of networks."""
    if "/" in text:
        text = without_tokens(text)
    if "@" in text or "%40" in text:
        text = MAILBOX.sub("(address)", text)
    return NETWORK.sub(without_network, text)


def without_network(found: re.Match) -> str:
    """A version or a time of day looks a little like one, and stays."""
    try:
        ipaddress.ip_address(found[0].rstrip(".:"))
    except ValueError:
        return found[0]
    return "(network)"


def unquoted(text: str) -> str:
    """What an exception quotes is often what somebody typed; its kind and its place in the program
    say enough to find it. From the first mark to the last: what is between may hold marks too."""
    return QUOTED.sub(r"\1…\2", text)


class DiscreetFilter(logging.Filter):
    """On a logger and on the handler. A refusal (below 500) is one line: it is no fault, so its
    traceback tells nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        record.msg, record.args = discreet(record.getMessage()), ()
        return True


class WarningFilter(logging.Filter):
    """For what a library calls an error and is somebody trying addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


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
