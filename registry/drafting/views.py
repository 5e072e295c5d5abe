"""The desk's pages for writing a profile; its steps are in step_views.py. The acts are in the
modules beside this one; here are their forms and pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry.common.dates import clock_time, today
from registry.common.difference import marked, three_way
from registry.common.editor_pages import editor_media, with_editor
from registry.common.errors import RuleError
from registry.common.forms import posted
from registry.common.refusals import refusal_shown
from registry.common.richtext import cleaned
from registry.desk.access import DeskRequest, at_desk
from registry.desk.coming import who_acts
from registry.drafting import (
    forms,
    outdated_sentences,
    parity,
    presence,
    settling,
    starting,
    writing,
)
from registry.drafting.arrivals import last_arrival, note_arrival
from registry.drafting.contradictions import contradictions_of
from registry.drafting.desk_pages import open_part_of, page_context, part_of, parts_of
from registry.drafting.exchange import CommentQuerySet, Consultation, Suggestion
from registry.drafting.figure_forms import (
    FigureForm,
    answers,
    chosen_entries,
    entries_of,
    figure_forms,
    sent_forms,
)
from registry.drafting.figure_writing import choices_of
from registry.drafting.figure_writing import merge as merge_part
from registry.drafting.part_history import last_save, note_shown, version_of
from registry.drafting.part_saving import has_unfinished_figures, save_part
from registry.drafting.rescue import ticket, with_rescue
from registry.drafting.sections import LEVELS, KeptText, Section
from registry.publication import workflow


@at_desk
def edition(request: DeskRequest, pk: int) -> HttpResponse:
    """Its status, its parts, and what can be done next."""
    found = request.desk.edition(pk)
    parts = parts_of(found)
    context = page_context(request, found) | {
        "parts": parts,
        "steps": workflow.buttons_for(found, request.desk.account, today()),
        "log": workflow.log_of(found),
        "who_acts": who_acts(found),
        "consultations": Consultation.objects.of_edition(found),
        "kept": starting.kept_edition(found),
        "filled_in": sum(settling.waits_for_a_word(row["section"]) for row in parts),
        "missing": sum(not row["section"].is_complete for row in parts),
    }
    return render(request, "desk/edition.html", context)


def save_typed(
    request: DeskRequest,
    section: Section,
    form: forms.PartForm,
    rows: list[FigureForm],
    *,
    is_page_open: bool = False,
) -> Section:
    """Raises as save_part. What is wrong with the text stands in its form."""
    confirms = request.POST.get("do") == "figures"
    texts = form.cleaned_data if form.is_valid() else None
    return save_part(
        section,
        texts,
        entries_of(rows, confirms=confirms),
        by=request.user,
        on=today(),
        seen=form.cleaned_data.get("seen") or section.version,
        posts=request.desk.posts,
        is_page_open=is_page_open,
    )


def joined_with(section: Section) -> str:
    """What the writer reads where a save was joined with another's."""
    row = section.merged_with
    return _("Joined with what was saved at %(moment)s (%(who)s).") % {
        "moment": clock_time(row.history_date),
        "who": presence.saver(section, row.history_user),
    }


def say_what_was_left_out(request: HttpRequest, form: forms.PartForm) -> None:
    for name in writing.TEXTS:
        rows = cleaned(form.cleaned_data.get(name, ""), levels=LEVELS).left_out
        if rows:
            messages.warning(
                request,
                _(
                    "Left out of the text (%(language)s): %(what)s. The text before is under"
                    " “Earlier versions”."
                )
                % {"language": form.fields[name].label, "what": "; ".join(map(str, rows))},
            )


@with_rescue
@at_desk
def part(request: DeskRequest, pk: int, slug: str) -> HttpResponse:
    """One part: guidance, last edition, figures, text in both languages."""
    section = part_of(request, pk, slug)
    form = forms.PartForm(request.POST or None, instance=section)
    figures = figure_forms(section, request.POST or None)
    if request.method == "POST":
        with refusal_shown(form):
            try:
                saved = save_typed(request, section, form, figures)
            except (writing.StaleError, writing.ClosedError) as kept:
                note_saved(request, section, form)
                messages.warning(request, str(kept))
                return redirect(page_after(kept), pk, slug)
            note_saved(request, section, form)
            say_what_was_left_out(request, form)
            if saved.merged_with:
                messages.info(request, joined_with(saved))
            answer = after_saving(request, saved, form) if form.is_valid() else None
            if answer:
                return answer
            form.show_again(Section.objects.get(pk=section.pk).version)
            figures = figure_forms(saved)
    return part_page(request, section, form, figures)


