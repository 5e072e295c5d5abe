"""waitress with our limits: who may not bring a large file may not send one either, which the
header alone shows.

The server's own refusals are sentences in the language of the address, like those of the pages.
"""

from copy import copy

from django.utils import translation
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error, RequestEntityTooLarge, RequestHeaderFieldsTooLarge

from registry.common import sizes
from registry.common.languages import LANGUAGES


class SentenceError(Error):
    """A refusal as plain text."""

    def __init__(self, found: sizes.Refusal, reason: str) -> None:
        super().__init__(found.advice)
        self.code, self.reason = found.status, reason

    def to_response(self, ident: str | None = None) -> tuple[str, list, bytes]:
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return f"{self.code} {self.reason}", headers, f"{self.body}\n".encode()


class Parser(HTTPRequestParser):
    path = ""
    adj: Adjustments
    error: Error | None

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        self.adj = limited(self.adj, self.path, self.headers.get("COOKIE", ""))

    def received(self, data: bytes) -> int:
        taken = super().received(data)
        if isinstance(self.error, RequestHeaderFieldsTooLarge | RequestEntityTooLarge):
            self.error = self.sentence(self.error)
        return taken

    def sentence(self, error: Error) -> SentenceError:
        first = self.path.lstrip("/").partition("/")[0]
        with translation.override(first if first in LANGUAGES else LANGUAGES[0]):
            if isinstance(error, RequestHeaderFieldsTooLarge):
                return SentenceError(sizes.too_long_headers(), error.reason)
            return SentenceError(
                sizes.too_large_a_body(self.adj.max_request_body_size), error.reason
            )


def limited(adjustments: Adjustments, path: str, cookies: str) -> Adjustments:
    """Of the server, with the limit of this request's body."""
    limit = sizes.body_limit(path, cookies)
    if limit >= adjustments.max_request_body_size:
        return adjustments
    own = copy(adjustments)
    own.max_request_body_size = limit
    return own
