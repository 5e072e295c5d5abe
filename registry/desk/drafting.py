"""The desk's pages for writing and endorsing a profile. What happens is in profiles/; here it is asked for and shown."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.forms import act, posted
from registry.common.languages import active
from registry.common.richtext import allow_editor, editor_media
from registry.desk import forms
from registry.desk.access import at_desk
from registry.desk.rescue import ticket, with_rescue
from registry.profiles import consulting, drafting, parity, review, workflow
from registry.profiles.difference import marked, three_way
from registry.profiles.endorsement import clock
from registry.profiles.exchange import Comment, Consultation, Suggestion
from registry.profiles.models import Edition
from registry.profiles.sections import KeptText, Section


def moment() -> str:
    return timezone.localtime().strftime("%H:%M")


@at_desk
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Where it stands, its parts, and what can be done next."""
    found = request.desk.edition(pk)
    context = shown(request, found) | {
        "parts": parts_of(found),
        "steps": workflow.steps_for(found, request.desk.account, today()),
        "log": workflow.log_of(found),
        "consultations": Consultation.objects.of_edition(found),
    }
    return render(request, "desk/edition.html", context)


def part_of(request: HttpRequest, pk: int, slug: str) -> Section:
    """A part of an edition of one's own state."""
    edition = request.desk.edition(pk)
    section = get_object_or_404(edition.sections.for_work(), template_section__slug=slug)
    section.edition = edition
    return section


def save_typed(request: HttpRequest, section: Section, form: forms.PartForm) -> Section:
    """Raises as drafting.save_section."""
    typed, seen = form.cleaned_data, form.cleaned_data["seen"]
    return drafting.save_section(section, typed, by=request.user, on=today(), seen=seen, posts=request.desk.posts)


def parts_of(edition: Edition) -> list[dict[str, Any]]:
    rows = edition.sections.for_work()
    return [{"section": section, "lags": parity.lags(section)} for section in rows]


def shown(request: HttpRequest, edition: Edition) -> dict[str, Any]:
    return {
        "edition": edition,
        "state": edition.profile.state,
        "clock": clock(edition, today()) if edition.is_in_work else None,
        "round": edition.collection_round,
        "post": request.desk.post_of(edition),
    }


