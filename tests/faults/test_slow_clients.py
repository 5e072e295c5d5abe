"""Hundreds of slow clients take neither a thread nor the port: others are answered at once."""

import http.client
import time
from contextlib import suppress

import pytest

from registry.serving import connections
from registry.serving.connections import is_too_slow
from tests.serving.running import HOST, everything, running, until, wait_until

pytestmark = pytest.mark.once

CLIENTS = 600
QUICKLY = 3.0  # seconds on a machine that does other things too; alone, hundredths
HEAD = b"GET / HTTP/1.1\r\n" + HOST
BODY = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 5000000\r\n\r\n"
LARGE = [b"x" * 1_000_000] * 30  # more than any buffer of the system
KINDS = {
    "silent": b"",
    "a head without end": HEAD + b"X-Name: ",
    "a body without end": BODY,
    "a body in chunks without end": HEAD.replace(b"GET", b"POST")
    + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
    "an answer that is not fetched": b"GET /large HTTP/1.1\r\n" + HOST + b"\r\n",
}


def application(environ, start_response):
    body = LARGE if environ["PATH_INFO"] == "/large" else [b"here"]
    start_response("200 OK", [("Content-Length", str(sum(map(len, body))))])
    return iter(body)


def stored(environ):
    if environ["PATH_INFO"] == "/stored/":
        return "200 OK", [("Content-Length", "4")], b"kept"
    return None


@pytest.fixture
def serving():
    connections.allow_open_files(2 * CLIENTS + 200)  # both ends are in this process
    with running(application, stored) as served:
        yield served


def seconds_to_an_answer(served, path: str = "/", text: bytes = b"here") -> float:
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=5)
    connection.request("GET", path)
    assert connection.getresponse().read() == text
    connection.close()
    return time.monotonic() - began


@pytest.mark.parametrize("kind", KINDS)
def test_others_are_answered_among_slow_clients(serving, kind):
    count = 8 if b"large" in KINDS[kind] else CLIENTS  # of 30 MB each, and more than threads
    clients = [serving.connect(KINDS[kind], small=True) for _number in range(count)]
    try:
        waits = [seconds_to_an_answer(serving) for _time in range(5)]
        waits += [seconds_to_an_answer(serving, "/stored/", b"kept") for _time in range(5)]
        for client in clients[: count // 2]:  # still at it, a byte at a time
            if "without end" in kind:
                client.send(b"l")
        waits += [seconds_to_an_answer(serving) for _time in range(5)]
        assert len(serving.connections) >= count
    finally:
        for client in clients:
            client.close()
    assert max(waits) < QUICKLY


def test_a_full_server_makes_room_and_its_files_are_bounded(serving, monkeypatch):
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 50)
    clients = [serving.connect(HEAD) for _number in range(120)]
    assert seconds_to_an_answer(serving) < QUICKLY
    assert len(serving.connections) <= 50
    for client in clients:
        client.close()


class Connection:
    """As connections.py sees one."""

    parted_at = head_began = body_began = None
    is_idle = is_served = False
    body_received = unfetched = waited = 0
    active_at = connected_at = 0.0
    peer = "192.0.2.1"

    def __init__(self, **differences) -> None:
        vars(self).update(differences)
        self.transport = self
        self.done: list[str] = []

    def fetched_nothing_since(self, now: float) -> float:
        return self.waited

    def abort(self) -> None:
        self.done.append("cut off")

    def part(self) -> None:
        self.done.append("parted")


def test_who_has_most_connections_gives_way():
    """The oldest of the busiest address; not one whose request is being answered."""
    kept = connections.Connections()
    alone = Connection(peer="192.0.2.9", connected_at=1.0)
    busiest = [Connection(connected_at=float(place)) for place in (4, 3, 2)]
    kept.open = {alone, *busiest}
    kept.make_room()
    assert busiest[2].done == ["cut off"]
    assert kept.open == {alone, *busiest[:2]}
    busiest[1].is_served = alone.is_served = True
    kept.make_room()
    assert busiest[0].done == ["cut off"]
    assert not busiest[1].done
    kept.make_room()  # all are being answered
    assert kept.open == {alone, busiest[1]}


