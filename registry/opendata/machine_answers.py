"""Answers for machines that harvest: kept as finished pages while they are small, else streamed in
bounded memory, marked so that who asks again gets nothing where nothing changed."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _

from registry.common.api import CACHING, WHOLE_SETS, limit_headers
from registry.common.encodings import SMALLER, encoding_for, is_at_hand, streamed, weak_mark
from registry.common.limits import MINUTE
from registry.common.problems import problem_answer, unknown
from registry.common.scope import scope
from registry.common.store import content_version

OPEN = {
    "Cache-Control": CACHING,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def whole(content: bytes, kind: str, language: str = "") -> HttpResponse:
    """For a view that is `@published`: the store of finished pages marks and packs it."""
    headers = OPEN | ({"Content-Language": language} if language else {})
    return HttpResponse(content, content_type=kind, headers=headers)


def packed(
    request: HttpRequest, content: bytes, kind: str, language: str, *, has_mark: bool = True
) -> HttpResponse:
    """For an answer that the store does not keep. `has_mark`: it is the same until it changes."""
    headers = OPEN | {"Vary": "Accept-Encoding", "Content-Language": language}
    if has_mark:
        headers["ETag"] = weak_mark(content)
        if is_at_hand(headers["ETag"], request.headers.get("If-None-Match", "")):
            return HttpResponseNotModified(headers=headers)
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    if encoding:
        content = SMALLER[encoding](content)
        headers["Content-Encoding"] = encoding
    return HttpResponse(content, content_type=kind, headers=headers)


def takes(*parameters: str) -> Callable:
    """Marks the view of an address that has these parameters and no others: what else is asked for
    would be left out of the answer without a word."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            strange = [name for name in request.GET if name not in parameters]
            if not strange:
                return view(request, *args, **kwargs)
            detail = _("This address has no parameter of the name %(value)s.")
            wrong = [unknown(name, name, parameters, detail) for name in strange]
            return problem_answer(400, " ".join(one.sentence for one in wrong), wrong)

        return wrapper

    return decorate


def stream(
    request: HttpRequest, pieces: Iterable[bytes], kind: str, language: str
) -> HttpResponseBase:
    """The pieces are made after the view has ended, in the language all the same."""
    etag = weak_mark(repr((content_version(), request.get_full_path())).encode())
    headers = OPEN | {"ETag": etag, "Vary": "Accept-Encoding", "Content-Language": language}
    if is_at_hand(etag, request.headers.get("If-None-Match", "")):
        return HttpResponseNotModified(headers=headers)
    number = WHOLE_SETS.readings(request)
    headers |= limit_headers(WHOLE_SETS, number)
    if number > WHOLE_SETS.most:
        detail = _("Your network has asked for many whole sets. Go on in a minute.")
        return problem_answer(429, detail, headers={"Retry-After": str(MINUTE)})
    if request.method == "HEAD":
        return HttpResponse(content_type=kind, headers=headers)
    encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
    if encoding:
        headers["Content-Encoding"] = encoding
    found = streamed(spoken(pieces, language), encoding)
    return StreamingHttpResponse(found, content_type=kind, headers=headers)


def spoken(pieces: Iterable[bytes], language: str) -> Iterator[bytes]:
    with scope(), translation.override(language):
        yield from pieces
