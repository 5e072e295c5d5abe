"""Everything that is no finished page: the body is read whole, then Django answers in a thread of
a pool.

A slow client holds a task of the loop and no thread, while its request comes as while its answer
goes. Who asks while too many wait for a thread is told so.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from tempfile import SpooledTemporaryFile
from typing import Any

from registry.common.sizes import Refusal
from registry.serving import refusals
from registry.serving.connections import Connections
from registry.serving.outlet import GoneError, Outlet

ENVIRON, CYCLE = "registry.environ", "registry.cycle"  # in the state of a request
MOST_WAITING = 600  # for a thread, in a process
BODY_IN_MEMORY = 512 * 1024

logger = logging.getLogger("registry.serving")
READS = frozenset(("GET", "HEAD", "OPTIONS"))
Stored = tuple[str, list[tuple[str, str]], bytes]


class Application:
    """`stored` gives a finished page for a request, or None."""

    def __init__(
        self,
        wsgi: Callable[..., Iterable[bytes]],
        *,
        stored: Callable[[dict], Stored | None],
        threads: int,
        proxies: int = 0,
    ) -> None:
        self.wsgi = wsgi
        self.stored = stored
        self.proxies = proxies
        self.connections = Connections()
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="request")
        # Who writes may wait for another writer (SQLite has one at a time): a thread is left to
        # readers
        self.writers = asyncio.Semaphore(max(threads - 1, 1))
        self.waiting = 0
        self._date = ""
        self._dated = -1.0

    def date(self, now: float) -> str:
        """The header, made anew each second. `now`: of the loop's clock."""
        if now - self._dated >= 1 or self._dated < 0:
            self._date, self._dated = f"date: {formatdate(usegmt=True)}\r\n", now
        return self._date

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        environ, cycle = scope["state"][ENVIRON], scope["state"][CYCLE]
        with SpooledTemporaryFile(BODY_IN_MEMORY) as body:
            try:
                is_whole = await read(receive, body)
            except OSError:
                await refuse(send, refusals.without_room(environ["PATH_INFO"]))
                return
            if not is_whole:
                return
            if self.waiting >= MOST_WAITING:
                await refuse(send, refusals.overcrowded(environ["PATH_INFO"]))
                return
            if environ.pop("HTTP_TRANSFER_ENCODING", None):
                environ["CONTENT_LENGTH"] = str(body.tell())
            body.seek(0)
            environ["wsgi.input"] = body
            outlet = Outlet(asyncio.get_running_loop(), lambda: cycle.disconnected)
            await self.answer(environ, outlet, scope, send)

    async def answer(self, environ: dict, outlet: Outlet, scope: Any, send: Any) -> None:
        """The body stays open until the thread has left it."""
        self.waiting += 1
        is_writer = environ["REQUEST_METHOD"] not in READS
        if is_writer:
            await self.writers.acquire()
        work = asyncio.wrap_future(self.pool.submit(self.run, environ, outlet))
        work.add_done_callback(self.one_writer_less if is_writer else self.one_less)
        try:
            await give(outlet, send, is_old=scope["http_version"] == "1.0")
        finally:
            outlet.leave()
            await work

    def one_less(self, _work: asyncio.Future) -> None:
        self.waiting -= 1

    def one_writer_less(self, work: asyncio.Future) -> None:
        self.writers.release()
        self.one_less(work)

    # --- in a thread

    def run(self, environ: dict, outlet: Outlet) -> None:
        try:
            if not outlet.is_gone():
                call(self.wsgi, environ, outlet)
        except GoneError:
            pass
        except Exception:  # whatever an application raises is the server's to log
            outlet.is_broken = True
            outlet.finish()  # before the log, whose first traceback takes a while
            logger.exception("an answer broke off")
        finally:
            outlet.finish()


def call(wsgi: Callable[..., Iterable[bytes]], environ: dict, outlet: Outlet) -> None:
    def start_response(status: str, headers: list, exc_info: Any = None) -> Callable:
        if exc_info and outlet.written:
            raise exc_info[1].with_traceback(exc_info[2])
        outlet.start(status, headers)
        return outlet.write

    pieces = wsgi(environ, start_response)
    try:
        for piece in pieces:
            if environ["REQUEST_METHOD"] == "HEAD":
                break
            if piece:
                outlet.write(piece)
    finally:
        close = getattr(pieces, "close", None)
        if close:
            close()


# --- in the loop


async def read(receive: Any, body: Any) -> bool:
    """Whether it came whole."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return False
        if message["body"]:
            body.write(message["body"])
        if not message["more_body"]:
            return True


async def give(outlet: Outlet, send: Any, *, is_old: bool) -> None:
    """`is_old`: a reader of HTTP/1.0, who knows no chunks and is told the length before.

    An answer that breaks off is left unfinished, and uvicorn ends the connection: nobody takes it
    for whole.
    """
    data = await outlet.next()
    if is_old and outlet.expected is None:
        outlet.headers.append(("Content-Length", str(await outlet.length())))
    if not outlet.status:
        return
    await send(
        {
            "type": "http.response.start",
            "status": int(outlet.status[:3]),
            "headers": [
                (name.encode("latin-1"), value.encode("latin-1")) for name, value in outlet.headers
            ],
        }
    )
    while data is not None:
        await send({"type": "http.response.body", "body": data, "more_body": True})
        data = await outlet.next()
    if not outlet.is_broken:
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def refuse(send: Any, found: Refusal) -> None:
    await send(
        {
            "type": "http.response.start",
            "status": found.status,
            "headers": refusals.headers_of(found),
        }
    )
    await send({"type": "http.response.body", "body": refusals.text_of(found)})
