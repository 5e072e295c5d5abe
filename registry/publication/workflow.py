"""The life of an edition as a table: from where to where, who may, what must hold, what happens.

The desk's and the admin's buttons, the clock, the page that explains how a profile is made, its
diagram and the tests all read STEPS. `perform` takes a step of the table by its name; every change
of status goes through profiles/steps.py and is logged (Transition).
"""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from registry.accounts.models import User
from registry.drafting.text_checksum import checksum_of
from registry.profiles.models import Edition
from registry.profiles.moves import Transition
from registry.profiles.steps import (
    RESUME,
    SUPERSEDE,
    Actor,
    Problem,
    Step,
    actor_of,
    may,
    problems_of,
    take_step,
)
from registry.publication import conditions, effects

Status = Edition.Status

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step(
            name="submit",
            label=gettext_lazy("Submit to the Secretariat"),
            explanation=gettext_lazy(
                "The Secretariat reviews the draft part by part. Until it answers, the text does"
                " not change."
            ),
            from_statuses=(Status.DRAFT, Status.RETURNED),
            to=Status.SUBMITTED,
            who=(Actor.STATE, Actor.SECRETARIAT),
            conditions=(
                conditions.is_complete,
                conditions.returns_are_answered,
                conditions.is_in_step,
                conditions.figures_hold,
            ),
            effect=effects.begin_review,
            checksum=checksum_of,
            is_submission=True,
        ),
        Step(
            name="take_back",
            label=gettext_lazy("Take back"),
            explanation=gettext_lazy(
                "The draft comes back as it is, and can be changed and submitted again."
            ),
            from_statuses=(Status.SUBMITTED,),
            to=Status.DRAFT,
            who=(Actor.STATE,),
            conditions=(conditions.review_has_not_begun,),
        ),
        Step(
            name="send_back",
            label=gettext_lazy("Return with questions"),
            explanation=gettext_lazy(
                "The contact points get the parts that were returned, each with its reason."
            ),
            from_statuses=(Status.SUBMITTED,),
            to=Status.RETURNED,
            who=(Actor.SECRETARIAT,),
            conditions=(conditions.something_is_returned,),
            effect=effects.write_about_returned,
        ),
        RESUME,
        Step(
            name="ask_endorsement",
            label=gettext_lazy("Submit to the state for endorsement"),
            explanation=gettext_lazy(
                "The formal submission: the state has three months to comment and endorse, and is"
                " told so the same day."
            ),
            from_statuses=(Status.SUBMITTED,),
            to=Status.WITH_STATE,
            who=(Actor.SECRETARIAT,),
            conditions=(
                conditions.is_complete,
                conditions.is_accepted,
                conditions.is_in_step,
                conditions.figures_hold,
            ),
            effect=effects.start_clock,
            checksum=checksum_of,
        ),
        Step(
            name="endorse",
            label=gettext_lazy("Endorse"),
            explanation=gettext_lazy(
                "The state endorses the text as it stands. The Secretariat then publishes it as"
                " endorsed."
            ),
            from_statuses=(Status.WITH_STATE, Status.LAPSED),
            to=Status.ENDORSED,
            who=(Actor.STATE,),
            effect=effects.record_endorsement,
            checksum=checksum_of,
            is_grave=True,
            is_endorsement=True,
        ),
        Step(
            name="lapse",
            label=gettext_lazy("Record that the time ran out"),
            explanation=gettext_lazy(
                "Three months passed without an endorsement. The edition may be published with the"
                " notice that it does not reflect the state’s official position."
            ),
            from_statuses=(Status.WITH_STATE,),
            to=Status.LAPSED,
            who=(Actor.CLOCK, Actor.SECRETARIAT),
            conditions=(conditions.clock_has_run_out,),
        ),
        Step(
            name="reopen",
            label=gettext_lazy("Open for changes again"),
            explanation=gettext_lazy(
                "The text can be changed again. A new formal submission starts the three months"
                " anew."
            ),
            from_statuses=(Status.WITH_STATE, Status.LAPSED, Status.ENDORSED),
            to=Status.DRAFT,
            who=(Actor.SECRETARIAT,),
            effect=effects.stop_clock,
            asks_reason=True,
        ),
        Step(
            name="publish",
            label=gettext_lazy("Publish"),
            explanation=gettext_lazy(
                "Text, figures, charts, names and the notice are frozen with a checksum. Nothing"
                " changes them afterwards; a correction is a new version."
            ),
            from_statuses=(Status.ENDORSED, Status.LAPSED),
            to=Status.PUBLISHED,
            who=(Actor.SECRETARIAT,),
            conditions=(
                conditions.is_complete,
                conditions.is_in_step,
                conditions.correction_is_explained,
                conditions.is_not_overtaken,
                conditions.figures_hold,
            ),
            effect=effects.publish,
            is_grave=True,
        ),
        Step(
            name="publish_compiled",
            label=gettext_lazy("Publish what was compiled"),
            explanation=gettext_lazy(
                "An edition of open figures is published with the notice that the state has not"
                " endorsed it."
            ),
            from_statuses=(Status.DRAFT,),
            to=Status.PUBLISHED,
            who=(Actor.CLOCK, Actor.SECRETARIAT),
            conditions=(
                conditions.is_compiled,
                conditions.has_sections,
                conditions.is_not_overtaken,
            ),
            effect=effects.publish,
            is_grave=True,
        ),
        Step(
            name="enter_document",
            label=gettext_lazy("Enter as published elsewhere"),
            explanation=gettext_lazy(
                "The edition takes its place in the series with the address of the original."
            ),
            from_statuses=(Status.DRAFT,),
            to=Status.PUBLISHED,
            who=(Actor.SECRETARIAT,),
            conditions=(conditions.is_document_only,),
            effect=effects.supersede,
            is_grave=True,
        ),
        Step(
            name="endorse_later",
            label=gettext_lazy("Endorse the published text"),
            explanation=gettext_lazy(
                "The state endorses what is published; the notice is lifted from now on."
            ),
            from_statuses=(Status.PUBLISHED,),
            to=Status.PUBLISHED,
            who=(Actor.STATE,),
            conditions=(conditions.is_not_endorsed,),
            effect=effects.record_endorsement,
            checksum=checksum_of,
            is_grave=True,
            is_endorsement=True,
        ),
        SUPERSEDE,
        Step(
            name="decline",
            label=gettext_lazy("We do not take part this time"),
            explanation=gettext_lazy(
                "Work on this edition ends, and nobody is reminded of it. What was written is kept."
                " Taking part is voluntary: no reason is needed, and until the collection round is"
                " closed your state can change its mind."
            ),
            from_statuses=(
                Status.DRAFT,
                Status.SUBMITTED,
                Status.RETURNED,
                Status.WITH_STATE,
                Status.LAPSED,
            ),
            to=Status.WITHDRAWN,
            who=(Actor.STATE,),
            effect=effects.end_work,
            offers_reason=True,
            is_grave=True,
        ),
        Step(
            name="take_part",
            label=gettext_lazy("We take part after all"),
            explanation=gettext_lazy("The draft is there again, with the text as it was."),
            from_statuses=(Status.WITHDRAWN,),
            to=Status.DRAFT,
            who=(Actor.STATE,),
            conditions=(
                conditions.state_does_not_take_part,
                conditions.round_is_open,
                conditions.none_is_in_work,
            ),
            effect=effects.begin_anew,
        ),
        Step(
            name="withdraw",
            label=gettext_lazy("Withdraw"),
            explanation=gettext_lazy(
                "The Secretariat ends the work on this edition. What was written is kept, and the"
                " edition can be taken up again."
            ),
            from_statuses=Edition.IN_WORK,
            to=Status.WITHDRAWN,
            who=(Actor.SECRETARIAT,),
            effect=effects.withdraw,
            asks_reason=True,
            is_grave=True,
        ),
        Step(
            name="take_up_again",
            label=gettext_lazy("Take the withdrawn edition up again"),
            explanation=gettext_lazy(
                "The draft is there again, with the text as it was; its state is told."
            ),
            from_statuses=(Status.WITHDRAWN,),
            to=Status.DRAFT,
            who=(Actor.SECRETARIAT,),
            conditions=(conditions.secretariat_withdrew, conditions.none_is_in_work),
            effect=effects.take_up_again,
            asks_reason=True,
        ),
    )
}


