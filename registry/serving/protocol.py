"""One connection: uvicorn's, with limits of size and time, and with finished pages.

uvicorn reads without taking a thread, but it waits for ever for a client that sends a byte now and
then, and takes headers and bodies of any size. Here both have limits, and a page that is finished
is answered as soon as its request is read: no task, no thread.
"""

import asyncio
import socket
from contextlib import suppress
from typing import cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from registry.common import sizes
from registry.common.sizes import Refusal
from registry.serving import refusals
from registry.serving.application import CYCLE, ENVIRON, Application
from registry.serving.requests import MalformedError, client_of, environ_of


class PatientProtocol(HttpToolsProtocol):
    house: Application
    unfinished: list[RequestResponseCycle]  # of Django, in their order
    peer = ""
    connected_at = active_at = 0.0
    parted_at: float | None = None
    is_deaf = False  # what still comes is not read
    head_began: float | None = None
    head_size = 0
    body_began: float | None = None
    body_received = 0
    body_limit = 0
    path = ""
    is_given = False  # the request that is being read has been answered already
    refused: Refusal | None = None
    _unfetched = 0  # bytes, when last looked at
    _unfetched_since = 0.0

    # --- the connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast(asyncio.Transport, transport))
        self.unfinished = []
        self.house = cast(Application, self.config.app)
        self.connected_at = self.active_at = self.loop.time()
        self.peer = self.client[0] if self.client else ""
        self.house.connections.admit(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.house.connections.open.discard(self)
        self.head_began = self.body_began = None
        for cycle in self.unfinished:  # uvicorn thinks of the last one alone
            cycle.disconnected = True
        self.unfinished.clear()
        self.pipeline.clear()
        super().connection_lost(exc)

    @property
    def is_busy(self) -> bool:
        """An answer is being made or given."""
        return bool(self.pipeline) or (self.cycle is not None and not self.cycle.response_complete)

    @property
    def is_served(self) -> bool:
        """A request of it is whole, and waits for a thread or has one."""
        if self.pipeline:
            return True
        return self.is_busy and not self.cycle.more_body and not self.flow.write_paused

    @property
    def unfetched(self) -> int:
        return self.transport.get_write_buffer_size()

    @property
    def is_idle(self) -> bool:
        """Between two requests: nothing is being asked or fetched."""
        return not (self.is_busy or self.unfetched) and self.head_began is None

    def fetched_nothing_since(self, now: float) -> float:
        """Seconds in which the reader has taken no byte of what waits for it."""
        waiting = self.unfetched
        if waiting != self._unfetched:
            self._unfetched, self._unfetched_since = waiting, now
        return now - self._unfetched_since

    def has_arrived(self) -> bool:
        """Bytes of the client wait to be read."""
        with suppress(OSError, AttributeError):
            number = self.transport.get_extra_info("socket").fileno()
            with socket.socket(fileno=socket.dup(number)) as beside:
                return bool(beside.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        return False

    def part(self) -> None:
        """End a connection on which nothing is being asked, or after a refusal.

        A browser that uses it at this very time asks again on another, but only where it was ended
        and not reset. So a request that has just arrived is answered, and one that crosses our end
        is read, as is the rest of a body that was refused.
        """
        if self.parted_at is None and not self.transport.is_closing():
            if self.is_idle and self.refused is None and self.has_arrived():
                return
            self.parted_at = self.loop.time()
            self.is_deaf = True
            self.head_began = self.body_began = None
            with suppress(OSError, RuntimeError):
                self.transport.write_eof()

    def timeout_keep_alive_handler(self) -> None:
        """connections.py ends idle connections."""

    # --- what comes in

    def data_received(self, data: bytes) -> None:
        if self.is_deaf:
            return
        self.active_at = self.loop.time()
        head = self.head_began
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.leave_after_this()  # no other protocol is spoken; the request itself is answered
        except httptools.HttpParserError:
            self.refuse(self.refused or refusals.unreadable(self.path))
        else:
            if head is not None and head == self.head_began:
                with suppress(MalformedError):
                    self.head_grows(len(data))
                if self.refused:
                    self.refuse(self.refused)

    def on_message_begin(self) -> None:
        """What uvicorn makes here is made in `begin_for_django`: a finished page needs none of
        it."""
        self.url, self.headers = b"", []
        self.head_began = self.active_at
        self.head_size = self.body_received = 0
        self.is_given = False

    def on_url(self, url: bytes) -> None:
        self.url += url
        self.head_grows(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))
        self.head_grows(len(name) + len(value) + 4)

    def head_grows(self, size: int) -> None:
        self.head_size += size
        if self.head_size > sizes.LONGEST_HEADERS:
            self.refused = refusals.too_long_headers(self.url.decode("latin-1"))
            raise MalformedError(self.refused.status)

    def on_headers_complete(self) -> None:
        self.head_began = None
        if self.is_deaf or self.transport.is_closing():
            self.is_given = True
            return
        method = self.parser.get_method()
        environ = environ_of(method, self.url, self.headers, self.house.proxies)
        self.path = environ["PATH_INFO"]
        has_body = "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ
        if not has_body and not self.is_busy and not self.flow.write_paused:
            found = self.house.stored(environ)
            if found:
                self.give(*found, with_body=method != b"HEAD")
                return
        if has_body:
            self.expect_body(environ)
        self.begin_for_django(environ)

    def begin_for_django(self, environ: dict) -> None:
        self.add_connection(environ)
        url, headers = self.url, self.headers
        super().on_message_begin()
        self.url = url
        self.headers.extend(headers)
        self.expect_100_continue = environ.get("HTTP_EXPECT", "").lower() == "100-continue"
        self.scope["state"][ENVIRON] = environ
        super().on_headers_complete()
        self.scope["state"][CYCLE] = self.cycle
        waiting = [cycle for cycle in self.unfinished if not cycle.response_complete]
        self.unfinished = [*waiting, self.cycle]

    def expect_body(self, environ: dict) -> None:
        self.body_limit = sizes.body_limit(self.path, environ.get("HTTP_COOKIE", ""))
        if sizes.length_of(environ) > self.body_limit:
            self.refused = refusals.too_large_a_body(self.path, self.body_limit)
            raise MalformedError(self.refused.status)
        self.body_began = self.active_at

    def add_connection(self, environ: dict) -> None:
        name, port = self.server or ("", 0)
        environ["SERVER_NAME"], environ["SERVER_PORT"] = name, str(port or "")
        environ["SERVER_PROTOCOL"] = f"HTTP/{self.parser.get_http_version()}"
        environ["REMOTE_ADDR"] = client_of(environ, self.peer)

    def on_body(self, body: bytes) -> None:
        if self.is_given:
            return
        self.body_received += len(body)
        if self.body_received > self.body_limit:
            self.refused = refusals.too_large_a_body(self.path, self.body_limit)
            raise MalformedError(self.refused.status)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.body_began = None
        if not self.is_given:
            super().on_message_complete()

    # --- what goes out

    def give(self, status: str, headers: list, body: bytes, *, with_body: bool) -> None:
        """A finished page, at once."""
        self.is_given = True
        is_kept = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        fields = "".join([f"{name}: {value}\r\n" for name, value in headers])
        end = "\r\n" if is_kept else "connection: close\r\n\r\n"
        head = f"HTTP/1.1 {status}\r\n{fields}{self.house.date(self.active_at)}{end}"
        answer = head.encode("latin-1")
        self.transport.write(answer + body if with_body else answer)
        if not is_kept:
            self.transport.close()

    def refuse(self, found: Refusal) -> None:
        """In words, and then the connection ends. The answer to an earlier request on it goes out
        first, and says that nothing follows."""
        self.refused = found
        if self.is_busy and not self.cycle.more_body:
            self.leave_after_this()
            return
        if self.is_busy:  # the body that is refused: its reader is woken, and answers nobody
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        with_body = self.head_began is not None or self.parser.get_method() != b"HEAD"
        self.transport.write(refusals.answer(found, with_body=with_body))
        self.part()

    def leave_after_this(self) -> None:
        self.is_deaf = True
        self.head_began = self.body_began = None
        if self.is_busy:
            self.cycle.keep_alive = False
            if self.cycle.more_body:  # of a body that is no HTTP any more nothing is read
                self.cycle.more_body = False
                self.cycle.message_event.set()
        else:
            self.transport.close()
