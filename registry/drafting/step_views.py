"""The desk's pages for the steps of an edition: what one reads and settles before, and the step
itself."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from registry.common.dates import today, worded
from registry.common.forms import posted
from registry.common.languages import active
from registry.common.refusals import refusal_shown
from registry.desk.access import DeskRequest, at_desk
from registry.drafting import parity, settling, starting
from registry.drafting.before_submitting import Finding, before_endorsing, before_submitting
from registry.drafting.contradictions import contradictions_of
from registry.drafting.desk_pages import page_context
from registry.drafting.exchange import Comment
from registry.drafting.outdated_sentences import outdated
from registry.drafting.sections import Section
from registry.drafting.step_forms import LanguagesForm, MissingForm, PartsForm, StepForm
from registry.profiles.models import Edition
from registry.profiles.moves import Transition
from registry.profiles.steps import Problem, Step
from registry.publication import workflow


@at_desk
def read(request: DeskRequest, pk: int) -> HttpResponse:
    """The whole text as it is now, to be read before it is endorsed."""
    found = request.desk.edition(pk)
    comments = Comment.objects.select_related("consultation")
    if request.desk.is_seen_by_staff:
        comments = comments.for_secretariat()
    sections = found.sections.for_work().prefetch_related(
        Prefetch("comments", comments), "figures__indicator"
    )
    steps = workflow.steps_for(found, request.desk.account, today())
    context = page_context(request, found) | {
        "sections": sections,
        "steps": [(step, problems) for step, problems in steps if step.is_endorsement],
        "language": active(),
    }
    return render(request, "desk/read.html", context)


def grave_step(request: DeskRequest, pk: int, name: str) -> str:
    step = workflow.STEPS.get(name)
    return str(step.label) if step and step.is_grave else ""


@at_desk(is_grave=grave_step, form=StepForm)
def step(request: DeskRequest, pk: int, name: str) -> HttpResponse:
    """What a step does, what to know and to mend before, and the button."""
    found = request.desk.edition(pk)
    chosen, problems = offered(request, found, name)
    if chosen is None or problems:
        taken = workflow.taken_last(found, name)
        if taken:
            return told_again(request, taken)
    if chosen is None:
        raise Http404(_("This step is not possible now. The page of the edition says what is."))
    form = StepForm(
        request.POST if request.method == "POST" else None,
        asks_reason=chosen.asks_reason,
        offers_reason=chosen.offers_reason,
    )

    def take(values: dict[str, Any]) -> Edition:
        reason = values.get("reason", "")
        return workflow.perform(found, name, by=request.user, on=today(), reason=reason)

    done = posted(request, form, take)
    if done:
        text = _("Done: %(step)s. The edition is “%(status)s” now.")
        messages.success(
            request, text % {"step": chosen.label, "status": done.get_status_display()}
        )
        return redirect("desk_edition", pk)
    taken = workflow.taken_last(found, name) if form.errors else None
    if taken:
        return told_again(request, taken)  # the same button, pressed twice at once
    return render(request, "desk/step.html", step_context(request, found, chosen, problems, form))


def step_context(
    request: DeskRequest, found: Edition, chosen: Step, problems: list[Problem], form: StepForm
) -> dict[str, Any]:
    lagging = parity.behind_in(list(found.sections.in_order())) if chosen.is_submission else []
    return page_context(request, found) | {
        "step": chosen,
        "problems": problems,
        "form": form,
        "findings": findings_before(found, chosen),
        "missing": missing_form(found) if chosen.is_submission and problems else None,
        "languages": languages_form(lagging) if lagging and not found.parity_waiver else None,
    }


def findings_before(found: Edition, chosen: Step) -> list[Finding]:
    if chosen.is_submission:
        return before_submitting(found, today())
    return before_endorsing(found, today()) if chosen.is_endorsement else []


def offered(request: DeskRequest, found: Edition, name: str) -> tuple[Step | None, list[Problem]]:
    steps = workflow.steps_for(found, request.desk.account, today())
    return next((pair for pair in steps if pair[0].name == name), (None, []))


def told_again(request: DeskRequest, taken: Transition) -> HttpResponse:
    """A step that was taken is not a failure, whoever asks for it once more."""
    moment = timezone.localtime(taken.recorded_at)
    messages.info(
        request,
        _("“%(step)s” was done on %(day)s at %(moment)s. The edition is “%(status)s”.")
        % {
            "step": workflow.STEPS[taken.step].label,
            "day": worded(moment.date()),
            "moment": f"{moment:%H:%M}",
            "status": taken.get_to_status_display(),
        },
    )
    return redirect("desk_edition", taken.edition_id)


def languages_form(sections: list[Section], data: QueryDict | None = None) -> LanguagesForm:
    """A part that lacks one of the texts is not one whose texts say the same."""
    both = [row for row in sections if row.text_en and row.text_ru]
    return LanguagesForm(data, sections=both, is_ticked=False)


@at_desk
@require_POST
def languages(request: DeskRequest, pk: int) -> HttpResponse:
    """Where both say the same, and why one lags: settled before the edition is submitted."""
    found = request.desk.edition(pk)
    form = languages_form(parity.behind_in(list(found.sections.in_order())), request.POST)

    def settle(values: dict[str, Any]) -> Edition:
        return settling.settle_languages(
            found, form.ticked(), reason=values["reason"], by=request.user, on=today()
        )

    done = posted(request, form, settle)
    if done:
        messages.success(request, _("The languages are settled."))
    else:
        messages.error(request, " ".join(form.refusals()))
    return redirect("desk_step", pk, "submit")


def missing_form(found: Edition, data: QueryDict | None = None) -> MissingForm | None:
    """None where no part is missing."""
    rows = settling.missing(found)
    return MissingForm(data, sections=rows, is_ticked=True) if rows else None


@at_desk
@require_POST
def missing(request: DeskRequest, pk: int) -> HttpResponse:
    """Why several parts have no text, settled before the edition is submitted."""
    found = request.desk.edition(pk)
    form = missing_form(found, request.POST)
    if form is None:
        return redirect("desk_step", pk, "submit")  # sent a second time

    def settle(values: dict[str, Any]) -> int:
        ticked = form.ticked()
        return settling.settle_missing(ticked, gap=values["gap"], by=request.user, on=today())

    count = posted(request, form, settle)
    if count:
        text = ngettext("%(count)s part is settled.", "%(count)s parts are settled.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.error(request, " ".join(form.refusals()))
    return redirect("desk_step", pk, "submit")


@at_desk
def filled_in(request: DeskRequest, pk: int) -> HttpResponse:
    """All parts that open figures or the last edition filled in, to be confirmed at once."""
    found = request.desk.edition(pk)
    rows = settling.filled_in(found) if found.is_writable else []
    form = PartsForm(
        request.POST if request.method == "POST" else None,
        sections=rows,
        is_ticked=True,
        outdated=doubted(found, rows),
    )

    def confirm(values: dict[str, Any]) -> int:
        return settling.confirm_filled_in(form.ticked(), by=request.user, on=today())

    done = posted(request, form, confirm)
    if done:
        say_confirmed(request, done, form.changed_since())
        return redirect("desk_step", pk, "submit")
    if form.errors:
        messages.error(request, " ".join(form.refusals()))
        return redirect("desk_filled_in", pk)  # with the parts as they are now
    if not rows:
        messages.info(request, _("No part waits for this: each was looked at."))
        return redirect("desk_edition", pk)
    return render(request, "desk/filled_in.html", page_context(request, found) | {"form": form})


def doubted(found: Edition, rows: list[Section]) -> frozenset[int]:
    """Parts whose text gives a figure that has changed since, or another one than the draft."""
    on = today()
    contradicted = {row.section.pk for row in contradictions_of(found, rows, on)}
    return frozenset(contradicted | {row.pk for row in rows if outdated(row, on)})


def say_confirmed(request: DeskRequest, confirmed: int, left_out: int) -> None:
    text = ngettext("%(count)s part is confirmed.", "%(count)s parts are confirmed.", confirmed)
    messages.success(request, text % {"count": confirmed})
    if left_out:
        text = ngettext(
            "%(count)s part was changed meanwhile and is not confirmed.",
            "%(count)s parts were changed meanwhile and are not confirmed.",
            left_out,
        )
        messages.warning(request, text % {"count": left_out})


@at_desk
@require_POST
def take_kept(request: DeskRequest, pk: int) -> HttpResponse:
    """The text of the withdrawn edition, into the parts that nobody has touched yet."""
    found = request.desk.edition(pk)
    with refusal_shown(request):
        count = starting.take_kept(found, by=request.user, on=today())
        text = ngettext(
            "The kept text is in %(count)s part.", "The kept text is in %(count)s parts.", count
        )
        messages.success(request, text % {"count": count})
    return redirect("desk_edition", pk)
