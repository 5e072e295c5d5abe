"""A record's public page before readers see it: for staff while they write, and for somebody
without an account by a link.

A topic names the function that answers with the page of a given record (`shows`); the page of a
preview is made by that function, so that it cannot differ from the public one. It is asked with a
request of nobody: no session, no rights, nothing of the person who looks.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from registry.common.appearing import Appearing

PageOf = TypeVar("PageOf", bound=Callable[..., HttpResponse])
LASTS = timedelta(days=14)
LONGEST_TOKEN = 200
SALT = "registry.common.previewing"
OF_THE_CONNECTION = {
    "HTTP_HOST",
    "SERVER_NAME",
    "SERVER_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "wsgi.url_scheme",
}
_pages: dict[str, tuple[type[Any], Callable[..., HttpResponse]]] = {}


def shows(model: type[Appearing]) -> Callable[[PageOf], PageOf]:
    """Decorates the function that answers with the public page of a record of this model."""

    def register(page_of: PageOf) -> PageOf:
        _pages[model._meta.model_name or ""] = (model, page_of)
        return page_of

    return register


def shown_models() -> set[type[Any]]:
    return {model for model, _page_of in _pages.values()}


def preview_of(row: Appearing, request: HttpRequest, language: str, path: str = "") -> str:
    """The page as HTML. `path`: the address that it is to take itself for; else its public one."""
    _model, page_of = _pages[row._meta.model_name or ""]
    with translation.override(language):
        asked: Any = HttpRequest()
        asked.META = {
            name: value for name, value in request.META.items() if name in OF_THE_CONNECTION
        }
        asked.method = "GET"
        where: Any = row  # every kind of record that has a preview has a page
        asked.path = asked.path_info = path or where.get_absolute_url()
        asked.user = AnonymousUser()
        asked.is_preview = True
        asked.csp_nonce = ""
        return page_of(asked, copy(row)).content.decode()


def never_kept(response: HttpResponse) -> HttpResponse:
    """Nobody on the way keeps it, and no search engine lists it."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def link_for(row: Appearing) -> str:
    """The part of an address that opens the record as it is saved now, until it is saved again or
    the time is over. It is signed, and nothing of it is stored."""
    made: Any = row
    return signing.dumps([row._meta.model_name, row.pk, made.version], salt=SALT)


@dataclass(frozen=True, slots=True)
class Ended:
    """A link that we made, and that no longer opens anything. `because`: "time" or "change"."""

    because: str


def opened(token: str) -> Appearing | Ended | None:
    """What a link opens; None where we did not make it."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        kind, key, version = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.SignatureExpired:
        return Ended("time")
    except (signing.BadSignature, ValueError):
        return None
    if kind not in _pages:
        return None
    row = _pages[kind][0]._base_manager.filter(pk=key).first()
    return row if row and row.version == version else Ended("change")
