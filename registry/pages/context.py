"""What the frame around every page needs. No query: a page's cost is its own."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from registry.common.languages import LANGUAGES, OWN_NAMES, active, other
from registry.common.sessions import has_session
from registry.common.store import content_date


def in_language(path: str, language: str) -> str:
    """The same address in a language: /en/states/ to /ru/states/."""
    first, _slash, rest = path.lstrip("/").partition("/")
    return f"/{language}/{rest}" if first in LANGUAGES else f"/{language}/"


SECTIONS = {
    "states": "states",
    "profiles": "profiles",
    "map": "map",
    "data": "data",
    "projects": "projects",
    "pilot-projects": "projects",
    "process": "process",
    "meetings": "process",
    "action-plans": "process",
    "co-operation-areas": "process",
}


def frame(request: HttpRequest) -> dict[str, Any]:
    if request.path.startswith("/admin/"):
        return {}
    language, path = active(), request.path
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return {
        "language": language,
        "section": SECTIONS.get((path.split("/") + ["", ""])[2], ""),
        "other_language": other(language),
        "other_language_name": OWN_NAMES[other(language)],
        "other_language_url": in_language(path, other(language)) + query,
        "canonical": f"{settings.SITE_URL}{path}",
        "alternates": {code: f"{settings.SITE_URL}{in_language(path, code)}" for code in LANGUAGES},
        "site_url": settings.SITE_URL,
        "content_date": content_date(),
        # Looked at before anything touches the session: a page that did would be nobody's to keep
        "has_session": has_session(request.META.get("HTTP_COOKIE", "")),
        "secretariat_email": settings.DEFAULT_FROM_EMAIL,
    }
