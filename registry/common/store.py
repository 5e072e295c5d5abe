"""Finished pages, kept until something is published (README, "Quick").

A view opts in with `@published`. The store is in front of Django in wsgi.py: a page that is
kept costs a look at one file's date and one dictionary. The file's date is the content version: it
changes with everything that is written and that public pages show (content.py), so nothing is ever
stale and no time-out is guessed. The file also holds the times at which something appears or goes
(appearing.py): each of them begins a new version in every process, and no process asks the
database for it. The rule of entry is closed: no session, no Authorization; no
answer with Set-Cookie, `private`, `no-store`, or a Vary beyond language and encoding; no query
parameter that the view did not name. A session cookie that we did not give out is taken off the
request. What is kept is counted whole: page, key and headers.
"""

import fcntl
import gzip
import hashlib
import os
import secrets
import sys
import time
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from registry.common import sessions
from registry.common.media_types import api_types

MARK = "X-Published"
LONGEST_ADDRESS = 600
LONGEST_HOST = 255  # of a name of the network
Headers = list[tuple[str, str]]
clock = time.time
midnight = datetime.min.time()
_day_begins = _day_ends = 0.0


def content_version() -> int:
    """A number that differs after every change of content, when something appears or goes at its
    time, and on every day: "today" is part of what many pages say.

    0 before the first change.
    """
    try:
        stat = os.stat(version_file())
    except FileNotFoundError:
        return 0
    written = (stat.st_mtime_ns, stat.st_ino)
    return hash((*written, end_of_day(), bisect_right(due_times(written), clock())))


_due: tuple[tuple[int, int], list[float]] = ((0, 0), [])


def due_times(written: tuple[int, int]) -> list[float]:
    """When something appears or goes, in order; read once for each file. `written`: which file it
    is."""
    global _due
    if _due[0] != written:
        _due = (written, kept_times())
    return _due[1]


def kept_times() -> list[float]:
    try:
        return sorted(map(float, version_file().read_text().split()[1:]))
    except (FileNotFoundError, ValueError):
        return []


def end_of_day() -> float:
    """The time of the next local midnight. Computed once a day: a calendar at each request costs
    as much as the page.

    A clock that was wrong and is set back is on a day that begins before the remembered one.
    """
    global _day_begins, _day_ends
    now = clock()
    if not _day_begins <= now < _day_ends:
        today = timezone.localtime(datetime.fromtimestamp(now, UTC)).date()
        _day_begins, _day_ends = midnight_of(today), midnight_of(today + timedelta(days=1))
    return _day_ends


def midnight_of(day: date) -> float:
    return timezone.make_aware(datetime.combine(day, midnight)).timestamp()


