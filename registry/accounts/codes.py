"""Signing in by a code, in constant time: who has an account is asked when the message is sent
and when the code is right, and never while somebody waits for an answer."""

import secrets
import time
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core.exceptions import RateLimited
from django.http import HttpRequest

from registry.accounts.limits import TRIES, USES, may_ask_for_code
from registry.accounts.models import User
from registry.common.library_internals import LoginCodeVerificationProcess, normalize_user_code


class SignInByCode(LoginCodeVerificationProcess):
    """The library's process, for every address alike. The tries of a code are counted beside the
    session, which parallel requests would each read before the other has written.

    The newest code and the one before both serve, each for its own quarter of an hour, until one
    of them is used: messages arrive late, and not always in their order.
    """

    @classmethod
    def begin(
        cls, request: HttpRequest, email: str, before: "SignInByCode | None" = None
    ) -> "SignInByCode":
        """`before`: what this browser has waited for so far."""
        login = Login(user=None, email=email, state={"stages": {"current": LoginByCodeStage.key}})
        process = cls(LoginByCodeStage(LoginStageController(request, login), request, login))
        process.state.update(cls.initial_state(user=None, email=email), initiated_by_user=True)
        process.state["begun"] = secrets.token_hex(8)
        if before and before.state["email"].lower() == email.lower():
            process.state["before"] = before.newest
        process.send()
        process.persist()
        return process

    @classmethod
    def resume(cls, stage: LoginByCodeStage) -> "SignInByCode | None":
        return cls(stage).abort_if_invalid()

    def send_by_email(self, email: str, skip_enumeration_mails: bool = False) -> None:
        self.state["serial"] = secrets.token_hex(8)
        context = {"request": self.request, "code": self.generate_code()}
        get_adapter().send_mail("account/email/login_code", email, context)

    def resend(self) -> None:
        if not may_ask_for_code(self.request, self.state["email"]):
            raise RateLimited
        self.state.update(before=self.newest, at=time.time(), failed_attempts=0)
        self.stage.login.initiated_at = time.time()  # the new code has its whole time
        super().resend()

    @property
    def can_resend(self) -> bool:
        """How often is limited where it is asked for (limits.py)."""
        return True

    @property
    def newest(self) -> dict[str, Any]:
        return {"code": self.state["code"], "at": self.state["at"]}

    @property
    def has_sent_again(self) -> bool:
        return "before" in self.state

    def expected(self, typed: str) -> str:
        """Which of the codes that serve was typed; the newest where it is none of them."""
        found = self.code
        for sent in (self.state.get("before"), self.newest):
            if sent and time.time() - sent["at"] <= self.timeout and is_same(sent["code"], typed):
                found = sent["code"]
        return found

    def may_try(self) -> bool:
        """Counts a try, before the code is looked at."""
        return TRIES.take(self.serial)

    def find_account(self) -> bool:
        """Whose code it was, once it is right. Of the codes that serve, one serves, and once."""
        if not USES.take(self.state["begun"]):
            return False
        self._user = self.account_of_address()
        return self._user is not None

    def account_of_address(self) -> User | None:
        return User.objects.filter(email=self.state["email"].lower(), is_active=True).first()

    @property
    def serial(self) -> str:
        return self.state["serial"]


def is_same(code: str, typed: str) -> bool:
    given, expected = normalize_user_code(typed), normalize_user_code(code)
    return secrets.compare_digest(given.encode(), expected.encode())
