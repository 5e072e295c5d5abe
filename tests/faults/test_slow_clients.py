"""Hundreds of slow clients take neither a thread nor the port: others are answered at once."""

import http.client
import socket
import threading
import time
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from waitress.adjustments import Adjustments

from registry.common import slow_clients

CLIENTS = 600
QUICKLY = 3.0  # seconds on a machine that does other things too; alone, hundredths
HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
BODY = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\n\r\n"
LARGE = [b"x" * 1_000_000] * 30  # more than waitress holds by itself before a thread has to wait
KINDS = {
    "silent": b"",
    "a head without end": HEAD + b"X-Name: ",
    "a body without end": BODY,
    "an answer that is not fetched": b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}


def application(environ, start_response):
    body = LARGE if environ["PATH_INFO"] == "/large" else [b"here"]
    start_response("200 OK", [("Content-Length", str(sum(map(len, body))))])
    return iter(body)


@pytest.fixture
def serving():
    server = slow_clients.server(application, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server
    for channel in list(server.active_channels.values()):
        channel.will_close = True
    server.task_dispatcher.shutdown()
    server.close()
    server._map.clear()  # ends the loop
    thread.join(5)


def port_of(server) -> int:
    return int(server.effective_port)


def slow_client(server, beginning: bytes) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(5)
    client.connect(("127.0.0.1", port_of(server)))
    client.send(beginning)
    return client


def seconds_to_an_answer(server) -> float:
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=5)
    connection.request("GET", "/")
    assert connection.getresponse().read() == b"here"
    connection.close()
    return time.monotonic() - began


