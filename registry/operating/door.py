"""The door of the application, before the store of finished pages: each request gets its id here,
and is counted.

A finished page costs a hundredth of a millisecond, so this costs next to nothing: an id that nobody
has to guess, one header, one count.
"""

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from registry.common import request_ids
from registry.common.finished_pages import Headers
from registry.common.store import PageStore
from registry.operating import metrics

Application = Callable[[dict, Callable], Iterable[bytes]]


def noted_as_made(application: Application) -> Application:
    """Behind the store: whoever comes here found no finished page."""

    def made(environ: dict, start_response: Callable) -> Iterable[bytes]:
        note = environ.get(request_ids.KEY)
        if note:  # a page made ahead comes by no door
            note.is_made = True
        return application(environ, start_response)

    return made


class Door:
    def __init__(self, store: PageStore) -> None:
        self.store = store

    def stored(self, environ: dict) -> tuple[str, Headers, bytes] | None:
        """A finished page, for the server's loop: no thread is taken, and none is logged about."""
        began = perf_counter()
        found = self.store.stored(environ)
        if found is None:
            return None
        status, headers, body = found
        note = request_ids.note_for(environ)
        note.status = status[:3]
        metrics.count_request(environ, note, perf_counter() - began)
        return status, [*headers, (request_ids.HEADER, note.id)], body

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        began = perf_counter()
        note = request_ids.begin(environ)

        def start(status: str, headers: list, exc_info: Any = None) -> Any:
            note.status = status[:3]
            named = [*headers, (request_ids.HEADER, note.id)]
            return start_response(status, named, exc_info)

        try:
            return self.store(environ, start)
        finally:
            metrics.count_request(environ, note, perf_counter() - began)
