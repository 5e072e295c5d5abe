"""An address asked as a stranger asks, within the process, and only what is meant for everybody
taken.

The rule is that of the store of finished pages: what is not marked as public stays out, so a page
that nobody has thought of is not in a copy.
"""

import io
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import FileResponse
from django.urls import set_script_prefix

COPYING = "registry.is_copied"  # in a request: what is only for visitors of the site is left out
MOVED = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def is_public(self) -> bool:
        caching = self.headers.get("cache-control", "")
        directives = {part.strip() for part in caching.split(",")}
        is_for_all = "public" in directives and not {"private", "no-store"} & directives
        return self.status == 200 and is_for_all and "set-cookie" not in self.headers

    @property
    def moved_to(self) -> str:
        return self.headers.get("location", "") if self.status in MOVED else ""


@cache
def application() -> WSGIHandler:
    return WSGIHandler()


def environ(address: str) -> dict[str, Any]:
    site = urlsplit(settings.SITE_URL)
    path, _mark, query = address.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(path).encode().decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": site.hostname,
        "SERVER_PORT": str(site.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": site.netloc,
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        COPYING: True,
    }


def ask(address: str) -> Answer:
    """Not by the way of a server, which looks at each request whether its connection to the
    database is to be closed: here all are one piece of work, perhaps within a transaction."""
    set_script_prefix("/")
    response = application().get_response(WSGIRequest(environ(address)))
    body = b"".join(response)
    if isinstance(response, FileResponse) and response.file_to_stream is not None:
        response.file_to_stream.close()
    headers = {name.lower(): value for name, value in response.items()}
    if response.cookies:
        headers["set-cookie"] = response.cookies.output()
    return Answer(response.status_code, headers, body)


def static_file(address: str) -> Path | None:
    """Collected, under the name with its hash; else as it is in the source."""
    name = unquote(address).removeprefix(settings.STATIC_URL)
    collected = Path(staticfiles_storage.path(name))
    if collected.is_file():
        return collected
    found = finders.find(name)
    return Path(found) if found else None
