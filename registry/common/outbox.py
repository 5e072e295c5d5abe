"""Messages wait here and leave outside of requests: never lost, never twice, and not kept longer
than they are needed.

A message is a row in the transaction of the act that it is about. A sender (a thread of each
serving process; commands at their end) takes what is due. What the mail server refuses waits
through growing pauses and is given up after the last one. A sender that dies before it hands a
message over leaves it to the next. One that dies while the mail server answers leaves it unclear:
it may have arrived, so nobody but a colleague sends it again. Words and address are sealed, and
wiped as soon as it is sent.
"""

import base64
import json
import logging
import smtplib
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from registry.common.errors import RuleError
from registry.common.message_kinds import MessageKind
from registry.common.models import SentMessage, WaitingMessage

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

logger = logging.getLogger("registry.mail")
State = SentMessage.State
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 6 * 60, 24 * 60))
LEASE = timedelta(
    minutes=5
)  # how long a sender may be busy with one message; smtp.py ends it earlier
KEPT = timedelta(days=14)  # a message that was given up, so that a colleague can send it again
woken = threading.Event()


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    language: str
    subject: str
    text: str
    html: str
    body: str = ""  # the text without its foot, for the message of the day (daily_mail.py)
    stop_url: str = ""  # where one click in a mail program stops such messages (RFC 8058)

    def as_email(self) -> EmailMultiAlternatives:
        email = EmailMultiAlternatives(
            self.subject, self.text, settings.DEFAULT_FROM_EMAIL, [self.to]
        )
        email.attach_alternative(self.html, "text/html")
        email.extra_headers |= {
            "Auto-Submitted": "auto-generated",
            "Content-Language": self.language,
        }
        if self.stop_url:
            email.extra_headers |= {
                "List-Unsubscribe": f"<{self.stop_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
        return email


def cipher() -> "MultiFernet":
    """Links and digits are stored as hashes only; what a message says of them must not be
    readable either while it waits."""
    # a large library, where mail is written or sent only
    from cryptography.fernet import Fernet, MultiFernet

    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [
        salted_hmac("registry.common.outbox", "", secret=key, algorithm="sha256") for key in keys
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest.digest())) for digest in digests])


def seal(letter: Letter) -> str:
    return cipher().encrypt(json.dumps(asdict(letter)).encode()).decode()


def unseal(row: WaitingMessage) -> Letter:
    return Letter(**json.loads(cipher().decrypt(row.sealed)))


def readdressed(letter: Letter, to: str) -> Letter:
    return replace(letter, to=to)


def put(
    message: SentMessage,
    letter: Letter,
    *,
    lasts: timedelta | None,
    is_for_accounts: bool,
    waits_until: datetime | None = None,
    not_before: date | None = None,
) -> None:
    """In the transaction of the act. `lasts`: afterwards it is of no use, so it is neither sent
    nor kept. `waits_until`: a matter of the day, and how long it waits for the message of the day
    (daily_mail.py); `not_before`: that of this day or of a later one."""
    now = timezone.now()
    WaitingMessage.objects.create(
        message=message,
        sealed=seal(letter),
        is_for_accounts=is_for_accounts,
        is_daily=waits_until is not None,
        not_before=not_before,
        due_at=waits_until or now,
        expires_at=now + lasts if lasts else None,
    )
    transaction.on_commit(wake_sender)


def wake_sender() -> None:
    """When the transaction is committed."""
    wake()


def wake() -> None:
    """The sender of this process, if it has one, looks at once. Others find the message with
    their next look."""
    woken.set()


