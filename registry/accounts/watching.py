"""What the sign-in library does is seen here: its hooks write security events, and ask our own
rule of freshness."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.events import SecurityEvent, record_event, record_limit
from registry.accounts.models import User
from registry.common.freshness import is_fresh

What = SecurityEvent.What
LIMITS = {"too_many_login_attempts", "rate_limited"}
NOTICES = {
    "totp_activated": (What.FACTOR_ADDED, "authenticator app"),
    "totp_deactivated": (What.FACTOR_REMOVED, "authenticator app"),
    "webauthn_added": (What.FACTOR_ADDED, "passkey"),
    "webauthn_removed": (What.FACTOR_REMOVED, "passkey"),
    "recovery_codes_generated": (What.CODES_MADE, ""),
}


class WatchedAccounts(DefaultAccountAdapter):
    """Base of our account adapter."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed. Write to the Secretariat."),
        "incorrect_code": gettext_lazy(
            "This is not the code of the message, or it no longer serves. Look at the newest"
            " message, or ask for a new code."
        ),
        "rate_limited": gettext_lazy(
            "Too many codes in a short time. The codes sent so far serve; ask for another one in a"
            " quarter of an hour."
        ),
        "too_many_login_attempts": gettext_lazy(
            "Too many wrong tries: this code no longer serves. Ask for a new one, or try again in a"
            " quarter of an hour."
        ),
    }

    def pre_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse | None:
        """A code that went to an address which is no longer the account's opens nothing."""
        email = details.get("email")
        if email and email.lower() != user.email.lower():
            messages.error(request, _("This code no longer serves. Ask for a new one."))
            return redirect("account_login")
        return super().pre_login(request, user, **details)

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        methods = [record["method"] for record in get_authentication_records(request, user)]
        what = What.CONSOLE_LINK if "console" in methods else What.SIGNED_IN
        record_event(what, account=user, how=" + ".join(dict.fromkeys(methods)))
        return super().post_login(request, user, **details)

    def is_reauthentication_required(self, *, app: str, **details: Any) -> bool:
        """The pages ask at the door (urls.py); the library's own acts ask the same rule."""
        return not is_fresh(context.request)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code in LIMITS:
            record_limit()
        return super().validation_error(code, *args)

    def send_notification_mail(
        self, template_prefix: str, user: User, *args: Any, **details: Any
    ) -> None:
        what, how = NOTICES.get(template_prefix.rpartition("/")[2], (None, ""))
        if what:
            record_event(what, account=user, how=how)
        super().send_notification_mail(template_prefix, user, *args, **details)
