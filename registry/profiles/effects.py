"""What happens with each step of the workflow, within its transaction: the row is changed in memory and saved by the move."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.dates import worded
from registry.common.errors import RuleError
from registry.profiles.consulting import end_consultations
from registry.profiles.endorsement import clock, write_to_state
from registry.profiles.models import Edition
from registry.profiles.moves import move
from registry.profiles.own_figures import pass_on
from registry.profiles.publishing import freeze


@dataclass(frozen=True, slots=True)
class Occasion:
    by: User | None
    on: date
    reason: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def nothing(edition: Edition, occasion: Occasion) -> None:
    pass


def begin_review(edition: Edition, occasion: Occasion) -> None:
    edition.review_round += 1


def tell_returned(edition: Edition, occasion: Occasion) -> None:
    returned = [(row.template_section, row.decisions.first().reason) for row in edition.sections.in_order().returned()]
    write_to_state(edition, "returned", f"round{edition.review_round}", on=occasion.on, returned=returned)


def start_clock(edition: Edition, occasion: Occasion) -> None:
    """Nothing that was entered before counts as an answer to this text, which was written here and not elsewhere."""
    edition.submitted_on, edition.endorsed_on = occasion.on, None
    edition.endorsement = Edition.Endorsement.NOT_ENDORSED
    if edition.origin == Edition.Origin.NATIONAL:
        edition.origin = Edition.Origin.STATE
    end_consultations(edition)
    write_to_state(edition, "endorse", str(occasion.on), on=occasion.on, clock=clock(edition, occasion.on))


def stop_clock(edition: Edition, occasion: Occasion) -> None:
    """The text will change: neither the submission nor an endorsement holds for it any more."""
    edition.submitted_on = edition.endorsed_on = None
    edition.endorsement = Edition.Endorsement.NOT_ENDORSED
    edition.parity_waiver = ""
    edition.sections.filter(review="accepted").update(review="")
    write_to_state(edition, "reopened", str(occasion.on), on=occasion.on, reason=occasion.reason)


def record_endorsement(edition: Edition, occasion: Occasion) -> None:
    """`endorsed_on` in the extra: the day of the state's letter, where staff record it."""
    day = occasion.extra.get("endorsed_on") or occasion.on
    first = edition.submitted_on or edition.published_on or occasion.on
    if not first <= day <= occasion.on:
        raise RuleError(_("The day of the endorsement lies between %(first)s and today.") % {"first": worded(first)})
    edition.endorsement, edition.endorsed_on = Edition.Endorsement.ENDORSED, day
    if edition.is_public:
        pass_on(edition)


def end_work(edition: Edition, occasion: Occasion) -> None:
    end_consultations(edition)


def publish(edition: Edition, occasion: Occasion) -> None:
    """Freeze, take the place of the one before, say so."""
    if edition.is_compiled:
        edition.endorsement, edition.endorsed_on = Edition.Endorsement.NOT_ENDORSED, None
    supersede(edition, occasion)
    edition.published_on = occasion.on
    freeze(edition)
    if edition.is_endorsed:
        pass_on(edition)
    end_consultations(edition)
    if not edition.is_compiled:
        write_to_state(edition, "published", str(edition.number), on=occasion.on)


def supersede(edition: Edition, occasion: Occasion) -> None:
    """The published edition of the same year, and those of earlier years.

    What is compiled from open figures does not take the place of what a state made.
    """
    rows = edition.profile.editions.filter(status=Edition.Status.PUBLISHED, year__lte=edition.year)
    rows = rows.select_for_update().order_by("-year", "-number")
    before = [one for one in rows if one.year == edition.year or one.is_compiled or not edition.is_compiled]
    for one in before:
        move(one, Edition.Status.SUPERSEDED, step="supersede", by=occasion.by, on=occasion.on)
    edition.supersedes = before[0] if before else None
