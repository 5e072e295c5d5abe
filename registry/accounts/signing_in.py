"""Our manner of django-allauth: by invitation only, without passwords, with our own mails, and silent about who is known."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from registry.accounts.models import User
from registry.common import mail
from registry.common.languages import active

QUIET = {"account/messages/logged_in.txt", "account/messages/logged_out.txt", "account/messages/login_code_sent.txt"}


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("admin:index" if request.user.is_staff else "desk")

    def add_message(self, request, level, message_template=None, message_context=None, *args, **kwargs) -> None:
        if message_template not in QUIET:  # the page itself says it
            super().add_message(request, level, message_template, message_context, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """The library's mails in our form. A code goes out beside the request (mail.py says why)."""
        if template_prefix == "account/email/login_code":
            url = f"{settings.SITE_URL}{reverse('account_confirm_login_code')}"
            mail.send_unseen("code", to=email, language=active(), code=context["code"], url=url)
            return
        user = User.objects.filter(email=email.lower()).first()
        what = template_prefix.rpartition("/")[2]
        mail.send(
            "security", key=f"security/{what}/{time.time_ns()}", to=email, account=user,
            language=user.language if user else active(), what=what,
        )  # fmt: skip


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Prague Process Registry"}

    def _get_site_name(self) -> str:
        return "Prague Process Registry"


def takes_at_least(seconds: float) -> Callable:
    """A POST answers no sooner than that, so that its time tells nothing about what was found."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            began = time.monotonic()
            response = view(request, *args, **kwargs)
            if request.method == "POST":
                time.sleep(max(0.0, seconds - (time.monotonic() - began)))
            return response

        return wrapper

    return decorate


def sign_in(request: HttpRequest, user: User, *, method: str, **told: Any) -> HttpResponse:
    """Sign in somebody who has shown who they are by a link; a second factor is asked for where the account has one."""
    record_authentication(request, user, method=method, **told)
    return perform_login(request, Login(user=user, email=user.email))
