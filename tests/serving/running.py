"""The product's server in a thread of the test, with an application that a test gives it."""

import socket
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager

from registry.serving import server
from registry.serving.application import Application

HOST = b"Host: 127.0.0.1\r\n"


class Running:
    def __init__(self, wsgi: Callable, stored: Callable | None = None, **options) -> None:
        options.setdefault("threads", 2)
        self.application = Application(wsgi, stored=stored or (lambda environ: None), **options)
        listener = server.listening("127.0.0.1", 0)
        self.port = listener.getsockname()[1]
        self.uvicorn = server.server_of(self.application)
        self.thread = threading.Thread(
            target=self.uvicorn.run, kwargs={"sockets": [listener]}, daemon=True
        )

    def start(self) -> None:
        self.thread.start()
        wait_until(lambda: self.uvicorn.started)

    def stop(self) -> None:
        self.uvicorn.should_exit = self.uvicorn.force_exit = True
        self.thread.join(10)
        self.application.pool.shutdown(wait=False, cancel_futures=True)

    @property
    def connections(self) -> set:
        return self.application.connections.open

    def connect(self, beginning: bytes = b"", *, small: bool = False) -> socket.socket:
        client = socket.socket()
        if small:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(10)
        client.connect(("127.0.0.1", self.port))
        client.sendall(beginning)
        return client

    def ask(self, *parts: bytes) -> bytes:
        """All that comes until the server ends the connection."""
        with self.connect(b"".join(parts)) as client:
            return everything(client)


def everything(client: socket.socket) -> bytes:
    found = []
    while data := client.recv(65536):
        found.append(data)
    return b"".join(found)


def until(client: socket.socket, end: bytes) -> bytes:
    found = b""
    while not found.endswith(end):
        data = client.recv(65536)
        assert data, found[-500:]
        found += data
    return found


def wait_until(is_so: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)


@contextmanager
def running(wsgi: Callable, stored: Callable | None = None, **options):
    served = Running(wsgi, stored, **options)
    served.start()
    try:
        yield served
    finally:
        served.stop()
