"""Staff show a second factor, a passkey or an authenticator code, before the admin opens; in
every session anew."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from registry.common.middleware import Handler

PROTECTED = "/admin/"


def has_shown_second_factor(request: HttpRequest) -> bool:
    """In this session. A link made on the server itself counts: who can make one can read the
    database."""
    methods = {record.get("method") for record in get_authentication_records(request, request.user)}
    return bool(methods & {"mfa", "console"})


class SecondFactorMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            not request.path.startswith(PROTECTED)
            or not request.user.is_authenticated
            or not request.user.is_staff
        ):
            return self.get_response(request)
        if has_shown_second_factor(request):
            return self.get_response(request)
        if is_mfa_enabled(request.user):
            return HttpResponseRedirect(
                f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
            )
        messages.info(
            request,
            _("The admin opens once you have a second factor: a passkey or an authenticator app."),
        )
        return HttpResponseRedirect(reverse("mfa_index"))