@at_desk
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole text as it stands, to be read before it is endorsed."""
    found = request.desk.edition(pk)
    sections = found.sections.for_work().prefetch_related("comments__consultation", "figures__indicator")
    context = shown(request, found) | {
        "sections": sections,
        "steps": [
            pair
            for pair in workflow.steps_for(found, request.desk.account, today())
            if pair[0].name.startswith("endorse")
        ],
        "language": active(),
    }
    return render(request, "desk/read.html", context)


@at_desk
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """What a step does, what still stands against it, and the button."""
    found = request.desk.edition(pk)
    chosen = next(
        (pair for pair in workflow.steps_for(found, request.desk.account, today()) if pair[0].name == name), None
    )
    if chosen is None:
        raise Http404(_("This step is not possible now. The page of the edition says what is."))
    form = forms.StepForm(request.POST if request.method == "POST" else None, asks_reason=chosen[0].asks_reason)
    done = posted(
        request,
        form,
        lambda values: workflow.perform(found, name, by=request.user, on=today(), reason=values.get("reason", "")),
    )
    if done:
        messages.success(request, _("Done: %(step)s. The edition is “%(status)s” now.") % {
            "step": chosen[0].label, "status": done.get_status_display(),
        })  # fmt: skip
        return redirect("desk_edition", pk)
    context = shown(request, found) | {"step": chosen[0], "problems": chosen[1], "form": form}
    return render(request, "desk/step.html", context)


@with_rescue
@at_desk
def part(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """One part: guidance, last edition, figures, text in both languages."""
    section = part_of(request, pk, slug)
    form = forms.PartForm(request.POST or None, instance=section)
    figures = forms.figure_rows(section, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_typed(request, section, form)
        except drafting.StaleError as stale:
            messages.warning(request, str(stale))
            return redirect("desk_merge", pk, slug)
        except RuleError as error:
            form.add_error(None, str(error))
        else:
            answer = after_saving(request, saved, form, figures)
            if answer:
                return answer
            form.show_again(Section.objects.get(pk=section.pk).version)
    return part_page(request, section, form, figures)


def after_saving(request: HttpRequest, section: Section, form: forms.PartForm, figures: list) -> HttpResponse | None:
    """What the pressed button asks for beyond saving; None where a rule refuses, which the form then says."""
    do, by, on = form.cleaned_data["do"], request.user, today()
    edition = section.edition
    if do in ("done", "figures"):
        if not all(row.is_valid() for row in figures):
            form.add_error(None, _("The text is saved. Correct the marked figures below."))
            return None
        values = [row.as_values() for row in figures]
        if act(form, drafting.save_figures, section, values, by=by, on=on) is None:
            return None
    deed = {
        "done": drafting.finish_section, "still_valid": drafting.confirm_unchanged, "in_step": drafting.mark_in_step,
    }.get(do)  # fmt: skip
    if deed and act(form, deed, section, by=by, on=on) is None:
        return None
    messages.success(request, _("%(part)s: saved %(moment)s.") % {"part": section.template_section, "moment": moment()})
    if do in ("done", "still_valid"):
        return redirect("desk_edition", edition.pk)
    return redirect("desk_part", edition.pk, section.template_section.slug)


def part_page(request: HttpRequest, section: Section, form: forms.PartForm, figures: list) -> HttpResponse:
    before = section.carried_from
    last = section.history.select_related("history_user").first()
    context = shown(request, section.edition) | {
        "section": section, "form": form, "figures": figures, "before": before, "last": last,
        "is_own_save": last and last.history_user_id == request.user.pk,
        "lags": {one.language: one for one in parity.lags(section)},
        "behind": [(language, parity.what_changed(section, language)) for language in ("en", "ru") if parity.lag(section, language)],
        "comments": section.comments.select_related("consultation"),
        "suggestions": suggestions_of(section),
        "kept": KeptText.objects.of_person(section, request.desk.account, request.desk.posts),
        "ticket": ticket(section, request.user),
        "media": editor_media(request, form.media),
        "neighbours": neighbours(section),
    }  # fmt: skip
    return allow_editor(render(request, "desk/part.html", context))


def suggestions_of(section: Section) -> list[tuple[Suggestion, str]]:
    """Each open one with its change marked in words."""
    return [(row, marked(row.old, row.new)) for row in section.suggestions.open().select_related("consultation")]


def neighbours(section: Section) -> tuple[Section | None, Section | None]:
    parts = list(section.edition.sections.in_order())
    place = next(number for number, one in enumerate(parts) if one.pk == section.pk)
    return parts[place - 1] if place else None, parts[place + 1] if place + 1 < len(parts) else None


@with_rescue
@at_desk
@require_POST
def autosave(request: HttpRequest, pk: int, slug: str) -> JsonResponse:
    """For the script of the part's page: {"version", "saved"}; 409 and where to merge; 400 and what is wrong."""
    section = part_of(request, pk, slug)
    form = forms.PartForm(request.POST, instance=section)
    if not form.is_valid():
        told = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"error": " ".join(told)}, status=400)
    try:
        saved = save_typed(request, section, form)
    except drafting.StaleError as stale:
        return JsonResponse({"error": str(stale), "url": f"{request.path.rsplit('/', 2)[0]}/merge/"}, status=409)
    except RuleError as error:
        return JsonResponse({"error": str(error)}, status=400)
    told = _("saved %(moment)s") % {"moment": moment()}
    return JsonResponse({"version": saved.version, "saved": told, "ticket": ticket(saved, request.user)})


