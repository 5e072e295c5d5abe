"""Files as answers: whole, in parts, or "nothing has changed".

They are for keeping and not for showing: whatever a file holds, no browser runs it as a page of the
registry (the policy's sandbox, no guessing of kinds, as an attachment).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase

from registry.common.encodings import is_at_hand

BLOCK = 64 * 1024
POLICY = "default-src 'none'; sandbox"
# A number of any size is one by the rules (RFC 9110, 14.1.2): an end beyond the file means its end
RANGE = re.compile(r"bytes=([0-9]{0,60})-([0-9]{0,60})", re.IGNORECASE)


def file_answer(
    request: HttpRequest, path: Path, *, kind: str, mark: str, name: str = "", is_public: bool
) -> HttpResponseBase:
    """`mark`: differs whenever the content does. `name`: under which it is kept; "" for what pages
    show. `is_public`: else nobody on the way keeps it. Raises Http404 where there is no file."""
    etag = f'"{mark}"'
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise Http404 from None
    if is_at_hand(etag, request.headers.get("If-None-Match", "")):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = content(request, path, size, etag)
        response.headers.setdefault("Content-Type", kind)
        response["Content-Type"] = kind
        response["Accept-Ranges"] = "bytes"
        if name:
            response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = etag
    caching = "public, max-age=0, must-revalidate" if is_public else "private, no-store"
    response["Cache-Control"] = caching
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def private_answer(content: bytes | str, *, kind: str, name: str) -> HttpResponse:
    """A file made for who asked: nobody on the way keeps it."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response


def content(request: HttpRequest, path: Path, size: int, etag: str) -> HttpResponseBase:
    first, last, status = 0, size - 1, 200
    if request.headers.get("If-Range", etag) == etag:
        wanted = part_wanted(request.headers.get("Range", ""), size)
        if wanted == NOTHING:
            refused = HttpResponse(status=416)
            refused["Content-Range"] = f"bytes */{size}"
            return refused
        if wanted:
            first, last, status = *wanted, 206
    response: HttpResponseBase
    if request.method == "HEAD":
        response = HttpResponse(status=status)
    else:
        response = StreamingHttpResponse(blocks(path, first, last), status=status)
    response["Content-Length"] = str(last - first + 1)
    if status == 206:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


NOTHING = (0, -1)  # a part that the file has not got


def part_wanted(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte; None for the whole file, also where several parts are asked for:
    a server may give more than was asked."""
    asked = RANGE.fullmatch(header.strip())
    if not asked or not (asked[1] or asked[2]):
        return None
    if not asked[1]:
        length = min(int(asked[2]), size)
        return (size - length, size - 1) if length else NOTHING
    first = int(asked[1])
    last = min(int(asked[2]), size - 1) if asked[2] else size - 1
    if asked[2] and int(asked[2]) < first:
        return None  # no sense in it
    return (first, last) if first < size else NOTHING


def blocks(path: Path, first: int, last: int) -> Iterator[bytes]:
    left = last - first + 1
    with path.open("rb") as file:
        file.seek(first)
        while left > 0 and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block
