"""What a thread has written of an answer and its reader has not fetched yet.

A little of it is in memory. A reader who is slower than the thread gets the rest from a temporary
file, so that the thread is free for others; an answer takes the same memory however long it is.
"""

import asyncio
import errno
import os
from collections import deque
from collections.abc import Callable
from tempfile import TemporaryFile
from threading import Condition
from typing import IO

IN_MEMORY = 256 * 1024
PIECE = 64 * 1024
A_MOMENT = 0.5  # seconds in which a reader with a good line has made room
READER_SECONDS = 60.0  # for one who has to make room because the disk has none
MOST_SPILLED = 2 * 1024**3  # of all answers of a process


class GoneError(Exception):
    """The reader has left: what makes the answer stops."""


class Spill:
    """Bytes in their order: in memory, and beyond it in a file."""

    spilled = 0  # by all

    def __init__(self) -> None:
        self.pieces: deque[bytes] = deque()
        self.in_memory = 0
        self.file: IO[bytes] | None = None
        self.read_to = self.written_to = 0

    def __bool__(self) -> bool:
        return bool(self.pieces) or self.read_to < self.written_to

    @property
    def has_room(self) -> bool:
        return self.file is None and self.in_memory < IN_MEMORY

    def put(self, data: bytes) -> None:
        self.pieces.append(data)
        self.in_memory += len(data)

    def put_aside(self, data: bytes) -> None:
        """Into the file. OSError where the disk is full, with nothing of it kept."""
        if self.file is None:
            self.file = TemporaryFile(buffering=0)  # noqa: SIM115  (closed by `close`)
        self.file.seek(self.written_to)
        if self.file.write(data) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.written_to += len(data)
        Spill.spilled += len(data)

    def take(self) -> bytes:
        if self.pieces:
            data = self.pieces.popleft()
            self.in_memory -= len(data)
            return data
        assert self.file is not None
        self.file.seek(self.read_to)
        data = self.file.read(PIECE)
        self.read_to += len(data)
        if self.read_to >= self.written_to:
            self.close()
        return data

    def close(self) -> None:
        if self.file is not None:
            Spill.spilled -= self.written_to
            self.file.close()
            self.file = None
            self.read_to = self.written_to = 0


class Outlet:
    """Between a thread that writes and the loop that sends."""

    def __init__(self, loop: asyncio.AbstractEventLoop, is_gone: Callable[[], bool]) -> None:
        self.loop = loop
        self.is_gone = is_gone
        self.waiting = Spill()
        self.changed = Condition()
        self.arrived = asyncio.Event()
        self.is_finished = False
        self.is_broken = False  # by an exception
        self.is_left = False  # by the loop: nothing more is sent
        self.status = ""
        self.headers: list[tuple[str, str]] = []
        self.expected: int | None = None  # bytes, where the answer says
        self.written = 0

    # --- the thread

    def start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, headers
        lengths = [value for name, value in headers if name.lower() == "content-length"]
        self.expected = int(lengths[0]) if lengths else None

    def write(self, data: bytes) -> None:
        self.check()
        with self.changed:
            if self.waiting.file is None and not self.waiting.has_room:
                self.wait_for_room(A_MOMENT)
            if self.waiting.has_room:
                self.waiting.put(data)
            else:
                self.write_aside(data)
        self.written += len(data)
        if self.written != self.expected:  # else the end follows at once
            self.wake()

    def write_aside(self, data: bytes) -> None:
        if Spill.spilled < MOST_SPILLED:
            try:
                self.waiting.put_aside(data)
            except OSError:
                pass
            else:
                return
        while self.waiting.file is not None or not self.waiting.has_room:
            before = self.waiting.read_to, self.waiting.in_memory
            self.wait_for_room(READER_SECONDS)
            if before == (self.waiting.read_to, self.waiting.in_memory):
                raise GoneError
        self.waiting.put(data)

    def wait_for_room(self, seconds: float) -> None:
        self.wake()
        self.changed.wait(seconds)
        self.check()

    def check(self) -> None:
        if self.is_left or self.is_gone():
            raise GoneError

    def finish(self) -> None:
        self.is_finished = True
        self.wake()

    def wake(self) -> None:
        self.loop.call_soon_threadsafe(self.arrived.set)

    # --- the loop

    async def next(self) -> bytes | None:
        """Some bytes; None at the end."""
        while True:
            with self.changed:
                if self.waiting:
                    data = self.waiting.take()
                    self.changed.notify()
                    return data
                if self.is_finished:
                    return None
                self.arrived.clear()
            await self.arrived.wait()

    async def length(self) -> int:
        """Of the whole answer, once it is there."""
        while not self.is_finished:
            self.arrived.clear()
            await self.arrived.wait()
        return self.written

    def leave(self) -> None:
        with self.changed:
            self.is_left = True
            self.waiting.pieces.clear()
            self.waiting.close()
            self.changed.notify()