@at_desk
def merge(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Three texts: as it was when one began, as it is saved now, as one typed it."""
    section = part_of(request, pk, slug)
    kept = KeptText.objects.of_person(section, request.desk.account, request.desk.posts)
    if kept is None:
        return redirect("desk_part", pk, slug)
    if request.method == "POST" and "drop" in request.POST:
        drafting.discard(kept)
        messages.success(request, _("The text that was saved stands; yours is gone."))
        return redirect("desk_part", pk, slug)
    base = drafting.version_of(section, kept.base_version)
    regions = {
        language: three_way(getattr(base, name), getattr(section, name), getattr(kept, name))
        for language, name in (("en", "text_en"), ("ru", "text_ru"))
    }  # fmt: skip
    form = forms.MergeForm(request.POST or None, regions=regions, version=section.version)
    done = posted(
        request, form,
        lambda values: drafting.merge(kept, form.texts(), by=request.user, on=today(), seen=values["seen"]),
    )  # fmt: skip
    if done:
        messages.success(
            request, _("%(part)s: saved %(moment)s.") % {"part": section.template_section, "moment": moment()}
        )
        return redirect("desk_part", pk, slug)
    context = shown(request, section.edition) | {"section": section, "form": form, "kept": kept, "base": base}
    return render(request, "desk/merge.html", context)


@at_desk
def changes(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """What differs from the last edition, in both languages."""
    section = part_of(request, pk, slug)
    before = section.carried_from
    texts = [
        (language, marked(getattr(before, name), getattr(section, name)), getattr(before, name))
        for language, name in (("en", "text_en"), ("ru", "text_ru"))
    ] if before else []  # fmt: skip
    return render(
        request,
        "desk/part_changes.html",
        shown(request, section.edition) | {"section": section, "before": before, "texts": texts},
    )


@at_desk
@require_POST
def comment(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    section = part_of(request, pk, slug)
    form = forms.CommentForm(request.POST)
    if posted(
        request,
        form,
        lambda values: review.comment(
            section, values["text"], by=request.user, post=request.desk.post_of(section.edition)
        ),
    ):
        messages.success(request, _("Your comment is with the Secretariat."))
        return redirect(f"{back_to(request, section.edition, slug)}#comments-{slug}")
    context = shown(request, section.edition) | {"section": section, "form": form}
    return render(request, "desk/comment.html", context)


def back_to(request: HttpRequest, edition: Edition, slug: str) -> str:
    """To the page on which the comment was written."""
    name, arguments = (
        ("desk_read", [edition.pk]) if request.POST.get("from") == "read" else ("desk_part", [edition.pk, slug])
    )
    return redirect(name, *arguments).url


@at_desk
@require_POST
def resolve(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    found = request.desk.edition(pk)
    row = get_object_or_404(Comment.objects.of_edition(found).select_related("section__template_section"), pk=comment)
    review.resolve(row, by=request.user)
    return redirect("desk_part", pk, row.section.template_section.slug)


@at_desk
@require_POST
def suggestion(request: HttpRequest, pk: int, suggestion: int) -> HttpResponse:
    """Taken in, or set aside."""
    sections = request.desk.edition(pk).sections.all()
    rows = Suggestion.objects.select_related("section__template_section", "section__edition__profile")
    row = get_object_or_404(rows, pk=suggestion, section__in=sections)
    try:
        if "take" in request.POST:
            review.take_in(row, by=request.user, on=today())
            messages.success(request, _("Taken in, saved %(moment)s.") % {"moment": moment()})
        else:
            review.decline(row, by=request.user)
            messages.success(request, _("Set aside; the text stays as it is."))
    except RuleError as error:
        messages.error(request, str(error))
    return redirect("desk_part", pk, row.section.template_section.slug)


@at_desk
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a line ministry a link to chosen parts."""
    found = request.desk.edition(pk)
    form = forms.ConsultationForm(request.POST or None, edition=found, chosen=request.GET.get("part", ""))
    done = posted(
        request, form,
        lambda values: consulting.ask(found, by=request.user, post=request.desk.post_of(found), **values),
    )  # fmt: skip
    if done:
        messages.success(
            request, _("The link is on its way to %(organisation)s.") % {"organisation": done.organisation}
        )
        return redirect("desk_edition", pk)
    return render(request, "desk/ask.html", shown(request, found) | {"form": form})


@at_desk
@require_POST
def revoke(request: HttpRequest, pk: int, consultation: int) -> HttpResponse:
    row = get_object_or_404(Consultation.objects.of_edition(request.desk.edition(pk)), pk=consultation)
    consulting.revoke(row, by=request.user)
    messages.success(request, _("The link is closed."))
    return redirect("desk_edition", pk)


@at_desk
@require_POST
def still_valid(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """From the list of parts, with one button."""
    section = part_of(request, pk, slug)
    try:
        drafting.confirm_unchanged(section, by=request.user, on=today())
        messages.success(request, _("%(part)s: confirmed unchanged.") % {"part": section.template_section})
    except RuleError as error:
        messages.error(request, str(error))
    return redirect("desk_edition", pk)
