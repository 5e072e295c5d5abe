"""What the server does with a request: in words where it refuses, in order where several come, and
never otherwise than a proxy in front of it would read it."""

import re
import socket

import pytest

from registry.common import sizes
from registry.common.sessions import signed
from tests.serving.running import HOST, everything, running, until, wait_until

pytestmark = pytest.mark.once

OURS = f"Cookie: sessionid={signed('p' * 20)}\r\n".encode()
seen: list[dict] = []


def application(environ, start_response):
    """Says what it was asked."""
    text = environ["wsgi.input"].read()
    seen.append(environ)
    body = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}".encode() + b" " + text + b"."
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def stored(environ):
    if environ["PATH_INFO"].startswith("/stored/"):
        return "200 OK", [("Content-Length", "5")], b"kept."
    return None


@pytest.fixture(scope="module")
def serving():
    with running(application, stored) as served:
        yield served


@pytest.fixture(autouse=True)
def _nothing_seen():
    seen.clear()


CLOSE = HOST + b"Connection: close\r\n"


def bodies(answer: bytes) -> list[bytes]:
    return re.findall(rb"\r\n\r\n([^\r]*?\.)", answer)


# --- sizes, in words


@pytest.mark.parametrize(
    ("address", "headers", "words"),
    [
        ("/ru/desk/", b"Content-Length: 20000000\r\n", "ничего не сохранено"),
        ("/en/desk/", b"Content-Length: 20000000\r\n", "nothing was saved"),
        (
            "/admin/x/",
            b"Content-Length: 20000000\r\nCookie: sessionid=x\r\n",
            "nothing was saved",
        ),
        ("/admin/x/", b"Content-Length: 95000000\r\n" + OURS, "nothing was saved"),
        ("/en/desk/", b"Content-Length: 20000000\r\nExpect: 100-continue\r\n", "nothing was saved"),
    ],
)
def test_a_large_body_is_refused_from_its_header(serving, address, headers, words):
    with serving.connect(b"POST %s HTTP/1.1\r\n" % address.encode() + HOST + headers + b"\r\n") as (
        client
    ):
        answer = everything(client)
        client.send(b"x" * 100_000)  # what was on its way resets nothing
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"\r\ncontent-type: text/plain; charset=utf-8\r\n" in answer
    assert b"\r\nconnection: close\r\n" in answer
    assert words in answer.decode()
    assert b"100 Continue" not in answer
    assert not seen


