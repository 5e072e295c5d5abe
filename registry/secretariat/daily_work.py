"""The daily work: questions to confirm, the privacy notice to the newly named, the weekly summary,
retention; and the one message of the day to each person.

Safe to run twice, or late: a message goes out once for each occasion.
"""

from collections.abc import Callable
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone, translation

from registry.accounts.events import forget_events
from registry.accounts.factor_secrets import renew_secrets
from registry.accounts.models import Digest, User
from registry.common import daily_mail, mail, outbox
from registry.common.dates import midnight_of
from registry.common.message_kinds import MessageKind
from registry.common.task_worker import forget
from registry.common.waiting_files import forget_files
from registry.contacts.confirmation import ASKED_AFTER, ask_all
from registry.contacts.models import ContactPoint
from registry.contacts.naming import send_privacy_notice
from registry.contacts.privacy import forget_former
from registry.contacts.terms import posts_of
from registry.desk.asks import asks_of
from registry.drafting.part_history import thin_history
from registry.figure_imports.importing import forget_pending
from registry.following.by_mail import forget_unconfirmed
from registry.following.sealing import renew_followers
from registry.following.telling import tell_all
from registry.publication.endorsement import remind_states
from registry.publication.workflow import let_lapse
from registry.reports.counting import count_reports
from registry.sheets.deciding import put_aside_blocked
from registry.word.bringing import forget_unread

TOLD_LATELY = timedelta(days=7)  # so long the summary leaves out what another message has told
COLLEAGUE_AFTER = ASKED_AFTER[-1] + 14  # days after the first question


def run(on: date) -> dict[str, int]:
    """How many of each went out, or were done."""
    return {name: step(on) for name, step in STEPS.items()}


def send_privacy_notices(on: date) -> int:
    return sum(
        send_privacy_notice(contact_point, by=None)
        for contact_point in ContactPoint.objects.in_office(on).select_related("state", "account")
    )


def write_to_colleagues(on: date) -> int:
    """The second step of the escalation path: to whom serves beside a contact point that has not
    answered for so long."""
    sent = 0
    for silent in ContactPoint.objects.unanswered(on - timedelta(days=COLLEAGUE_AFTER), on):
        for colleague in ContactPoint.objects.beside([silent], on).select_related("account"):
            sent += mail.send(
                MessageKind.DEPUTY,
                occasion=(silent.pk, silent.due_on, colleague.pk),
                to=colleague.mail_to,
                language=colleague.mail_language,
                account=colleague.account,
                contact_point=colleague,
                state=silent.state,
                role=silent.role_label,
                since=silent.first_asked_on,
                desk_url=mail.address("desk/", colleague.mail_language),
            )
    return sent


def send_summaries(on: date) -> int:
    """Once a week or a month, to each person on whose desk something waits of which no message
    has told lately."""
    sent = 0
    since = midnight_of(on) - TOLD_LATELY
    week = on.isocalendar()
    for account in User.objects.filter(is_active=True).exclude(digest=Digest.NEVER):
        posts = posts_of(account, on)
        with translation.override(account.language):
            found = asks_of(account, posts, on) if posts else []
        told = mail.told_lately(account, posts, since)
        asks = [ask for ask in found if not (ask.is_left_to_others or told.of(ask.told_by))]
        if asks:
            period = (
                f"{week.year}-W{week.week:02d}"
                if account.digest == Digest.WEEKLY
                else f"{on:%Y-%m}"
            )
            sent += mail.send(
                MessageKind.DIGEST,
                occasion=(account.pk, period),
                to=account.email,
                language=account.language,
                account=account,
                asks=asks,
                desk_url=mail.address("desk/", account.language),
                settings_url=mail.address("desk/mail/", account.language),
            )
    return sent


def gather_mail(on: date) -> int:
    """The message of the day, of all that happened since the last one and of what this run has
    found. Whose term has ended meanwhile gets nothing of it."""
    daily_mail.withdraw(ContactPoint.objects.exclude(pk__in=ContactPoint.objects.in_office(on)))
    return daily_mail.gather(on)


def clear_sessions(on: date) -> int:
    before = Session.objects.filter(expire_date__lt=timezone.now()).count()
    call_command("clearsessions")
    return before


def forget_import_files(on: date) -> int:
    return forget_files()


def forget_unread_word_files(on: date) -> int:
    return forget_unread()


def forget_tasks(on: date) -> int:
    return forget(timezone.now())


def clear_codes(on: date) -> int:
    return outbox.forget_codes(timezone.now() - timedelta(days=30))


def renew_factor_secrets(on: date) -> int:
    return renew_secrets(Authenticator.objects.all())


def forget_unconfirmed_followers(on: date) -> int:
    return forget_unconfirmed(timezone.now())


def renew_keys_of_followers(on: date) -> int:
    return renew_followers()


STEPS: dict[str, Callable[[date], int]] = {
    "told_privacy_notice": send_privacy_notices,
    "asked_to_confirm": ask_all,
    "reminded_of_endorsement": remind_states,
    "let_lapse": let_lapse,
    "told_colleagues": write_to_colleagues,
    "sent_summaries": send_summaries,
    "gathered_messages": gather_mail,
    "told_followers": tell_all,
    "forgot_unconfirmed_followers": forget_unconfirmed_followers,
    "forgot_former": forget_former,
    "thinned_history_of_parts": thin_history,
    "gave_up_imports": forget_pending,
    "forgot_import_files": forget_import_files,
    "put_aside_sheets": put_aside_blocked,
    "forgot_unread_word_files": forget_unread_word_files,
    "forgot_tasks": forget_tasks,
    "cleared_sessions": clear_sessions,
    "forgot_codes": clear_codes,
    "forgot_security_events": forget_events,
    "renewed_factor_secrets": renew_factor_secrets,
    "lines_of_reports": count_reports,
    "renewed_followers": renew_keys_of_followers,
}
