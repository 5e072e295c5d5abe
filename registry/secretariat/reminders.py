"""What a day asks for: questions to confirm, the privacy notice to the newly named, the weekly summary, what is to be forgotten.

Safe to run twice, or late: each message has its occasion as a key and goes out once.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone, translation

from registry.accounts.models import Digest, User
from registry.common import mail
from registry.contacts.confirmation import ASKED_AFTER, ask_all
from registry.contacts.models import ContactPoint
from registry.contacts.naming import tell_named
from registry.contacts.privacy import forget_former
from registry.contacts.terms import posts_of
from registry.desk.asks import asks_of
from registry.figures.importing import forget_pending
from registry.profiles.endorsement import remind_states
from registry.profiles.workflow import let_lapse

COLLEAGUE_AFTER = ASKED_AFTER[-1] + 14  # days after the first question


def run(on: date) -> dict[str, int]:
    """How many of each went out, or were done."""
    return {name: step(on) for name, step in STEPS.items()}


def tell_privacy_notice(on: date) -> int:
    return sum(
        tell_named(one, by=None) for one in ContactPoint.objects.in_office(on).select_related("state", "account")
    )


def tell_colleagues(on: date) -> int:
    """The second rung of the escalation path: who serves beside somebody who did not answer three times."""
    told = 0
    for one in ContactPoint.objects.unanswered(on - timedelta(days=COLLEAGUE_AFTER), on):
        for other in ContactPoint.objects.beside([one], on).select_related("account"):
            told += mail.send(
                "deputy", key=f"deputy/{one.pk}/{one.due_on}/{other.pk}", to=other.mail_to, language=other.mail_language,
                account=other.account, contact_point=other, state=one.state, role=one.role_label,
                desk_url=mail.address("desk/", other.mail_language),
            )  # fmt: skip
    return told


def send_summaries(on: date) -> int:
    """One a week, or a month, to each person on whose desk something waits."""
    sent = 0
    week = on.isocalendar()
    for account in User.objects.filter(is_active=True).exclude(digest=Digest.NEVER):
        posts = posts_of(account, on)
        with translation.override(account.language):
            asks = asks_of(account, posts, on) if posts else []
        if asks:
            occasion = f"{week.year}-W{week.week:02d}" if account.digest == Digest.WEEKLY else f"{on:%Y-%m}"
            sent += mail.send(
                "digest", key=f"digest/{account.pk}/{occasion}", to=account.email, language=account.language, account=account,
                asks=asks, desk_url=mail.address("desk/", account.language),
                settings_url=mail.address("desk/mail/", account.language),
            )  # fmt: skip
    return sent


def clear_sessions(on: date) -> int:
    before = Session.objects.filter(expire_date__lt=timezone.now()).count()
    call_command("clearsessions")
    return before


STEPS: dict[str, Callable[[date], int]] = {
    "told_privacy_notice": tell_privacy_notice,
    "asked_to_confirm": ask_all,
    "reminded_of_endorsement": remind_states,
    "let_lapse": let_lapse,
    "told_colleagues": tell_colleagues,
    "sent_summaries": send_summaries,
    "forgot_former": forget_former,
    "gave_up_imports": forget_pending,
    "cleared_sessions": clear_sessions,
}
