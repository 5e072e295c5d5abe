"""The office passes to a successor.

The outgoing contact point, the state's other contact point or the Secretariat names the successor;
the Secretariat confirms.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.limits import SUCCESSORS, count_message
from registry.accounts.models import User
from registry.common import mail
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.history import written_by
from registry.common.links import SENT_TWICE_WITHIN
from registry.common.message_kinds import MessageKind
from registry.common.private_files import without_leftovers
from registry.contacts.attached_rows import move_open_work
from registry.contacts.models import ContactPoint
from registry.contacts.names import check_names
from registry.contacts.naming import invite_contact_point, occasion_of_notice
from registry.contacts.terms import end_term
from registry.contacts.traces import Decision, Handover


@without_leftovers()
@transaction.atomic
def name_successor(predecessor: ContactPoint, *, by: User, **named: Any) -> Handover:
    """`named`: the fields of Handover. Raises RuleError where somebody was named already, the
    successor is the predecessor, or the day cannot be.

    The named person gets the privacy notice at once, in the language given for them.
    """
    predecessor = (
        ContactPoint.objects.select_for_update(of=("self",))
        .select_related("state")
        .get(pk=predecessor.pk)
    )
    waiting = predecessor.handovers.waiting().first()
    if waiting and was_sent_twice(waiting, by=by, email=named["email"]):
        return waiting
    if waiting:
        raise RuleError(_("A successor has been named already and waits for the Secretariat."))
    if named["email"].lower() == predecessor.email.lower() and predecessor.email:
        raise RuleError(_("This is the e-mail of the person who leaves. Give the successor's own."))
    check_names(named.get("name_latin", ""), named.get("name_cyrillic", ""))
    check_day(predecessor, named["since"], by=by)
    count_message(SUCCESSORS, to=named["email"], by=by)
    row = Handover.objects.create(predecessor=predecessor, asked_by=by, **named)
    mail.send(
        MessageKind.NAMED,
        occasion=("handover", row.pk),
        to=row.email,
        language=row.language,
        state=predecessor.state,
        role=predecessor.role_label,
        named_by="secretariat" if by.is_staff else "state",
        notice_url=mail.address("privacy-notice/", row.language),
    )
    return row


def check_began(predecessor: ContactPoint, since: date) -> None:
    """Raises RuleError for a day before the predecessor's office began."""
    if predecessor.since and since < predecessor.since:
        raise RuleError(
            _("The office of the person who leaves began on %(day)s. Give that day or a later one.")
            % {"day": f"{predecessor.since:%d.%m.%Y}"}
        )


def check_day(predecessor: ContactPoint, since: date, *, by: User) -> None:
    """As check_began, and for a day that is over: mostly a year mistyped. Staff may write down
    later what a letter said, so they are not held to it."""
    check_began(predecessor, since)
    if since < today() and not by.is_staff:
        raise RuleError(
            _(
                "This day is over. Give today or a later day; the office passes on once the"
                " Secretariat confirms."
            )
        )


def was_sent_twice(waiting: Handover, *, by: User, email: str) -> bool:
    """The same person names the same successor a moment later: a second click."""
    is_recent = waiting.asked_at > timezone.now() - SENT_TWICE_WITHIN
    return is_recent and waiting.asked_by_id == by.pk and waiting.email.lower() == email.lower()


@transaction.atomic
def confirm_handover(handover: Handover, *, by: User, on: date) -> ContactPoint:
    """Ends the predecessor's term and access, moves what is open, invites the successor. Returns
    the successor's row.

    Raises RuleError where it was decided before, or its day is still to come.
    """
    handover = locked(handover)
    handover.check_open()
    if handover.since > on:
        raise RuleError(
            _(
                "The successor takes over on %(since)s. Confirm it on that day, or change the day"
                " first."
            )
            % {"since": f"{handover.since:%d.%m.%Y}"}
        )
    predecessor, named_address = handover.predecessor, handover.email.lower()
    successor = ContactPoint(
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
    written_by(successor, by).save()
    handover.successor = successor
    handover.decide(Decision.ACCEPTED, by=by)
    move_open_work(predecessor, successor)
    end_term(predecessor, by=by, on=on)
    write_to_predecessor(handover, accepted=True)
    if successor.email.lower() == named_address:
        mail.counts_for(
            MessageKind.NAMED,
            occasion=("handover", handover.pk),
            now_for=occasion_of_notice(successor),
            contact_point=successor,
        )
    invite_contact_point(successor, by=by)
    return successor


@transaction.atomic
def refuse_handover(handover: Handover, *, by: User, reason: str) -> Handover:
    handover = locked(handover)
    handover.decide(Decision.REFUSED, by=by, reason=reason)
    write_to_predecessor(handover, accepted=False)
    return handover


def locked(handover: Handover) -> Handover:
    rows = Handover.objects.select_for_update(of=("self",))
    return rows.select_related("predecessor__state", "predecessor__account").get(pk=handover.pk)


def write_to_predecessor(handover: Handover, *, accepted: bool) -> None:
    predecessor = handover.predecessor
    mail.send(
        MessageKind.HANDOVER_DECIDED,
        occasion=(handover.pk,),
        to=predecessor.mail_to,
        language=predecessor.mail_language,
        account=predecessor.account,
        contact_point=predecessor,
        state=predecessor.state,
        accepted=accepted,
        reason=handover.reason,
    )


@transaction.atomic
def withdraw_handover(handover: Handover, *, by: User) -> Handover:
    Handover.objects.filter(pk=handover.pk).withdraw(by=by)
    handover.refresh_from_db()
    return handover
