"""A client so light that the server is what is measured: one process, some connections, several
requests under way on each, answers counted by their bytes.

Alone: `python -m tests.bench.client PORT ADDRESS [CONNECTIONS] [AT_A_TIME] [SECONDS]`.
"""

import re
import selectors
import socket
import sys
import time

BUFFER = 256 * 1024


class Reader:
    """One connection that always has so many requests under way."""

    def __init__(self, port: int, address: str, at_a_time: int) -> None:
        headers = f"Host: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n"
        self.request = f"GET {address} HTTP/1.1\r\n{headers}\r\n".encode()
        self.at_a_time = at_a_time
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.answer = self.first()
        self.received = 0

    def first(self) -> int:
        """Bytes of an answer, once the page is finished."""
        size = 0
        for _time in range(3):
            self.socket.sendall(self.request)
            start = self.socket.recv(65536)
            assert start.startswith(b"HTTP/1.1 200"), start[:300]
            head = start.index(b"\r\n\r\n") + 4
            length = re.search(rb"(?i)content-length: (\d+)", start)
            assert length, start[:head]
            size = head + int(length[1])
            left = size - len(start)
            while left > 0:
                left -= len(self.socket.recv(left))
        return size

    def begin(self) -> None:
        self.socket.sendall(self.request * self.at_a_time)

    def receive(self, buffer: bytearray) -> None:
        before = self.received // self.answer
        self.received += self.socket.recv_into(buffer)
        done = self.received // self.answer - before
        if done:
            self.socket.sendall(self.request * done)


def rate(
    port: int, address: str, *, connections: int = 16, at_a_time: int = 4, seconds: float = 1.5
) -> float:
    """Answers a second."""
    readers = [Reader(port, address, at_a_time) for _number in range(connections)]
    with selectors.DefaultSelector() as waiting:
        for reader in readers:
            waiting.register(reader.socket, selectors.EVENT_READ, reader)
            reader.begin()
        buffer, start = bytearray(BUFFER), time.perf_counter()
        while (took := time.perf_counter() - start) < seconds:
            for key, _events in waiting.select(1):
                key.data.receive(buffer)
    for reader in readers:
        reader.socket.close()
    return sum(reader.received / reader.answer for reader in readers) / took


if __name__ == "__main__":
    port, address, *rest = sys.argv[1:]
    numbers = dict(zip(("connections", "at_a_time", "seconds"), map(int, rest), strict=False))
    print(f"{rate(int(port), address, **numbers):.0f}")
