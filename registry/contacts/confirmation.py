"""Once a year (a person's own clock may differ) each contact point is asked: are your details still right?

The mail shows the details and a link that signs nobody in. Not answered, it is asked again after two and after four weeks; then
the deputy hears of it, and the state stands on the Secretariat's front page (reachability.py).
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone, translation

from registry.accounts.models import User
from registry.common import mail
from registry.common.store import raise_content_version
from registry.contacts.models import PERSONAL_DETAILS, ContactPoint
from registry.contacts.traces import ConfirmationRequest

LASTS = timedelta(days=60)
ASKED_AFTER = (0, 14, 28)  # days since the first question of this year


def due(on: date) -> list[ContactPoint]:
    rows = ContactPoint.objects.in_office(on).select_related("state", "authority", "account").order_by("pk")
    return [row for row in rows if row.mail_to and row.is_due(on)]


def details_worded(one: ContactPoint, language: str) -> list[tuple[str, str]]:
    """The details as they stand, for the person: label and value."""
    with translation.override(language):
        named = [(str(one._meta.get_field(name).verbose_name), getattr(one, name)) for name in PERSONAL_DETAILS]
        return [
            *((label, value) for label, value in named if value),
            (str(translation.gettext("Authority")), one.authority.name),
        ]


@transaction.atomic
def ask_to_confirm(one: ContactPoint, *, key: str) -> ConfirmationRequest | None:
    """None where that question has gone out before."""
    language = one.mail_language
    link, secret = ConfirmationRequest.issue(LASTS, contact_point=one, due_on=one.due_on)
    is_sent = mail.send(
        "confirm", key=key, to=one.mail_to, language=language, account=one.account, contact_point=one, state=one.state,
        url=mail.address(f"confirm/{secret.token}/", language), digits=secret.digits,
        details=details_worded(one, language), confirmed_on=one.confirmed_on, expires_on=link.expires_at.date(),
        desk_url=mail.address("desk/", language),
    )  # fmt: skip
    if not is_sent:
        link.delete()
        return None
    ConfirmationRequest.objects.filter(contact_point=one).exclude(pk=link.pk).withdraw(timezone.now())
    return link


def ask_all(on: date) -> int:
    """How many were asked today. Safe to run twice, or late: each question of a year goes out once, and never two at a time."""
    asked = 0
    for one in due(on):
        first = one.confirmation_requests.filter(due_on=one.due_on).order_by("created_at").first()
        passed = (on - timezone.localdate(first.created_at)).days if first else 0
        number = sum(days <= passed for days in ASKED_AFTER)
        asked += ask_to_confirm(one, key=f"confirm/{one.pk}/{one.due_on}/{number}") is not None
    return asked


@transaction.atomic
def confirm(one: ContactPoint, *, by: User | None, on: date, link: ConfirmationRequest | None = None) -> ContactPoint:
    """The details are right as they stand. What bounced before counts no longer, and open questions are closed."""
    if link:
        link.spend()
    one = ContactPoint.objects.select_for_update().get(pk=one.pk)
    one.confirmed_on = on
    one.version += 1
    one._change_reason = "confirmed by the person"
    one.save()
    ConfirmationRequest.objects.filter(contact_point=one).withdraw(timezone.now())
    transaction.on_commit(raise_content_version)
    return one
