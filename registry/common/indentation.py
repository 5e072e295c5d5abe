"""Pages leave without the indentation of their templates.

A template is written for the person who reads it: an element a line, indented. A browser reads a
run of white space as one space, so readers on slow links do not load it. What is typed or quoted
keeps its white space: text areas, preformatted text, scripts, and the values of attributes.
"""

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from registry.common.middleware import Handler

SPACE = r"[ \t\n\r\f]"
IN_TAG = r"(?:[^\"'<>]|\"[^\"<]*\"|'[^'<]*')*+"  # a value has no "<": that is escaped
PIECE = re.compile(
    rf"<(pre|textarea|script|style)\b.*?</\1>|<[a-z/!]{IN_TAG}>|{SPACE}{{2,}}|[\n\t\r\f]",
    re.DOTALL | re.IGNORECASE,
)
SPACE_OR_VALUE = re.compile(rf"\"[^\"]*\"|'[^']*'|{SPACE}+")
# Of these a browser shows no white space at the beginning and the end
BLOCKS = "title|h[1-6]|p|li|td|th|dt|dd|caption|figcaption|option|summary|legend"
AFTER_OPENING = re.compile(rf"(<(?:{BLOCKS})(?=[ >]){IN_TAG}>){SPACE}", re.IGNORECASE)
BEFORE_CLOSING = re.compile(rf"{SPACE}(</(?:{BLOCKS})>)", re.IGNORECASE)


def without_indentation(page: str) -> str:
    """The same page with each run of white space as one: a line break between two tags, else a
    space."""
    page = PIECE.sub(narrowed, page.strip())
    return BEFORE_CLOSING.sub(r"\1", AFTER_OPENING.sub(r"\1", page))


def narrowed(found: re.Match[str]) -> str:
    piece = found[0]
    if found[1]:
        return piece
    if piece.startswith("<"):
        return SPACE_OR_VALUE.sub(one_space, piece)
    is_between_tags = found.string[found.start() - 1] == ">" and found.string.startswith(
        "<", found.end()
    )
    return "\n" if is_between_tags else " "


def one_space(found: re.Match[str]) -> str:
    return found[0] if found[0][0] in "\"'" else " "


class IndentationMiddleware:
    """Inside of CommonMiddleware, which counts the bytes of the answer."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            page = response.content.decode(response.charset)
            response.content = without_indentation(page).encode(response.charset)
        return response
