"""The life of an edition as a table: from where to where, who may, what must hold, what happens.

The desk's and the admin's buttons, the clock, the page that explains how a profile is made, its diagram and the tests all read STEPS.
`perform` is the only way through it; every move is logged (Transition).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.store import raise_content_version
from registry.contacts.terms import posts_of
from registry.profiles import conditions, effects
from registry.profiles.conditions import Condition, Problem
from registry.profiles.models import Edition, Transition
from registry.profiles.moves import move

Status = Edition.Status


class Who(StrEnum):
    STATE = "state"
    SECRETARIAT = "secretariat"
    CLOCK = "clock"

    @property
    def told(self) -> str:
        return {
            Who.STATE: _("the state’s contact point"),
            Who.SECRETARIAT: _("the Secretariat"),
            Who.CLOCK: _("the registry by itself"),
        }[self]


@dataclass(frozen=True, slots=True)
class Step:
    """`effect(edition, step)` runs before the move and may change the row; `told` is what happens, as the person reads it before."""

    name: str
    label: str
    told: str
    origin: tuple[str, ...]
    to: str
    who: tuple[Who, ...]
    conditions: tuple[Condition, ...] = ()
    effect: Callable[[Edition, "Occasion"], None] = effects.nothing
    asks_reason: bool = False
    is_public: bool = False  # readers see it: finished pages are made anew

    @property
    def conditions_told(self) -> list[str]:
        return [str(condition.told) for condition in self.conditions]

    @property
    def is_of_state_alone(self) -> bool:
        return Who.SECRETARIAT not in self.who and Who.STATE in self.who

    def is_on_behalf(self, user: User | None, letter: Any) -> bool:
        """Staff record what a state did: always where the step is the state's alone, else where it said so by letter."""
        is_staff = user is not None and user.is_staff
        return is_staff and (self.is_of_state_alone or (bool(letter) and Who.STATE in self.who))


Occasion = effects.Occasion

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            "submit", gettext_lazy("Submit to the Secretariat"),
            gettext_lazy("The Secretariat reviews the draft part by part. Until it answers, the text does not change."),
            (Status.DRAFT, Status.RETURNED), Status.SUBMITTED, (Who.STATE, Who.SECRETARIAT),
            (conditions.is_complete, conditions.returns_are_answered), effects.begin_review,
        ),
        Step(
            "send_back", gettext_lazy("Return with questions"),
            gettext_lazy("The contact points get the parts that were returned, each with its reason."),
            (Status.SUBMITTED,), Status.RETURNED, (Who.SECRETARIAT,),
            (conditions.something_is_returned,), effects.tell_returned,
        ),
        Step(
            "resume", gettext_lazy("Take up again"), gettext_lazy("Happens with the first change to a returned draft."),
            (Status.RETURNED,), Status.DRAFT, (Who.STATE, Who.SECRETARIAT),
        ),
        Step(
            "ask_endorsement", gettext_lazy("Submit to the state for endorsement"),
            gettext_lazy("The formal submission: the state has three months to comment and endorse, and is told so today."),
            (Status.SUBMITTED,), Status.WITH_STATE, (Who.SECRETARIAT,),
            (conditions.is_complete, conditions.is_accepted), effects.start_clock,
        ),
        Step(
            "endorse", gettext_lazy("Endorse"),
            gettext_lazy("The state endorses the text as it stands. The Secretariat then publishes it as endorsed."),
            (Status.WITH_STATE, Status.LAPSED), Status.ENDORSED, (Who.STATE,), (), effects.record_endorsement,
        ),
        Step(
            "lapse", gettext_lazy("Record that the time ran out"),
            gettext_lazy("Three months passed without an endorsement. The edition may be published with the notice that it does not "
                         "reflect the state’s official position."),
            (Status.WITH_STATE,), Status.LAPSED, (Who.CLOCK, Who.SECRETARIAT), (conditions.clock_has_run_out,),
        ),
        Step(
            "reopen", gettext_lazy("Open for changes again"),
            gettext_lazy("The text can be changed again. A new formal submission starts the three months anew."),
            (Status.WITH_STATE, Status.LAPSED, Status.ENDORSED), Status.DRAFT, (Who.SECRETARIAT,), (), effects.stop_clock,
            asks_reason=True,
        ),
        Step(
            "publish", gettext_lazy("Publish"),
            gettext_lazy("Text, figures, charts, names and the notice are frozen with a checksum. Nothing changes them afterwards; a "
                         "correction is a new version."),
            (Status.ENDORSED, Status.LAPSED), Status.PUBLISHED, (Who.SECRETARIAT,),
            (conditions.is_complete, conditions.is_in_step, conditions.correction_is_explained, conditions.is_not_overtaken),
            effects.publish, is_public=True,
        ),
        Step(
            "publish_compiled", gettext_lazy("Publish what was compiled"),
            gettext_lazy("An edition of open figures is published with the notice that the state has not endorsed it."),
            (Status.DRAFT,), Status.PUBLISHED, (Who.CLOCK, Who.SECRETARIAT),
            (conditions.is_compiled, conditions.has_sections, conditions.is_not_overtaken), effects.publish, is_public=True,
        ),
        Step(
            "enter_document", gettext_lazy("Enter as published elsewhere"),
            gettext_lazy("The edition takes its place in the series with the address of the original."),
            (Status.DRAFT,), Status.PUBLISHED, (Who.SECRETARIAT,), (conditions.is_document_only,), effects.supersede,
            is_public=True,
        ),
        Step(
            "endorse_later", gettext_lazy("Endorse the published text"),
            gettext_lazy("The state endorses what is published; the notice is lifted from now on."),
            (Status.PUBLISHED,), Status.PUBLISHED, (Who.STATE,), (conditions.is_not_endorsed,), effects.record_endorsement,
            is_public=True,
        ),
        Step(
            "supersede", gettext_lazy("Supersede"), gettext_lazy("Happens when the next edition of the profile is published."),
            (Status.PUBLISHED,), Status.SUPERSEDED, (Who.CLOCK,), is_public=True,
        ),
        Step(
            "withdraw", gettext_lazy("Withdraw"),
            gettext_lazy("Work on this edition ends; what was written is kept. Taking part is voluntary."),
            Edition.IN_WORK, Status.WITHDRAWN, (Who.STATE, Who.SECRETARIAT), (), effects.end_work, asks_reason=True,
        ),
    )
}  # fmt: skip
BY_THEMSELVES = ("resume", "supersede")  # consequences of other acts; nobody presses a button


