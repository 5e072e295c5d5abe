"""Rule 6: participation has a history; "the participating states" is always on a date."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from registry.states.models import Participation, State

pytestmark = pytest.mark.django_db
DAYS = [date(2009, 4, 28), date(2011, 1, 1), date(2020, 2, 1), date(2026, 11, 24)]


@pytest.mark.parametrize(("day", "number"), list(zip(DAYS, [49, 50, 50, 50], strict=True)))
def test_who_takes_part_on_a_day(day, number):
    assert State.objects.participating(on=day).count() == number


def test_nobody_took_part_before_the_beginning():
    assert not State.objects.participating(on=date(2009, 4, 27)).exists()


@pytest.mark.parametrize("day", DAYS)
def test_the_queryset_and_the_row_agree(day):
    listed = set(State.objects.participating(on=day))
    for state in State.objects.for_page():
        row = state.participation_on(day)
        assert (state in listed) == (row is not None and row.status in Participation.TAKING_PART)


def test_a_suspended_state_does_not_take_part(georgia):
    row = georgia.participations.get()
    row.until = date(2027, 1, 1)
    row.save()
    Participation.objects.create(state=georgia, status="suspended", since=date(2027, 1, 2))
    assert georgia in State.objects.participating(on=date(2027, 1, 1))
    assert georgia not in State.objects.participating(on=date(2027, 1, 2))


def test_a_standing_that_no_source_confirms_is_unclear_and_not_suspended():
    for code in ("RUS", "BLR", "GBR"):
        row = State.objects.get(iso_alpha3=code).participation_on(date(2026, 1, 1))
        assert row.status == Participation.Status.UNCLEAR
        assert row.certainty == "uncertain"
        assert row.note_en
        assert row.note_ru
        assert row.is_uncertain


def test_a_state_changes_its_group():
    croatia = State.objects.for_page().get(iso_alpha3="HRV")
    assert croatia.group_on(date(2013, 6, 30)).slug == "western-balkans"
    assert croatia.group_on(date(2013, 7, 1)).slug == "eu"
    assert croatia in State.objects.in_group("western-balkans", on=date(2012, 1, 1))
    assert State.objects.in_group("eu", on=date(2026, 1, 1)).count() == 27
    assert State.objects.in_group("eu", on=date(2015, 1, 1)).count() == 28


def test_overlapping_participations_are_refused(georgia):
    with (
        pytest.raises(IntegrityError, match="participation_periods_do_not_overlap"),
        transaction.atomic(),
    ):
        Participation.objects.create(state=georgia, since=date(2020, 1, 1))
    with pytest.raises(ValidationError, match="overlaps"):
        Participation(state=georgia, since=date(2020, 1, 1)).full_clean()


def test_a_period_ends_after_it_begins(georgia):
    with (
        pytest.raises(IntegrityError, match="participation_ends_after_it_begins"),
        transaction.atomic(),
    ):
        Participation.objects.create(state=georgia, since=date(2001, 1, 2), until=date(2001, 1, 1))


@pytest.mark.parametrize(("alpha3", "alpha2"), [("GE", "GE"), ("geo", "GX"), ("GEX", "g1")])
def test_iso_codes_have_their_form(alpha3, alpha2):
    with pytest.raises(IntegrityError), transaction.atomic():
        State.objects.create(iso_alpha3=alpha3, iso_alpha2=alpha2, slug="wrong")


def test_a_state_that_others_rest_on_cannot_be_deleted(georgia):
    with pytest.raises(ProtectedError) as refusal:
        georgia.delete()
    assert refusal.value.protected_objects
