from datetime import date
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from registry.common.as_of import AsOf, as_of_day
from registry.common.dates import today
from registry.common.exports import Column, download, download_rows
from registry.common.kept_downloads import kept_answer
from registry.common.lists import form_asked, query_of, refuse_strange
from registry.common.store import published
from registry.pages.one_state import of_the_day, shown_of
from registry.pages.whole_state import WHOLE_FORMS, download_state
from registry.states.designations import (
    NAME_HEADINGS,
    designation,
    matching,
    name_rows,
    names_of_all,
)
from registry.states.filters import StateFilter
from registry.states.known import state_by_slug
from registry.states.models import Participation, RegionalGroup, State
from registry.states.standing import not_taking_part, standing_of


@published("group", "as_of", "format")
def states(request: HttpRequest) -> HttpResponse:
    """Participating states by group, on a date; `q` finds one by name or code and goes to it."""
    as_of = as_of_day(request, strict=False)
    wanted = request.GET.get("q", "")[:100]
    filterset = StateFilter(request.GET, queryset=State.objects.for_page())
    known = ("q", *filterset.filters)
    form = form_asked(request, known)
    day = filterset.day
    ever = filterset.ever_participating() if filterset.is_valid() else []
    standings = [(state, standing_of(state, day)) for state in ever]
    found = [state for state, standing in standings if standing.takes_part]
    if wanted:
        found = matching(found, wanted)
        if len(found) == 1:
            return redirect(found[0])
    former = [] if wanted else not_taking_part(standings)
    if form and filterset.is_valid():
        listed = [*found, *(state for state, _standing in former)]
        return download(filterset.changed(listed), state_columns(day), "states", form)
    participations = [state.participation_on(day) for state in found]
    unclear = sum(
        row is not None and row.status == Participation.Status.UNCLEAR for row in participations
    )
    groups = [
        (group, [state for state in found if state.group_on(day) == group])
        for group in RegionalGroup.objects.all()
    ]
    shown = {
        "filter": filterset,
        "groups": groups,
        "former": former,
        "count": len(found),
        "unclear": unclear,
        "day": day,
        "is_today": day == today(),
        "as_of": as_of,
        "wanted": wanted,
        "query": query_of(request, known),
    }
    return render(request, "states/states.html", shown, status=400 if form else 200)


@published("format")
def names(request: HttpRequest) -> HttpResponse:
    """Every name with its note, those of earlier times below it."""
    form = form_asked(request)
    found = names_of_all()
    if form:
        return download_rows(list(NAME_HEADINGS), name_rows(found), "names", form)
    return render(request, "states/names.html", {"names": found})


def state_columns(day) -> list[Column]:
    return [
        Column("iso_alpha3", lambda state: state.iso_alpha3),
        Column("name", lambda state: designation(state, day).name),
        Column("official_name", lambda state: designation(state, day).official_name),
        Column("footnote", lambda state: designation(state, day).footnote),
        Column("group", lambda state: getattr(state.group_on(day), "name", "")),
        Column("participation", lambda state: participation_worded(state, day)),
        Column("as_of", lambda state: day.isoformat()),
    ]


def participation_worded(state: State, day: date) -> str:
    row = state.participation_on(day)
    return str(row.get_status_display() if row else Participation.Status.LEFT.label)


@published("as_of", "format")
def state(request: HttpRequest, slug: str) -> HttpResponse:
    """`format`: everything about it as one file, or all its figures as CSV."""
    as_of = as_of_day(request)
    found = state_by_slug(slug)
    if found is None:
        raise Http404(
            _("The registry has no state of that name. The list of states has all of them.")
        )
    form = request.GET.get("format")
    if form is not None:
        refuse_strange(request)
        return kept_answer(request, partial(whole_state, found, as_of, form))
    return render(request, "states/state.html", shown_of(found, as_of))


def whole_state(found: State, as_of: AsOf, form: str) -> HttpResponse:
    if form not in WHOLE_FORMS:
        raise Http404(_("A state comes as csv, xlsx or json."))
    return download_state(found, of_the_day(found, as_of), as_of.day, form)
