"""Earlier versions of a part at the desk: who, when, what differs from now, bring back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from registry.common.dates import clock_time, today
from registry.common.difference import marked
from registry.common.languages import LANGUAGE_NAMES, LANGUAGES
from registry.common.refusals import refusal_shown
from registry.desk.access import DeskRequest, at_desk
from registry.drafting import presence, writing
from registry.drafting.desk_pages import page_context, part_of
from registry.drafting.part_history import earlier_version, earlier_versions, note_shown
from registry.drafting.sections import Section


@at_desk
def versions(request: DeskRequest, pk: int, slug: str) -> HttpResponse:
    section = part_of(request, pk, slug)
    rows = earlier_versions(section)
    names = presence.savers(section, [row.history_user for row in rows])
    context = page_context(request, section.edition) | {
        "section": section,
        "rows": [(row, names[row.history_user_id]) for row in rows],
    }
    return render(request, "desk/versions.html", context)


@at_desk
def version(request: DeskRequest, pk: int, slug: str, number: int) -> HttpResponse:
    """One of them, with what was changed since then."""
    section = part_of(request, pk, slug)
    row = earlier_version(section, number)
    if row is None:
        raise Http404(_("This version is no longer kept. The list says which are."))
    context = page_context(request, section.edition) | {
        "section": section,
        "row": row,
        "who": presence.saver(section, row.history_user),
        "texts": [compared(row, section, language) for language in LANGUAGES],
    }
    note_shown(section)
    return render(request, "desk/version.html", context)


def compared(row: Any, section: Section, language: str) -> tuple[str, str, str, str]:
    """Language, its name, the text as it was, and the text of now with what changed."""
    then, now = getattr(row, f"text_{language}"), getattr(section, f"text_{language}")
    return language, str(LANGUAGE_NAMES[language]), then, marked(then, now)


@at_desk
@require_POST
def bring_back(request: DeskRequest, pk: int, slug: str, number: int) -> HttpResponse:
    section: Section = part_of(request, pk, slug)
    with refusal_shown(request):
        writing.bring_back(section, number, by=request.user, on=today())
        messages.success(
            request,
            _("Version %(number)s is the text again, saved %(moment)s.")
            % {"number": number, "moment": clock_time()},
        )
    return redirect("desk_part", pk, slug)
