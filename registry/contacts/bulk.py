"""An act on many contact points, after a preview, with an undo for all. The preview says what
cannot be taken back (a mail that went out)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from registry.accounts.models import Invitation, User
from registry.common.errors import RuleError
from registry.common.required import required
from registry.contacts.confirmation import ask_to_confirm
from registry.contacts.models import ContactPoint
from registry.contacts.naming import invite_contact_point
from registry.contacts.terms import end_term, reopen_term
from registry.contacts.traces import BulkAct, ConfirmationRequest

Kind = BulkAct.Kind
LABELS = {
    Kind.INVITE: (
        "Invite",
        "Each gets an invitation by mail. Undo closes the links; a mail that went out stays out.",
    ),
    Kind.ASK: (
        "Ask to confirm",
        "Each gets their details by mail. Undo closes the links; a mail that went out stays out.",
    ),
    Kind.END: (
        "End the term",
        (
            "The term ends with yesterday, access ends at once. Undo restores the term; who was"
            " signed in signs in again."
        ),
    ),
}


@dataclass(slots=True)
class Preview:
    will: list[ContactPoint] = field(default_factory=list)
    will_not: list[tuple[ContactPoint, str]] = field(default_factory=list)


def preview(kind: str, rows: Iterable[ContactPoint], on: date) -> Preview:
    found = Preview()
    for row in rows:
        reason = hindrance(kind, row, on)
        if reason:
            found.will_not.append((row, reason))
        else:
            found.will.append(row)
    return found


def hindrance(kind: str, contact_point: ContactPoint, on: date) -> str:
    if not contact_point.is_in_office(on):
        return "not in office"
    if kind == Kind.INVITE:
        return hindrance_to_invite(contact_point)
    if kind == Kind.ASK:
        return "" if contact_point.mail_to else "no e-mail"
    return ""


def hindrance_to_invite(contact_point: ContactPoint) -> str:
    if contact_point.account_id:
        return "signs in already"
    if not contact_point.email:
        return "no personal e-mail"
    return "" if contact_point.has_name else "no name"


@transaction.atomic
def perform(kind: str, rows: Iterable[ContactPoint], *, by: User, on: date) -> BulkAct:
    """Raises RuleError where there is nothing to do."""
    will = preview(kind, rows, on).will
    if not will:
        raise RuleError(_("Nothing to do: the preview says why for each."))
    act = BulkAct.objects.create(kind=kind, by=by)
    act.contact_points.set(will)
    before: dict[str, Any] = {}
    for contact_point in will:
        if kind == Kind.INVITE:
            before[str(contact_point.pk)] = invite_contact_point(contact_point, by=by).pk
        elif kind == Kind.ASK:
            asked = ask_to_confirm(contact_point, occasion=("by-hand", act.pk))
            before[str(contact_point.pk)] = required(asked).pk
        else:
            before[str(contact_point.pk)] = [
                contact_point.until and contact_point.until.isoformat(),
                contact_point.until_precision,
            ]
            end_term(contact_point, by=by, on=on)
    act.before = before
    act.save()
    return act


@transaction.atomic
def undo(act: BulkAct, *, by: User) -> BulkAct:
    """Raises RuleError where it was undone before."""
    act = BulkAct.objects.select_for_update().get(pk=act.pk)
    if act.undone_at:
        raise RuleError(_("This was undone before."))
    now = timezone.now()
    if act.kind == Kind.INVITE:
        Invitation.objects.filter(pk__in=act.before.values()).withdraw(now)
    elif act.kind == Kind.ASK:
        ConfirmationRequest.objects.filter(pk__in=act.before.values()).withdraw(now)
    else:
        for contact_point in act.contact_points.filter(erased_on__isnull=True):
            until, precision = act.before[str(contact_point.pk)]
            reopen_term(
                contact_point, until=until and parse_date(until), until_precision=precision, by=by
            )
    act.undone_at = now
    act.save()
    return act
