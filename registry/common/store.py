"""Finished pages, kept until something is published (README, "Quick").

A view opts in with `@published`. The store stands in front of Django in wsgi.py: a page that is kept costs a look at one file's
date and one dictionary. The file's date is the content version: it changes with everything that is written, so nothing is
ever stale and no time-out is guessed. The rule of entry is closed: no session, no Authorization; no answer with Set-Cookie,
`private`, `no-store`, or a Vary beyond language and encoding; no query parameter that the view did not name.
"""

import gzip
import hashlib
import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

MARK = "X-Published"
LONGEST_ADDRESS = 600
Headers = list[tuple[str, str]]
clock = time.time
midnight = datetime.min.time()
_day_ends = 0.0


def content_version() -> int:
    """A number that differs after every change of content, and on every day: "today" is part of what many pages say.

    0 before the first change.
    """
    try:
        stat = os.stat(version_file())
    except FileNotFoundError:
        return 0
    return hash((stat.st_mtime_ns, stat.st_ino, end_of_day()))


def end_of_day() -> float:
    """The moment of the next local midnight. Reckoned once a day: a calendar at each request costs as much as the page."""
    global _day_ends
    now = clock()
    if now >= _day_ends:
        tomorrow = timezone.localtime(datetime.fromtimestamp(now, UTC)).date() + timedelta(days=1)
        _day_ends = timezone.make_aware(datetime.combine(tomorrow, midnight)).timestamp()
    return _day_ends


def content_date() -> date | None:
    """The day on which the content last changed; None before the first time."""
    try:
        return date.fromisoformat(version_file().read_text().strip())
    except (FileNotFoundError, ValueError):
        return None


def version_file() -> Path:
    """Its date is the version; its text is the day of the last change."""
    return settings.STATE_DIR / "content-version"


def raise_content_version() -> None:
    path = version_file()
    new = path.with_suffix(f".{secrets.token_hex(4)}")
    new.write_text(f"{timezone.localdate().isoformat()}\n")
    new.replace(path)  # at once, so that no process sees the file missing


def renew_pages() -> None:
    """A new version without a change of content: what other processes finished is finished anew."""
    if version_file().exists():
        os.utime(version_file())


MOST_REMEMBERED = 2000
_remembered: dict[Any, Any] = {}
_remembered_of = 0


def once_a_version(key: Any, make: Callable[[], Any]) -> Any:
    """What `make` gives, made once in a process until content changes: for answers that many pages need."""
    global _remembered_of
    version = content_version()
    if version != _remembered_of or len(_remembered) >= MOST_REMEMBERED:
        _remembered.clear()
        _remembered_of = version
    if key not in _remembered:
        _remembered[key] = make()
    return _remembered[key]


