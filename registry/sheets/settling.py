"""A sheet as its page shows it, and what is decided there: at the desk and in the admin alike."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.accounts.signed_in import person_of
from registry.common.dates import today
from registry.common.refusals import refusal_shown
from registry.contacts.models import ContactPoint
from registry.sheets import bringing, deciding
from registry.sheets.forms import DecisionForm, chosen_in, notes_in
from registry.sheets.models import FigureSheet
from registry.sheets.notices import in_words


def sheet_shown(sheet: FigureSheet, *, may_decide: bool) -> dict[str, Any]:
    lines = deciding.lines_of(sheet, today())
    return {
        "sheet": sheet,
        "waiting": [line for line in lines if line.is_open],
        "blocked": [line for line in lines if line.blocked and not line.is_taken],
        "taken": [line for line in lines if line.is_taken],
        "already": [line for line in lines if line.stands_already],
        "notices": [in_words(notice) for notice in sheet.notices],
        "is_blocked": sheet.is_open and deciding.is_blocked(lines),
        "days": deciding.KEPT_BLOCKED.days,
        "may_decide": may_decide,
    }


def settled(request: HttpRequest, sheet: FigureSheet, posts: Iterable[ContactPoint]) -> bool:
    """What the page's form says is done. Whether the sheet is put aside."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    do = form.cleaned_data["do"]
    if do == "aside":
        bringing.put_aside(sheet, on=today())
        messages.success(request, _("The sheet is put aside. What was taken of it stays."))
        return True
    lines = deciding.lines_of(sheet, today())
    with refusal_shown(request):
        outcome = deciding.take(
            sheet,
            chosen_in(request.POST, do, lines),
            notes=notes_in(request.POST, lines),
            by=person_of(request),
            on=today(),
            posts=posts,
        )
        for reason in outcome.refused:
            messages.warning(request, reason)
        words = ngettext(
            "%(count)s figure is taken.", "%(count)s figures are taken.", outcome.taken
        )
        if outcome.taken or not outcome.refused:
            messages.success(request, words % {"count": outcome.taken})
    return False
