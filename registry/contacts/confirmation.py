"""Once a year (a person's own clock may differ) each contact point is asked: are your details still
right?

The mail shows the details and a link that signs nobody in. Not answered, it is asked again after
two and after four weeks. Then the deputy gets a message, and the Secretariat's front page lists the
state (reachability.py).
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from registry.accounts.models import User
from registry.common import daily_mail, mail
from registry.common.dates import clock_time
from registry.common.history import save_version
from registry.common.message_kinds import MessageKind
from registry.common.records import column
from registry.contacts.models import PERSONAL_DETAILS, ContactPoint
from registry.contacts.traces import ConfirmationRequest

LASTS = timedelta(days=60)
ASKED_AFTER = (0, 14, 28)  # days since the first question of this year


def due(on: date) -> list[ContactPoint]:
    rows = (
        ContactPoint.objects.in_office(on)
        .select_related("state", "authority", "account")
        .order_by("pk")
    )
    return [row for row in rows if row.mail_to and row.is_due(on)]


def details_worded(contact_point: ContactPoint, language: str) -> list[tuple[str, str]]:
    """The details as the registry has them, for the person: label and value."""
    with translation.override(language):
        named = [
            (str(column(contact_point, name).verbose_name), getattr(contact_point, name))
            for name in PERSONAL_DETAILS
        ]
        return [
            *((label, value) for label, value in named if value),
            (str(translation.gettext("Authority")), contact_point.authority.name),
        ]


@transaction.atomic
def ask_to_confirm(
    contact_point: ContactPoint, *, occasion: tuple[Any, ...]
) -> ConfirmationRequest | None:
    """None where that question has gone out before."""
    language = contact_point.mail_language
    link, secret = ConfirmationRequest.issue(
        LASTS, contact_point=contact_point, due_on=contact_point.due_on
    )
    is_sent = mail.send(
        MessageKind.CONFIRM,
        occasion=(contact_point.pk, *occasion),
        to=contact_point.mail_to,
        language=language,
        account=contact_point.account,
        contact_point=contact_point,
        state=contact_point.state,
        url=mail.address(f"confirm/{secret.token}/", language),
        digits=secret.digits,
        details=details_worded(contact_point, language),
        confirmed_on=contact_point.confirmed_on,
        expires_on=timezone.localdate(link.expires_at),
        desk_url=mail.address("desk/", language),
    )
    if not is_sent:
        link.delete()
        return None
    ConfirmationRequest.objects.filter(contact_point=contact_point).exclude(pk=link.pk).withdraw(
        timezone.now()
    )
    return link


def ask_all(on: date) -> int:
    """How many were asked today. Safe to run twice, or late: each question of a year goes out
    once, and never two at a time."""
    asked = 0
    for contact_point in due(on):
        first = (
            contact_point.confirmation_requests.filter(due_on=contact_point.due_on)
            .order_by("created_at")
            .first()
        )
        # a run that began before midnight has asked after it
        passed = max(0, (on - timezone.localdate(first.created_at)).days) if first else 0
        number = sum(days <= passed for days in ASKED_AFTER)
        asked += ask_to_confirm(contact_point, occasion=(contact_point.due_on, number)) is not None
    return asked


@transaction.atomic
def confirm(
    contact_point: ContactPoint,
    *,
    by: User | None,
    on: date,
    link: ConfirmationRequest | None = None,
) -> ContactPoint:
    """The details are right. Mail that bounced before counts no longer, and open questions are
    closed."""
    if link:
        link.spend()
    contact_point = ContactPoint.objects.select_for_update().get(pk=contact_point.pk)
    contact_point.confirmed_on = on
    save_version(contact_point, by=by, reason="confirmed by the person")
    ConfirmationRequest.objects.filter(contact_point=contact_point).withdraw(timezone.now())
    daily_mail.withdraw([contact_point], kind=MessageKind.CONFIRM)
    return contact_point


def answered_since(link: ConfirmationRequest) -> tuple[date, str] | None:
    """When the details were confirmed since this question was put, be it by another way: the day,
    and the time where the link knows it. None where they were not."""
    last, used = link.contact_point.confirmed_on, link.used_at
    if not used or not last or last < timezone.localdate(link.created_at):
        return None
    return last, clock_time(used) if timezone.localdate(used) == last else ""
