"""A name for each request: in the header of its answer, on its error page and in each of its log
lines, so that what a reader tells is found in the log.

Made here, or by the proxy in front where one is trusted (nginx: $request_id). It says nothing about
who asks.
"""

import random
import re
from contextvars import ContextVar
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest

HEADER = "X-Request-ID"
KEY = "registry.request"
SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


def new_id() -> str:
    """Nobody gains anything by guessing one, so that it need not cost much."""
    return f"{random.getrandbits(64):016x}"  # noqa: S311


@dataclass(slots=True)
class Note:
    """Of one request. `is_made`: Django was asked, because no finished page was kept."""

    id: str = field(default_factory=new_id)
    status: str = ""
    is_made: bool = False


_current: ContextVar[Note | None] = ContextVar("registry_request", default=None)


def note_for(environ: dict) -> Note:
    given = environ.get("HTTP_X_REQUEST_ID", "") if settings.PROXIES else ""
    note = environ[KEY] = Note(given) if given and SOUND.fullmatch(given) else Note()
    return note


def begin(environ: dict) -> Note:
    """What this thread logs from now on is of this request, until its next one begins."""
    note = note_for(environ)
    _current.set(note)
    return note


def note_of(request: HttpRequest) -> Note:
    """One that did not come through the server's door (tests, a preview) has its own too."""
    return request.META.setdefault(KEY, Note())


def current_id(request: HttpRequest | None = None) -> str:
    """Of the request that is being answered; "" outside of any."""
    if request is not None:
        return note_of(request).id
    note = _current.get()
    return note.id if note else ""
