"""Pages of the admin that belong to no kind of record: the search over all, and the log."""

from urllib.parse import urlencode

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry.accounts.signed_in import person_of
from registry.common.freshness import page_before
from registry.common.languages import other
from registry.operating.recent_errors import recent
from registry.search.analysis import cleaned
from registry.secretariat.changes import by_day, changes
from registry.secretariat.finding import deeds, find, suggestions
from registry.secretariat.forms import LONGEST_WORDS, ErrorForm, LogForm, WordsForm


def words_of(request: HttpRequest) -> str:
    """No more of them than are looked for, and without what no text has."""
    form = WordsForm({"words": cleaned(request.GET.get("words", "")[:LONGEST_WORDS])})
    return form.cleaned_data["words"] if form.is_valid() else ""


def find_suggestions(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"results": suggestions(request, words_of(request))})


def find_page(request: HttpRequest) -> HttpResponse:
    words = words_of(request)
    return page(
        request,
        "find",
        _("Found: %(words)s") % {"words": words} if words else _("Find"),
        words=words,
        found=find(request, words),
        deeds=list(deeds(request.user, words)),
    )


def changes_page(request: HttpRequest) -> HttpResponse:
    form = LogForm(request.GET or None, user=request.user)
    rows, has_more = changes(request.user, form.asked())
    kept = {name: value for name, value in request.GET.items() if name in form.fields and value}
    older = urlencode(kept | {"after": rows[-1].key}) if has_more else ""
    return page(
        request, "changes", _("What changed"), form=form, days=list(by_day(rows)), older=older
    )


def errors_page(request: HttpRequest) -> HttpResponse:
    form = ErrorForm(request.GET)
    wanted = form.cleaned_data["number"] if form.is_valid() else ""
    return page(
        request, "errors", _("Recent errors"), form=form, wanted=wanted, kinds=recent(wanted)
    )


@require_POST
def own_language(request: HttpRequest) -> HttpResponse:
    """The admin, and messages to this account, in the other language from now on; back to the page
    that the button stood on."""
    account = person_of(request)
    account.language = other(account.language)
    account.save(update_fields=["language"])
    return redirect(page_before(request) or "admin:index")


def page(request: HttpRequest, template: str, title: str, **context) -> HttpResponse:
    shown = {**admin.site.each_context(request), "title": title, **context}
    return TemplateResponse(request, f"secretariat/{template}.html", shown)
