"""Showing again that it is you, for who has no second factor: a code by e-mail, typed in the
open session (common/freshness.py)."""

import secrets
import time
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from registry.accounts.events import SecurityEvent, record_event, record_limit
from registry.accounts.limits import CODES_AGAIN, TRIES_AGAIN
from registry.accounts.signed_in import person_of
from registry.common import mail
from registry.common.errors import RuleError
from registry.common.languages import active
from registry.common.library_internals import normalize_user_code, record_authentication
from registry.common.message_kinds import MessageKind

SESSION_KEY = "code_again"
LASTS = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT


def hashed(code: str) -> str:
    return salted_hmac("registry.accounts.again", normalize_user_code(code)).hexdigest()


def codes_sent(request: HttpRequest) -> list[dict[str, Any]]:
    """The codes that still serve, the newest first: a message that comes late is not in vain."""
    found = request.session.get(SESSION_KEY, [])
    sent = found if isinstance(found, list) else [found]
    return [one for one in sent if 0 <= time.time() - one["at"] < LASTS]


def is_code_sent(request: HttpRequest) -> bool:
    return bool(codes_sent(request))


def send_code(request: HttpRequest) -> None:
    """To the address of the account. Raises RuleError where too many were asked for."""
    user = person_of(request)
    if not CODES_AGAIN.take(user.pk):
        record_limit()
        raise RuleError(_("Too many tries. Wait a quarter of an hour, then ask for a new code."))
    code, now = get_adapter(request).generate_login_code(), time.time()
    request.session[SESSION_KEY] = [{"hash": hashed(code), "at": now}, *codes_sent(request)[:1]]
    mail.send(
        MessageKind.CODE_AGAIN,
        occasion=(user.pk, secrets.token_hex(8)),
        to=user.email,
        language=active(),
        account=user,
        code=code,
        lasts=timedelta(seconds=LASTS),
    )


def check_code(request: HttpRequest, typed: str) -> bool:
    """The sign-in is fresh then. Raises RuleError where the code is wrong, too old, or was tried
    too often.

    A try is counted before the code is looked at, beside the session: parallel requests count too.
    """
    user = person_of(request)
    sent = [one["hash"] for one in codes_sent(request)]
    if not sent:
        raise RuleError(_("This code no longer serves. Ask for a new one."))
    if not TRIES_AGAIN.take(sent[0]):
        del request.session[SESSION_KEY]
        record_limit()
        raise RuleError(_("This code no longer serves. Ask for a new one."))
    if not any([secrets.compare_digest(one, hashed(typed)) for one in sent]):
        record_event(SecurityEvent.What.AGAIN_FAILED, account=user, how="code")
        raise RuleError(_("This is not the code of the message."))
    del request.session[SESSION_KEY]
    record_authentication(request, user, method="code", reauthenticated=True)
    record_event(SecurityEvent.What.AGAIN_PASSED, account=user, how="code")
    return True
