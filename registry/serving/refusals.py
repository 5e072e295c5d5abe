"""The server's own refusals: sentences as plain text, in the language of the address."""

from http import HTTPStatus

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from registry.common import sizes
from registry.common.languages import LANGUAGES
from registry.common.sizes import Refusal

RETRY_SECONDS = 5
UNREADABLE = 400


def in_language_of(path: str) -> translation.override:
    first = path.lstrip("/").partition("/")[0]
    return translation.override(first if first in LANGUAGES else LANGUAGES[0])


def too_long_headers(path: str) -> Refusal:
    with in_language_of(path):
        return sizes.too_long_headers()


def too_large_a_body(path: str, limit: int) -> Refusal:
    with in_language_of(path):
        return sizes.too_large_a_body(limit)


def unreadable(path: str) -> Refusal:
    with in_language_of(path):
        return Refusal(
            UNREADABLE,
            _("The request does not follow the rules of HTTP/1.1, so it was not answered."),
        )


def overcrowded(path: str) -> Refusal:
    with in_language_of(path):
        return Refusal(
            503,
            _(
                "Too many readers ask at the same time, so nothing was done. Please try again in a"
                " few seconds."
            ),
        )


def without_room(path: str) -> Refusal:
    with in_language_of(path):
        return Refusal(
            503,
            _(
                "The server has no room for what you sent, so nothing was saved. Please try again"
                " later, or tell the Secretariat."
            ),
        )


def headers_of_all() -> list[tuple[str, str]]:
    """Of what the server refuses before a request is whole: a sentence that does nothing."""
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": settings.PERMISSIONS_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
    }
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return list(headers.items())


def headers_of(found: Refusal) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        *((name.lower().encode(), value.encode()) for name, value in headers_of_all()),
        (b"content-length", str(len(text_of(found))).encode()),
        (b"connection", b"close"),
    ]
    if found.status == 503:
        headers.append((b"retry-after", str(RETRY_SECONDS).encode()))
    return headers


def text_of(found: Refusal) -> bytes:
    return f"{found.advice}\n".encode()


def answer(found: Refusal, *, with_body: bool = True) -> bytes:
    """As it goes over the line."""
    lines = [f"HTTP/1.1 {found.status} {HTTPStatus(found.status).phrase}".encode()]
    lines += [name + b": " + value for name, value in headers_of(found)]
    return b"\r\n".join([*lines, b"", text_of(found) if with_body else b""])
