"""What the desk's pages of an edition have in common."""

from typing import Any, Protocol

from django.db.models import CharField, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from registry.common.dates import today
from registry.common.kept_questions import Question, given
from registry.contacts.models import ContactPoint
from registry.drafting import parity
from registry.drafting.sections import Section
from registry.profiles.endorsement_clock import clock
from registry.profiles.models import Edition


class Desk(Protocol):
    """Of a contact point: desk/access.py has it, which is above this topic."""

    def edition(self, pk: int) -> Edition: ...

    def post_of(self, edition: Edition) -> ContactPoint: ...


class RequestAtDesk(Protocol):
    @property
    def desk(self) -> Desk: ...


def part_of(request: RequestAtDesk, pk: int, slug: str) -> Section:
    """A part of an edition of the state whose contact point is signed in, with what its page
    counts."""
    edition = request.desk.edition(pk)
    section = get_object_or_404(edition.sections.for_work(), template_section__slug=slug)
    section.edition = edition
    return section


def open_part_of(request: RequestAtDesk, pk: int, slug: str) -> Section:
    """The same for what a page that is open sends by itself: every few seconds, from many pages, so
    nothing is counted."""
    edition = request.desk.edition(pk)
    section = part_of_edition.first(edition=pk, slug=slug)
    if section is None:
        raise Http404
    section.edition = edition
    return section


@Question
def part_of_edition() -> QuerySet[Section]:
    slug = given("slug", CharField())
    rows = Section.objects.filter(edition=given("edition"), template_section__slug=slug)
    return rows.select_related("template_section")


def parts_of(edition: Edition) -> list[dict[str, Any]]:
    """The parts in order, each with how far its languages are behind as the row keeps it. One
    query, which leaves the texts in the database."""
    rows = edition.sections.for_list()
    return [{"section": section, "lags": parity.lags(section)} for section in rows]


def draft_of(edition: Edition) -> dict[str, Any]:
    """What the desk shows of an edition in work. `parts`: of one that can be written only;
    `returned`: the parts of the template that came back."""
    parts = parts_of(edition) if edition.is_writable else []
    came_back = Section.Review.RETURNED
    returned = [
        row["section"].template_section for row in parts if row["section"].review == came_back
    ]
    return {"edition": edition, "parts": parts, "returned": returned}


def page_context(request: RequestAtDesk, edition: Edition) -> dict[str, Any]:
    """What every page of an edition shows."""
    return {
        "edition": edition,
        "state": edition.profile.state,
        "clock": clock(edition, today()) if edition.is_with_the_state else None,
        "round": edition.collection_round,
        "post": request.desk.post_of(edition),
    }
