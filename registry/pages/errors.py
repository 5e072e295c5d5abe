"""Pages for what went wrong, in the language of the address: what is wrong, and what to do."""

import re
import sys
from collections.abc import Callable

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common import faults
from registry.common.errors import WrongAddressError
from registry.common.former_addresses import Gone, Moved, what_became_of
from registry.common.freshness import form_posted
from registry.common.languages import LANGUAGES
from registry.common.library_internals import mark_as_logged
from registry.common.own_programs import ProgramGoneError
from registry.common.problems import FOR_MACHINES, problem_answer
from registry.common.request_ids import current_id
from registry.common.sizes import refusal, refusal_by_django
from registry.pages.above import list_above
from registry.pages.context import frame
from registry.search.question import shortened_address

SECONDS_TO_WAIT = 120
OF_A_QUERY = re.compile("matches the given query|matching the query")  # Django's words, not ours
NOTHING_THERE = (404, 410)
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
# Pages of people would take any other method for reading: Django's admin looks for "POST" alone
OF_PEOPLE = re.compile(r"/(admin|(en|ru)/(desk|account))/")
METHODS_OF_PAGES = ("GET", "HEAD", "POST")
TITLES = {
    400: gettext_lazy("This request could not be read"),
    403: gettext_lazy("This page is not open to you"),
    404: gettext_lazy("This page does not exist"),
    410: gettext_lazy("This page is gone"),
    413: gettext_lazy("This is too large"),
    414: gettext_lazy("This address is too long"),
    431: gettext_lazy("This request is too long"),
    500: gettext_lazy("Something went wrong on our side"),
    503: gettext_lazy("The registry cannot do this just now"),
}


def language_of(request: HttpRequest) -> str:
    first = request.path.lstrip("/").partition("/")[0]
    if first == "admin":
        return "en"  # as the admin is throughout
    if request.path.startswith(FOR_MACHINES):
        first = request.GET.get("lang", "en")
    return first if first in LANGUAGES else translation.get_language_from_request(request)


def page(request: HttpRequest, status: int, advice: str | Promise, **values: str) -> HttpResponse:
    """`advice`: text, or a lazy text that is put into the language of the address and filled
    with `values`."""
    language = language_of(request)
    with translation.override(language):
        text = str(advice) % values if values else str(advice)
        request_id = current_id(request)
        if request.path.startswith(FOR_MACHINES):
            return problem_answer(status, text, request_id=request_id if status >= 500 else "")
        context = {"status": status, "title": TITLES[status], "advice": text}
        context["request_id"] = request_id
        context["above"] = list_above(request.path) if status in NOTHING_THERE else None
        seen_by: HttpRequest | None = request
        if status >= 500:
            # without the session, the person and messages: these may be what fails
            context |= {"language": language} | frame(request) | {"has_session": False}
            seen_by = None
        return HttpResponse(render_to_string("error.html", context, request=seen_by), status=status)


class LimitsMiddleware:
    """What is too long is refused before anything reads it (registry/common/sizes.py), as is a
    method that no page of people has."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            found = refusal(request.META)
        if found is None:
            if request.method not in METHODS_OF_PAGES and OF_PEOPLE.match(request.path):
                return HttpResponseNotAllowed(METHODS_OF_PAGES)
            return self.get_response(request)
        # What is searched for is cut, never refused
        shorter = shortened_address(request.path, request.META.get("QUERY_STRING", ""))
        if shorter and found.status in (400, 414):
            return HttpResponseRedirect(shorter)
        # the log would hold the address, as long as it is
        return mark_as_logged(page(request, found.status, found.advice))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, WrongAddressError):
        # the log would hold names that a stranger made
        return mark_as_logged(page(request, 400, str(exception)))
    refused = refusal_by_django(exception)
    if refused:
        return page(request, refused.status, refused.advice)
    return page(request, 400, _("Check the address, or start from the home page."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request,
        403,
        _("Sign in with an account that has the right to it, or go back and send the form again."),
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: it lay open too long, or came from another site.

    Who signed in anew in another tab meanwhile finds the form filled and sends it with one button.
    """
    if request.user.is_authenticated and is_from_here(request):
        kept = form_posted(request)
        return render(request, "accounts/kept.html", {"kept": kept, "is_renewed": True}, status=403)
    return page(
        request,
        403,
        _(
            "This form was open too long. Go back, reload the page and send it again; what you"
            " typed is still there."
        ),
    )


def is_from_here(request: HttpRequest) -> bool:
    """The browser says that one of our pages was posted; never what a script reads, nor the
    admin."""
    is_page = not request.path.startswith(("/admin/", "/api/"))
    wants_page = request.headers.get("Accept") != "application/json"
    origin = f"{request.scheme}://{request.get_host()}"
    return is_page and wants_page and request.headers.get("Origin") == origin


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    fate = what_became_of(request)
    if isinstance(fate, Moved):
        return moved(fate)
    if isinstance(fate, Gone):
        return page(
            request, 410, _("It was removed from the registry. The lists show what is here.")
        )
    reason = exception.args[0] if exception and exception.args else ""
    if not isinstance(reason, str) or OF_A_QUERY.search(reason):
        reason = ""
    return page(
        request,
        404,
        reason
        or _("Check the address for a slip, or look for the state or the document in the lists."),
    )


def moved(fate: Moved) -> HttpResponse:
    """Asked for anew each time: the old address may one day belong to another record."""
    return HttpResponsePermanentRedirect(fate.to, headers={"Cache-Control": "no-cache"})


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the error is being handled. A fault that will pass says so."""
    if faults.is_passing(sys.exc_info()[1]):
        return out_of_order(request)
    advice = gettext_lazy(
        "Try again in a few minutes; nothing you sent was half saved. If it happens again, write to"
        " %(address)s what you did, and the number below: the error is found by it."
    )
    return page(request, 500, advice, address=settings.DEFAULT_FROM_EMAIL)


def out_of_order(request: HttpRequest) -> HttpResponse:
    """The database, the disk or the cache: reading may go on where writing does not. Or what draws,
    which has been started anew."""
    if request.method not in SAFE_METHODS:
        advice = gettext_lazy(
            "Nothing of what you sent was saved: the registry cannot write at present. Go back,"
            " where what you typed is still in the form, and send it again in a few minutes. Pages"
            " can be read meanwhile."
        )
    elif isinstance(sys.exc_info()[1], ProgramGoneError):
        advice = gettext_lazy(
            "This picture could not be drawn just now: the program that draws it did not answer and"
            " is being replaced. Try again in a minute."
        )
    else:
        advice = gettext_lazy("What this page needs does not answer. Try again in a few minutes.")
    response = page(request, 503, advice)
    response["Retry-After"] = str(SECONDS_TO_WAIT)
    return response
