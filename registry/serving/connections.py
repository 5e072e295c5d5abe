"""All connections of a process: whoever is too slow is ended, and a newcomer to a full server takes
the place of the one that has waited longest at the network address with most connections.

The loop that holds them is never blocked, so they are looked at about once a second.
"""

from __future__ import annotations

import resource
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from registry.serving.protocol import PatientProtocol

MOST_CONNECTIONS = 800
HEAD_SECONDS = 20  # for the lines before the body
IDLE_SECONDS = 60  # between two requests, and for a reader who fetches nothing
BODY_SECONDS = 30  # before the rate of a body is looked at
BODY_RATE = 4 * 1024  # bytes a second; an upload at less is given up
PARTING_SECONDS = 5  # for what was on its way when the connection was ended
FILES_BESIDE = 400  # database, cache, static files, spilled bodies and answers


class Connections:
    def __init__(self) -> None:
        self.open: set[PatientProtocol] = set()

    def admit(self, newcomer: PatientProtocol) -> None:
        if len(self.open) >= MOST_CONNECTIONS:
            self.make_room()
        self.open.add(newcomer)

    def make_room(self) -> None:
        waiting = [one for one in self.open if not one.is_served]
        if not waiting:
            return
        addresses = Counter(one.peer for one in waiting)
        busiest, _count = addresses.most_common(1)[0]
        oldest = min(
            (one for one in waiting if one.peer == busiest), key=lambda one: one.connected_at
        )
        self.end(oldest)

    def end(self, connection: PatientProtocol) -> None:
        self.open.discard(connection)
        connection.transport.abort()

    def sweep(self, now: float) -> None:
        for connection in list(self.open):
            if connection.parted_at is not None:
                if now - connection.parted_at > PARTING_SECONDS:
                    self.end(connection)
            elif is_too_slow(connection, now):
                if connection.is_idle:
                    connection.part()
                else:
                    self.end(connection)


def is_too_slow(connection: PatientProtocol, now: float) -> bool:
    if connection.head_began is not None:
        return now - connection.head_began > HEAD_SECONDS
    if connection.body_began is not None:
        waited = now - connection.body_began
        return connection.body_received < (waited - BODY_SECONDS) * BODY_RATE
    if connection.unfetched:
        return connection.fetched_nothing_since(now) > IDLE_SECONDS
    return connection.is_idle and now - connection.active_at > IDLE_SECONDS


def allow_open_files(wanted: int = MOST_CONNECTIONS + FILES_BESIDE) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