@pytest.mark.parametrize("kind", KINDS)
def test_others_are_answered_among_slow_clients(serving, kind):
    count = 8 if b"large" in KINDS[kind] else CLIENTS  # of 30 MB each, and more than threads
    clients = [slow_client(serving, KINDS[kind]) for _number in range(count)]
    try:
        waits = [seconds_to_an_answer(serving) for _time in range(5)]
        for client in clients[: count // 2]:  # still at it, a byte at a time
            if "without end" in kind:
                client.send(b"x")
        waits += [seconds_to_an_answer(serving) for _time in range(5)]
    finally:
        for client in clients:
            client.close()
    assert max(waits) < QUICKLY


def test_a_full_server_makes_room_and_its_files_are_bounded(serving, monkeypatch):
    monkeypatch.setattr(slow_clients, "MOST_CONNECTIONS", 50)
    clients = [slow_client(serving, HEAD) for _number in range(120)]
    assert seconds_to_an_answer(serving) < QUICKLY
    assert len(serving.active_channels) <= 50
    for client in clients:
        client.close()


def test_who_has_most_connections_gives_way(serving, monkeypatch):
    """The oldest of the busiest address; not one whose request is being answered."""
    monkeypatch.setattr(slow_clients, "MOST_CONNECTIONS", 3)
    clients = [slow_client(serving, HEAD) for _number in range(3)]
    until = time.monotonic() + 5
    while len(serving.active_channels) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    channels = sorted(serving.active_channels.values(), key=lambda one: one.creation_time)
    channels[0].addr = ("192.0.2.1", 1)
    for channel in channels[1:]:
        channel.addr = ("192.0.2.2", 1)
    closed = []
    for channel in channels:
        monkeypatch.setattr(channel, "handle_close", lambda one=channel: closed.append(one))
    serving.make_room()
    assert closed == [channels[1]]
    channels[0].requests = channels[1].requests = ["being answered"]
    serving.make_room()
    assert closed == [channels[1], channels[2]]
    channels[0].requests = channels[1].requests = []
    for client in clients:
        client.close()


class Arriving:
    def __init__(self, headers_finished: bool, body_bytes_received: int = 0) -> None:
        self.headers_finished = headers_finished
        self.body_bytes_received = body_bytes_received


@pytest.mark.parametrize(
    ("request_so_far", "waited", "is_too_slow"),
    [
        (None, 50, False),  # between two requests
        (None, 70, True),
        (Arriving(headers_finished=False), 10, False),
        (Arriving(headers_finished=False), 21, True),
        (Arriving(headers_finished=True, body_bytes_received=10), 20, False),
        (Arriving(headers_finished=True, body_bytes_received=600), 60, True),
        # a phone in the mountains, and a file of 80 MB that takes an hour
        (Arriving(headers_finished=True, body_bytes_received=300_000), 60, False),
        (Arriving(headers_finished=True, body_bytes_received=40_000_000), 3600, False),
    ],
)
def test_a_request_has_a_time_to_arrive_in(serving, request_so_far, waited, is_too_slow):
    client = slow_client(serving, b"")
    seconds_to_an_answer(serving)
    channel = next(iter(serving.active_channels.values()))
    now = time.time()
    channel.began = now - waited
    channel.last_activity = now - waited if request_so_far is None else now - 1
    channel.request = request_so_far
    assert channel.is_too_slow(now) is is_too_slow
    channel.request = None
    client.close()


@pytest.fixture
def idle():
    """(a channel between two requests, the client at its other end), outside of a server's loop"""
    near, far = socket.socketpair()
    server = SimpleNamespace(active_channels={}, add_task=lambda channel: None)
    channel = slow_clients.TimedChannel(server, near, ("", 0), Adjustments(), map={})
    yield channel, far
    channel.handle_close()
    far.close()


def test_a_request_that_has_just_arrived_on_an_idle_connection_is_answered(idle):
    channel, client = idle
    client.send(HEAD)
    channel.part(time.time())
    assert channel.parted_at is None
    channel.handle_read()
    assert not channel.is_idle


def test_an_idle_connection_is_ended_and_not_reset(idle):
    """A browser asks again elsewhere where its connection was ended, but gives up after some
    that were reset."""
    channel, client = idle
    now = time.time()
    channel.part(now)
    assert client.recv(1) == b""
    client.send(HEAD + b"\r\n")  # crossed our end
    channel.handle_read()
    assert channel.is_idle
    channel.part(now + 1)
    assert channel.connected
    channel.part(now + slow_clients.PARTING_SECONDS + 1)
    assert not channel.connected


def test_the_server_ends_idle_connections_so(serving):
    client = slow_client(serving, HEAD + b"\r\n")
    answer = b""
    while not answer.endswith(b"here"):
        answer += client.recv(1000)
    channel = next(iter(serving.active_channels.values()))
    channel.last_activity -= serving.adj.channel_timeout + 1
    serving.next_channel_cleanup = 0
    seconds_to_an_answer(serving)  # wakes the server’s loop
    assert client.recv(1) == b""
    client.send(HEAD + b"\r\n")
    assert client.recv(1) == b""
    client.close()


def test_a_head_that_drips_is_cut_off(serving, monkeypatch):
    monkeypatch.setattr(slow_clients, "HEAD_SECONDS", 0.3)
    serving.adj.cleanup_interval = 0.1
    serving.next_channel_cleanup = 0
    client = slow_client(serving, HEAD)
    until = time.monotonic() + 10
    try:
        while time.monotonic() < until:
            client.send(b"x")
            seconds_to_an_answer(serving)  # wakes the server’s loop
            time.sleep(0.05)
    except OSError:
        return  # cut off
    finally:
        client.close()
    raise AssertionError("the server still waits")


def test_the_product_is_served_so(monkeypatch):
    given = {}

    class Recorded:
        def run(self) -> None:
            given["ran"] = True

    def server(application, **options):
        given.update(options)
        return Recorded()

    monkeypatch.setattr(slow_clients, "server", server)
    call_command("serve", port=8999)
    assert given["ran"]
    assert given["port"] == 8999
    assert given["max_request_body_size"] >= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
