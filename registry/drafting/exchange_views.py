"""Comments, suggestions and consultations, as pages: at the desk, and for the ministry that has
a link."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry.common.dates import clock_time, today
from registry.common.editor_pages import editor_media, with_editor
from registry.common.errors import RuleError
from registry.common.forms import DigitsForm, by_link, posted
from registry.common.freshness import fields_of
from registry.common.opened_links import is_opened, open_link
from registry.common.refusals import refusal_shown
from registry.common.required import required
from registry.desk.access import DeskRequest, at_desk
from registry.drafting import consulting, review
from registry.drafting.desk_pages import page_context, part_of
from registry.drafting.exchange import Comment, Consultation, Suggestion
from registry.drafting.forms import CommentForm, ConsultationForm, MinistryAnswerForm, answer_rows
from registry.profiles.models import Edition

ANSWERED = "answered"


def consultation(request: HttpRequest, token: str) -> HttpResponse:
    """A line ministry comments on chosen parts of a draft, by the link it was sent and the
    digits of its message."""
    link = Consultation.objects.for_page().by_token(token)
    if link is None or not link.edition.is_in_work:
        return render(request, "profiles/consultation_closed.html", status=410)
    if not is_opened(request, link):
        typed = fields_of(request, but=("digits",))
        form = DigitsForm(request.POST if "digits" in request.POST else None)
        if not by_link(request, form, link, token, lambda: open_link(request, link)):
            return render(
                request, "profiles/consultation_digits.html", {"form": form, "typed": typed}
            )
        if not typed:
            return redirect(request.path)
    return consultation_page(request, link)


def typed_in(rows: list[MinistryAnswerForm]) -> dict[str, str]:
    """By the name of the field."""
    typed: dict[str, str] = {}
    for row in rows:
        typed |= {row.add_prefix(name): str(value) for name, value in row.cleaned_data.items()}
    return typed


@require_POST
def consultation_typed(request: HttpRequest, token: str) -> JsonResponse:
    """For the script of that page: what was typed is kept until it is sent. {"saved"}."""
    link = Consultation.objects.for_page().by_token(token)
    if link is None or not link.edition.is_in_work or not is_opened(request, link):
        message = _("The link has to be opened again: reload this page in another tab.")
        return JsonResponse({"error": message}, status=403)
    rows = answer_rows(link, request.POST)
    if not all(row.is_valid() for row in rows):
        return JsonResponse({"error": _("Not sent yet.")}, status=400)
    try:
        consulting.keep_typed(link, typed_in(rows))
    except RuleError as error:
        return JsonResponse({"error": str(error)}, status=400)
    message = _("kept %(moment)s, not sent yet") % {"moment": clock_time()}
    return JsonResponse({"saved": message})


@with_editor
def consultation_page(request: HttpRequest, link: Consultation) -> HttpResponse:
    """What was sent is thanked for at an address of its own, which can be reloaded."""
    if request.method == "GET" and ANSWERED in request.GET:
        thanks = {"link": link, "state": link.edition.profile.state}
        return render(request, "profiles/consultation_thanks.html", thanks)
    rows = answer_rows(link, request.POST or None)
    form, state = forms.Form(request.POST or None), link.edition.profile.state
    if all([row.is_valid() for row in rows]) and posted(
        request, form, lambda values: consulting.answer(link, [row.answer() for row in rows])
    ):
        return redirect(f"{request.path}?{ANSWERED}")
    context = {
        "link": link,
        "rows": rows,
        "form": form,
        "state": state,
        "token": required(request.resolver_match).kwargs["token"],
        "has_errors": request.method == "POST",
        "media": editor_media(request, rows[0].media) if rows else "",
    }
    return render(request, "profiles/consultation.html", context)


@at_desk(form=CommentForm)
@require_POST
def comment(request: DeskRequest, pk: int, slug: str) -> HttpResponse:
    section = part_of(request, pk, slug)
    form = CommentForm(request.POST)

    def say(values: dict[str, Any]) -> Comment:
        post = request.desk.post_of(section.edition)
        return review.comment(section, values["text"], by=request.user, post=post)

    if posted(request, form, say):
        messages.success(request, _("Your comment is with the Secretariat."))
        return redirect(f"{back_to(request, section.edition, slug)}#comments-{slug}")
    context = page_context(request, section.edition) | {"section": section, "form": form}
    return render(request, "desk/comment.html", context)


def back_to(request: DeskRequest, edition: Edition, slug: str) -> str:
    """To the page on which the comment was written."""
    name, arguments = (
        ("desk_read", [edition.pk])
        if request.POST.get("from") == "read"
        else ("desk_part", [edition.pk, slug])
    )
    return redirect(name, *arguments).url


@at_desk
@require_POST
def resolve(request: DeskRequest, pk: int, comment: int) -> HttpResponse:
    found = request.desk.edition(pk)
    row = get_object_or_404(
        Comment.objects.of_edition(found).select_related("section__template_section"), pk=comment
    )
    review.resolve(row)
    return redirect("desk_part", pk, row.section.template_section.slug)


@at_desk
@require_POST
def pass_on(request: DeskRequest, pk: int, comment: int) -> HttpResponse:
    found = request.desk.edition(pk)
    row = get_object_or_404(
        Comment.objects.of_edition(found).select_related("section__template_section"), pk=comment
    )
    with refusal_shown(request):
        review.pass_on(row)
        messages.success(request, _("The Secretariat sees this answer now."))
    return redirect("desk_part", pk, row.section.template_section.slug)


@at_desk
@require_POST
def suggestion(request: DeskRequest, pk: int, suggestion: int) -> HttpResponse:
    """Taken in, set aside, or, where a ministry made it, passed on to the Secretariat."""
    rows = Suggestion.objects.of_edition(request.desk.edition(pk))
    row = get_object_or_404(rows, pk=suggestion)
    with refusal_shown(request):
        if "pass_on" in request.POST:
            review.pass_on(row)
            messages.success(request, _("The Secretariat sees this suggestion now."))
        elif "take" in request.POST:
            review.take_in(row, by=request.user, on=today())
            messages.success(request, _("Taken in, saved %(moment)s.") % {"moment": clock_time()})
        else:
            review.decline(row, by=request.user)
            messages.success(request, _("Set aside; the text stays as it is."))
    part = redirect("desk_part", pk, row.section.template_section.slug)
    return redirect(f"{part.url}#suggestions")


@at_desk(form=ConsultationForm)
def ask(request: DeskRequest, pk: int) -> HttpResponse:
    """Send a line ministry a link to chosen parts."""
    found = request.desk.edition(pk)
    form = ConsultationForm(request.POST or None, edition=found, chosen=request.GET.get("part", ""))

    def send(values: dict[str, Any]) -> Consultation:
        post = request.desk.post_of(found)
        return consulting.ask(found, by=request.user, post=post, **values)

    done = posted(request, form, send)
    if done:
        messages.success(
            request,
            _("The link is on its way to %(organisation)s.") % {"organisation": done.organisation},
        )
        return redirect("desk_edition", pk)
    return render(request, "desk/ask.html", page_context(request, found) | {"form": form})


@at_desk
@require_POST
def revoke(request: DeskRequest, pk: int, consultation: int) -> HttpResponse:
    row = get_object_or_404(
        Consultation.objects.of_edition(request.desk.edition(pk)), pk=consultation
    )
    consulting.revoke(row)
    messages.success(request, _("The link is closed."))
    return redirect("desk_edition", pk)