def steps_for(edition: Edition, user: User | None, on: date) -> list[tuple[Step, list[Problem]]]:
    """The steps that this user may take from the edition's status, each with the problems that
    prevent it yet."""
    actor = actor_of(user, edition, on)
    return [
        (step, problems_of(step, edition, on))
        for step in STEPS.values()
        if edition.status in step.from_statuses and not step.is_consequence and may(step, actor)
    ]


def buttons_for(edition: Edition, user: User | None, on: date) -> list[tuple[Step, list[Problem]]]:
    """Those of `steps_for` that a page offers: nobody endorses what is endorsed, or presses what
    stays impossible."""
    found = steps_for(edition, user, on)
    return [row for row in found if not is_out_of_reach(row[0], edition, on)]


def is_out_of_reach(step: Step, edition: Edition, on: date) -> bool:
    final = (condition for condition in step.conditions if condition.is_final)
    return (step.is_endorsement and edition.is_endorsed) or any(
        condition(edition, on) for condition in final
    )


def perform(
    edition: Edition,
    name: str,
    *,
    by: User | None,
    on: date,
    reason: str = "",
    letter: Any = None,
    **extra: Any,
) -> Edition:
    """Take the step of that name. Returns the edition as it is then; raises as take_step."""
    return take_step(edition, STEPS[name], by=by, on=on, reason=reason, letter=letter, extra=extra)


def let_lapse(on: date) -> int:
    """Every edition whose three months ended before `on`. Returns how many."""
    rows = [row for row in Edition.objects.with_the_state() if row.status == Status.WITH_STATE]
    ran_out = [edition for edition in rows if not problems_of(STEPS["lapse"], edition, on)]
    for edition in ran_out:
        perform(edition, "lapse", by=None, on=on)
    return len(ran_out)


def taken_last(edition: Edition, name: str) -> Transition | None:
    """Where the step of that name was the last one that was taken: who presses its button again
    is told so."""
    last = edition.transitions.select_related("by").last()
    return last if last and last.step == name else None


def log_of(edition: Edition) -> list[Transition]:
    return list(edition.transitions.select_related("by"))
