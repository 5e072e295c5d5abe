"""The product behind its own server: the same bytes as from Django's test client, and quick for
others whatever some clients do."""

import gzip
import http.client
import signal
import socket
import time

import pytest

from registry.serving import connections
from tests import databases
from tests.faults.serving import Registry
from tests.serving.running import everything, until

pytestmark = pytest.mark.once

PAGE = "/en/states/"
SLOW = 150
QUICKLY = 3.0  # seconds on a machine that does other things too


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    directory = tmp_path_factory.mktemp("served")
    url = databases.sqlite_url(directory, copy_of="migrated")
    registry = Registry(directory / "var", url)
    registry.set_up()
    registry.start()
    yield registry
    registry.stop()


def ask(product, method="GET", path=PAGE, **headers):
    """(status, headers in lower case, body)"""
    connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=named)
    answer = connection.getresponse()
    body = answer.read()
    found = {name.lower(): value for name, value in answer.getheaders()}
    connection.close()
    return answer.status, found, body


OF_EACH = {"date": "", "x-request-id": ""}


def test_a_page_is_the_same_from_django_and_from_the_store(product):
    """The first answer is made by Django in a thread, those after it come from the loop."""
    made = ask(product, path="/en/news/")
    kept = [ask(product, path="/en/news/") for _time in range(3)]
    for status, headers, body in [made, *kept]:
        assert status == 200
        assert body == made[2]
        assert headers | OF_EACH == made[1] | OF_EACH
    small = ask(product, path="/en/news/", Accept_Encoding="gzip")
    assert gzip.decompress(small[2]) == made[2]
    assert small[1]["content-encoding"] == "gzip"
    assert int(small[1]["content-length"]) == len(small[2])


def test_head_and_what_is_at_hand(product):
    _status, headers, body = ask(product)
    status, of_head, nothing = ask(product, "HEAD")
    assert (status, nothing) == (200, b"")
    assert int(of_head["content-length"]) == len(body)
    status, of_same, nothing = ask(product, If_None_Match=headers["etag"])
    assert (status, nothing) == (304, b"")
    assert of_same["etag"] == headers["etag"]
    assert "content-length" not in of_same


def test_a_part_of_a_file(product):
    path = "/static/registry/img/flags/by.svg"
    whole = ask(product, path=path)
    if whole[0] != 200:
        pytest.skip("the static files have not been collected")
    status, headers, body = ask(product, path=path, Range="bytes=10-19")
    assert status == 206
    assert body == whole[2][10:20]
    assert headers["content-range"] == f"bytes 10-19/{len(whole[2])}"


def test_others_are_quick_while_bodies_drip(product):
    """150 uploads that do not come: pages from the store and pages that Django makes."""
    connections.allow_open_files()
    ask(product)
    slow = []
    try:
        for _number in range(SLOW):
            connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=30)
            connection.putrequest("POST", "/en/account/sign-in/")
            connection.putheader("Content-Length", "900000")
            connection.endheaders(b"email=")
            slow.append(connection)
        waits = []
        for path in (PAGE, "/en/search/?q=migration", PAGE, "/en/account/sign-in/"):
            began = time.monotonic()
            assert ask(product, path=path)[0] == 200, path
            waits.append(time.monotonic() - began)
            slow[0].send(b"x")
    finally:
        for connection in slow:
            connection.close()
    assert max(waits) < QUICKLY


def test_sigterm_lets_an_answer_end(product):
    """A request that the server has when it is stopped is answered whole, and the server ends
    without a fault."""
    with socket.create_connection(("127.0.0.1", product.port), timeout=30) as client:
        client.sendall(
            b"POST /en/account/sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 7\r\n"
            b"Expect: 100-continue\r\n\r\n"
        )
        until(client, b"HTTP/1.1 100 Continue\r\n\r\n")
        product.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        client.sendall(b"email=x")
        head, _end, body = everything(client).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 403 ")  # the form has no token
    assert b"\r\nconnection: close" in head
    assert b"\r\ncontent-length: %d\r\n" % len(body) in head + b"\r\n"
    assert product.process.wait(30) == 0
    product.start()
    assert ask(product)[0] == 200
