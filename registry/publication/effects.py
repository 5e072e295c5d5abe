"""What happens with each step of the workflow, within its transaction: the row is changed in
memory and saved by the move."""

from django.utils.translation import gettext as _

from registry.common.dates import clock_time, worded
from registry.common.errors import RuleError
from registry.common.message_kinds import MessageKind
from registry.common.required import required
from registry.contacts.models import ContactPoint
from registry.drafting.consulting import end_consultations
from registry.profiles.endorsement_clock import clock
from registry.profiles.messages_to_state import write_to_state
from registry.profiles.models import Edition
from registry.profiles.steps import SUPERSEDE, StepInput, take_step
from registry.publication.own_figures import pass_on
from registry.publication.publishing import freeze


def begin_review(edition: Edition, given: StepInput) -> None:
    edition.review_round += 1
    write_receipt(edition, MessageKind.SUBMITTED, given)


def write_receipt(edition: Edition, kind: MessageKind, given: StepInput) -> None:
    """To the state: who handed over or endorsed the text, when, and which text it was. Each step
    of the log has one."""
    write_to_state(
        edition,
        kind,
        occasion=(edition.transitions.count(),),
        on=given.on,
        day=given.on,
        moment=clock_time(),
        checksum=given.checksum,
        is_by_letter=given.on_behalf,
        person=contact_point_of(edition, given),
        receipt_for=given.by,
    )


def contact_point_of(edition: Edition, given: StepInput) -> ContactPoint | None:
    """Who took the step for the state; None where staff did."""
    posts = ContactPoint.objects.of_state(edition.profile.state, given.on)
    return posts.filter(account=given.by).first() if given.by else None


def write_about_returned(edition: Edition, given: StepInput) -> None:
    returned = [
        (row.template_section, required(row.decisions.first()).reason)
        for row in edition.sections.in_order().returned()
    ]
    write_to_state(
        edition,
        MessageKind.RETURNED,
        occasion=(f"round{edition.review_round}",),
        on=given.on,
        returned=returned,
    )


def start_clock(edition: Edition, given: StepInput) -> None:
    """Nothing that was entered before counts as an answer to this text, which was written here
    and not elsewhere."""
    edition.submitted_on, edition.endorsed_on = given.on, None
    edition.endorsement = Edition.Endorsement.NOT_ENDORSED
    if edition.origin == Edition.Origin.NATIONAL:
        edition.origin = Edition.Origin.STATE
    end_consultations(edition)
    now = required(clock(edition, given.on))
    write_to_state(
        edition,
        MessageKind.ENDORSE,
        occasion=(given.on,),
        on=given.on,
        answer_by=now.ends,
        clock=now,
    )


def begin_anew(edition: Edition, given: StepInput) -> None:
    """The text will change: neither the submission nor an endorsement holds for it any more."""
    edition.submitted_on = edition.endorsed_on = None
    edition.endorsement = Edition.Endorsement.NOT_ENDORSED
    edition.parity_waiver = ""
    edition.sections.filter(review="accepted").update(review="")


def stop_clock(edition: Edition, given: StepInput) -> None:
    begin_anew(edition, given)
    write_to_state(
        edition,
        MessageKind.REOPENED,
        occasion=(given.on,),
        on=given.on,
        reason=given.reason,
    )


def take_up_again(edition: Edition, given: StepInput) -> None:
    """Once for each time that it was withdrawn."""
    begin_anew(edition, given)
    write_to_state(
        edition,
        MessageKind.REOPENED,
        occasion=("withdrawn", edition.transitions.count()),
        on=given.on,
        reason=given.reason,
    )


def record_endorsement(edition: Edition, given: StepInput) -> None:
    """`endorsed_on` in the extra: the day of the state's letter, where staff record it."""
    day = given.extra.get("endorsed_on") or given.on
    first = edition.submitted_on or edition.published_on or given.on
    if not first <= day <= given.on:
        raise RuleError(
            _("The day of the endorsement lies between %(first)s and today.")
            % {"first": worded(first)}
        )
    edition.endorsement, edition.endorsed_on = Edition.Endorsement.ENDORSED, day
    write_receipt(edition, MessageKind.ENDORSED, given)
    if edition.is_public:
        pass_on(edition, on=given.on)


def end_work(edition: Edition, given: StepInput) -> None:
    end_consultations(edition)


def withdraw(edition: Edition, given: StepInput) -> None:
    """The Secretariat ends the work, and says so to the state."""
    end_work(edition, given)
    write_to_state(
        edition,
        MessageKind.WITHDRAWN,
        occasion=(edition.transitions.count(),),
        on=given.on,
        reason=given.reason,
    )


def publish(edition: Edition, given: StepInput) -> None:
    """Freezes the text, takes the place of the edition before, and writes to the state."""
    if edition.is_compiled:
        edition.endorsement, edition.endorsed_on = Edition.Endorsement.NOT_ENDORSED, None
    supersede(edition, given)
    edition.published_on = given.on
    freeze(edition)
    end_consultations(edition)
    if not edition.is_compiled:
        write_to_state(edition, MessageKind.PUBLISHED, occasion=(edition.number,), on=given.on)


def supersede(edition: Edition, given: StepInput) -> None:
    """The published edition of the same year, and those of earlier years; the open series follows.

    What is compiled from open figures does not take the place of what a state made.
    """
    published = Edition.Status.PUBLISHED
    rows = edition.profile.editions.filter(status=published, year__lte=edition.year)
    rows = rows.select_for_update().order_by("-year", "-number")
    replaced = []
    for row in rows:
        if row.year == edition.year or row.is_compiled or not edition.is_compiled:
            replaced.append(take_step(row, SUPERSEDE, by=given.by, on=given.on, follows=True))
    edition.supersedes = replaced[0] if replaced else None
    pass_on(edition, on=given.on)  # before the freezing: what it corrects is not printed again
