"""The page of the admin on which the states at a meeting are ticked."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from registry.common.admin_pages import admin_page
from registry.common.admin_rights import check_right, may
from registry.common.keys import key_in
from registry.common.refusals import refusal_shown
from registry.process.attendance import as_seen, attendance_of, set_attendance
from registry.process.models import Attendance, Meeting
from registry.states.designations import by_name
from registry.states.models import State


@dataclass(frozen=True, slots=True)
class Row:
    state: State
    role: str  # "" where the state is not named


def attendance_page(request: HttpRequest, pk: int) -> HttpResponse:
    right = "view" if request.method in ("GET", "HEAD") else "change"
    check_right(request, (right, Meeting), (right, Attendance))
    meeting = get_object_or_404(Meeting, pk=pk)
    states = by_name(State.objects.ever_participating())
    if request.method == "POST":
        named = ticked(request, states)
        with refusal_shown(request) as refusals:
            seen = request.POST.get("seen", "")
            number = set_attendance(meeting, named, by=request.user, seen=seen)
            messages.success(request, _("Saved: %(number)s rows changed.") % {"number": number})
        if not refusals:
            return redirect("admin:registry_meeting_change", pk)
    named = attendance_of(meeting)
    rows = [Row(state, named.get(state.pk, "")) for state in states]
    return admin_page(
        request,
        "attendance",
        _("States at the meeting"),
        opts=Meeting._meta,
        meeting=meeting,
        rows=rows,
        number=len(named),
        roles=Attendance.Role.choices,
        seen=as_seen(named),
        may_change=may(request.user, "change", Meeting) and may(request.user, "change", Attendance),
    )


def ticked(request: HttpRequest, states: list[State]) -> dict[int, str]:
    """The states that were ticked, each with a role that there is."""
    chosen = {key_in(text) for text in request.POST.getlist("states")}
    named = {}
    for state in states:
        role = request.POST.get(f"role-{state.pk}", "")
        if state.pk in chosen:
            known = role in Attendance.Role.values
            named[state.pk] = role if known else Attendance.Role.PARTICIPANT.value
    return named
