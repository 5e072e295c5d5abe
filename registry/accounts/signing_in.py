"""Our manner of django-allauth: by invitation only, without passwords, with our own mails, and
silent about who is known."""

import secrets
import time
from datetime import timedelta
from typing import Any

from allauth.account.utils import perform_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.accounts.browsers import remember_browser
from registry.accounts.factor_secrets import decrypted, encrypted
from registry.accounts.models import User
from registry.accounts.watching import WatchedAccounts
from registry.common import mail
from registry.common.languages import active
from registry.common.library_internals import record_authentication
from registry.common.message_kinds import MessageKind

QUIET = {
    "account/messages/logged_in.txt",
    "account/messages/logged_out.txt",
    "account/messages/login_code_sent.txt",
}
ADDRESSES = ("/", "https://", "http://")


class AccountAdapter(WatchedAccounts):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Of `next`: a page by its path or its whole address. A bare word would be taken for the
        name of a route."""
        return url.startswith(ADDRESSES) and super().is_safe_url(url)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index" if request.user.is_staff else "desk")

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if message_template not in QUIET:  # the page itself says it
            super().add_message(request, level, message_template, message_context, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """The library's mails in our form. Whether anybody has the address is the sender's
        business (codes.py says why)."""
        if template_prefix == "account/email/login_code":
            mail.send(
                MessageKind.CODE,
                occasion=(secrets.token_hex(16),),
                to=email,
                language=active(),
                lasts=timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
                is_for_accounts=True,
                code=context["code"],
                url=f"{settings.SITE_URL}{reverse('account_confirm_login_code')}",
            )
            return
        user = User.objects.filter(email=email.lower()).first()
        what = template_prefix.rpartition("/")[2]
        mail.send(
            MessageKind.SECURITY,
            occasion=(what, time.time_ns()),
            to=email,
            account=user,
            language=user.language if user else active(),
            what=what,
        )

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response = super().post_login(request, user, **kwargs)
        remember_browser(request, response, user.email)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That was not right, or it no longer serves."),
        "cannot_delete_authenticator": _("Staff keep at least one second factor."),
        "cannot_generate_recovery_codes": _(
            "Recovery codes come with a second factor: add a passkey or an authenticator app first."
        ),
        "unverified_email": _("Confirm your e-mail address first."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Prague Process Registry"}

    def encrypt(self, text: str) -> str:
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypted(encrypted_text)


def sign_in(request: HttpRequest, user: User, *, method: str, **details: Any) -> HttpResponse:
    """Sign in somebody who has shown who they are by a link; a second factor is asked for where
    the account has one."""
    record_authentication(request, user, method=method, **details)
    return perform_login(request, user, email=user.email)
