"""A request as WSGI has it, from what the parser has read.

Headers from outside are believed as far as the set-up says: those of a proxy only where there is
one (PROXIES), and a name with an underscore never, because WSGI cannot tell it from one with a
hyphen.
"""

import sys
from functools import lru_cache
from urllib.parse import unquote_to_bytes

import httptools

FORWARDED = {
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_BY",
    "HTTP_FORWARDED",
}
ALWAYS = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
    "wsgi.input_terminated": True,
}
PLAIN = {b"content-type": "CONTENT_TYPE", b"content-length": "CONTENT_LENGTH"}


class MalformedError(ValueError):
    """A request that may mean different things to a proxy and to us."""


@lru_cache(1000)
def key_of(name: bytes) -> str | None:
    """Of a header in lower case; None for one that is not read."""
    if b"_" in name:
        return None
    return PLAIN.get(name) or f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"


def environ_of(method: bytes, url: bytes, headers: list[tuple[bytes, bytes]], proxies: int) -> dict:
    """Without server, client and body, which the application adds."""
    address = httptools.parse_url(url)
    path = address.path or b"/"
    if not path.startswith(b"/"):
        raise MalformedError(path)
    environ = {
        **ALWAYS,
        "REQUEST_METHOD": method.decode("latin-1"),
        "PATH_INFO": (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
        "QUERY_STRING": (address.query or b"").decode("latin-1"),
    }
    for name, raw in headers:
        key = key_of(name)
        if key is None:
            continue
        value = raw.decode("latin-1").strip()
        if key in environ:
            if key in ("HTTP_HOST", "CONTENT_LENGTH"):
                raise MalformedError(key)
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ', '}{value}"
        environ[key] = value
    believe_proxies(environ, proxies)
    return environ


def believe_proxies(environ: dict, proxies: int) -> None:
    """Each of our proxies has added one address at the end; what stands before came from outside.

    The client is the first of theirs (`client_of`). Of the scheme, only a plain word is believed.
    """
    if FORWARDED.isdisjoint(environ):
        return
    forwarded_for = environ.get("HTTP_X_FORWARDED_FOR", "")
    scheme = environ.get("HTTP_X_FORWARDED_PROTO", "").lower()
    for key in FORWARDED:
        environ.pop(key, None)
    if not proxies:
        return
    if forwarded_for:
        ours = [hop.strip() for hop in forwarded_for.split(",")][-proxies:]
        environ["HTTP_X_FORWARDED_FOR"] = ",".join(ours)
    if scheme:
        if scheme not in ("http", "https"):
            raise MalformedError("X-Forwarded-Proto")
        environ["HTTP_X_FORWARDED_PROTO"] = environ["wsgi.url_scheme"] = scheme


def client_of(environ: dict, peer: str) -> str:
    """The address of the client, as the first of our proxies saw it; `peer`: of the
    connection."""
    hop = environ.get("HTTP_X_FORWARDED_FOR", "").partition(",")[0].strip().strip('"')
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    if hop.count(":") == 1:  # an IPv4 address with its port
        hop = hop.partition(":")[0]
    return hop or peer
