"""What happens during a day goes to each person in a single message (message_kinds.py says what
does not wait).

A matter of the day is written to the outbox with its act, as any message is, in the person's
language; but no sender takes it. `gather` makes the day's message of all that waits for a person,
in one transaction with the rows that it replaces: nothing is lost, and nothing goes out twice. The
daily command calls it. What a person wants once a week waits for the message of a Monday
(mail_choices.py). Where that command does not run, the sender does it for whatever has waited
until noon of the next day. Whoever has had the message of the day waits for that of the next.

A person is an address: who holds two offices gets both states' matters together.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from registry.common import mail, outbox
from registry.common.dates import today
from registry.common.message_kinds import MessageKind
from registry.common.models import SentMessage, WaitingMessage
from registry.common.outbox import Letter

LONGEST_RULE = 72


@transaction.atomic
def gather(on: date, *, overdue_at: datetime | None = None) -> int:
    """How many messages of the day were made. `overdue_at`: only for persons for whom something
    has waited too long by then."""
    made = 0
    for rows in by_person(on).values():
        messages = [row.message for row, _letter in rows]
        is_late = overdue_at is None or any(row.due_at <= overdue_at for row, _letter in rows)
        if is_late and not had_mail(messages, on):
            make_message(rows, on=on)
            made += 1
    if made:
        transaction.on_commit(outbox.wake_sender)
    return made


def gather_overdue() -> int:
    """What the daily command has left."""
    now = timezone.now()
    if not WaitingMessage.objects.daily().filter(due_at__lte=now).exists():
        return 0
    return gather(today(), overdue_at=now)


def by_person(on: date | None = None) -> dict[str, list[tuple[WaitingMessage, Letter]]]:
    """All that waits, or only what may go on a day; locked, by address and in the order in which
    it happened. What cannot be read any more goes on by itself: the sender says what is wrong."""
    from cryptography.fernet import InvalidToken  # see outbox.py

    found: dict[str, list[tuple[WaitingMessage, Letter]]] = {}
    for row in locked_rows(on):
        try:
            letter = outbox.unseal(row)
        except InvalidToken:
            WaitingMessage.objects.filter(pk=row.pk).update(is_daily=False, due_at=timezone.now())
            continue
        found.setdefault(letter.to.lower(), []).append((row, letter))
    return found


def locked_rows(on: date | None) -> Iterable[WaitingMessage]:
    rows = WaitingMessage.objects.daily(on).select_for_update(of=("self",))
    return rows.select_related("message").order_by("pk")


def had_mail(messages: list[SentMessage], on: date) -> bool:
    """Whether this person has had the message of that day."""
    accounts = {message.account_id for message in messages} - {None}
    posts = {message.contact_point_id for message in messages} - {None}
    theirs = Q(account__in=accounts) | Q(contact_point__in=posts)
    return SentMessage.objects.filter(theirs, day=on).exists()


def make_message(rows: list[tuple[WaitingMessage, Letter]], *, on: date) -> None:
    """A single matter goes as it is; several go together, each under its own heading."""
    waiting = [row.pk for row, _letter in rows]
    if len(rows) == 1:
        SentMessage.objects.filter(pk__in=waiting).update(day=on)
        WaitingMessage.objects.filter(pk__in=waiting).update(is_daily=False, due_at=timezone.now())
        return
    first, last = rows[0][0].message, rows[-1][1]
    day = SentMessage.objects.create(
        kind=MessageKind.DAY,
        key=mail.key_of(MessageKind.DAY, (on, first.pk)),
        language=last.language,
        account=first.account,
        contact_point=first.contact_point,
        day=on,
    )
    letter = mail.compose(
        MessageKind.DAY,
        last.to,
        last.language,
        {
            "matters": [matter(letter) for _row, letter in rows],
            "choose_url": mail.address("desk/mail/", last.language) if first.account else "",
        },
    )
    outbox.put(day, letter, lasts=None, is_for_accounts=False)
    SentMessage.objects.filter(pk__in=waiting).update(gathered_in=day)
    WaitingMessage.objects.filter(pk__in=waiting).delete()


def matter(letter: Letter) -> dict[str, str]:
    """As templates/mail/day.txt shows it; the line below a heading makes it one in HTML too."""
    rule = "-" * min(max(len(letter.subject), 3), LONGEST_RULE)
    return {"subject": letter.subject, "rule": rule, "body": letter.body}


@transaction.atomic
def withdraw(contact_points: Iterable[Any], *, kind: MessageKind | None = None) -> int:
    """What waits for these offices and has become void: their term has ended, or the question of
    that kind is answered. How many rows went."""
    rows = WaitingMessage.objects.daily().filter(message__contact_point__in=contact_points)
    if kind:
        rows = rows.filter(message__kind=kind)
    gone = list(rows.values_list("pk", flat=True))
    SentMessage.objects.filter(pk__in=gone).delete()
    return len(gone)


@transaction.atomic
def follow(old: str, new: str) -> int:
    """What waits for an address goes to the one that takes its place. How many rows."""
    moved = by_person().get(old.lower(), [])
    for row, letter in moved:
        row.sealed = outbox.seal(outbox.readdressed(letter, new))
        row.save(update_fields=["sealed"])
    return len(moved)
