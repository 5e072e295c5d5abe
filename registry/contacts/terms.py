"""Terms of office. Rights come from a term, are asked at each request and end with it, in open sessions too."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from registry.accounts.models import Invitation, User
from registry.accounts.roles import end_sessions
from registry.contacts.models import ContactPoint
from registry.contacts.traces import ConfirmationRequest


def posts_of(account: User, on: date) -> list[ContactPoint]:
    """The offices that an account holds on a day; a person may serve two states."""
    if not account.is_authenticated or not account.is_active:
        return []
    return list(ContactPoint.objects.of_account(account, on).order_by("state__slug", "role"))


@transaction.atomic
def end_term(one: ContactPoint, *, by: User | None, on: date) -> ContactPoint:
    """The term ends before `on`; access ends now. Open links, questions and requests of the person are closed."""
    one = ContactPoint.objects.select_for_update().get(pk=one.pk)
    last = on - timedelta(days=1)
    one.until = max(last, one.since) if one.since else last
    one.until_precision = "day"
    one.ended_at = timezone.now()
    one.version += 1
    one.save()
    close_what_is_open(one, by=by)
    if one.account and not posts_of(one.account, on):
        end_sessions(one.account)
    return one


def close_what_is_open(one: ContactPoint, *, by: User | None) -> None:
    now = timezone.now()
    ConfirmationRequest.objects.filter(contact_point=one).withdraw(now)
    Invitation.objects.filter(contact_point=one).withdraw(now)
    one.email_changes.withdraw()
    one.office_changes.withdraw(by=by)
    one.handovers.withdraw(by=by)


@transaction.atomic
def reopen_term(one: ContactPoint, *, until: date | None, until_precision: str) -> ContactPoint:
    """Takes an ended term back to what it was."""
    one = ContactPoint.objects.select_for_update().get(pk=one.pk)
    one.until, one.until_precision, one.ended_at = until, until_precision, None
    one.version += 1
    one.save()
    return one