def content_date() -> date | None:
    """The day on which the content last changed; None before the first time."""
    try:
        return date.fromisoformat(version_file().read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None


def version_file() -> Path:
    """Its date is the version; its text is the day of the last change, then the times at which
    something appears or goes, a line for each."""
    return settings.STATE_DIR / "content-version"


def raise_content_version(due: Callable[[], list[float]] = kept_times) -> None:
    """`due` gives the times at which something will appear or go; they stay where it is left out.

    On a full disk the file gets a new date only, which needs no room: the text stays that of the
    last change.
    """
    path = version_file()
    new = path.with_suffix(f".{secrets.token_hex(4)}")
    with one_at_a_time():
        lines = [timezone.localdate().isoformat(), *map(str, due())]
        try:
            new.write_text("".join(f"{line}\n" for line in lines))
            new.replace(path)  # at once, so that no process sees the file missing
        except OSError:
            new.unlink(missing_ok=True)
            path.touch()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Who asked for the times first writes them first: else the times of an earlier moment could
    stand over those of a later one. The lock is the directory's own, so that no file is left; a
    directory on a network may have none."""
    directory = os.open(version_file().parent, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(directory, fcntl.LOCK_EX)
        yield
    finally:
        os.close(directory)


def remove_unfinished(older_than: float = 3600) -> None:
    """What a process that was killed while it raised the version has left. `older_than`:
    seconds."""
    for path in version_file().parent.glob(f"{version_file().name}.*"):
        if clock() - path.stat().st_mtime > older_than:
            path.unlink(missing_ok=True)


def renew_pages() -> None:
    """A new version without a change of content: what other processes finished is finished anew."""
    if version_file().exists():
        os.utime(version_file())


MOST_REMEMBERED = 200
_remembered: OrderedDict[tuple, Any] = OrderedDict()
_being_made: dict[tuple, Lock] = {}
_memory = Lock()


def once_a_version(key: Any, make: Callable[[], Any]) -> Any:
    """What `make` gives, made once in a process until content changes: for answers that many pages
    need.

    It is kept under the version from before it was made: what takes long to make may be older than
    the version at its end.
    """
    place = (content_version(), key)
    with _memory:
        if place in _remembered:
            _remembered.move_to_end(place)
            return _remembered[place]
        maker = _being_made.setdefault(place, Lock())
    try:
        with maker:  # the others wait for what the first one makes
            with _memory:
                if place in _remembered:
                    return _remembered[place]
            value = make()
            with _memory:
                keep_in_mind(place, value)
            return value
    finally:
        with _memory:
            if _being_made.get(place) is maker:
                del _being_made[place]


def keep_in_mind(place: tuple, value: Any) -> None:
    """Whatever is of another version than this newest one goes, then the least asked for. A value
    that was slow to make, so that a newer version began meanwhile, is not kept."""
    if place[0] != content_version():
        return
    for other in [other for other in _remembered if other[0] != place[0]]:
        del _remembered[other]
    _remembered[place] = value
    while len(_remembered) > MOST_REMEMBERED:
        _remembered.popitem(last=False)


def published(*parameters: str) -> Callable:
    """Mark a view's answer as the same for everyone until content changes. `parameters`: the
    query parameters that it reads."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            response = view(request, *args, **kwargs)
            # the frame greets who is signed in
            is_somebodys = sessions.has_session(request.META.get("HTTP_COOKIE", ""))
            if response.status_code == 200 and not response.streaming and not is_somebodys:
                response[MARK] = ",".join(parameters)
                response.headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
            return response

        return wrapper

    return decorate


OVERHEAD = 500  # bytes of the page's record and of its place in the dictionary


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """`size`: bytes that it takes, its key and headers with it."""

    version: int
    headers: Headers
    etag: str
    body: bytes
    gzipped: bytes
    size: int


class PageStore:
    """WSGI middleware. `limit`: bytes of finished pages that one process keeps. `read`: is told of
    each finished page that is given out."""

    def __init__(
        self,
        application: Callable,
        limit: int = 64 * 1024 * 1024,
        read: Callable[[dict], None] | None = None,
    ) -> None:
        self.application = application
        self.read = read
        self.limit = limit
        self.size = 0
        self.pages: OrderedDict[tuple, FinishedPage] = OrderedDict()
        self.lock = Lock()
        # A process that died between a commit and its new version leaves nothing stale behind
        renew_pages()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        environ = without_made_up_session(environ)
        key = page_key(environ)
        if key is None:
            return self.pass_through(environ, start_response)
        version = content_version()  # before rendering: what is rendered later can only be newer
        page = self.pages.get(key)
        if page is None or page.version != version:
            if sessions.has_session(environ.get("HTTP_COOKIE", "")):
                # of a stranger, who asked for a code: the page may hold messages to them
                return self.pass_through(environ, start_response)
            return self.render(environ, start_response, key, version)
        self.pages.move_to_end(key)
        return self.give(page, environ, start_response)

    def give(self, page: FinishedPage, environ: dict, start_response: Callable) -> Iterable[bytes]:
        if self.read and environ["REQUEST_METHOD"] == "GET":
            self.read(environ)
        return answer(page, environ, start_response)

    def pass_through(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            return start_response(status, [pair for pair in headers if pair[0] != MARK], exc_info)

        return self.application(environ, start)

    def render(
        self, environ: dict, start_response: Callable, key: tuple, version: int
    ) -> Iterable[bytes]:
        caught: list = []

        def catch(*answer: Any) -> None:
            caught.append(answer)

        # HEAD is rendered as GET, so that what is kept has a body
        body = self.application({**environ, "REQUEST_METHOD": "GET"}, catch)
        status, headers = caught[0][:2]
        if not may_keep(status, headers, environ):
            start_response(status, [pair for pair in headers if pair[0] != MARK])
            if environ["REQUEST_METHOD"] == "HEAD":
                getattr(body, "close", lambda: None)()
                return []
            return body
        content = b"".join(body)
        getattr(body, "close", lambda: None)()
        page = finish(content, headers, version, key)
        self.keep(key, page)
        return self.give(page, environ, start_response)

    def keep(self, key: tuple, page: FinishedPage) -> None:
        with self.lock:
            old = self.pages.pop(key, None)
            self.size += page.size - (old.size if old else 0)
            self.pages[key] = page
            while self.size > self.limit:
                self.size -= self.pages.popitem(last=False)[1].size


def without_made_up_session(environ: dict) -> dict:
    """A session cookie that we did not give out is as good as none."""
    cookies = environ.get("HTTP_COOKIE", "")
    if settings.SESSION_COOKIE_NAME not in cookies or sessions.has_session(cookies):
        return environ
    return {**environ, "HTTP_COOKIE": sessions.without_session(cookies)}


def page_key(environ: dict) -> tuple | None:
    """What makes a page the same page; None where a request may be somebody's own, or is longer
    than a reader's."""
    address = (environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or sum(map(len, address)) > LONGEST_ADDRESS:
        return None
    if "HTTP_AUTHORIZATION" in environ or sessions.has_person(environ.get("HTTP_COOKIE", "")):
        return None
    host = environ.get("HTTP_HOST", "")
    if len(host) > LONGEST_HOST:
        return None
    is_api = address[0].startswith("/api/")
    return (
        *address,
        host,
        scheme_of(environ),
        api_types(environ.get("HTTP_ACCEPT", "")) if is_api else (),
    )


def scheme_of(environ: dict) -> str:
    """As Django tells it (SECURE_PROXY_SSL_HEADER): only "https" is."""
    if not settings.PROXIES:
        return environ.get("wsgi.url_scheme", "")
    first = environ.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0]
    return "https" if first.strip() == "https" else "http"


def may_keep(status: str, headers: Headers, environ: dict) -> bool:
    fields = {name.lower(): value for name, value in headers}
    if not status.startswith("200") or MARK.lower() not in fields or "set-cookie" in fields:
        return False
    if {"private", "no-store"} & {
        part.strip() for part in fields.get("cache-control", "").split(",")
    }:
        return False
    vary = {part.strip().lower() for part in fields.get("vary", "").split(",") if part.strip()}
    if not vary <= {"accept-language", "accept-encoding", "accept"} or (
        "accept" in vary and not environ["PATH_INFO"].startswith("/api/")
    ):
        return False
    known = set(fields[MARK.lower()].split(","))
    return {
        name for name, _value in parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    } <= known


def finish(content: bytes, headers: Headers, version: int, key: tuple) -> FinishedPage:
    etag = f'W/"{hashlib.sha256(content).hexdigest()[:24]}"'
    dropped = {MARK.lower(), "content-length", "etag", "vary"}
    kept = [pair for pair in headers if pair[0].lower() not in dropped]
    kept += [("ETag", etag), ("Vary", "Accept-Encoding")]
    gzipped = gzip.compress(content, 6, mtime=0)
    parts = [key, *key, kept, *kept, *chain.from_iterable(kept), content, gzipped]
    size = sum(map(sys.getsizeof, parts)) + OVERHEAD
    return FinishedPage(
        version=version, headers=kept, etag=etag, body=content, gzipped=gzipped, size=size
    )


def answer(page: FinishedPage, environ: dict, start_response: Callable) -> Iterable[bytes]:
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response(
            "304 Not Modified", [pair for pair in page.headers if pair[0] != "Content-Type"]
        )
        return []
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") and len(page.gzipped) < len(page.body):
        body, extra = page.gzipped, [("Content-Encoding", "gzip")]
    else:
        body, extra = page.body, []
    start_response("200 OK", [*page.headers, *extra, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
