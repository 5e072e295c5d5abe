"""How long a request may be: address, headers and body. One rule, asked by the server before it
reads a body, and by Django.

A large body is for those who bring files: the signed-in, in the admin. What anybody may post (a
text kept after a session has ended, a ministry's remarks) fits into DATA_UPLOAD_MAX_MEMORY_SIZE.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.utils.translation import gettext as _

from registry.common.sessions import has_person

KILOBYTE, MEGABYTE = 1024, 1024 * 1024
LONGEST_PATH, LONGEST_QUERY, MOST_PARAMETERS = 2 * KILOBYTE, 8 * KILOBYTE, 300
LONGEST_HEADER, LONGEST_HEADERS = 8 * KILOBYTE, 32 * KILOBYTE
LARGEST_OF_THE_SIGNED_IN = 30 * MEGABYTE  # a letter of 5 MB is what a form outside the admin takes
LARGEST_TO_SIGN_IN = MEGABYTE  # undoing the encoding of six takes seconds
# Beside its file; a file that is a little too large is named at its field
ROOM_FOR_THE_FORM = 10 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Refusal:
    """`status` of HTTP, and a sentence for its reader."""

    status: int
    advice: str


def largest_body() -> int:
    """Of anybody: for the server and the proxy in front of it."""
    return settings.LARGEST_UPLOAD + ROOM_FOR_THE_FORM


def megabytes(size: int) -> int:
    """For a refusal: rounded up, so that what is a little too large has more than is taken."""
    return -(-size // MEGABYTE)


def body_limit(path: str, cookies: str) -> int:
    """More than the forms take, so that a file that is too large is named at its field and what
    was typed stays. Forms about an account are short, and anybody sends them."""
    if path.strip("/").split("/")[1:2] == ["account"]:
        return LARGEST_TO_SIGN_IN
    if not has_person(cookies):
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE + MEGABYTE
    return largest_body() if path.startswith("/admin/") else LARGEST_OF_THE_SIGNED_IN


def refusal(environ: dict) -> Refusal | None:
    """Why a request is not looked at: it is too long, or holds NUL; None where it is sound."""
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        return too_long_an_address()
    if "\0" in path or "%00" in query or "\0" in query:  # PostgreSQL takes it in no text
        return Refusal(400, _("The address holds a character that no text has. Leave it out."))
    if query.count("&") >= MOST_PARAMETERS:
        return Refusal(
            400,
            _("The address has more than %(count)s parameters. Leave some of them out.")
            % {"count": MOST_PARAMETERS},
        )
    for key, value in environ.items():
        if key.startswith("HTTP_") and len(value) > LONGEST_HEADER:
            return too_long_a_header(key[5:].replace("_", "-").title(), LONGEST_HEADER)
    limit = body_limit(path, environ.get("HTTP_COOKIE", ""))
    return too_large_a_body(limit) if length_of(environ) > limit else None


def refusal_by_django(exception: Exception | None) -> Refusal | None:
    """Of a form that fits into a body and is larger than Django reads."""
    if isinstance(exception, RequestDataTooBig):
        return too_large_a_body(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    if isinstance(exception, (TooManyFieldsSent, TooManyFilesSent)):
        return too_many_fields()
    return None


def length_of(environ: dict) -> int:
    """Of the body; 0 where the header is no number, as Django has it."""
    digits = environ.get("CONTENT_LENGTH", "") or "0"
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else 0


def too_long_an_address() -> Refusal:
    return Refusal(
        414,
        _(
            "The address is longer than the registry reads. Choose less at once, or start from the"
            " home page."
        ),
    )


def too_long_a_header(name: str, limit: int) -> Refusal:
    advice = _(
        "The header %(name)s of the request is longer than %(limit)s KB. Shorten it; where a"
        " browser sent it, delete this site’s cookies."
    )
    return Refusal(431, advice % {"name": name[:40], "limit": limit // KILOBYTE})


def too_long_headers() -> Refusal:
    advice = _(
        "Address and headers of the request have more than %(limit)s KB together. Shorten them;"
        " where a browser sent them, delete this site’s cookies."
    )
    return Refusal(431, advice % {"limit": LONGEST_HEADERS // KILOBYTE})


def too_large_a_body(limit: int) -> Refusal:
    return Refusal(
        413,
        _(
            "What you sent has more than %(limit)s MB, so it was not read and nothing was saved. Go"
            " back, choose a smaller file or split the text, and send it again."
        )
        % {"limit": limit // MEGABYTE},
    )


def too_many_fields() -> Refusal:
    advice = _(
        "The form has more fields or files than the registry reads at once (%(count)s), so nothing"
        " was saved. Go back and send it in parts."
    )
    return Refusal(400, advice % {"count": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS})
