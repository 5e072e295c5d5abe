"""Pages of the admin about drafts: the review of an edition, the board of a collection round."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from registry.accounts.models import User
from registry.accounts.signed_in import person_of
from registry.common.admin_pages import admin_page
from registry.common.admin_rights import check_right, may
from registry.common.dates import today
from registry.common.difference import marked
from registry.common.refusals import refusal_shown
from registry.drafting import collecting, review
from registry.drafting.contradictions import contradictions_of
from registry.drafting.exchange import Comment, Suggestion
from registry.drafting.figure_checks import doubts_of
from registry.drafting.forms import ReviewForm
from registry.drafting.parity import lags
from registry.drafting.rounds import CollectionRound
from registry.drafting.sections import Section
from registry.profiles.models import Edition


def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    """All parts of an edition with what changed, the comments, and the decision on each."""
    check_right(request, ("view" if request.method in ("GET", "HEAD") else "change", Edition))
    edition = get_object_or_404(Edition.objects.for_page(), pk=pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and "rest" in request.POST:
        decided(request, partial(review.accept_rest, edition, by=person_of(request)))
        return redirect("admin:edition_review", pk)
    if request.method == "POST" and form.is_valid():
        section = get_object_or_404(edition.sections.all(), pk=form.cleaned_data["section"])
        if decided(request, partial(decide, section, form.cleaned_data, by=person_of(request))):
            return redirect(f"{request.path}#part-{section.template_section.slug}")
    sections = edition.sections.for_work().select_related("carried_from__edition")
    parts = sections.prefetch_related(
        Prefetch("comments", Comment.objects.for_secretariat()),
        Prefetch("suggestions", Suggestion.objects.open().for_secretariat()),
        "figures__indicator",
        "decisions",
    )
    return admin_page(
        request,
        "review",
        "Review",
        opts=Edition._meta,
        edition=edition,
        rows=[in_review(section) for section in parts],
        form=form,
        doubts=doubts_of(edition, today()),
        contradictions=contradictions_of(edition, list(parts), today()),
        is_open=edition.status == Edition.Status.SUBMITTED,
        may_change=may(request.user, "change", Edition),
    )


def decide(section: Section, values: dict[str, Any], *, by: User) -> None:
    """As the form of the review says: {"do", "text"}."""
    if values["do"] == "accept":
        review.accept_section(section, by=by)
    elif values["do"] == "return":
        review.return_section(section, by=by, reason=values["text"])
    else:
        review.comment(section, values["text"], by=by)


def decided(request: HttpRequest, decide: Callable[[], Any]) -> bool:
    """Whether the decision was taken; a message says so, or why not."""
    with refusal_shown(request) as refusals:
        decide()
        messages.success(request, "Done.")
    return not refusals


def in_review(section: Section) -> dict:
    """A part with its difference to the edition that it started from."""
    before = section.carried_from
    return {
        "section": section,
        "before": before,
        "marked_en": marked(before.text_en, section.text_en) if before else "",
        "marked_ru": marked(before.text_ru, section.text_ru) if before else "",
        "lags": lags(section),
        "suggestions": [(row, marked(row.old, row.new)) for row in section.suggestions.all()],
    }


def board_page(request: HttpRequest, pk: int) -> HttpResponse:
    check_right(request, ("view", CollectionRound), ("view", Edition))
    round = get_object_or_404(CollectionRound, pk=pk)
    rows = collecting.board(round, today())
    return admin_page(
        request,
        "board",
        f"Board: {round}",
        opts=CollectionRound._meta,
        round=round,
        rows=rows,
        may_change=may(request.user, "change", CollectionRound),
        days_left=round.days_left(today()),
        unanswered=sum(not row.has_answered for row in rows),
    )