class NotAllowedError(RuleError):
    """Says which condition fails and where to mend it; `problems` for pages that link there."""

    def __init__(self, text: str, problems: list[Problem] | None = None) -> None:
        self.problems = problems or []
        super().__init__(" ".join([text, *map(str, self.problems)]))


def role_of(user: User | None, edition: Edition, on: date) -> Who | None:
    """As whom a user stands before an edition; None: as nobody."""
    if user is None:
        return Who.CLOCK
    if user.is_staff:
        return Who.SECRETARIAT if user.has_perm("registry.change_edition") else None
    is_own = any(post.state_id == edition.profile.state_id for post in posts_of(user, on))
    return Who.STATE if is_own else None


def may(step: Step, role: Who | None) -> bool:
    """Staff also record what a state did (on its behalf)."""
    return role in step.who or (role == Who.SECRETARIAT and Who.STATE in step.who)


def steps_for(edition: Edition, user: User | None, on: date) -> list[tuple[Step, list[Problem]]]:
    """The steps that this user may take from the edition's status, each with what still stands against it."""
    role = role_of(user, edition, on)
    return [
        (step, problems_of(step, edition, on))
        for step in STEPS.values()
        if edition.status in step.origin and step.name not in BY_THEMSELVES and may(step, role)
    ]


def problems_of(step: Step, edition: Edition, on: date) -> list[Problem]:
    return [problem for condition in step.conditions for problem in condition(edition, on)]


@transaction.atomic
def perform(
    edition: Edition, name: str, *, by: User | None, on: date, reason: str = "", letter: Any = None, **extra: Any
) -> Edition:  # fmt: skip
    """Take a step. Returns the edition as it is then.

    Raises NotAllowedError where the status, the person or a condition does not allow it, or where a reason or letter is missing.
    """
    step = STEPS[name]
    edition = (
        Edition.objects.select_for_update(of=("self",)).select_related("profile__state", "template").get(pk=edition.pk)
    )
    if edition.status not in step.origin:
        raise NotAllowedError(
            _("“%(step)s” is not possible: the edition is “%(status)s”.")
            % {"step": step.label, "status": edition.get_status_display()}
        )
    if not may(step, role_of(by, edition, on)):
        raise NotAllowedError(_("“%(step)s” is not yours to do.") % {"step": step.label})
    on_behalf = step.is_on_behalf(by, letter)
    if step.asks_reason and not reason.strip():
        raise NotAllowedError(_("Say why, in a sentence: it is kept with the edition."))
    if on_behalf and not letter:
        raise NotAllowedError(_("Add the letter by which the state answered: it is kept with the edition."))
    problems = problems_of(step, edition, on)
    if problems:
        raise NotAllowedError(_("“%(step)s” is not possible yet.") % {"step": step.label}, problems)
    step.effect(edition, Occasion(by=by, on=on, reason=reason, extra=extra))
    move(edition, step.to, step=step.name, by=by, on=on, reason=reason.strip(), on_behalf=on_behalf, letter=letter)
    if step.is_public:
        transaction.on_commit(raise_content_version)
    return edition


def let_lapse(on: date) -> int:
    """The clock of every edition that ran out before `on`. Returns how many."""
    editions = [one for one in Edition.objects.with_the_state() if one.status == Status.WITH_STATE]
    ran_out = [one for one in editions if not problems_of(STEPS["lapse"], one, on)]
    for edition in ran_out:
        perform(edition, "lapse", by=None, on=on)
    return len(ran_out)


def log_of(edition: Edition) -> list[Transition]:
    return list(edition.transitions.select_related("by"))
