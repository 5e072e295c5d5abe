"""A request as WSGI has it: what is believed of its headers, and who asks."""

import pytest

from registry.serving.requests import MalformedError, client_of, environ_of


def read(*headers: tuple[bytes, bytes], url: bytes = b"/", proxies: int = 0) -> dict:
    return environ_of(b"GET", url, list(headers), proxies)


def test_the_address():
    environ = read(url=b"/ru/%D0%BC/?q=%D0%BC&a=b")
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/ru/м/"
    assert environ["QUERY_STRING"] == "q=%D0%BC&a=b"
    assert environ["SCRIPT_NAME"] == ""
    assert read(url=b"http://elsewhere.example/en/?a")["PATH_INFO"] == "/en/"
    assert read(url=b"/a//b/%2e%2e/")["PATH_INFO"] == "/a//b/../"


def test_headers():
    environ = read(
        (b"host", b"x"),
        (b"content-type", b"text/csv"),
        (b"accept", b"a/b"),
        (b"accept", b"c/d"),
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
    )
    assert environ["HTTP_HOST"] == "x"
    assert environ["CONTENT_TYPE"] == "text/csv"
    assert environ["HTTP_ACCEPT"] == "a/b, c/d"
    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def test_a_name_with_an_underscore_is_not_read():
    """WSGI could not tell it from the name with a hyphen, which the proxy sets."""
    environ = read((b"x_forwarded_proto", b"https"), (b"content_length", b"5"), proxies=1)
    assert not [key for key in environ if "FORWARDED" in key or key == "CONTENT_LENGTH"]
    assert environ["wsgi.url_scheme"] == "http"


FORGED = (
    (b"x-forwarded-for", b"192.0.2.1, 198.51.100.7"),
    (b"x-forwarded-proto", b"https"),
    (b"x-forwarded-host", b"evil.example"),
    (b"forwarded", b"for=192.0.2.1"),
)


def test_without_a_proxy_nothing_is_believed():
    environ = read(*FORGED)
    assert not [key for key in environ if "FORWARDED" in key]
    assert environ["wsgi.url_scheme"] == "http"
    assert client_of(environ, "203.0.113.5") == "203.0.113.5"


@pytest.mark.parametrize(("proxies", "client"), [(1, "198.51.100.7"), (2, "192.0.2.1")])
def test_each_proxy_is_believed_what_it_has_added(proxies, client):
    environ = read(*FORGED, proxies=proxies)
    assert client_of(environ, "127.0.0.1") == client
    assert environ["wsgi.url_scheme"] == "https"
    assert "HTTP_X_FORWARDED_HOST" not in environ
    assert "HTTP_FORWARDED" not in environ


@pytest.mark.parametrize(
    ("hop", "client"),
    [
        (b"2001:db8::1", "2001:db8::1"),
        (b"[2001:db8::1]:4711", "2001:db8::1"),
        (b"192.0.2.1:4711", "192.0.2.1"),
        (b'"192.0.2.1"', "192.0.2.1"),
        (b"", "127.0.0.1"),
    ],
)
def test_the_client_behind_a_proxy(hop, client):
    assert client_of(read((b"x-forwarded-for", hop), proxies=1), "127.0.0.1") == client


@pytest.mark.parametrize(
    "headers",
    [
        [(b"x-forwarded-proto", b"https, http")],
        [(b"x-forwarded-proto", b"gopher")],
        [(b"host", b"a"), (b"host", b"b")],
        [(b"content-length", b"1"), (b"content-length", b"1")],
    ],
)
def test_what_means_two_things_is_refused(headers):
    with pytest.raises(MalformedError):
        read(*headers, proxies=1)