def note_saved(request: HttpRequest, section: Section, form: forms.PartForm) -> None:
    """Texts of a form that is not valid are on its page alone."""
    if form.is_valid():
        note_arrival(request, section.pk)


def page_after(kept: RuleError) -> str:
    """Where what could not be saved is chosen from, or is shown as kept."""
    return "desk_merge" if isinstance(kept, writing.StaleError) else "desk_part"


def after_saving(
    request: DeskRequest, section: Section, form: forms.PartForm
) -> HttpResponse | None:
    """What the pressed button asks for beyond saving; None where a rule refuses, which the form
    then says."""
    do, by, on = form.cleaned_data["do"], request.user, today()
    edition = section.edition
    if do in ("done", "figures", "still_valid") and section.typed_figures.exists():
        form.add_error(None, _("The text and the correct figures are saved. Still to correct:"))
        return None
    further = {
        "done": writing.finish_section,
        "still_valid": writing.confirm_unchanged,
        "in_step": writing.mark_in_step,
    }.get(do)
    with refusal_shown(form) as refusals:
        if further:
            further(section, by=by, on=on)
    if refusals:
        return None
    messages.success(
        request,
        _("%(part)s: saved %(moment)s.")
        % {"part": section.template_section, "moment": clock_time()},
    )
    if section.typed_figures.exists():
        messages.warning(request, _("Figures that are not finished are marked below."))
    if do in ("done", "still_valid"):
        return redirect("desk_edition", edition.pk)
    return redirect("desk_part", edition.pk, section.template_section.slug)


@with_editor
def part_page(
    request: DeskRequest, section: Section, form: forms.PartForm, figures: list[FigureForm]
) -> HttpResponse:
    note_shown(section)
    if not request.desk.is_seen_by_staff:
        presence.note_open(section, request.user)
    before = section.carried_from
    last = last_save(section)
    context = page_context(request, section.edition) | {
        "section": section,
        "form": form,
        "figures": figures,
        "before": before,
        "last": last,
        "others": presence.said_of_others(section, request.user),
        "saver": presence.saver(section, last.history_user) if last else "",
        "is_own_save": last and last.history_user_id == request.user.pk,
        "lags": {lag.language: lag for lag in parity.lags(section)},
        "behind": [
            (language, parity.what_changed(section, language))
            for language in ("en", "ru")
            if parity.lag(section, language)
        ],
        "outdated": outdated_sentences.outdated(section, today())
        if section.edition.is_writable
        else [],
        "contradictions": contradictions_of(section.edition, [section], today())
        if section.edition.is_in_work
        else [],
        "comments": comments_of(request, section),
        "suggestions": suggestions_of(request, section),
        "kept": KeptText.objects.of_person(section, request.desk.account, request.desk.posts),
        "ticket": ticket(section, request.user),
        "arrived": last_arrival(request, section.pk),
        "media": editor_media(request, form.media),
        "neighbours": neighbours(section),
    }
    return render(request, "desk/part.html", context)


def comments_of(request: DeskRequest, section: Section) -> CommentQuerySet:
    rows = section.comments.select_related("consultation")
    return rows.for_secretariat() if request.desk.is_seen_by_staff else rows


def suggestions_of(request: DeskRequest, section: Section) -> list[tuple[Suggestion, str]]:
    """Each open suggestion with its change marked in words."""
    rows = section.suggestions.open().select_related("consultation")
    if request.desk.is_seen_by_staff:
        rows = rows.for_secretariat()
    return [(row, marked(row.old, row.new)) for row in rows]


def neighbours(section: Section) -> tuple[Section | None, Section | None]:
    parts = list(section.edition.sections.in_order())
    place = next(number for number, part in enumerate(parts) if part.pk == section.pk)
    return parts[place - 1] if place else None, parts[place + 1] if place + 1 < len(parts) else None


@with_rescue
@at_desk
@require_POST
def autosave(request: DeskRequest, pk: int, slug: str) -> JsonResponse:
    """For the script of the part's page: {"version", "saved", "figures"}; 409 and where to merge;
    400 and what is wrong."""
    section = open_part_of(request, pk, slug)
    form = forms.PartForm(request.POST, instance=section)
    rows = sent_forms(section, request.POST)
    try:
        saved = save_typed(request, section, form, rows, is_page_open=True)
    except (writing.StaleError, writing.ClosedError) as stale:
        url = reverse(page_after(stale), args=[pk, slug])
        return JsonResponse({"error": str(stale), "url": url}, status=409)
    except writing.MergeProposedError as proposal:
        return JsonResponse(proposed(request, proposal))
    except RuleError as error:
        return JsonResponse({"error": str(error)}, status=400)
    if not form.is_valid():
        errors = [str(error) for found in form.errors.values() for error in found]
        return JsonResponse({"error": " ".join(errors)}, status=400)
    message = _("saved %(moment)s")
    if has_unfinished_figures(saved):
        message = _("saved %(moment)s; figures that are marked are not finished")
    return JsonResponse(
        {
            "version": saved.version,
            "saved": message % {"moment": clock_time()},
            "ticket": ticket(saved, request.user),
            "figures": answers(saved, request.POST) if entries_of(rows) else {},
        }
    )


