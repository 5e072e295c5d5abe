"""Terms of office. Rights come from a term, are asked at each request and end with it, in open
sessions too."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import DateField, QuerySet
from django.utils import timezone

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.models import Invitation, User
from registry.accounts.roles import end_sessions
from registry.common import daily_mail
from registry.common.history import save_version
from registry.common.kept_questions import Question, given
from registry.contacts.models import ContactPoint
from registry.contacts.traces import ConfirmationRequest


def posts_of(account: User, on: date) -> list[ContactPoint]:
    """The offices that an account holds on a day; a person may serve two states."""
    if not account.is_authenticated or not account.is_active:
        return []
    return offices(account=account.pk, on=on)


@Question
def offices() -> QuerySet[ContactPoint]:
    rows = ContactPoint.objects.of_account(given("account"), given("on", DateField()))
    return rows.order_by("state__slug", "role")


@transaction.atomic
def end_term(contact_point: ContactPoint, *, by: User | None, on: date) -> ContactPoint:
    """The term ends before `on`; access ends now. Open links, questions and requests of the
    person are closed."""
    contact_point = ContactPoint.objects.select_for_update().get(pk=contact_point.pk)
    last = on - timedelta(days=1)
    contact_point.until = max(last, contact_point.since) if contact_point.since else last
    contact_point.until_precision = "day"
    contact_point.ended_at = timezone.now()
    save_version(contact_point, by=by)
    close_what_is_open(contact_point, by=by)
    if contact_point.account:
        record_event(
            SecurityEvent.What.RIGHTS_CHANGED,
            account=contact_point.account,
            about=f"contact point {contact_point.pk}",
        )
    if contact_point.account and not posts_of(contact_point.account, on):
        end_sessions(contact_point.account)
    return contact_point


def close_what_is_open(contact_point: ContactPoint, *, by: User | None) -> None:
    now = timezone.now()
    ConfirmationRequest.objects.filter(contact_point=contact_point).withdraw(now)
    Invitation.objects.filter(contact_point=contact_point).withdraw(now)
    contact_point.email_changes.withdraw()
    contact_point.office_changes.withdraw(by=by)
    contact_point.handovers.withdraw(by=by)
    daily_mail.withdraw([contact_point])


@transaction.atomic
def reopen_term(
    contact_point: ContactPoint, *, until: date | None, until_precision: str, by: User | None
) -> ContactPoint:
    """Takes an ended term back to what it was."""
    contact_point = ContactPoint.objects.select_for_update().get(pk=contact_point.pk)
    contact_point.until, contact_point.until_precision, contact_point.ended_at = (
        until,
        until_precision,
        None,
    )
    save_version(contact_point, by=by)
    if contact_point.account:
        record_event(
            SecurityEvent.What.RIGHTS_CHANGED,
            account=contact_point.account,
            about=f"contact point {contact_point.pk}",
        )
    return contact_point