def drain(seconds: float = 60, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Sends what is due, for at most so long; stops where the mail server does not answer. How
    many went out."""
    until = time.monotonic() + seconds
    tidy(timezone.now())
    sent = 0
    while goes_on() and time.monotonic() < until and (row := claim(timezone.now())):
        outcome = deliver(row)
        if outcome is Outcome.NO_ANSWER:
            break
        sent += outcome is Outcome.SENT
    return sent


class Outcome:
    SENT, NOT_SENT, NO_ANSWER = object(), object(), object()


def tidy(now: datetime) -> None:
    for row in WaitingMessage.objects.interrupted(now - LEASE):
        stop(row, State.UNCLEAR, "Interrupted")
    WaitingMessage.objects.outlived(now).delete()


def claim(now: datetime) -> WaitingMessage | None:
    """A message that no other sender has: whoever moves its time to the future has it, for as
    long as the lease."""
    while rows := list(WaitingMessage.objects.due(now).select_related("message")[:20]):
        for row in rows:
            row.due_at = now + LEASE
            mine = WaitingMessage.objects.filter(pk=row.pk, due_at__lte=now, handed_over_at=None)
            if mine.update(due_at=row.due_at):
                return row
    return None


def deliver(row: WaitingMessage) -> object:
    """An Outcome. Whatever goes wrong is counted as a try, so that no message is tried for ever."""
    connection = None
    try:
        letter = unseal(row)
        if row.is_for_accounts and not address_to_account(row, letter.to):
            row.message.delete()
            return Outcome.NOT_SENT
        if row.expires_at and row.expires_at <= timezone.now():
            stop(row, State.FAILED, "Expired")
            return Outcome.NOT_SENT
        connection = get_connection()
        email = letter.as_email()
        connection.open()
    except Exception as error:
        put_off(row, error)
        return Outcome.NO_ANSWER if isinstance(error, OSError) else Outcome.NOT_SENT
    try:
        return hand_over(row, connection, email)
    finally:
        close(connection)


def hand_over(
    row: WaitingMessage, connection: BaseEmailBackend, email: EmailMultiAlternatives
) -> object:
    """From here on the message may arrive: this is marked before, so that nobody sends it a
    second time."""
    mine = WaitingMessage.objects.filter(pk=row.pk, due_at=row.due_at, handed_over_at=None)
    if not mine.update(handed_over_at=timezone.now()):
        return Outcome.NOT_SENT  # this sender was too slow, or the message was withdrawn
    try:
        connection.send_messages([email])
    except Exception as error:
        if is_refusal(error) or not has_begun(connection):
            put_off(row, error)
        else:
            stop(row, State.UNCLEAR, type(error).__name__)
        return Outcome.NOT_SENT if is_refusal(error) else Outcome.NO_ANSWER
    with transaction.atomic():
        SentMessage.objects.with_matters(row.pk).update(state=State.SENT, problem="")
        WaitingMessage.objects.filter(pk=row.pk).delete()
    return Outcome.SENT


def close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except OSError as error:  # what it took, it took
        logger.info("the mail server did not say goodbye: %s", type(error).__name__)


def address_to_account(row: WaitingMessage, address: str) -> bool:
    """Notes whose account it is. False where no open account has that address."""
    account = get_user_model().objects.filter(email=address.lower(), is_active=True).first()
    if account is None:
        return False
    SentMessage.objects.filter(pk=row.pk).update(account=account)
    return True


def has_begun(connection: BaseEmailBackend) -> bool:
    """Whether the words themselves were on their way; smtp.py notes it. Other ways of sending
    have no such doubt."""
    return getattr(getattr(connection, "connection", None), "has_begun_data", False)


def is_refusal(error: Exception) -> bool:
    """The mail server answered, and did not take it."""
    return isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)


def is_final(error: Exception) -> bool:
    """A refusal that no later try changes: no such recipient, no such content. Sender and
    password are ours to mend."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)


def put_off(row: WaitingMessage, error: Exception) -> None:
    problem = type(error).__name__
    logger.warning("message %s was not sent: %s", row.pk, problem)
    if is_final(error) or row.tries >= len(PAUSES):
        return stop(row, State.FAILED, problem)
    due_at = timezone.now() + PAUSES[row.tries]
    with transaction.atomic():
        SentMessage.objects.with_matters(row.pk).update(problem=problem)
        WaitingMessage.objects.filter(pk=row.pk).update(
            due_at=min(due_at, row.expires_at) if row.expires_at else due_at,
            tries=row.tries + 1,
            handed_over_at=None,
        )
    return None


@transaction.atomic
def stop(row: WaitingMessage, state: str, problem: str) -> None:
    """No sender tries it any more. The content is kept for a colleague's decision, unless it is
    of no use later."""
    messages = SentMessage.objects.with_matters(row.pk).filter(state=State.WAITING)
    messages.update(state=state, problem=problem)
    rows = WaitingMessage.objects.filter(pk=row.pk)
    if row.expires_at:
        rows.delete()
    else:
        rows.update(expires_at=timezone.now() + KEPT)


@transaction.atomic
def send_again(message: SentMessage, *, by: Any) -> None:
    """A colleague's decision. Raises RuleError where the message is not given up, or is no
    longer kept."""
    stopped = SentMessage.objects.with_matters(message.pk).filter(
        state__in=(State.FAILED, State.UNCLEAR)
    )
    if not stopped.update(state=State.WAITING, problem=""):
        raise RuleError(_("This message is sent, or waits to be sent."))
    content = WaitingMessage.objects.filter(pk=message.pk)
    if not content.update(due_at=timezone.now(), tries=0, handed_over_at=None, expires_at=None):
        raise RuleError(
            _(
                "The words of this message are no longer kept (%(days)s days at most). Do again"
                " what it was about."
            )
            % {"days": KEPT.days}
        )
    transaction.on_commit(wake_sender)


def numbers() -> dict[str, int]:
    """How many messages wait for the mail server, for the message of the day, and for a colleague
    who decides whether they are sent again."""
    rows = WaitingMessage.objects.all()
    daily = rows.daily().count()
    waiting = rows.filter(message__state=State.WAITING).count()
    return {
        "waiting": waiting - daily,
        "of_the_day": daily,
        "given_up": rows.filter(message__state=State.FAILED).count(),
        "unclear": rows.filter(message__state=State.UNCLEAR).count(),
    }


def forget_codes(before: datetime) -> int:
    """That somebody once asked for a code helps nobody later. How many rows went."""
    return SentMessage.objects.filter(kind=MessageKind.CODE, at__lt=before).delete()[0]


def forget(addresses: set[str], *, account: Any = None, contact_point: Any = None) -> int:
    """An erased person gets nothing more: what still waits for them is withdrawn. How many
    messages were."""
    rows = list(WaitingMessage.objects.select_related("message"))
    theirs = [row for row in rows if is_theirs(row, addresses, account, contact_point)]
    SentMessage.objects.filter(pk__in=[row.pk for row in theirs]).delete()
    return len(theirs)


def is_theirs(row: WaitingMessage, addresses: set[str], account: Any, contact_point: Any) -> bool:
    from cryptography.fernet import InvalidToken  # see `cipher`

    message = row.message
    if account and message.account_id == account.pk:
        return True
    if contact_point and message.contact_point_id == contact_point.pk:
        return True
    try:
        return unseal(row).to.lower() in addresses
    except InvalidToken:  # sealed with a key that is gone: nobody reads it, and it cannot be sent
        return False