def merge_form(
    request: DeskRequest, section: Section, kept: KeptText
) -> tuple[forms.MergeForm, Section]:
    """The choice, and the part as it was when its writer began."""
    kept.section = section
    base = version_of(section, kept.base_version)
    regions = {}
    for language, name in (("en", "text_en"), ("ru", "text_ru")):
        texts = [getattr(row, name) for row in (base, section, kept)]
        regions[language] = three_way(*texts)
    form = forms.MergeForm(
        request.POST or None,
        regions=regions,
        choices=choices_of(kept),
        version=section.version,
    )
    return form, base


def proposed(request: DeskRequest, proposal: writing.MergeProposedError) -> dict[str, Any]:
    """For the page of who types: the joined texts, to be shown and then saved."""
    section = proposal.section
    note_shown(section)
    return {
        "joined": proposal.texts,
        "version": section.version,
        "ticket": ticket(section, request.user),
        "saved": joined_with(section) if section.merged_with else _("not saved yet …"),
    }


@at_desk
@require_POST
def others(request: DeskRequest, pk: int, slug: str) -> JsonResponse:
    """For the script of an open page, each minute: {"others": who else has it open}."""
    section = open_part_of(request, pk, slug)
    presence.note_open(section, request.user)
    return JsonResponse({"others": presence.said_of_others(section, request.user)})


@at_desk
def merge(request: DeskRequest, pk: int, slug: str) -> HttpResponse:
    """Three texts: as it was when the writer began, as it is saved now, as the writer typed it."""
    section = part_of(request, pk, slug)
    kept = KeptText.objects.of_person(section, request.desk.account, request.desk.posts)
    if kept is None:
        return redirect("desk_part", pk, slug)
    if request.method == "POST" and "drop" in request.POST:
        writing.discard(kept)
        messages.success(request, _("The text that was saved stands; yours is gone."))
        return redirect("desk_part", pk, slug)
    form, base = merge_form(request, section, kept)

    def save(values: dict[str, Any]) -> Section:
        figures = chosen_entries(section, form.own_figures())
        seen = values["seen"]
        return merge_part(kept, form.texts(), figures, by=request.user, on=today(), seen=seen)

    done = posted(request, form, save)
    if done:
        messages.success(
            request,
            _("%(part)s: saved %(moment)s.")
            % {"part": section.template_section, "moment": clock_time()},
        )
        return redirect("desk_part", pk, slug)
    context = page_context(request, section.edition) | {
        "section": section,
        "form": form,
        "kept": kept,
        "base": base,
    }
    return render(request, "desk/merge.html", context)


@at_desk
def changes(request: DeskRequest, pk: int, slug: str) -> HttpResponse:
    """What differs from the last edition, in both languages."""
    section = part_of(request, pk, slug)
    before = section.carried_from
    texts = (
        [
            (language, marked(getattr(before, name), getattr(section, name)), getattr(before, name))
            for language, name in (("en", "text_en"), ("ru", "text_ru"))
        ]
        if before
        else []
    )
    return render(
        request,
        "desk/part_changes.html",
        page_context(request, section.edition)
        | {"section": section, "before": before, "texts": texts},
    )


@at_desk
@require_POST
def renew_sentence(request: DeskRequest, pk: int, slug: str, indicator: int) -> HttpResponse:
    """From the note that a figure has changed since the text was begun."""
    section = part_of(request, pk, slug)
    with refusal_shown(request):
        outdated_sentences.renew_sentence(section, indicator, by=request.user, on=today())
        messages.success(
            request, _("The sentence is replaced, saved %(moment)s.") % {"moment": clock_time()}
        )
    return redirect("desk_part", pk, slug)


@at_desk
@require_POST
def still_valid(request: DeskRequest, pk: int, slug: str) -> HttpResponse:
    """From the list of parts, with one button."""
    section = part_of(request, pk, slug)
    with refusal_shown(request):
        writing.confirm_unchanged(section, by=request.user, on=today())
        messages.success(
            request, _("%(part)s: confirmed unchanged.") % {"part": section.template_section}
        )
    return redirect("desk_edition", pk)
