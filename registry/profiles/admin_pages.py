"""Pages of the admin beyond lists and forms: the review of an edition, the board of a round, a state's letter."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.contacts.letters import letter_response
from registry.profiles import collecting, review
from registry.profiles.difference import marked
from registry.profiles.forms import ReviewForm
from registry.profiles.models import Edition, Transition
from registry.profiles.parity import lags
from registry.profiles.rounds import CollectionRound
from registry.profiles.sections import Section


def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    """All parts of an edition with what changed, what was said, and the decision on each."""
    if not request.user.has_perm("registry.change_edition"):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.for_page(), pk=pk)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and "rest" in request.POST:
        decided(request, lambda: review.accept_rest(edition, by=request.user, on=today()))
        return redirect("admin:edition_review", pk)
    if request.method == "POST" and form.is_valid():
        section = get_object_or_404(edition.sections.all(), pk=form.cleaned_data["section"])
        if decided(
            request, lambda: DECISIONS[form.cleaned_data["do"]](section, form.cleaned_data["text"], request.user)
        ):
            return redirect(f"{request.path}#part-{section.template_section.slug}")
    sections = edition.sections.for_work().select_related("carried_from__edition")
    rows = [
        looked_at(section)
        for section in sections.prefetch_related("comments__consultation", "figures__indicator", "decisions")
    ]
    context = {
        **admin.site.each_context(request), "title": "Review", "edition": edition, "rows": rows, "form": form,
        "is_open": edition.status == Edition.Status.SUBMITTED, "opts": Edition._meta,
    }  # fmt: skip
    return TemplateResponse(request, "admin/review.html", context)


DECISIONS = {
    "accept": lambda section, text, user: review.accept_section(section, by=user, on=today()),
    "return": lambda section, text, user: review.return_section(section, by=user, on=today(), reason=text),
    "comment": lambda section, text, user: review.comment(section, text, by=user),
}


def decided(request: HttpRequest, deed) -> bool:
    try:
        deed()
    except RuleError as error:
        messages.error(request, str(error))
        return False
    messages.success(request, "Done.")
    return True


def looked_at(section: Section) -> dict:
    """A part with its difference to the edition that it started from."""
    before = section.carried_from
    return {
        "section": section,
        "before": before,
        "marked_en": marked(before.text_en, section.text_en) if before else "",
        "marked_ru": marked(before.text_ru, section.text_ru) if before else "",
        "lags": lags(section),
    }


def board_page(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("registry.view_collectionround"):
        raise PermissionDenied
    round = get_object_or_404(CollectionRound, pk=pk)
    rows = collecting.board(round, today())
    context = {
        **admin.site.each_context(request), "title": f"Board: {round}", "round": round, "rows": rows, "opts": CollectionRound._meta,
        "days_left": round.days_left(today()), "unanswered": sum(not row.has_answered for row in rows),
    }  # fmt: skip
    return TemplateResponse(request, "admin/board.html", context)


def letter_page(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("registry.view_edition"):
        raise PermissionDenied
    row = get_object_or_404(Transition, pk=pk)
    if not row.letter:
        raise Http404
    return letter_response(row.letter)