@pytest.mark.parametrize(
    ("seen", "now", "too_slow"),
    [
        ({"is_idle": True}, 50, False),  # between two requests
        ({"is_idle": True}, 70, True),
        ({}, 170, False),  # Django is still at it
        ({"head_began": 0.0}, 10, False),
        ({"head_began": 0.0}, 21, True),
        ({"body_began": 0.0, "body_received": 10}, 20, False),
        ({"body_began": 0.0, "body_received": 600}, 60, True),
        # a phone in the mountains, and a file of 80 MB that takes an hour
        ({"body_began": 0.0, "body_received": 300_000}, 60, False),
        ({"body_began": 0.0, "body_received": 40_000_000}, 3600, False),
        ({"unfetched": 9, "waited": 50}, 400, False),
        ({"unfetched": 9, "waited": 61}, 400, True),
    ],
)
def test_a_request_and_its_answer_have_their_time(seen, now, too_slow):
    assert is_too_slow(Connection(**seen), now) is too_slow
    kept = connections.Connections()
    connection = Connection(**seen)
    kept.open = {connection}
    kept.sweep(now)
    ended = ["parted" if "is_idle" in seen else "cut off"]
    assert connection.done == (ended if too_slow else [])


def test_a_connection_that_was_ended_is_closed_a_little_later():
    kept = connections.Connections()
    connection = Connection(is_idle=True, parted_at=100.0)
    kept.open = {connection}
    kept.sweep(104)
    assert not connection.done
    kept.sweep(106)
    assert connection.done == ["cut off"]
    assert not kept.open


def test_an_idle_connection_is_ended_and_not_reset(serving, monkeypatch):
    """A browser asks again elsewhere where its connection was ended, but gives up after some
    that were reset."""
    with serving.connect(HEAD + b"\r\n") as client:
        until(client, b"here")
        monkeypatch.setattr(connections, "IDLE_SECONDS", 0.2)
        assert client.recv(1) == b""
        client.send(HEAD + b"\r\n")  # crossed our end
        assert client.recv(1) == b""
        assert len(serving.connections) == 1
        monkeypatch.setattr(connections, "PARTING_SECONDS", 0)
        wait_until(lambda: not serving.connections)


def test_a_request_that_has_just_arrived_on_an_idle_connection_is_answered(serving, monkeypatch):
    with serving.connect(HEAD + b"\r\n") as client:
        until(client, b"here")
        channel = next(iter(serving.connections))
        monkeypatch.setattr(type(channel), "has_arrived", lambda channel: True)
        monkeypatch.setattr(connections, "IDLE_SECONDS", 0.1)
        time.sleep(2.2)  # the server has looked
        assert channel.parted_at is None
        client.send(HEAD + b"\r\n")
        until(client, b"here")


def test_the_server_sees_what_has_arrived(serving):
    with serving.connect() as client:
        wait_until(lambda: serving.connections)
        channel = next(iter(serving.connections))
        assert not channel.has_arrived()
        done = []

        def look() -> None:
            channel.transport.pause_reading()
            client.send(b"x")
            time.sleep(0.1)
            done.append(channel.has_arrived())

        channel.loop.call_soon_threadsafe(look)
        wait_until(lambda: done)
        assert done == [True]


@pytest.mark.parametrize(
    ("limit", "beginning"), [("HEAD_SECONDS", HEAD), ("BODY_SECONDS", BODY)], ids=["head", "body"]
)
def test_what_drips_is_cut_off(serving, monkeypatch, limit, beginning):
    monkeypatch.setattr(connections, limit, 0.3)
    client = serving.connect(beginning)
    end = time.monotonic() + 10
    try:
        while time.monotonic() < end:
            client.send(b"x")
            time.sleep(0.05)
    except OSError:
        return  # cut off
    finally:
        client.close()
    raise AssertionError("the server still waits")


def test_who_does_not_fetch_the_answer_is_cut_off(serving, monkeypatch):
    monkeypatch.setattr(connections, "IDLE_SECONDS", 0.5)
    with serving.connect(KINDS["an answer that is not fetched"], small=True) as client:
        wait_until(lambda: serving.connections)
        wait_until(lambda: not serving.connections)
        found = b""
        with suppress(ConnectionResetError):
            found = everything(client)
        assert len(found) < sum(map(len, LARGE))


def test_who_asks_while_too_many_wait_is_told(serving, monkeypatch):
    monkeypatch.setattr("registry.serving.application.MOST_WAITING", 0)
    answer = serving.ask(b"GET /ru/ HTTP/1.1\r\n", HOST, b"\r\n")
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 5\r\n" in answer
    assert "Слишком много читателей" in answer.decode()
    assert seconds_to_an_answer(serving, "/stored/", b"kept") < QUICKLY


def test_a_disk_without_room_for_a_body_is_said(serving, monkeypatch):
    async def read(receive, body):
        raise OSError("No space left on device")

    monkeypatch.setattr("registry.serving.application.read", read)
    answer = serving.ask(b"POST /en/ HTTP/1.1\r\n", HOST, b"Content-Length: 2\r\n\r\nab")
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"no room for what you sent" in answer
