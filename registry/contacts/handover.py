"""The office passes to a successor.

Named by the outgoing contact point, the state's other one or the Secretariat; the Secretariat confirms.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common import mail
from registry.common.errors import RuleError
from registry.contacts.handing_over import move_open_work
from registry.contacts.models import ContactPoint
from registry.contacts.naming import invite_contact_point
from registry.contacts.terms import end_term
from registry.contacts.traces import Decision, Handover


@transaction.atomic
def name_successor(predecessor: ContactPoint, *, by: User, **named: Any) -> Handover:
    """`named`: the fields of Handover. Raises RuleError where somebody was named already, or the successor is the predecessor.

    The named person gets the privacy notice at once, in the language given for them.
    """
    predecessor = ContactPoint.objects.select_for_update(of=("self",)).select_related("state").get(pk=predecessor.pk)
    if predecessor.handovers.waiting().exists():
        raise RuleError(_("A successor has been named already and waits for the Secretariat."))
    if named["email"].lower() == predecessor.email.lower() and predecessor.email:
        raise RuleError(_("This is the e-mail of the person who leaves. Give the successor's own."))
    row = Handover.objects.create(predecessor=predecessor, asked_by=by, **named)
    mail.send(
        "named", key=f"named/handover/{row.pk}", to=row.email, language=row.language, state=predecessor.state,
        role=predecessor.role_label, named_by="secretariat" if by.is_staff else "state",
        notice_url=mail.address("privacy-notice/", row.language),
    )  # fmt: skip
    return row


@transaction.atomic
def confirm_handover(handover: Handover, *, by: User, on: date) -> ContactPoint:
    """Ends the predecessor's term and access, moves what is open, invites the successor. Returns the successor's row.

    Raises RuleError where it was decided before, or its day is still to come.
    """
    handover = locked(handover)
    handover.check_open()
    if handover.since > on:
        raise RuleError(
            f"The successor takes over on {handover.since:%d.%m.%Y}. Confirm it on that day, or change the day first."
        )
    predecessor = handover.predecessor
    successor = ContactPoint.objects.create(
        state=predecessor.state,
        authority=predecessor.authority,
        role=predecessor.role,
        name_latin=handover.name_latin,
        name_cyrillic=handover.name_cyrillic,
        email=handover.email,
        language=handover.language,
        shared_email=predecessor.shared_email,
        shared_email_visibility=predecessor.shared_email_visibility,
        since=on,
        confirm_every=predecessor.confirm_every,
    )
    handover.successor = successor
    handover.decide(Decision.ACCEPTED, by=by)
    move_open_work(predecessor, successor)
    end_term(predecessor, by=by, on=on)
    tell_predecessor(handover, accepted=True)
    invite_contact_point(successor, by=by)
    return successor


@transaction.atomic
def refuse_handover(handover: Handover, *, by: User, reason: str) -> Handover:
    handover = locked(handover)
    handover.decide(Decision.REFUSED, by=by, reason=reason)
    tell_predecessor(handover, accepted=False)
    return handover


def locked(handover: Handover) -> Handover:
    rows = Handover.objects.select_for_update(of=("self",))
    return rows.select_related("predecessor__state", "predecessor__account").get(pk=handover.pk)


def tell_predecessor(handover: Handover, *, accepted: bool) -> None:
    one = handover.predecessor
    mail.send(
        "handover_decided", key=f"handover/{handover.pk}", to=one.mail_to, language=one.mail_language, account=one.account,
        contact_point=one, state=one.state, accepted=accepted, reason=handover.reason,
    )  # fmt: skip


@transaction.atomic
def withdraw_handover(handover: Handover, *, by: User) -> Handover:
    Handover.objects.filter(pk=handover.pk).withdraw(by=by)
    handover.refresh_from_db()
    return handover
