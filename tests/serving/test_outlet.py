"""A long answer takes the same memory however slow its reader is, and ends where the reader
goes."""

import threading
import time
import tracemalloc

import pytest

from registry.serving import outlet
from registry.serving.outlet import Spill
from tests.serving.running import HOST, everything, running, until, wait_until

pytestmark = pytest.mark.once

PIECE = b"0123456789abcde\n" * 4096  # 64 KB
MANY = 2000  # 128 MB
ASKED = b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"


class Long:
    """An answer in pieces that says where it stands."""

    def __init__(self, most: int = MANY) -> None:
        self.given, self.most = 0, most
        self.is_closed = threading.Event()
        self.fault = False

    def __call__(self, environ, start_response):
        start_response("200 OK", [("Content-Type", "text/csv")])
        return self

    def __iter__(self):
        return self

    def __next__(self) -> bytes:
        if self.fault and self.given == 3:
            raise RuntimeError("a fault of the application")
        if self.given == self.most:
            raise StopIteration
        self.given += 1
        return PIECE

    def close(self) -> None:
        self.is_closed.set()


def unchunked(answer: bytes) -> bytes:
    _head, _end, rest = answer.partition(b"\r\n\r\n")
    found, place = [], 0
    while place < len(rest):
        end = rest.index(b"\r\n", place)
        size = int(rest[place:end], 16)
        found.append(rest[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    return b"".join(found)


def test_all_of_it_arrives_in_order():
    """Also what was in a file meanwhile."""
    long = Long(200)
    with running(long) as served, served.connect(b"GET /" + ASKED, small=True) as client:
        time.sleep(1.5)
        answer = everything(client)
    assert unchunked(answer) == PIECE * 200
    assert long.is_closed.is_set()
    assert Spill.spilled == 0


def test_a_slow_reader_holds_no_thread_and_no_memory():
    long = Long()
    tracemalloc.start()
    with running(long, threads=1) as served:
        with served.connect(b"GET /" + ASKED, small=True) as client:
            assert long.is_closed.wait(60)  # the thread is done, the reader is not
            assert long.given == MANY
            assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
            assert Spill.spilled > 100 * 1024 * 1024
            client.recv(100)
        wait_until(lambda: Spill.spilled == 0)  # its file is gone with the reader
    tracemalloc.stop()


def test_a_full_disk_makes_the_thread_wait_for_its_reader(monkeypatch):
    monkeypatch.setattr(outlet, "MOST_SPILLED", 0)
    long = Long(200)
    with running(long) as served, served.connect(b"GET /" + ASKED, small=True) as client:
        time.sleep(1.5)
        assert long.given < 120
        answer = everything(client)
    assert unchunked(answer) == PIECE * 200


def test_then_a_reader_who_fetches_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(outlet, "MOST_SPILLED", 0)
    monkeypatch.setattr(outlet, "READER_SECONDS", 0.2)
    long = Long(200)
    with running(long) as served, served.connect(b"GET /" + ASKED, small=True):
        assert long.is_closed.wait(20)
    assert long.given < 120


def test_the_answer_ends_where_its_reader_goes():
    long = Long(10**9)
    with running(long) as served:
        client = served.connect(b"GET /" + ASKED, small=True)
        client.recv(100)
        client.close()
        assert long.is_closed.wait(20)
        wait_until(lambda: not served.application.waiting)
    assert Spill.spilled == 0


def test_so_do_those_that_wait_behind_it():
    """Requests on one connection: the first is being answered, the others wait their turn."""
    long, asked = Long(10**9), []

    def application(environ, start_response):
        asked.append(environ["PATH_INFO"])
        return long(environ, start_response)

    with running(application) as served:
        one = b" HTTP/1.1\r\n" + HOST + b"\r\n"
        client = served.connect(b"GET /1" + one + b"GET /2" + one + b"GET /3" + one, small=True)
        client.recv(100)
        client.close()
        assert long.is_closed.wait(20)
        wait_until(lambda: not served.uvicorn.server_state.tasks)
        assert asked == ["/1"]


def test_of_head_nothing_is_made():
    long = Long(10**9)
    with running(long) as served:
        answer = served.ask(b"HEAD /" + ASKED)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"\r\n\r\n")
    assert long.given <= 1
    assert long.is_closed.is_set()


def test_an_old_reader_is_told_the_length():
    with running(Long(20)) as served:
        answer = served.ask(b"GET / HTTP/1.0\r\n\r\n")
    head, _end, body = answer.partition(b"\r\n\r\n")
    assert b"chunked" not in head
    assert b"content-length: %d" % len(body) in head
    assert body == PIECE * 20


def test_an_answer_that_breaks_off_looks_broken(caplog):
    """Nobody takes half a table for a whole one."""
    long = Long()
    long.fault = True
    with running(long) as served:
        answer = served.ask(b"GET /" + ASKED)
        assert not answer.endswith(b"\r\n0\r\n\r\n")
        assert long.is_closed.is_set()
    assert "a fault of the application" in caplog.text


def test_a_fault_before_the_answer_is_500(caplog):
    def application(environ, start_response):
        raise RuntimeError("a fault of the application")

    with running(application) as served:
        assert served.ask(b"GET /" + ASKED).startswith(b"HTTP/1.1 500 ")
        assert not served.application.waiting
    assert "a fault of the application" in caplog.text


@pytest.mark.parametrize("kind", ["write", "status alone"])
def test_older_ways_of_wsgi(kind):
    def application(environ, start_response):
        write = start_response("404 Not Found", [("Content-Length", "4")])
        if kind == "write":
            write(b"gone")
            return []
        return [b"", b"go", b"ne"]

    with running(application) as served, served.connect(b"GET / HTTP/1.1\r\n" + HOST) as client:
        client.sendall(b"\r\n")
        assert until(client, b"gone").startswith(b"HTTP/1.1 404 ")


def test_stopping_lets_an_answer_end():
    begun, goes_on = threading.Event(), threading.Event()

    def application(environ, start_response):
        begun.set()
        goes_on.wait(20)
        start_response("200 OK", [("Content-Length", "5")])
        return [b"whole"]

    with running(application) as served, served.connect(b"GET /" + ASKED) as client:
        assert begun.wait(10)
        served.uvicorn.should_exit = True
        time.sleep(0.5)
        with pytest.raises(OSError, match="refused"):
            served.connect()
        goes_on.set()
        assert everything(client).endswith(b"whole")
        served.thread.join(10)
        assert not served.thread.is_alive()
