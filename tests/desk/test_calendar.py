"""The deadlines of a contact point as a calendar at a secret address."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar

from registry.common.dates import today
from registry.contacts.models import ContactPoint
from registry.contacts.privacy import erase
from registry.desk.deadlines import SIGNER
from tests.clients import Client
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/en/desk/mail/"


@pytest.fixture
def desk(nino):
    ContactPoint.objects.filter(pk=nino.pk).update(confirmed_on=today() - timedelta(days=400))
    return signed_in(nino.account)


def make(desk, do: str = "renew") -> str:
    """The address that the page shows then, "" where it shows none."""
    assert desk.post("/en/desk/calendar/", {"do": do}).status_code == 302
    found = re.search(r'value="(\S+/calendar/deadlines/\S+)"', desk.get(PAGE).content.decode())
    return urlsplit(found[1]).path if found else ""


def test_deadlines_stand_in_it_without_any_name(desk, nino):
    answer = Client().get(make(desk))
    assert answer["Cache-Control"] == "private, no-store"
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert [str(event["SUMMARY"]) for event in events] == ["Are your details still right?"]
    nino.refresh_from_db()
    assert events[0]["DTSTART"].dt == nino.due_on
    text = answer.content.decode().lower()
    for detail in (nino.email, nino.account.email, nino.name_latin, nino.name_cyrillic):
        assert detail.lower() not in text
    assert not answer.cookies


def test_it_speaks_the_persons_language(desk, nino):
    nino.account.language = "ru"
    nino.account.save()
    assert "ваши сроки" in Client().get(make(desk)).content.decode()


def test_another_address_ends_the_old_one_and_a_removed_one_never_comes_back(desk):
    first = make(desk)
    second = make(desk)
    assert first != second
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert make(desk, do="remove") == ""
    assert Client().get(second).status_code == 404
    third = make(desk)
    assert third not in (first, second)
    assert Client().get(second).status_code == 404


def test_it_ends_with_the_office(desk, nino):
    address = make(desk)
    ContactPoint.objects.filter(pk=nino.pk).update(until=today() - timedelta(days=1))
    assert Client().get(address).status_code == 404


def test_it_ends_with_the_account(desk, nino, editor):
    address = make(desk)
    erase(nino, by=editor, on=today())
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("key", ["1.1", "1.1~x", "~", "1.1~" + "x" * 300, "%00", "é"])
def test_a_key_that_we_did_not_make_opens_nothing(desk, key):
    make(desk)
    assert Client().get(f"/calendar/deadlines/{key}.ics").status_code in (400, 404)


def test_a_key_for_no_account_opens_nothing(desk):
    for text in ("999999.1", "x.1", "1", f"{10**30}.1"):
        assert Client().get(f"/calendar/deadlines/{SIGNER.sign(text)}.ics").status_code == 404


def test_a_network_that_tries_keys_is_stopped(desk):
    address = make(desk)
    for number in range(70):
        Client().get(f"/calendar/deadlines/{number}.ics")
    assert Client().get(address).status_code == 404
