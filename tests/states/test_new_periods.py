"""A new name, status or group of a state from a day on is one act, which closes the period
before."""

from datetime import date

import pytest

from registry.common.errors import RuleError
from registry.states.models import Designation, GroupMembership, Participation, RegionalGroup
from registry.states.new_periods import begin_period
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 1)


def act(state, name: str) -> str:
    return f"/admin/registry/state/{state.pk}/act/{name}/"


def test_a_new_status_ends_the_one_before_the_day_before(staff, georgia, editor):
    before = georgia.participations.get()
    answer = staff.post(
        act(georgia, "status"),
        {"since": "2027-03-01", "status": "suspended", "certainty": "stated", "reason": "A letter"},
    )
    assert answer.status_code == 302
    before.refresh_from_db()
    assert before.until == date(2027, 2, 28)
    row = georgia.participations.get(since=DAY)
    assert (row.status, row.until) == ("suspended", None)
    for one in (before, row):
        entry = one.history.first()
        assert (entry.history_user, entry.history_change_reason) == (editor, "A letter")


def test_a_new_name_and_a_new_group_likewise(staff, georgia):
    names = {"short_name_en": "Sakartvelo", "short_name_ru": "Сакартвело"}
    assert staff.post(act(georgia, "name"), {"since": "2027-03-01"} | names).status_code == 302
    assert Designation.objects.on(DAY).get(state=georgia).short_name_en == "Sakartvelo"
    other = RegionalGroup.objects.get(slug="central-asia")
    staff.post(act(georgia, "group"), {"since": "2027-03-01", "group": other.pk})
    assert GroupMembership.objects.on(DAY).get(state=georgia).group == other
    assert GroupMembership.objects.on(date(2027, 2, 28)).get(state=georgia).group != other


def test_a_day_before_a_later_period_is_refused_and_nothing_is_written(georgia, editor):
    begin_period(Participation, georgia, since=DAY, by=editor, status="suspended")
    with pytest.raises(RuleError, match="begins on 1 March 2027 already"):
        begin_period(Participation, georgia, since=date(2027, 1, 1), by=editor, status="left")
    assert georgia.participations.count() == 2


def test_a_row_that_does_not_stand_leaves_the_one_before_open(georgia, editor):
    before = georgia.participations.get()
    with pytest.raises(RuleError):
        begin_period(Participation, georgia, since=DAY, by=editor, status="unheard-of")
    before.refresh_from_db()
    assert before.until is None


def test_who_may_not_change_names_has_no_button(georgia, may_only_view):
    client = signed_in(may_only_view, second_factor=True)
    assert client.get(act(georgia, "name")).status_code == 403
    assert client.post(act(georgia, "name"), {"since": "2027-03-01"}).status_code == 403
