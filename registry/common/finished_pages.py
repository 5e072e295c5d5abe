"""A finished page as it is kept, made smaller in two ways, and given out. Few readers take neither
of them: what these get is made large again each time."""

import gzip
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from registry.common.encodings import brotlied, encoding_for, gzipped, is_at_hand, weak_mark

MARK = "X-Published"
Headers = list[tuple[str, str]]
OVERHEAD = 500  # bytes of the page's record and of its place in the dictionary


@dataclass(frozen=True, slots=True)
class FinishedPage:
    """`size`: bytes that it takes, its key and headers with it. `length`: of the page as it is.
    `plain`: the page as it is, where it does not get smaller; else nothing."""

    version: int
    headers: Headers
    etag: str
    length: int
    plain: bytes
    gzipped: bytes
    brotlied: bytes
    size: int


def listed(header: str) -> set[str]:
    return {part.strip().lower() for part in header.split(",") if part.strip()}


def finish(content: bytes, headers: Headers, version: int, key: tuple) -> FinishedPage:
    etag = weak_mark(content)
    dropped = {MARK.lower(), "content-length", "etag", "vary"}
    kept = [pair for pair in headers if pair[0].lower() not in dropped]
    is_api = any(name.lower() == "vary" and "accept" in listed(value) for name, value in headers)
    vary = "Accept, Accept-Encoding" if is_api else "Accept-Encoding"
    kept += [("ETag", etag), ("Vary", vary)]
    small, smaller = gzipped(content), brotlied(content)
    plain = content
    if max(len(small), len(smaller)) < len(content):
        plain = b""
    else:
        small = smaller = b""
    parts = [key, *key, kept, *kept, *chain.from_iterable(kept), plain, small, smaller]
    size = sum(map(sys.getsizeof, parts)) + OVERHEAD
    return FinishedPage(
        version=version,
        headers=kept,
        etag=etag,
        length=len(content),
        plain=plain,
        gzipped=small,
        brotlied=smaller,
        size=size,
    )


def answer(page: FinishedPage, environ: dict, start_response: Callable) -> Iterable[bytes]:
    if is_at_hand(page.etag, environ.get("HTTP_IF_NONE_MATCH", "")):
        start_response(
            "304 Not Modified", [pair for pair in page.headers if pair[0] != "Content-Type"]
        )
        return []
    encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = {"br": page.brotlied, "gzip": page.gzipped}.get(encoding, b"")
    extra = [("Content-Encoding", encoding)] if body else []
    length = len(body) if body else page.length
    start_response("200 OK", [*page.headers, *extra, ("Content-Length", str(length))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body or whole(page)]


def whole(page: FinishedPage) -> bytes:
    return page.plain or (gzip.decompress(page.gzipped) if page.gzipped else b"")
