"""Running a collection round: drafts for many states, messages to their contact points, and a
board with the status of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.dates import worded
from registry.common.errors import RuleError
from registry.common.history import save_version
from registry.common.message_kinds import MessageKind
from registry.common.scope import scope
from registry.contacts.models import ContactPoint
from registry.drafting.rounds import CollectionRound
from registry.drafting.starting import start_edition
from registry.profiles.endorsement_clock import Clock, clock
from registry.profiles.messages_to_state import write_to_state
from registry.profiles.models import Edition, MigrationProfile
from registry.states.designations import by_name
from registry.states.models import State
from registry.states.standing import standing_of


@transaction.atomic
def open_round(round: CollectionRound, *, by: User, on: date) -> int:
    """A draft for each state, and a message to its contact points. Returns how many drafts were
    made.

    A state whose edition of the year is in work or published keeps it: it only joins the round.
    Raises RuleError where it is open already or its deadline has passed.
    """
    round = CollectionRound.objects.select_for_update().get(pk=round.pk)
    if round.opened_on:
        raise RuleError(_("This round is open already."))
    if round.deadline <= on:
        raise RuleError(_("The deadline has passed; set a later one first."))
    if not round.states.exists():
        round.states.set(State.objects.participating(on))
    check_all_take_part(round.states.for_page(), on)
    round.opened_on = on
    save_version(round, by=by)
    with scope():
        return sum(join(round, state, by=by, on=on) for state in round.states.for_page())


def check_all_take_part(states: Iterable[State], on: date) -> None:
    """Raises RuleError with the names of those that are suspended or have left."""
    outside = [state for state in states if not standing_of(state, on).takes_part]
    if outside:
        raise RuleError(
            _("These states do not take part on %(day)s; take them out of the round: %(names)s.")
            % {"day": worded(on), "names": ", ".join(str(state) for state in outside)}
        )


def drafter_among(people: list[ContactPoint]) -> ContactPoint | None:
    """The contact point, not the deputy, where there is one."""
    heads = [person for person in people if person.role == ContactPoint.Role.CONTACT_POINT]
    return next(iter(heads or people), None)


def join(round: CollectionRound, state: State, *, by: User, on: date) -> bool:
    """Whether a draft was made for the state."""
    profile, _made = MigrationProfile.objects.get_or_create(state=state, kind=round.kind)
    people = list(ContactPoint.objects.in_office(on).of_states([state.pk]))
    drafter = drafter_among(people)
    existing = profile.editions.of_year(round.year)
    edition = (
        existing.in_work().first()
        or existing.current().exclude(origin=Edition.Origin.COMPILED).first()
    )
    if edition:
        Edition.objects.filter(pk=edition.pk).update(
            collection_round=round, drafter=edition.drafter or drafter
        )
    else:
        edition = start_edition(
            profile,
            round.year,
            by=by,
            on=on,
            template=round.template,
            collection_round=round,
            drafter=drafter,
        )
        write_to_state(
            edition,
            MessageKind.ROUND,
            occasion=("opened",),
            on=on,
            answer_by=round.deadline,
            round=round,
            starts_from_last=starts_from_last(edition),
        )
        return True
    return False


def starts_from_last(edition: Edition) -> bool:
    """Whether a new draft carries what the state wrote before; what is compiled from open figures
    is compiled anew."""
    return any(section.can_be_confirmed for section in edition.sections.all())


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One state in a round. `days_left`: to the deadline while it drafts, on the endorsement
    clock while it is asked."""

    state: State
    edition: Edition | None
    days_left: int | None
    done: int
    parts: int
    clock: Clock | None

    @property
    def has_answered(self) -> bool:
        return self.edition is not None and not self.edition.is_writable

    @property
    def is_late(self) -> bool:
        return not self.has_answered and self.days_left is not None and self.days_left < 0


def board(round: CollectionRound, on: date) -> list[BoardRow]:
    """A row a state, by name. Two queries."""
    editions = {edition.profile.state_id: edition for edition in round.editions.for_board()}
    rows = []
    for state in by_name(round.states.for_page()):
        edition = editions.get(state.pk)
        now = clock(edition, on) if edition and edition.is_with_the_state else None
        drafting = edition is None or edition.is_writable
        left = None
        if drafting:
            left = round.days_left(on)
        elif now:
            left = now.days_left
        rows.append(
            BoardRow(
                state=state,
                edition=edition,
                days_left=left,
                done=edition.done if edition else 0,
                parts=edition.parts if edition else 0,
                clock=now,
            )
        )
    return rows


@transaction.atomic
def remind_unanswered(round: CollectionRound, *, on: date) -> int:
    """To the contact points of the states that have not answered, and to no others; once a day.
    Returns how many messages went out."""
    if not round.is_running:
        raise RuleError(_("This round is not open."))
    late = [edition for edition in round.editions.for_page() if edition.is_writable]
    sent = 0
    for edition in late:
        sent += write_to_state(
            edition,
            MessageKind.ROUND_REMINDER,
            occasion=(on,),
            on=on,
            answer_by=round.deadline,
            round=round,
        )
    if late and not sent:
        raise RuleError(_("They were reminded today already, or have no address."))
    return sent


@transaction.atomic
def close_round(round: CollectionRound, *, by: User, on: date) -> CollectionRound:
    """Nobody is reminded any more; drafts stay as they are."""
    round = CollectionRound.objects.select_for_update().get(pk=round.pk)
    if not round.is_running:
        raise RuleError(_("This round is not open."))
    round.closed_on = on
    save_version(round, by=by)
    return round
