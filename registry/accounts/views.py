from allauth.account.views import RequestLoginCodeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator

from registry.accounts.forms import InvitationForm
from registry.accounts.inviting import accept
from registry.accounts.models import ConsoleLink, Invitation, PrivacyNotice
from registry.accounts.signing_in import sign_in, takes_at_least
from registry.common.dates import today
from registry.common.forms import by_link
from registry.common.store import published

ANSWERS_AFTER = 0.4  # seconds


@method_decorator(takes_at_least(ANSWERS_AFTER), name="dispatch")
class SignIn(RequestLoginCodeView):
    """The one door: a code by e-mail, or a passkey. Known and unknown addresses get the same answer in the same time."""


def dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/dead_link.html", status=410)


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    row = Invitation.objects.by_token(token)
    if row is None:
        return dead_link(request)
    notice = PrivacyNotice.objects.in_force(today())
    form = InvitationForm(request.POST or None)
    user = by_link(request, form, row, token, lambda: accept(row, notice=notice, on=today()))
    if user:
        return sign_in(request, user, method="invitation")
    shown = {"form": form, "invitation": row, "notice": notice}
    return render(request, "accounts/invitation.html", shown)


def console_link(request: HttpRequest, token: str) -> HttpResponse:
    """Made by a command on the server; opening it changes nothing, its button signs in."""
    row = ConsoleLink.objects.by_token(token)
    if row is None:
        return dead_link(request)
    if request.method == "POST":
        row.spend()
        return sign_in(request, row.account, method="console")
    return render(request, "accounts/console_link.html", {"account": row.account})


@published()
def privacy_notice(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/privacy_notice.html", {"notice": PrivacyNotice.objects.in_force(today())})
