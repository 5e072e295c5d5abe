"""A server that slow clients cannot fill: waitress, with a time for each request to arrive and room
for the next client.

Waitress reads requests without taking a thread, but it waits for ever for a client that sends a
byte now and then, and once it has `connection_limit` of them it accepts nobody else. Here a request
has a time to arrive in, and a newcomer to a full server takes the place of the client that has
waited longest at the network address with most connections.
"""

import contextlib
import resource
import socket
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer

from registry.common.request_parser import Parser

MOST_CONNECTIONS = 800
HEAD_SECONDS = 20  # for the lines before the body
BODY_SECONDS = 30  # before the rate of a body is looked at
BODY_RATE = 4 * 1024  # bytes a second; an upload at less is given up
PARTING_SECONDS = 5  # for what was on its way when the connection was ended
FILES_BESIDE = 400  # database, cache, static files, spilled bodies


class TimedChannel(HTTPChannel):
    """Knows when the request that is being read began."""

    parser_class = Parser
    began = 0.0
    parted_at: float | None = None

    def received(self, data: bytes) -> bool:
        if (
            self.parted_at is not None
        ):  # nobody will answer it; unread, it would reset the connection
            return False
        if self.request is None:
            self.began = time.time()
        return super().received(data)

    @property
    def is_idle(self) -> bool:
        """Between two requests: nothing is being asked or fetched."""
        return not (self.is_served or self.request or self.total_outbufs_len)

    def has_arrived(self) -> bool:
        """Bytes of the client wait to be read."""
        with contextlib.suppress(OSError):
            return bool(self.socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT))
        return False

    def part(self, now: float) -> None:
        """End a connection on which nothing is being asked.

        A browser that uses it at this very time asks again on another, but only where it was ended
        and not reset, and not more than twice. So a request that has just arrived is answered, and
        one that crosses our end is read.
        """
        if self.parted_at is not None:
            if now - self.parted_at > PARTING_SECONDS:
                self.handle_close()
        elif not self.has_arrived():
            self.parted_at = now
            try:
                self.socket.shutdown(socket.SHUT_WR)
            except OSError:
                self.handle_close()

    @property
    def is_served(self) -> bool:
        """A request of it is whole, and waits for a thread or has one."""
        return bool(self.requests)

    def is_too_slow(self, now: float) -> bool:
        if now - self.last_activity > self.adj.channel_timeout:
            return True
        if self.request is None:  # between two requests, or the answer is being fetched
            return False
        waited = now - self.began
        if not self.request.headers_finished:
            return waited > HEAD_SECONDS
        return self.request.body_bytes_received < (waited - BODY_SECONDS) * BODY_RATE


class PatientServer(TcpWSGIServer):
    channel_class = TimedChannel

    def maintenance(self, now: float) -> None:
        for channel in list(self.active_channels.values()):
            if channel.is_served or not channel.is_too_slow(now):
                continue
            if channel.is_idle:
                channel.part(now)
            else:
                channel.handle_close()

    def handle_accept(self) -> None:
        if len(self.active_channels) >= MOST_CONNECTIONS:
            self.make_room()
        super().handle_accept()

    def make_room(self) -> None:
        waiting = [channel for channel in self.active_channels.values() if not channel.is_served]
        if not waiting:
            return
        addresses = Counter(channel.addr[0] for channel in waiting)
        busiest, _count = addresses.most_common(1)[0]
        oldest = min(
            (channel for channel in waiting if channel.addr[0] == busiest),
            key=lambda channel: channel.creation_time,
        )
        oldest.handle_close()


def server(application: Callable, **settings: Any) -> PatientServer:
    allow_open_files(MOST_CONNECTIONS + FILES_BESIDE)
    adjustments = Adjustments(
        # above ours, which makes room: waitress would stop accepting
        connection_limit=MOST_CONNECTIONS + 100,
        asyncore_use_poll=True,  # select() takes no more than 1,024 files
        cleanup_interval=5,
        channel_timeout=60,
        # what a slow reader has not fetched yet waits in a temporary file, and holds no thread
        outbuf_high_watermark=64 * 1024 * 1024,
        **settings,
    )
    return PatientServer(application, adj=adjustments)


def allow_open_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
