"""At the desk: the draft as a Word file, and what comes back in one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.forms import posted
from registry.common.languages import active
from registry.common.refusals import refusal_shown
from registry.desk.access import DeskRequest, at_desk
from registry.drafting.desk_pages import page_context
from registry.drafting.sections import Section
from registry.profiles.models import Edition
from registry.word import bringing, deciding
from registry.word.draft_parts import take_copy
from registry.word.forms import CopyForm, DecisionForm, PlaceForm, UploadForm
from registry.word.models import WordProposal
from registry.word.sending import as_file
from registry.word.showing import shown_parts, told

AGAIN_IN = 2  # seconds until the page of a file that is being read asks again


@at_desk
def word(request: DeskRequest, pk: int) -> HttpResponse:
    """To take the draft as a file, to bring it back, and what waits."""
    edition = request.desk.edition(pk)
    form = UploadForm(request.POST or None, request.FILES or None)

    def bring(values: dict[str, Any]) -> WordProposal:
        file = values["file"]
        return bringing.bring(
            edition,
            file,
            file.name or "",
            file.size or 0,
            by=request.user,
            post=request.desk.post_of(edition),
        )

    made = posted(request, form, bring)
    if made:
        return redirect("desk_word_proposal", pk, made.pk)
    context = page_context(request, edition) | {
        "form": form,
        "copy_form": CopyForm(initial={"languages": active()}),
        "waiting": WordProposal.objects.waiting().of_edition(edition),
        "unread": WordProposal.objects.unread().of_edition(edition),
        "may_write": edition.is_writable and not request.desk.is_seen_by_staff,
    }
    return render(request, "word/word.html", context)


@at_desk(is_own=True)
@require_POST
def copy(request: DeskRequest, pk: int) -> HttpResponse:
    """The draft as a file; a copy remembers what it said."""
    edition = request.desk.edition(pk)
    form = CopyForm(request.POST)
    if not edition.is_writable or not form.is_valid():
        messages.warning(request, _("This edition is not written now."))
        return redirect("desk_word", pk)
    languages = form.cleaned_data["languages"]
    return as_file(take_copy(edition, languages, words=active(), by=request.user, on=today()))


@at_desk
def proposal(request: DeskRequest, pk: int, word: int) -> HttpResponse:
    """Its differences, part by part; what is decided about them."""
    edition = request.desk.edition(pk)
    found = WordProposal.objects.of_edition(edition).numbered(word)
    if found is None:
        raise Http404
    found.edition = edition
    if found.state != WordProposal.State.READ:
        return unread(request, edition, found)
    if request.method == "POST":
        answer = decide(request, edition, found)
        if answer is not None:
            return answer
    context = page_context(request, edition) | {
        "proposal": found,
        "parts": shown_parts(found),
        "told": told(found),
        "place_form": PlaceForm(edition=edition),
        "may_decide": edition.is_writable and not request.desk.is_seen_by_staff,
    }
    return render(request, "word/proposal.html", context)


def unread(request: DeskRequest, edition: Edition, found: WordProposal) -> HttpResponse:
    """A file that is being read, or was not taken: the page asks again by itself."""
    if request.method == "POST":
        with refusal_shown(request):
            bringing.let_go(found)
            messages.success(request, _("Let go; nothing of it is kept."))
        return redirect("desk_word", edition.pk)
    is_at_work, percent, problem = bringing.reading(found)
    context = page_context(request, edition) | {
        "proposal": found,
        "is_at_work": is_at_work,
        "percent": percent,
        "problem": problem,
        "seconds": AGAIN_IN,
        "may_decide": not request.desk.is_seen_by_staff,
    }
    response = render(request, "word/unread.html", context)
    if is_at_work:
        response["Refresh"] = str(AGAIN_IN)
    return response


def decide(request: DeskRequest, edition: Edition, found: WordProposal) -> HttpResponse | None:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    with refusal_shown(request):
        return decided(request, edition, found, form.cleaned_data)
    return redirect("desk_word_proposal", edition.pk, found.pk)


def decided(
    request: DeskRequest, edition: Edition, found: WordProposal, values: dict[str, Any]
) -> HttpResponse:
    do, keys, seen = values["do"], values["keys"], values["seen"]
    to_merge: list[Section] = []
    if do in ("take", "all"):
        chosen = None if do == "all" else keys
        found, to_merge = deciding.take(
            found, chosen, by=request.user, on=today(), seen=seen, posts=request.desk.posts
        )
    elif do == "leave":
        found = deciding.leave(found, keys, seen=seen)
    elif do == "place":
        place(request, edition, found, values)
    elif not values["is_sure"]:
        raise RuleError(_("Tick that you are sure: what is discarded is gone."))
    else:
        found = deciding.discard(found, seen=seen)
    return after_deciding(request, edition, found, to_merge)


def place(
    request: DeskRequest, edition: Edition, found: WordProposal, values: dict[str, Any]
) -> None:
    form = PlaceForm(request.POST, edition=edition)
    if not form.is_valid() or len(values["keys"]) != 1:
        raise RuleError(_("Choose a part of this edition."))
    chosen = form.cleaned_data
    deciding.place(
        found,
        values["keys"][0],
        chosen["section"],
        chosen["language"],
        by=request.user,
        seen=values["seen"],
    )
    messages.success(request, _("Placed. Look at it in its part, and take it there."))


def after_deciding(
    request: DeskRequest, edition: Edition, found: WordProposal, to_merge: list[Section]
) -> HttpResponse:
    for section in to_merge:
        messages.warning(
            request,
            _("%(part)s: somebody changed the same text meanwhile. Open the part and choose.")
            % {"part": section.template_section},
        )
    if found.closed_at:
        messages.success(request, _("All of the file is decided. Nothing else of it is kept."))
        if len(to_merge) == 1:
            return redirect("desk_merge", edition.pk, to_merge[0].template_section.slug)
        return redirect("desk_edition", edition.pk)
    return redirect(f"{reverse('desk_word_proposal', args=[edition.pk, found.pk])}#what-is-left")
