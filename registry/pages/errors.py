"""Pages for what went wrong, in the language of the address: what is wrong, and what to do."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.languages import LANGUAGES

TITLES = {
    400: gettext_lazy("This request could not be read"),
    403: gettext_lazy("This page is not open to you"),
    404: gettext_lazy("This page does not exist"),
    500: gettext_lazy("Something went wrong on our side"),
}


def page(request: HttpRequest, status: int, advice: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": advice, "status": status}, status=status)
    first = request.path.lstrip("/").partition("/")[0]
    language = first if first in LANGUAGES else translation.get_language_from_request(request)
    with translation.override(language):
        context = {"status": status, "title": TITLES[status], "advice": advice}
        return HttpResponse(render_to_string("error.html", context, request=request), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 400, _("Check the address, or start from the home page."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(
        request, 403, _("Sign in with an account that has the right to it, or go back and send the form again.")
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: it lay open too long, or came from another site."""
    return page(
        request,
        403,
        _("This form was open too long. Go back, reload the page and send it again; what you typed is still there."),
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    told = exception.args[0] if exception and exception.args and isinstance(exception.args[0], str) else ""
    return page(
        request, 404, told or _("Check the address for a slip, or look for the state or the document in the lists.")
    )


def server_error(request: HttpRequest) -> HttpResponse:
    return page(
        request, 500, _("The Secretariat has been told. Try again in a few minutes; nothing you sent was half saved.")
    )
