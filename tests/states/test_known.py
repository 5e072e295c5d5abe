"""States that are read once until content changes stand as the database says."""

from datetime import date

import pytest

from registry.process.mandates import mandates_of
from registry.states.known import every_state, members_of, state_by_slug, taking_part
from registry.states.models import Participation, RegionalGroup, State
from tests import make

pytestmark = pytest.mark.django_db
DAYS = [date(year, 6, 30) for year in range(2008, 2028)] + [date(2013, 7, 1), date(2022, 3, 1)]


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_who_takes_part_on_a_day_is_as_the_database_says(day):
    assert taking_part(day) == list(State.objects.participating(day))


def test_one_that_is_suspended_or_has_left_does_not_take_part():
    for status in Participation.Status:
        state = make.state(f"Q{status[:2].upper()}")
        Participation.objects.create(state=state, status=status)
    day = date(2026, 6, 1)
    assert taking_part(day) == list(State.objects.participating(day))
    assert {state.iso_alpha3 for state in taking_part(day)} >= {"QAC", "QUN"}
    assert not {"QSU", "QLE"} & {state.iso_alpha3 for state in taking_part(day)}


@pytest.mark.parametrize("day", DAYS[::4], ids=str)
def test_members_of_a_group_are_as_the_database_says(day):
    for group in RegionalGroup.objects.all():
        wanted = list(State.objects.participating(day).in_group(group, day))
        assert members_of(group, taking_part(day), day) == wanted
    assert members_of(None, taking_part(day), day) == []


def test_states_cost_no_query_once_they_are_read(django_assert_num_queries):
    every_state()
    with django_assert_num_queries(0):
        assert state_by_slug("georgia").group_on(date(2026, 1, 1))
        assert state_by_slug("atlantis") is None


@pytest.mark.parametrize("day", [None, *DAYS[::3]], ids=str)
def test_mandates_are_as_the_database_says(day):
    for state in State.objects.all():
        wanted = state.mandates.all() if day is None else state.mandates.on(day)
        assert mandates_of(state, on=day) == list(wanted)
