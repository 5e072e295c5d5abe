"""The page of a preview, for the desk and for the admin."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from registry.common.languages import LANGUAGES
from registry.common.previewing import never_kept
from registry.profiles.models import Edition
from registry.profiles.notices import RULE_PAGE
from registry.publication.preview import preview


def preview_page(
    request: HttpRequest,
    edition: Edition,
    language: str,
    *,
    on: date,
    context: dict[str, Any],
) -> HttpResponse:
    """`?as=draft`: with the notice that it does not reflect the state’s position. Nobody on the way
    keeps the answer, and no search engine lists it. The charts are drawn within the page: they have
    no address of their own."""
    wanted = request.GET.get("as") != "draft" and not edition.is_compiled
    is_endorsed = edition.is_endorsed or wanted
    language = language if language in LANGUAGES else LANGUAGES[0]
    with translation.override(language):
        made = preview(edition, language, on=on, is_endorsed=is_endorsed)
        shown = {
            "original": edition,
            "edition": made.edition,
            "state": made.edition.profile.state,
            "content": made.content,
            "is_endorsed": is_endorsed,
            "language": language,
            "rule_page": RULE_PAGE,
        }
        response = render(request, "profiles/preview.html", context | shown)
    return never_kept(response)
