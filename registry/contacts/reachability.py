"""Whom of a state a mail reaches, from facts: last confirmation, last sign-in, bounced mail, a deputy present."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from registry.accounts.models import User
from registry.common import mail
from registry.common.dates import add_months
from registry.common.errors import RuleError
from registry.common.models import SentMessage
from registry.contacts.models import ContactPoint, Escalation
from registry.states.models import State

GRACE = timedelta(days=28)  # after the clock has run out: as long as the questions go on (confirmation.py)


class Verdict:
    REACHED = "reachable"
    UNSURE = "not confirmed"
    BOUNCED = "mail bounced"
    NO_ADDRESS = "no address"


@dataclass(frozen=True, slots=True)
class Reach:
    """Of one contact point on a day; every fact that the verdict rests on."""

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
        return any(one.is_reachable for one in self.people)

    @property
    def has_deputy(self) -> bool:
        return any(one.contact_point.role == ContactPoint.Role.DEPUTY for one in self.people)


def reach(one: ContactPoint, on: date) -> Reach:
    """Reads the prefetched bounces and account. Signing in says as much as confirming: the mail with the code arrived."""
    signed_in = one.account.last_login.date() if one.account and one.account.last_login else None
    sign_of_life = max(filter(None, [one.confirmed_on, signed_in]), default=None)
    bounced = max((row.on for row in one.bounces.all() if row.is_permanent), default=None)
    if bounced and sign_of_life and bounced <= sign_of_life:
        bounced = None
    if not one.mail_to:
        verdict = Verdict.NO_ADDRESS
    elif bounced:
        verdict = Verdict.BOUNCED
    elif sign_of_life and on <= add_months(sign_of_life, one.confirm_every) + GRACE:
        verdict = Verdict.REACHED
    else:
        verdict = Verdict.UNSURE
    return Reach(one, verdict, one.confirmed_on, signed_in, bounced)


def with_facts(rows):
    return rows.select_related("state", "authority", "account").prefetch_related("bounces")


def reach_of_states(states: Iterable[State], on: date) -> list[StateReach]:
    """Of each state, in the order given: three queries, however many states."""
    people = defaultdict(list)
    for one in with_facts(ContactPoint.objects.in_office(on)).order_by("role", "pk"):
        people[one.state_id].append(reach(one, on))
    return [StateReach(state, people.get(state.pk, [])) for state in states]


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the escalation path."""

    name: str
    to: str
    language: str


def escalation_path(state: State, on: date) -> list[Step]:
    """Contact point, deputy, head of unit, mission: those of them that have an address."""
    people = list(ContactPoint.objects.of_state(state, on))
    steps = [
        Step(role, one.mail_to, one.mail_language)
        for role in (ContactPoint.Role.CONTACT_POINT, ContactPoint.Role.DEPUTY)
        for one in people
        if one.role == role
    ]
    path = Escalation.objects.filter(state=state).first()
    if path:
        steps += [
            Step("head of unit", path.head_of_unit_email, path.language),
            Step("mission", path.mission_email, path.language),
        ]
    return [step for step in steps if step.to]


def next_step(state: State, on: date) -> Step | None:
    """The first that was not written to in the last three months; None where nobody is left."""
    recent = SentMessage.objects.filter(kind="escalation", at__gte=timezone.now() - timedelta(days=90))
    used = set(recent.values_list("key", flat=True))
    steps = escalation_path(state, on)
    return next(
        (step for number, step in enumerate(steps) if not any(is_step(key, state, number, step) for key in used)), None
    )


def is_step(key: str, state: State, number: int, step: Step) -> bool:
    return key.startswith(f"escalation/{state.iso_alpha3}/{step.name}/{number}/")


@transaction.atomic
def escalate(state: State, *, by: User, on: date) -> Step:
    """Writes to the next on the path: who can be reached for this state? Raises RuleError where nobody is left."""
    step = next_step(state, on)
    if step is None:
        raise RuleError(
            f"{state.iso_alpha3}: everybody on the path was written to in the last three months, or has no address."
        )
    number = escalation_path(state, on).index(step)
    mail.send(
        "escalation", key=f"escalation/{state.iso_alpha3}/{step.name}/{number}/{on}", to=step.to, language=step.language,
        state=state, step=step.name, contact_url=mail.address("contact-points/", step.language),
    )  # fmt: skip
    return step
