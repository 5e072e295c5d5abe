"""Answers made smaller on the way: brotli or gzip, whichever the reader takes; or not sent again,
where the reader has them."""

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator

import brotli

QUALITY = 5  # of brotli: as quick as gzip at 6, and smaller
LEVEL = 6  # of gzip
WITH_GZIP_HEAD = 31
ENCODINGS = ("br", "gzip")  # the smaller first


def encoding_for(accepted: str) -> str:
    """The best of what an Accept-Encoding header takes; "" for the text as it is."""
    taken: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        name, _separator, rest = part.partition(";")
        weight = rest.replace(" ", "").removeprefix("q=")
        taken[name.strip()] = not (rest and weight.strip("0.") == "")
    return next((name for name in ENCODINGS if taken.get(name, taken.get("*", False))), "")


def weak_mark(content: bytes) -> str:
    """The ETag of an answer. Weak: it is the same in each encoding."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:24]}"'


def is_at_hand(etag: str, header: str) -> bool:
    """Whether an If-None-Match header names the mark, weak or strong, or any ("*")."""
    return header.strip() == "*" or etag.removeprefix("W/") in header


def gzipped(content: bytes) -> bytes:
    return gzip.compress(content, LEVEL, mtime=0)


def brotlied(content: bytes) -> bytes:
    return brotli.compress(content, quality=QUALITY)


SMALLER = {"br": brotlied, "gzip": gzipped}


def streamed(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The pieces in that encoding, each given on as soon as it is a whole block."""
    if encoding == "br":
        writer = brotli.Compressor(quality=QUALITY)
        write, end = writer.process, writer.finish
    elif encoding == "gzip":
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, WITH_GZIP_HEAD)
        write, end = packer.compress, packer.flush
    else:
        yield from pieces
        return
    for piece in pieces:
        found = write(piece)
        if found:
            yield found
    yield end()
