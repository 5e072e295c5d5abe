"""A contact point decides about a proposal. What is taken goes through the acts that the desk's own
forms call: figures into the parts of the draft that ask for them, details into the person's row."""

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.contacts.details import change_own
from registry.contacts.models import ContactPoint
from registry.contacts.terms import posts_of
from registry.drafting.figure_writing import (
    EMPTY,
    FigureEntry,
    Row,
    as_typed,
    save_figures,
    stored_rows,
)
from registry.drafting.sections import Section
from registry.figures.models import Indicator
from registry.profiles.models import Edition
from registry.proposals.models import Proposal

Figure = dict[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a draft that asks for a proposed figure, and what stands there now."""

    figure: Figure
    indicator: Indicator
    section: Section
    stands: Row

    @property
    def proposed(self) -> Row:
        return as_typed(EMPTY | {name: text for name, text in self.figure.items() if name in EMPTY})

    @property
    def is_same(self) -> bool:
        return self.proposed == self.stands


def places_of(proposal: Proposal) -> list[Place]:
    """In the order of the proposal; a figure may be asked for in several drafts, or in none."""
    editions = Edition.objects.in_work().of_states([proposal.state]).for_page()
    writable = [edition.pk for edition in editions if edition.is_writable]
    slugs = [figure["indicator"] for figure in proposal.content]
    indicators = {row.slug: row for row in Indicator.objects.by_slugs(slugs)}
    found = []
    for figure in proposal.content:
        indicator = indicators.get(figure["indicator"])
        if indicator is None:
            continue
        rows = Section.objects.filter(
            edition__in=writable, template_section__section_indicators__indicator=indicator
        )
        for section in rows.select_related("edition", "template_section").order_by("edition", "pk"):
            stands = stored_rows(section).get(indicator.pk, EMPTY)
            found.append(Place(figure=figure, indicator=indicator, section=section, stands=stands))
    return found


def left_out(proposal: Proposal, places: list[Place]) -> list[str]:
    """Indicators that no draft asks for."""
    asked = {place.figure["indicator"] for place in places}
    return [figure["indicator"] for figure in proposal.content if figure["indicator"] not in asked]


def mark_of(proposal: Proposal) -> str:
    """Differs once what the proposal would replace has changed."""
    if proposal.kind == Proposal.Kind.FIGURES:
        now: Any = [
            (place.section.pk, sorted(place.stands.items())) for place in places_of(proposal)
        ]
    else:
        now = proposal.token.contact_point.version
    return hashlib.sha256(repr(now).encode()).hexdigest()[:16]


@transaction.atomic
def take(proposal: Proposal, *, by: User, on: date, seen: str) -> Proposal:
    """`seen`: the mark of what stood beside it on the page. Raises RuleError where it was decided
    before, is not this person's to decide, where what it would replace has changed, or where no
    draft asks for any of it."""
    proposal = decidable(proposal, by=by, on=on)
    if seen != mark_of(proposal):
        raise RuleError(
            _("What stands beside the proposal has changed meanwhile. Look at it again.")
        )
    if proposal.kind == Proposal.Kind.FIGURES:
        take_figures(proposal, by=by, on=on)
    else:
        take_details(proposal, by=by)
    return decided(proposal, Proposal.Decision.TAKEN, by=by)


@transaction.atomic
def refuse(proposal: Proposal, *, by: User, on: date, reason: str = "") -> Proposal:
    """`reason`: for those who run the system; at most as long as its field."""
    proposal = decidable(proposal, by=by, on=on)
    proposal.reason = reason.strip()
    return decided(proposal, Proposal.Decision.REFUSED, by=by)


def decidable(proposal: Proposal, *, by: User, on: date) -> Proposal:
    proposal = (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("token__contact_point__state")
        .get(pk=proposal.pk)
    )
    if proposal.decision:
        raise RuleError(_("This proposal was decided before."))
    if not Proposal.objects.for_desk(posts_of(by, on), by).filter(pk=proposal.pk).exists():
        raise RuleError(_("This proposal is not yours to decide."))
    return proposal


def take_figures(proposal: Proposal, *, by: User, on: date) -> None:
    places = places_of(proposal)
    if not places:
        raise RuleError(
            _("No profile in work asks for these figures. They can be taken once one does.")
        )
    for place in places:
        entry = FigureEntry(
            indicator=place.indicator.pk,
            before=place.stands,
            typed=place.proposed,
            figure=values_of(place.figure),
        )
        save_figures(place.section, [entry], by=by, on=on, posts=posts_of(by, on))
    proposal.left_out = left_out(proposal, places)


def values_of(figure: Figure) -> dict[str, Any]:
    has_value = bool(figure["value"])
    return {
        "value": Decimal(figure["value"]) if has_value else None,
        "year": int(figure["year"]) if figure["year"] else None,
        "gap": figure["gap"],
        "source": figure["source"] if has_value else "",
        "note_en": figure["note_en"],
        "note_ru": figure["note_ru"],
        "is_confirmed": False,
    }


def take_details(proposal: Proposal, *, by: User) -> None:
    post = ContactPoint.objects.get(pk=proposal.token.contact_point_id)
    shown = {name: getattr(post, name) for name in proposal.content}
    change_own(post, dict(proposal.content), by=by, seen=post.version, shown=shown)


def decided(proposal: Proposal, decision: Proposal.Decision, *, by: User) -> Proposal:
    """Of details only the names stay."""
    if proposal.kind == Proposal.Kind.DETAILS:
        proposal.content = dict.fromkeys(proposal.content, "")
    proposal.decision, proposal.decided_at, proposal.decided_by = decision, timezone.now(), by
    proposal.save()
    return proposal
