from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from registry.common.as_of import Moment, moment_of
from registry.common.dates import today
from registry.common.exports import Column, download
from registry.common.lists import FORMS
from registry.common.store import published
from registry.contacts.models import ContactPoint
from registry.contacts.network import shown_people
from registry.figures.key_figures import in_the_region, key_figures
from registry.library.models import Document
from registry.process.models import Meeting
from registry.profiles.models import Edition
from registry.projects.models import Partner
from registry.states.designations import designation, matching
from registry.states.filters import StateFilter
from registry.states.models import Participation, RegionalGroup, State
from registry.states.standing import not_taking_part, standing_of


@published("group", "as_of", "format")
def states(request: HttpRequest) -> HttpResponse:
    """Participating states by group, on a date; `q` finds one by name or code and goes to it."""
    moment = moment_of(request, strict=False)
    wanted = request.GET.get("q", "")[:100]
    filterset = StateFilter(request.GET, queryset=State.objects.for_page())
    day = filterset.day
    ever = filterset.ever_participating() if filterset.is_valid() else []
    standings = [(state, standing_of(state, day)) for state in ever]
    found = [state for state, standing in standings if standing.takes_part]
    if wanted:
        found = matching(found, wanted)
        if len(found) == 1:
            return redirect(found[0])
    if request.GET.get("format") in FORMS:
        return download(found, state_columns(day), "states", request.GET["format"])
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
        "former": [] if wanted else not_taking_part(standings),
        "count": len(found),
        "unclear": unclear,
        "day": day,
        "is_today": day == today(),
        "moment": moment,
        "wanted": wanted,
    }
    return render(request, "states/states.html", shown)


def state_columns(day) -> list[Column]:
    return [
        Column("iso_alpha3", lambda state: state.iso_alpha3),
        Column("name", lambda state: designation(state, day).name),
        Column("official_name", lambda state: designation(state, day).official_name),
        Column("footnote", lambda state: designation(state, day).footnote),
        Column("group", lambda state: getattr(state.group_on(day), "name", "")),
        Column("participation", lambda state: state.participation_on(day).get_status_display()),
        Column("as_of", lambda state: day.isoformat()),
    ]


@published("as_of")
def state(request: HttpRequest, slug: str) -> HttpResponse:
    moment = moment_of(request)
    found = State.objects.for_page().matching_slug(slug)
    if found is None:
        raise Http404(
            _("The registry has no state of that name. The list of states has all of them.")
        )
    day = moment.day
    group = found.group_on(day)
    shown = {
        "state": found,
        "moment": moment,
        "group": group,
        "standing": standing_of(found, day),
        "key_figures": key_figures(found, day),
        "region": in_the_region(found, group, day),
        "profiles": found.profiles.all(),
    }
    return render(request, "states/state.html", shown | of_the_day(found, moment))


def of_the_day(found: State, moment: Moment) -> dict:
    """What a state has today, or had on an earlier day. Authorities and people of an earlier day
    are not shown."""
    if not moment.is_past:
        return {
            "editions": Edition.objects.of_state(found),
            "partnerships": Partner.objects.public().of_state(found),
            "authorities": found.authorities.for_page(),
            "mandates": found.mandates.all(),
            "contact_points": shown_people(ContactPoint.objects.of_state(found, on=moment.day)),
            "meetings": Meeting.objects.public().hosted_by(found),
            "documents": Document.objects.about(found),
        }
    return {
        "editions": Edition.objects.standing_on(moment.day).of_states([found]).for_page(),
        "partnerships": Partner.objects.public().of_state(found).begun_by(moment.day),
        "meetings": Meeting.objects.public().hosted_by(found).held_by(moment.day),
        "documents": Document.objects.about(found).published_by(moment.day),
        "mandates": found.mandates.on(moment.day),
    }
