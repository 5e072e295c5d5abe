from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.stages import LoginByCodeStage, LoginStage
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.generic.edit import FormView

from registry.accounts import browsers
from registry.accounts.again import check_code, is_code_sent, send_code
from registry.accounts.codes import SignInByCode
from registry.accounts.events import SecurityEvent, record_event, record_limit
from registry.accounts.forms import LONGEST_CODE, CodeAgainForm, InvitationForm
from registry.accounts.inviting import accept
from registry.accounts.limits import may_ask_for_code
from registry.accounts.models import ConsoleLink, Invitation, PrivacyNotice, User
from registry.accounts.signed_in import person_of
from registry.accounts.signing_in import sign_in
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.forms import by_link, posted
from registry.common.freshness import forget_form, is_fresh, is_kept, kept_form
from registry.common.kept_words import match_of
from registry.common.library_internals import login_stage, login_stage_required, mark_as_logged
from registry.common.limits import MINUTE, CannotCountError
from registry.common.store import published
from registry.contacts.details import show_to_network

LONGEST_ADDRESS = 254


class SignIn(RequestLoginCodeView):
    """The one door: a code by e-mail, or a passkey. Known and unknown addresses get the same answer
    by the same work.

    Limits come first, before anything is read or written; nothing here waits. Who waits for a code
    may come back and give another address.
    """

    waiting: SignInByCode | None = None

    def _redirect_to_pending_stage(
        self, request: HttpRequest, stage: LoginStage
    ) -> HttpResponseRedirect | None:
        if stage.key != LoginByCodeStage.key:
            return super()._redirect_to_pending_stage(request, stage)
        waiting = SignInByCode(stage)
        self.waiting = waiting if waiting.is_valid() else None
        return None

    def get_initial(self) -> dict[str, Any]:
        return {"email": self.waiting.state["email"]} if self.waiting else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.passthrough_next_url(reverse("account_confirm_login_code"))
        return super().get_context_data(**kwargs) | {
            "waiting": self.waiting.state["email"] if self.waiting else "",
            "code_address": address,
            "is_form_kept": leads_to_kept(self.request),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if may_ask_for_code(request, request.POST.get("email", "")[:LONGEST_ADDRESS]):
                return super().post(request, *args, **kwargs)
        except CannotCountError as error:
            return self.refused(str(error), status=503)
        record_limit()
        return self.refused(
            _("Too many codes were asked for. Try again in 15 minutes."), status=429
        )

    def refused(self, why: str, *, status: int) -> HttpResponse:
        form = self.get_form()
        form.add_error(None, why)
        response = self.render_to_response(self.get_context_data(form=form), status=status)
        if status == 503:
            mark_as_logged(response)  # limits.py wrote one line about the silent cache
        response["Retry-After"] = str(15 * MINUTE if status == 429 else MINUTE)
        return response

    def form_valid(self, form: forms.Form) -> HttpResponse:
        with transaction.atomic():
            SignInByCode.begin(self.request, form.cleaned_data["email"], before=self.waiting)
        return HttpResponseRedirect(self.get_success_url())


@method_decorator(
    login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login"),
    name="dispatch",
)
class SignInCode(ConfirmLoginCodeView):
    """The code from the message. A try is counted before the code is looked at.

    A wrong one is remembered; of an address without an account, too, so that both take the same
    time.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.stage = login_stage(request)
        process = SignInByCode.resume(self.stage)
        if process is None:
            return redirect("account_login")
        self._process = process
        return FormView.dispatch(self, request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self._action == "verify" and not self._process.may_try():
            self._process.state["failed_attempts"] = self._process.max_attempts
            return self.form_invalid(self.get_form())
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if "code" in kwargs:
            typed = self.request.POST.get("code", "")[:LONGEST_CODE]
            kwargs["code"] = self._process.expected(typed)
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = self.passthrough_next_url(reverse("account_login"))
        return super().get_context_data(**kwargs) | {
            "has_sent_again": self._process.has_sent_again,
            "address_page": address,
        }

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        if self._action == "verify":
            account = self._process.account_of_address()
            record_event(SecurityEvent.What.CODE_FAILED, account=account, how="code")
        return super().form_invalid(form)

    def _verify_form_valid(self, form: forms.Form) -> HttpResponse:
        if not self._process.find_account():
            form.add_error("code", get_adapter().error_messages["incorrect_code"])
            return self.form_invalid(form)
        return super()._verify_form_valid(form)


def leads_to_kept(request: HttpRequest) -> bool:
    """Who posted a form after their session had ended; it waits for them behind this door."""
    after = request.POST.get("next") or request.GET.get("next", "")
    match = match_of(after)
    return match is not None and match.url_name == "sign_in_again" and is_kept(request)


def dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/dead_link.html", status=410)


def used_link(request: HttpRequest, row: Any) -> HttpResponse | None:
    """What the link did before: its form was sent twice, or the page is loaded again. None where no
    account has come of it."""
    if row is None or row.used_at is None or row.account_id is None:
        return None
    if request.user.pk == row.account_id:
        return redirect(get_adapter().get_login_redirect_url(request))
    return render(request, "accounts/used_link.html", {"link": row})


def invitation(request: HttpRequest, token: str) -> HttpResponse:
    links = Invitation.objects.all()
    row = links.by_token(token)
    if row is None:
        return used_link(request, links.known(token)) or dead_link(request)
    notice = PrivacyNotice.objects.in_force(today())
    if notice is None:
        return render(request, "accounts/no_notice.html")
    form = InvitationForm(request.POST or None, has_office=row.contact_point is not None)

    def accept_and_show() -> User:
        user = accept(row, notice=notice, on=today())
        if form.cleaned_data.get("is_shown"):
            show_to_network(row.contact_point, by=user)
        return user

    user = by_link(request, form, row, token, accept_and_show)
    if user:
        return sign_in(request, user, method="invitation")
    used = used_link(request, links.known(token))  # while this request was checked
    if used:
        return used
    shown = {"form": form, "invitation": row, "notice": notice}
    return render(request, "accounts/invitation.html", shown)


def console_link(request: HttpRequest, token: str) -> HttpResponse:
    """Made by a command on the server; opening it changes nothing, its button signs in."""
    row = ConsoleLink.objects.by_token(token)
    if row is None:
        return sent_twice(request, token) or dead_link(request)
    if request.method == "POST":
        try:
            row.spend()
        except RuleError:  # a second click, or another tab, was quicker
            return sent_twice(request, token) or dead_link(request)
        return sign_in(request, row.account, method="console")
    return render(request, "accounts/console_link.html", {"account": row.account})


def sent_twice(request: HttpRequest, token: str) -> HttpResponse | None:
    """A link that signs in says so to a second click only."""
    if request.method != "POST":
        return None
    return used_link(request, ConsoleLink.objects.used_lately(token))


@login_required
def sign_in_again(request: HttpRequest) -> HttpResponse:
    """Before a grave act: with the second factor, else by a code; then back, with what was
    posted meanwhile."""
    user = person_of(request)
    after = get_next_redirect_url(request) or get_adapter().get_login_redirect_url(request)
    if is_fresh(request):
        kept = kept_form(request, after)
        if kept and kept.owner and kept.owner != browsers.digest(user.email):
            forget_form(request)  # somebody else's words, on a browser that several people use
            kept = None
        return render(request, "accounts/kept.html", {"kept": kept}) if kept else redirect(after)
    if is_mfa_enabled(user):
        query = urlencode({"next": f"{request.path}?{urlencode({'next': after})}"})
        return redirect(f"{reverse('mfa_reauthenticate')}?{query}")
    is_asking = "send" in request.POST
    form = (forms.Form if is_asking else CodeAgainForm)(request.POST or None)

    def send_or_check(values: dict) -> None:
        if is_asking:
            send_code(request)
        else:
            check_code(request, values["code"])

    posted(request, form, send_or_check)
    if form.is_valid():
        return redirect(request.get_full_path())
    shown = {
        "form": form,
        "is_sent": is_code_sent(request),
        "after": after,
        "mail_directory": getattr(settings, "EMAIL_FILE_PATH", None),
        "has_console_link": user.console_links.exists(),
    }
    return render(request, "accounts/again.html", shown)


@published()
def privacy_notice(request: HttpRequest) -> HttpResponse:
    return render(
        request, "accounts/privacy_notice.html", {"notice": PrivacyNotice.objects.in_force(today())}
    )
