"""What the frame around every page needs. What the Secretariat sets is read once a version of the
content; a page's own cost is its own."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from registry.common.dates import today
from registry.common.languages import LANGUAGES, OWN_NAMES, active, other
from registry.common.sessions import has_session
from registry.common.store import content_date
from registry.pages.frame_settings import Frame, frame_now, section_of, shown_in_frame
from registry.takeaway.asking import COPYING
from registry.takeaway.offering import offered


def in_language(path: str, language: str) -> str:
    """The same address in a language: /en/states/ to /ru/states/."""
    first, _slash, rest = path.lstrip("/").partition("/")
    return f"/{language}/{rest}" if first in LANGUAGES else f"/{language}/"


def frame(request: HttpRequest) -> dict[str, Any]:
    if request.path.startswith("/admin/"):
        return {}
    return frame_of(request, request.path, frame_now())


def frame_of(request: HttpRequest, path: str, now: Frame) -> dict[str, Any]:
    """Around the page at `path`; for a preview the frame is one that nobody has saved yet."""
    language = active()
    query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return {
        "language": language,
        "section": section_of(path),
        "other_language": other(language),
        "other_language_name": OWN_NAMES[other(language)],
        "other_language_url": in_language(path, other(language)) + query,
        "canonical": f"{settings.SITE_URL}{path}",
        "page_address": f"{settings.SITE_URL}{path}{query}",
        "alternates": {code: f"{settings.SITE_URL}{in_language(path, code)}" for code in LANGUAGES},
        "site_url": settings.SITE_URL,
        "content_date": content_date(),
        "brought_in": now.brought_in,
        **of_the_site(is_copied=bool(request.META.get(COPYING))),
        # Looked at before anything touches the session: a page that did would be nobody's to keep
        "has_session": has_session(request.META.get("HTTP_COOKIE", "")),
        "secretariat_email": now.settings.contact_email or settings.DEFAULT_FROM_EMAIL,
        **shown_in_frame(now, today()),
    }


def of_the_site(*, is_copied: bool) -> dict[str, Any]:
    """What a page of the copy leaves out: the offer of a copy, and the day, which would make every
    page of it another one each night."""
    if is_copied:
        return {"printed_on": None, "take_away": None}
    return {"printed_on": today(), "take_away": offered()}
