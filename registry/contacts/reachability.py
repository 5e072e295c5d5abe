"""Whom of a state a mail reaches, from facts: last confirmation, last sign-in, bounced mail, a
deputy present."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common import mail
from registry.common.dates import add_months, midnight_of
from registry.common.errors import RuleError
from registry.common.message_kinds import MessageKind
from registry.common.outbox import Letter
from registry.contacts.models import ContactPoint, Escalation
from registry.states.models import State

# After the details were due to be confirmed: as long as the questions go on (confirmation.py)
GRACE = timedelta(days=28)
WRITTEN_ONCE_IN = 90  # days, to each step of the escalation path


class Verdict:
    REACHED = "reachable"
    UNSURE = "not confirmed"
    BOUNCED = "mail bounced"
    NO_ADDRESS = "no address"


@dataclass(frozen=True, slots=True)
class Reach:
    """Of a contact point on a day, with every fact that the verdict rests on."""

    contact_point: ContactPoint
    verdict: str
    confirmed_on: date | None
    signed_in_on: date | None
    bounced_on: date | None

    @property
    def is_reachable(self) -> bool:
        return self.verdict == Verdict.REACHED


@dataclass(slots=True)
class StateReach:
    state: State
    people: list[Reach] = field(default_factory=list)

    @property
    def is_reachable(self) -> bool:
        return any(person.is_reachable for person in self.people)

    @property
    def has_deputy(self) -> bool:
        return any(person.contact_point.role == ContactPoint.Role.DEPUTY for person in self.people)


def reach(contact_point: ContactPoint, on: date) -> Reach:
    """Reads the prefetched bounces and account. Signing in counts as confirming: the mail with
    the code arrived."""
    signed_in = (
        timezone.localdate(contact_point.account.last_login)
        if contact_point.account and contact_point.account.last_login
        else None
    )
    sign_of_life = max(filter(None, [contact_point.confirmed_on, signed_in]), default=None)
    bounced = max((row.on for row in contact_point.bounces.all() if row.is_permanent), default=None)
    if bounced and sign_of_life and bounced <= sign_of_life:
        bounced = None
    if not contact_point.mail_to:
        verdict = Verdict.NO_ADDRESS
    elif bounced:
        verdict = Verdict.BOUNCED
    elif sign_of_life and on <= add_months(sign_of_life, contact_point.confirm_every) + GRACE:
        verdict = Verdict.REACHED
    else:
        verdict = Verdict.UNSURE
    return Reach(contact_point, verdict, contact_point.confirmed_on, signed_in, bounced)


def with_facts(rows: QuerySet[ContactPoint]) -> QuerySet[ContactPoint]:
    return rows.select_related("state", "authority", "account").prefetch_related("bounces")


def reach_of_states(states: Iterable[State], on: date) -> list[StateReach]:
    """Of each state, in the order given: three queries, however many states."""
    people = defaultdict(list)
    for contact_point in with_facts(ContactPoint.objects.in_office(on)).order_by("role", "pk"):
        people[contact_point.state_id].append(reach(contact_point, on))
    return [StateReach(state, people.get(state.pk, [])) for state in states]


HEAD_OF_UNIT, MISSION = "head of unit", "mission"
BEYOND = {HEAD_OF_UNIT: gettext_lazy("head of unit"), MISSION: gettext_lazy("diplomatic mission")}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the escalation path of a state: an address to write to."""

    state: State
    number: int
    name: str
    to: str
    language: str

    @property
    def worded(self) -> str:
        return str(dict(ContactPoint.Role.choices).get(self.name) or BEYOND[self.name])

    @property
    def occasion(self) -> tuple[str, str, int]:
        return (self.state.iso_alpha3, self.name, self.number)


def escalation_path(people: Iterable[ContactPoint], beyond: Escalation | None) -> list[Step]:
    """Contact point, deputy, head of unit, mission: those of them that have an address.
    `beyond`: whom to write to when none of the people of the state answers."""
    found = sorted(people, key=attrgetter("role"))
    recipients = [
        (person.state, person.role, person.mail_to, person.mail_language) for person in found
    ]
    if beyond:
        recipients += [
            (beyond.state, HEAD_OF_UNIT, beyond.head_of_unit_email, beyond.language),
            (beyond.state, MISSION, beyond.mission_email, beyond.language),
        ]
    with_address = [recipient for recipient in recipients if recipient[2]]
    return [
        Step(state=state, number=number, name=name, to=to, language=language)
        for number, (state, name, to, language) in enumerate(with_address)
    ]


def next_steps(states: Iterable[StateReach], on: date) -> dict[int, Step]:
    """Of each state, by its number, the first that was not written to in the last three months;
    without those where nobody is left. Two queries, however many states."""
    since = midnight_of(on - timedelta(days=WRITTEN_ONCE_IN))
    sent = mail.sent_since(MessageKind.ESCALATION, since)
    wanted = list(states)
    paths = Escalation.objects.filter(state__in=[one.state for one in wanted])
    beyond = {path.state_id: path for path in paths.select_related("state")}
    found = {}
    for one in wanted:
        people = [person.contact_point for person in one.people]
        for step in escalation_path(people, beyond.get(one.state.pk)):
            if not sent.had(step.occasion):
                found[one.state.pk] = step
                break
    return found


def next_step(state: State, on: date) -> Step | None:
    return next_steps(reach_of_states([state], on), on).get(state.pk)


def escalation_letter(step: Step) -> Letter:
    """As it would go out."""
    return mail.compose(MessageKind.ESCALATION, step.to, step.language, words_for(step))


def words_for(step: Step) -> dict[str, Any]:
    return {
        "state": step.state,
        "contact_url": mail.address("contact-points/", step.language),
    }


@transaction.atomic
def escalate(state: State, *, on: date) -> Step:
    """Writes to the next on the path: who can be reached for this state? Raises RuleError where
    nobody is left."""
    step = next_step(state, on)
    if step is None:
        raise RuleError(
            _(
                "%(iso_alpha3)s: everybody on the path was written to in the last three months,"
                " or has no address."
            )
            % {"iso_alpha3": state.iso_alpha3}
        )
    mail.send(
        MessageKind.ESCALATION,
        occasion=(*step.occasion, on),
        to=step.to,
        language=step.language,
        **words_for(step),
    )
    return step
