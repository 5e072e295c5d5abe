"""An authority and its contact points belong to one state, whatever the way in."""

import pytest
from django.db import IntegrityError, transaction

from registry.contacts.models import Authority, ContactPoint
from tests import make
from tests.conftest import form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(ion):
    return Authority.objects.create(state=ion.state, name_en="Ministry elsewhere")


def refused(deed) -> bool:
    with pytest.raises(IntegrityError, match="belong to one state"), transaction.atomic():
        deed()
    return True


def test_the_database_takes_no_contact_point_of_another_state(georgia, elsewhere):
    assert refused(lambda: ContactPoint.objects.create(state=georgia, authority=elsewhere))


@pytest.mark.parametrize("column", ["authority", "state"])
def test_the_database_lets_neither_of_them_leave_alone(nino, elsewhere, column):
    value = elsewhere if column == "authority" else elsewhere.state
    rows = ContactPoint.objects.filter(pk=nino.pk)
    assert refused(lambda: rows.update(**{column: value}))
    rows.update(authority=elsewhere, state=elsewhere.state)
    nino.refresh_from_db()
    assert nino.authority.state == nino.state


def test_an_authority_does_not_leave_its_contact_points(nino, ion):
    rows = Authority.objects.filter(pk=nino.authority_id)
    assert refused(lambda: rows.update(state=ion.state))
    rows.update(name_ru="Министерство")


def test_an_authority_that_nobody_serves_in_moves(georgia, elsewhere):
    Authority.objects.filter(pk=elsewhere.pk).update(state=georgia)


def test_the_form_of_the_authority_says_what_to_do_first(staff, nino, ion):
    address = f"/admin/registry/authority/{nino.authority_id}/change/"
    told = staff.post(address, form_data(staff, address) | {"state": ion.state_id})
    assert "Give them an authority of their own state first" in told.content.decode()
    nino.authority.refresh_from_db()
    assert nino.authority.state == nino.state


def test_the_form_of_the_contact_point_offers_authorities_of_its_state(staff, nino, elsewhere):
    make.contact_point(nino.state, email="other@example.org")
    text = staff.get(f"/admin/registry/contactpoint/{nino.pk}/change/").content.decode()
    assert "Ministry of Testing (GEO)" in text
    assert "Ministry elsewhere" not in text
