"""The states at a meeting are one list to tick, each with a role."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.process.attendance import as_seen, attendance_of
from registry.process.models import Attendance, Meeting
from registry.states.models import State
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(db) -> Meeting:
    return Meeting.objects.create(title_en="A meeting", slug="a-meeting", kind="som")


@pytest.fixture
def moldova(db) -> State:
    return State.objects.get(iso_alpha3="MDA")


def page(meeting: Meeting) -> str:
    return f"/admin/registry/meeting/{meeting.pk}/attendance/"


def ticked(meeting: Meeting, *states: State, seen: str | None = None, **roles: str) -> dict:
    shown = as_seen(attendance_of(meeting)) if seen is None else seen
    named = {f"role-{state.pk}": roles.get(state.iso_alpha3, "participant") for state in states}
    return {"seen": shown, "states": [state.pk for state in states]} | named


def test_ticked_states_are_added_others_go_and_each_has_its_history(
    staff, editor, meeting, georgia, moldova
):
    assert staff.post(page(meeting), ticked(meeting, georgia, GEO="host")).status_code == 302
    assert attendance_of(meeting) == {georgia.pk: "host"}
    staff.post(page(meeting), ticked(meeting, moldova))
    assert attendance_of(meeting) == {moldova.pk: "participant"}
    kinds = Attendance.history.filter(meeting=meeting).values_list("history_type", "history_user")
    assert sorted(kinds) == [("+", editor.pk), ("+", editor.pk), ("-", editor.pk)]


def test_what_stays_is_not_written_again(staff, meeting, georgia):
    staff.post(page(meeting), ticked(meeting, georgia))
    staff.post(page(meeting), ticked(meeting, georgia))
    assert Attendance.history.filter(meeting=meeting).count() == 1


def test_two_people_at_one_list_lose_nothing(staff, second_editor, meeting, georgia, moldova):
    seen = as_seen(attendance_of(meeting))
    other = signed_in(second_editor, second_factor=True)
    other.post(page(meeting), ticked(meeting, moldova))
    answer = staff.post(page(meeting), ticked(meeting, georgia, seen=seen))
    assert "Somebody else has changed this list" in answer.content.decode()
    assert attendance_of(meeting) == {moldova.pk: "participant"}


def test_a_state_or_a_role_that_there_is_not_is_not_written(staff, meeting, georgia):
    body = ticked(meeting, georgia, GEO="emperor")
    body["states"] += ["999999", "x"]
    staff.post(page(meeting), body)
    assert attendance_of(meeting) == {georgia.pk: "participant"}


def test_who_may_only_view_changes_nothing(may_only_view, meeting, georgia):
    client = signed_in(may_only_view, second_factor=True)
    assert client.get(page(meeting)).status_code == 200
    assert 'type="submit" class="default"' not in client.get(page(meeting)).content.decode()
    assert client.post(page(meeting), ticked(meeting, georgia)).status_code == 403
    assert attendance_of(meeting) == {}


def test_the_list_costs_the_same_with_every_state_ticked(staff, meeting):
    def cost() -> int:
        staff.get(page(meeting))
        with CaptureQueriesContext(connection) as queries:
            staff.get(page(meeting))
        return len(queries)

    before = cost()
    staff.post(page(meeting), ticked(meeting, *State.objects.ever_participating()))
    assert len(attendance_of(meeting)) >= 50
    assert cost() == before <= 10