def test_a_large_body_is_refused_in_chunks(serving):
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with serving.connect(
        b"POST /en/desk/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    ) as client:
        for _time in range(12):
            client.sendall(chunk)
        answer = everything(client)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert not seen
    assert not serving.application.waiting


def test_who_may_bring_a_file_may_send_it(serving):
    """And it is there for Django, whole."""
    body = b"x" * 31_000_000
    answer = serving.ask(
        b"POST /admin/x/ HTTP/1.1\r\n", CLOSE, OURS, b"Content-Length: 31000000\r\n\r\n", body
    )
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert len(answer) > len(body)


@pytest.mark.parametrize(
    "headers",
    [
        b"".join(b"X-%d: %s\r\n" % (number, b"x" * 1000) for number in range(40)),
        b"X-Long: " + b"x" * 400_000 + b"\r\n",
        b"x" * 400_000 + b": y\r\n",
    ],
    ids=["many", "a value", "a name"],
)
@pytest.mark.parametrize(("path", "words"), [("/en/", "together"), ("/ru/", "вместе")])
def test_long_headers_are_refused_in_words(serving, headers, path, words):
    with serving.connect(b"GET %s HTTP/1.1\r\n" % path.encode() + HOST) as client:
        client.sendall(headers)
        client.sendall(b"\r\n")
        answer = everything(client)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert words in answer.decode()
    assert "32" in answer.decode()
    assert not seen


def test_an_address_without_end_is_refused(serving):
    answer = serving.ask(b"GET /" + b"x" * 300_000)
    assert answer.startswith(b"HTTP/1.1 431 ")


def test_headers_within_the_limit_are_read(serving):
    long = b"x" * (sizes.LONGEST_HEADERS - 1000)
    answer = serving.ask(b"GET /en/ HTTP/1.1\r\n", CLOSE, b"X-Long: ", long, b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert seen[0]["HTTP_X_LONG"] == long.decode()


# --- several requests on a connection


def test_answers_come_in_the_order_of_the_requests(serving):
    """Pages that are finished do not overtake those that Django makes."""
    asked = [b"/stored/1", b"/a", b"/stored/2", b"/b", b"/c", b"/stored/3"]
    requests = [b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n" for path in asked]
    requests.append(b"POST /end HTTP/1.1\r\n" + CLOSE + b"Content-Length: 2\r\n\r\nok")
    # one that waits behind another goes to Django like it
    assert bodies(serving.ask(*requests)) == [
        b"kept.",
        *[b"GET " + path + b" ." for path in asked[1:]],
        b"POST /end ok.",
    ]


def test_a_connection_is_used_again(serving):
    with serving.connect() as client:
        for path, text in ((b"/stored/", b"kept."), (b"/a", b"GET /a ."), (b"/stored/", b"kept.")):
            client.sendall(b"GET " + path + b" HTTP/1.1\r\n" + HOST + b"\r\n")
            assert until(client, b".").endswith(text)


def test_a_request_in_single_bytes_is_read(serving):
    with serving.connect() as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"POST /a HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\n\r\nhi":
            client.send(bytes([byte]))
        assert until(client, b".").endswith(b"POST /a hi.")


@pytest.mark.parametrize("path", [b"/stored/", b"/made"])
@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_the_connection_ends_where_the_request_says_so(serving, path, version):
    headers = CLOSE if version == b"1.1" else HOST
    answer = serving.ask(b"GET " + path + b" HTTP/" + version + b"\r\n", headers, b"\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"\r\nconnection: close\r\n" in answer.lower()
    assert answer.endswith(b".")


@pytest.mark.parametrize("path", [b"/stored/", b"/made"])
def test_head_has_the_headers_alone(serving, path):
    answer = serving.ask(b"HEAD " + path + b" HTTP/1.1\r\n", CLOSE, b"\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"content-length: " in answer.lower()
    assert answer.endswith(b"\r\n\r\n")


def test_every_answer_has_its_date_once_and_no_name_of_a_server(serving):
    for path in (b"/stored/", b"/made"):
        head = serving.ask(b"GET " + path + b" HTTP/1.1\r\n", CLOSE, b"\r\n").lower()
        assert head.count(b"\r\ndate: ") == 1
        assert b"\r\nserver: " not in head
        assert b"uvicorn" not in head


def test_a_body_is_asked_for_where_the_client_waits(serving):
    with serving.connect(
        b"POST /a HTTP/1.1\r\n" + HOST + b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    ) as client:
        until(client, b"HTTP/1.1 100 Continue\r\n\r\n")
        client.sendall(b"ok")
        assert until(client, b".").endswith(b"POST /a ok.")


def test_a_body_in_chunks_has_a_length_for_django(serving):
    answer = serving.ask(
        b"POST /a HTTP/1.1\r\n", CLOSE, b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    assert answer.endswith(b"POST /a abc.")
    assert seen[0]["CONTENT_LENGTH"] == "3"
    assert "HTTP_TRANSFER_ENCODING" not in seen[0]


def test_another_protocol_is_not_spoken_and_the_request_answered(serving):
    answer = serving.ask(
        b"GET /a HTTP/1.1\r\n", HOST, b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n", b"junk"
    )
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"101" not in answer.split(b"\r\n")[0]
    assert len(seen) == 1


# --- what a proxy could read otherwise


@pytest.mark.parametrize(
    "head",
    [
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: b\x00c\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX A: b\r\n",
        b"GET / HTTP/1.1\nHost: x\rX-A: b\r\n",
        b"GET http://x:99999999/ HTTP/1.1\r\nHost: x\r\n",
        b"GET * HTTP/1.1\r\nHost: x\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n",
        b"GET  / x HTTP/1.1\r\nHost: x\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"JUNK\r\n",
    ],
    ids=repr,
)
def test_what_can_be_read_in_two_ways_is_refused(serving, head):
    with serving.connect(head + b"\r\n") as client:
        client.sendall(b"0\r\n\r\nGET /smuggled HTTP/1.1\r\n" + HOST + b"\r\n")
        answer = everything(client)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"does not follow the rules of HTTP/1.1" in answer
    assert answer.count(b"HTTP/1.1 4") == 1
    assert not [one for one in seen if one["PATH_INFO"] == "/smuggled"]


@pytest.mark.parametrize("chunks", [b"zz\r\nabc\r\n0\r\n\r\n", b"3\r\nabcdef\r\n0\r\n\r\n"])
def test_a_body_that_is_no_http_reaches_nobody(serving, chunks):
    answer = serving.ask(
        b"POST /a HTTP/1.1\r\n", HOST, b"Transfer-Encoding: chunked\r\n\r\n", chunks
    )
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert not seen


def test_what_follows_the_last_request_is_not_read(serving):
    answer = serving.ask(
        b"GET /stored/ HTTP/1.1\r\n", CLOSE, b"\r\nGET /after HTTP/1.1\r\n", HOST, b"\r\n"
    )
    assert answer.count(b"HTTP/1.1 200") == 1
    assert not seen


def test_an_answer_goes_out_before_the_refusal_of_what_follows(serving):
    answer = serving.ask(b"GET /a HTTP/1.1\r\n", HOST, b"\r\nJUNK\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert answer.endswith(b"GET /a .")


def test_an_upload_that_breaks_off_reaches_nobody(serving):
    client = serving.connect(b"POST /a HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\nabc")
    wait_until(lambda: serving.connections)
    client.close()
    wait_until(lambda: not serving.connections)
    wait_until(lambda: not serving.uvicorn.server_state.tasks)
    assert not seen