def published(*parameters: str) -> Callable:
    """Mark a view's answer as the same for everyone until content changes. `parameters`: the query parameters it knows."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request, *args, **kwargs) -> HttpResponse:
            response = view(request, *args, **kwargs)
            is_somebodys = settings.SESSION_COOKIE_NAME in request.COOKIES  # the frame greets who is signed in
            if response.status_code == 200 and not response.streaming and not is_somebodys:
                response[MARK] = ",".join(parameters)
                response.headers.setdefault("Cache-Control", "public, max-age=0, must-revalidate")
            return response

        return wrapper

    return decorate


@dataclass(frozen=True, slots=True)
class FinishedPage:
    version: int
    headers: Headers
    etag: str
    body: bytes
    gzipped: bytes

    @property
    def size(self) -> int:
        return len(self.body) + len(self.gzipped) + 1000


class PageStore:
    """WSGI middleware. `limit`: bytes of finished pages that one process keeps."""

    def __init__(self, application: Callable, limit: int = 64 * 1024 * 1024) -> None:
        self.application = application
        self.limit = limit
        self.size = 0
        self.pages: OrderedDict[tuple, FinishedPage] = OrderedDict()
        self.lock = Lock()
        renew_pages()  # a process that died between a commit and its new version leaves nothing stale behind

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = page_key(environ)
        if key is None:
            return self.pass_through(environ, start_response)
        version = content_version()  # before rendering: what is rendered later can only be newer
        page = self.pages.get(key)
        if page is None or page.version != version:
            return self.render(environ, start_response, key, version)
        self.pages.move_to_end(key)
        return answer(page, environ, start_response)

    def pass_through(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        def start(status: str, headers: Headers, exc_info=None):
            return start_response(status, [pair for pair in headers if pair[0] != MARK], exc_info)

        return self.application(environ, start)

    def render(self, environ: dict, start_response: Callable, key: tuple, version: int) -> Iterable[bytes]:
        caught: list = []
        # HEAD is rendered as GET, so that what is kept has a body
        body = self.application({**environ, "REQUEST_METHOD": "GET"}, lambda *args: caught.append(args))
        status, headers = caught[0][:2]
        if not may_keep(status, headers, environ):
            start_response(status, [pair for pair in headers if pair[0] != MARK])
            if environ["REQUEST_METHOD"] == "HEAD":
                getattr(body, "close", lambda: None)()
                return []
            return body
        content = b"".join(body)
        getattr(body, "close", lambda: None)()
        page = finish(content, headers, version)
        self.keep(key, page)
        return answer(page, environ, start_response)

    def keep(self, key: tuple, page: FinishedPage) -> None:
        with self.lock:
            old = self.pages.pop(key, None)
            self.size += page.size - (old.size if old else 0)
            self.pages[key] = page
            while self.size > self.limit:
                self.size -= self.pages.popitem(last=False)[1].size


def page_key(environ: dict) -> tuple | None:
    """What makes a page the same page; None where a request may be somebody's own."""
    address = (environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or sum(map(len, address)) > LONGEST_ADDRESS:
        return None
    if "HTTP_AUTHORIZATION" in environ or settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    scheme = environ.get("HTTP_X_FORWARDED_PROTO", "") if settings.PROXIES else environ.get("wsgi.url_scheme", "")
    return (
        *address,
        environ.get("HTTP_HOST", ""),
        scheme,
        environ.get("HTTP_ACCEPT", "") if address[0].startswith("/api/") else "",
    )


def may_keep(status: str, headers: Headers, environ: dict) -> bool:
    fields = {name.lower(): value for name, value in headers}
    if not status.startswith("200") or MARK.lower() not in fields or "set-cookie" in fields:
        return False
    if {"private", "no-store"} & {part.strip() for part in fields.get("cache-control", "").split(",")}:
        return False
    vary = {part.strip().lower() for part in fields.get("vary", "").split(",") if part.strip()}
    if not vary <= {"accept-language", "accept-encoding", "accept"} or (
        "accept" in vary and not environ["PATH_INFO"].startswith("/api/")
    ):
        return False
    known = set(fields[MARK.lower()].split(","))
    return {name for name, _value in parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)} <= known


def finish(content: bytes, headers: Headers, version: int) -> FinishedPage:
    etag = f'W/"{hashlib.sha256(content).hexdigest()[:24]}"'
    dropped = {MARK.lower(), "content-length", "etag", "vary"}
    kept = [pair for pair in headers if pair[0].lower() not in dropped]
    kept += [("ETag", etag), ("Vary", "Accept-Encoding")]
    return FinishedPage(version, kept, etag, content, gzip.compress(content, 6, mtime=0))


def answer(page: FinishedPage, environ: dict, start_response: Callable) -> Iterable[bytes]:
    if page.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", [pair for pair in page.headers if pair[0] != "Content-Type"])
        return []
    if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "") and len(page.gzipped) < len(page.body):
        body, extra = page.gzipped, [("Content-Encoding", "gzip")]
    else:
        body, extra = page.body, []
    start_response("200 OK", [*page.headers, *extra, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
