"""Steps in the life of an edition: what a step is, who may take it, and the only way to take one.

The table of all steps is publication/workflow.py. Two steps are defined here, because acts below
that table lead to them: RESUME follows from a change to a returned draft, SUPERSEDE from the
publication of the next edition.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.private_files import without_leftovers
from registry.contacts.terms import posts_of
from registry.profiles.models import Edition
from registry.profiles.moves import move

Status = Edition.Status


class Actor(StrEnum):
    """As whom somebody takes a step."""

    STATE = "state"
    SECRETARIAT = "secretariat"
    CLOCK = "clock"

    @property
    def label(self) -> str:
        return {
            Actor.STATE: _("the state’s contact point"),
            Actor.SECRETARIAT: _("the Secretariat"),
            Actor.CLOCK: _("the registry by itself"),
        }[self]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a step is not possible yet, as a sentence in the reader's language. `sections`: the parts
    of the edition where it is mended."""

    text: str
    sections: tuple[Any, ...] = ()

    def __str__(self) -> str:
        if not self.sections:
            return self.text
        parts = ", ".join(str(section.template_section) for section in self.sections)
        return f"{self.text} {parts}."


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold before a step. `in_words`: the condition as the page that explains the
    workflow names it; `find`: the problems of an edition on a day. `is_final`: nothing that the
    person could mend, so that a page offers no button for the step."""

    in_words: str | Promise
    find: Callable[[Edition, date], list[Problem]]
    is_final: bool = False

    def __call__(self, edition: Edition, on: date) -> list[Problem]:
        return self.find(edition, on)


@dataclass(frozen=True, slots=True)
class StepInput:
    """Who takes a step, when, and what the form of the step gives beside the reason (`extra`).
    `checksum`: of the text that the step vouches for."""

    by: User | None
    on: date
    reason: str = ""
    on_behalf: bool = False
    checksum: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def no_checksum(edition: Edition) -> str:
    """The step vouches for no text."""
    return ""


def no_effect(edition: Edition, given: StepInput) -> None:
    """The step changes the status and nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of the workflow.

    name             as kept in the log of an edition (Transition.step)
    explanation      what happens, for the person who is about to take the step
    from_statuses    the statuses that the step leaves; `to`: the status it leads to
    who              who may take it
    conditions       what must hold before
    effect           runs before the change of status and may change the row in memory
    checksum         of the text that the step vouches for, kept in the log; "" for other steps
    asks_reason      a sentence is required and kept in the log
    offers_reason    a sentence may be given and is kept in the log
    is_grave         asks for a fresh sign-in (common/freshness.py), recorded as a security event
    is_endorsement   the state endorses the text with it
    is_submission    hands the text over: its page says before what is not finished
    is_consequence   follows from another act; no page has a button for it
    """

    name: str
    label: str | Promise
    explanation: str | Promise
    from_statuses: tuple[str, ...]
    to: str
    who: tuple[Actor, ...]
    conditions: tuple[Condition, ...] = ()
    effect: Callable[[Edition, StepInput], None] = no_effect
    checksum: Callable[[Edition], str] = no_checksum
    asks_reason: bool = False
    offers_reason: bool = False
    is_grave: bool = False
    is_endorsement: bool = False
    is_submission: bool = False
    is_consequence: bool = False

    @property
    def conditions_in_words(self) -> list[str]:
        return [str(condition.in_words) for condition in self.conditions]

    @property
    def is_of_state_alone(self) -> bool:
        return Actor.SECRETARIAT not in self.who and Actor.STATE in self.who

    def is_on_behalf(self, user: User | None, letter: Any) -> bool:
        """Staff record what a state did: always where the step belongs to the state alone,
        otherwise where the state asked for it by letter."""
        is_staff = user is not None and user.is_staff
        return is_staff and (self.is_of_state_alone or (bool(letter) and Actor.STATE in self.who))


RESUME = Step(
    name="resume",
    label=gettext_lazy("Take up again"),
    explanation=gettext_lazy("Happens with the first change to a returned draft."),
    from_statuses=(Status.RETURNED,),
    to=Status.DRAFT,
    who=(Actor.STATE, Actor.SECRETARIAT),
    is_consequence=True,
)
SUPERSEDE = Step(
    name="supersede",
    label=gettext_lazy("Supersede"),
    explanation=gettext_lazy("Happens when the next edition of the profile is published."),
    from_statuses=(Status.PUBLISHED,),
    to=Status.SUPERSEDED,
    who=(Actor.CLOCK,),
    is_consequence=True,
)


class NotAllowedError(RuleError):
    """Says which condition fails and where to mend it; `problems` for pages that link there."""

    def __init__(self, text: str, problems: list[Problem] | None = None) -> None:
        self.problems = problems or []
        super().__init__(" ".join([text, *map(str, self.problems)]))


def actor_of(user: User | None, edition: Edition, on: date) -> Actor | None:
    """As whom a user would take a step of an edition; None: the user may take none."""
    if user is None:
        return Actor.CLOCK
    if user.is_staff:
        return Actor.SECRETARIAT if user.has_perm("registry.change_edition") else None
    is_own = any(post.state_id == edition.profile.state_id for post in posts_of(user, on))
    return Actor.STATE if is_own else None


def may(step: Step, actor: Actor | None) -> bool:
    """Staff also record what a state did (on its behalf)."""
    return actor in step.who or (actor == Actor.SECRETARIAT and Actor.STATE in step.who)


def problems_of(step: Step, edition: Edition, on: date) -> list[Problem]:
    return [problem for condition in step.conditions for problem in condition(edition, on)]


@without_leftovers()
def check_step(
    step: Step,
    edition: Edition,
    *,
    by: User | None,
    on: date,
    reason: str,
    letter: Any,
    follows: bool,
) -> None:
    """Raises NotAllowedError with the reason why the step is not possible."""
    if edition.status not in step.from_statuses:
        raise NotAllowedError(
            _("“%(step)s” is not possible: the edition is “%(status)s”.")
            % {
                "step": step.label,
                "status": edition.get_status_display(),
            }
        )
    if not follows and not may(step, actor_of(by, edition, on)):
        raise NotAllowedError(_("“%(step)s” is not yours to do.") % {"step": step.label})
    if step.asks_reason and not reason.strip():
        raise NotAllowedError(_("Say why, in a sentence: it is kept with the edition."))
    if step.is_on_behalf(by, letter) and not letter:
        raise NotAllowedError(
            _("Add the letter by which the state answered: it is kept with the edition.")
        )
    problems = problems_of(step, edition, on)
    if problems:
        raise NotAllowedError(_("“%(step)s” is not possible yet.") % {"step": step.label}, problems)


@without_leftovers()
@transaction.atomic
def take_step(
    edition: Edition,
    step: Step,
    *,
    by: User | None,
    on: date,
    reason: str = "",
    letter: Any = None,
    extra: dict[str, Any] | None = None,
    follows: bool = False,
) -> Edition:
    """The only way from status to status. Returns the edition as it is then.

    `follows`: the step follows from another act, which has checked who acts. Raises NotAllowedError
    where the status, the person or a condition does not allow the step, or where a reason or letter
    is missing.
    """
    edition = (
        Edition.objects.select_for_update(of=("self",))
        .select_related("profile__state", "template")
        .get(pk=edition.pk)
    )
    on_behalf = step.is_on_behalf(by, letter)
    check_step(step, edition, by=by, on=on, reason=reason, letter=letter, follows=follows)
    given = StepInput(
        by=by,
        on=on,
        reason=reason,
        on_behalf=on_behalf,
        checksum=step.checksum(edition),
        extra=extra or {},
    )
    step.effect(edition, given)
    move(
        edition,
        step.to,
        step=step.name,
        by=by,
        on=on,
        reason=reason.strip(),
        on_behalf=on_behalf,
        letter=letter,
        checksum=given.checksum,
    )
    if step.is_grave and by:
        record_event(
            SecurityEvent.What.STEP, account=by, how=step.name, about=f"edition {edition.pk}"
        )
    return edition
