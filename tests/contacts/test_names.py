"""A person's name, in one of two scripts at least and each in its own, at every door."""

import pytest
from django.core.exceptions import ValidationError

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.contacts import bulk
from registry.contacts.details import change_own
from registry.contacts.handover import name_successor
from registry.contacts.models import ContactPoint
from registry.contacts.names import cyrillic_name, latin_name
from registry.contacts.naming import invite_contact_point
from registry.contacts.traces import Handover
from tests import importing, make
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
WRONG = pytest.mark.parametrize(
    ("latin", "cyrillic", "said"),
    [
        ("", "", "one of the two is enough"),
        ("Нино", "", "Only Latin letters here"),
        ("Nino Kapanаdze", "", "these are not: а."),  # one Cyrillic letter that looks like ours
        ("", "Nino", "Only Cyrillic letters here"),
        ("ნინო", "", "Only Latin letters here"),
        ("12", "", "in letters"),
    ],
)
HANDOVER = {"email": "ana@example.org", "language": "en", "since": "2031-01-31", "note": ""}


@pytest.mark.parametrize(
    "name",
    ["Nino Kapanadze", "Əli Rəhimov", "Žofie O’Brien-Šťastná", "A. B. D'Arc", "N. Zhu (acting)"],
)
def test_latin_names_of_the_region_are_taken(name):
    latin_name(name)


@pytest.mark.parametrize("name", ["Нино Капанадзе", "Ґанна Їжак’єва", "Әлихан Қасымов", "Ђорђе Љ."])
def test_cyrillic_names_of_the_region_are_taken(name):
    cyrillic_name(name)


def test_the_letters_that_do_not_fit_are_named():
    with pytest.raises(ValidationError, match="these are not: Нин"):
        latin_name("Нинн K")


@WRONG
def test_at_the_desk(nino, latin, cyrillic, said):
    client, path = signed_in(nino.account), f"/en/desk/details/{nino.pk}/"
    form = client.get(path).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"name_latin": latin, "name_cyrillic": cyrillic, "room": "12"}
    text = client.post(path, data).content.decode()
    assert said in text
    assert 'value="12"' in text  # nothing typed is lost
    nino.refresh_from_db()
    assert (nino.name_latin, nino.room) == ("Nino Kapanadze", "")


@WRONG
def test_by_the_act(nino, latin, cyrillic, said):
    values = {"name_latin": latin, "name_cyrillic": cyrillic}
    with pytest.raises(RuleError, match=said):
        change_own(nino, values, by=nino.account, seen=nino.version)


def test_one_script_is_enough(nino):
    change_own(nino, {"name_latin": ""}, by=nino.account, seen=nino.version)
    nino.refresh_from_db()
    assert (nino.name_latin, nino.name_cyrillic) == ("", "Нино Капанадзе")


@WRONG
def test_in_the_admin(staff, nino, latin, cyrillic, said):
    path = f"/admin/registry/contactpoint/{nino.pk}/change/"
    names = {"name_latin": latin, "name_cyrillic": cyrillic}
    assert said in staff.post(path, form_data(staff, path) | names).content.decode()
    nino.refresh_from_db()
    assert nino.name_latin == "Nino Kapanadze"


def test_a_file_brings_no_names(staff, nino):
    row = importing.exported(nino) | {"name_latin": "Нино"}
    page = importing.preview(staff, ContactPoint, importing.as_csv(row))
    assert importing.errors(page)
    assert not importing.confirmation(page)


@WRONG
def test_of_a_successor_at_the_desk(nino, latin, cyrillic, said):
    data = HANDOVER | {"name_latin": latin, "name_cyrillic": cyrillic}
    answer = signed_in(nino.account).post(f"/en/desk/hand-over/{nino.pk}/", data)
    assert said in answer.content.decode()
    assert not Handover.objects.exists()


@WRONG
def test_of_a_successor_in_the_admin(staff, nino, latin, cyrillic, said):
    data = HANDOVER | {"predecessor": nino.pk, "name_latin": latin, "name_cyrillic": cyrillic}
    answer = staff.post("/admin/registry/handover/add/", data)
    assert said in answer.content.decode()
    assert not Handover.objects.exists()


@WRONG
def test_of_a_successor_by_the_act(nino, latin, cyrillic, said):
    named = HANDOVER | {"since": today(), "name_latin": latin, "name_cyrillic": cyrillic}
    with pytest.raises(RuleError, match=said):
        name_successor(nino, by=nino.account, **named)


def test_a_successor_with_a_cyrillic_name_alone(nino):
    data = HANDOVER | {"name_latin": "", "name_cyrillic": "Ана Тестова"}
    signed_in(nino.account).post(f"/en/desk/hand-over/{nino.pk}/", data)
    assert Handover.objects.get().name_cyrillic == "Ана Тестова"


def test_nobody_without_a_name_is_invited(georgia, editor):
    nameless = make.contact_point(georgia, name_latin="", name_cyrillic="")
    with pytest.raises(RuleError, match="no name"):
        invite_contact_point(nameless, by=editor)
    preview = bulk.preview(bulk.Kind.INVITE, [nameless], today())
    assert [reason for _row, reason in preview.will_not] == ["no name"]
