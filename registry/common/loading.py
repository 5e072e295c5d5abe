"""While a start sets up what is missing, its address answers already: a page that says what is
being loaded, in both languages, and that reloads by itself without a script.

It is a server of its own, of a few lines and without the application, because the tables of the
application may not be there yet. It ends when the application is ready to take its place.
"""

import html
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from socketserver import ThreadingMixIn
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.db.models import TextChoices
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.languages import LANGUAGES

SECONDS = 3  # until the page reloads
SILENT = 5.0  # seconds; who says no more is not waited for
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Retry-After": str(SECONDS),
}
ALIVE = "/healthz/live"
READY = "/healthz/ready"
HEALTH = "/healthz"


class Step(TextChoices):
    """In the order of a first start."""

    DATABASE = "database", gettext_lazy("the database is being set up")
    RECORDS = "records", gettext_lazy("the records are being loaded")
    FIGURES = "figures", gettext_lazy("the open figures are being loaded")
    EDITIONS = "editions", gettext_lazy("profiles are being compiled from open figures")
    SEARCH = "search", gettext_lazy("the index of the search is being made")
    FILES = "files", gettext_lazy("style sheets are being prepared")


STEPS = list(Step)


@dataclass
class Progress:
    """`done` of `whole` within a step, where that is known."""

    step: Step = Step.DATABASE
    done: int = 0
    whole: int = 0

    def at(self, step: Step, done: int = 0, whole: int = 0) -> None:
        self.step, self.done, self.whole = step, done, whole

    def worded(self) -> str:
        """In the active language: "Step 4 of 6: profiles are … (10 of 50)"."""
        words = {
            "number": STEPS.index(self.step) + 1,
            "all": len(STEPS),
            "what": self.step.label,
        }
        text = _("Step %(number)s of %(all)s: %(what)s") % words
        return f"{text} ({self.done}/{self.whole})." if self.whole else f"{text}."


progress = Progress()


@contextmanager
def answering(host: str, port: int) -> Iterator[None]:
    """Meanwhile the address says what is being loaded. Where it is taken, the server that follows
    will say so."""
    try:
        server = make_server(host, port, tell, Server, QuietHandler)
    except OSError:
        yield
        return
    thread = Thread(target=server.serve_forever, args=(0.05,), name="loading", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(SILENT)


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class QuietHandler(WSGIRequestHandler):
    """The terminal shows the progress, and nothing of who waits for it."""

    timeout = SILENT
    server_version, sys_version = "registry", ""

    def log_message(self, format: str, *args: object) -> None:
        pass


def tell(environ: dict, start_response: Callable) -> list[bytes]:
    """A WSGI application; the same for every method."""
    path = environ["PATH_INFO"]
    status, kind = "503 Service Unavailable", "text/plain"
    more: dict[str, str] = {}
    if path == ALIVE:
        status, text = "200 OK", "ok"
    elif path == READY:
        kind = "application/json"
        text = json.dumps({"ready": False, "failing": ["loading"], "step": progress.step.value})
    elif path == HEALTH:
        with translation.override("en"):
            text = f"loading: {progress.worded()}"
    else:
        kind, text, more = "text/html", page(), {"Refresh": str(SECONDS)}
    body = text.encode()
    given = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))}
    start_response(status, list((HEADERS | given | more).items()))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def page() -> str:
    parts = "".join(map(part_in, LANGUAGES))
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Prague Process Registry</title></head>\n<body>\n<main>\n{parts}</main>\n</body>"
        "</html>\n"
    )


def part_in(language: str) -> str:
    with translation.override(language):
        title = _("The registry is starting")
        text = _("It will be here in a minute or two. This page reloads by itself.")
        words = [html.escape(words) for words in (title, progress.worded(), text)]
    heading, now, soon = words
    return f'<section lang="{language}"><h1>{heading}</h1><p>{now}</p><p>{soon}</p></section>\n'
