"""vCards, read by an address book's own library."""

import pytest
import vobject

from registry.contacts.models import Visibility
from registry.contacts.name_parts import name_parts
from registry.contacts.network import shown_people
from registry.contacts.vcards import folded, vcard
from tests import make

pytestmark = pytest.mark.django_db
EVERYTHING = {
    f"{name}_visibility": Visibility.NETWORK
    for name in ("name", "email", "shared_email", "phone", "mobile", "address")
}


def card_of(row) -> str:
    return vcard(shown_people([row], Visibility.NETWORK)[0])


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Нино Капанадзе", ("Капанадзе", "Нино", "")),
        ("Иванов Иван Иванович", ("Иванов", "Иван", "Иванович")),
        ("Иван Иванович Иванов", ("Иванов", "Иван", "Иванович")),
        ("Ivan Ivanovich Ivanov", ("Ivanov", "Ivan", "Ivanovich")),
        ("Алиев Ильхам Гейдар оглы", ("Алиев", "Ильхам", "Гейдар оглы")),
        ("Сидорова Анна Ильинична", ("Сидорова", "Анна", "Ильинична")),
        ("Анна Мария Новак", ("Новак", "Анна", "Мария")),
        ("Jean de la Tour", ("de la Tour", "Jean", "")),
        ("Иван Петрович", ("Петрович", "Иван", "")),
        ("Нино", ("Нино", "", "")),
        ("", ("", "", "")),
    ],
)
def test_a_name_falls_into_its_parts(name, parts):
    assert tuple(name_parts(name)) == parts


def test_a_card_is_read_as_it_was_meant(georgia):
    row = make.contact_point(
        georgia,
        name_latin="",
        name_cyrillic="Иванов Иван Иванович",
        email="ivanov@example.org",
        shared_email="office@example.org",
        mobile="+995 555 01",
        address="Main street 5; floor 2, Tbilisi\nsecond line",
        **EVERYTHING,
    )
    text = card_of(row)
    card = vobject.readOne(text)
    assert card.version.value == "4.0"
    assert (card.n.value.family, card.n.value.given) == ("Иванов", "Иван")
    assert card.n.value.additional == "Иванович"
    assert card.fn.value == "Иванов Иван Иванович"
    assert [one.value for one in card.email_list] == ["ivanov@example.org", "office@example.org"]
    assert card.adr.value.street == "Main street 5; floor 2, Tbilisi\nsecond line"
    assert card.adr.value.country == "Georgia"
    assert card.uid.value.startswith("urn:uuid:")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_the_same_office_has_the_same_uid_and_another_has_another(georgia):
    first, second = make.contact_point(georgia), make.contact_point(georgia)
    uids = [vobject.readOne(card_of(row)).uid.value for row in (first, first, second)]
    assert uids[0] == uids[1] != uids[2]


def test_a_designation_brings_its_footnote(kosovo):
    card = vobject.readOne(card_of(make.contact_point(kosovo, **EVERYTHING)))
    assert "1244" in card.note.value


def test_what_the_reader_may_not_see_is_not_in_the_card(georgia):
    hidden = {name: Visibility.SECRETARIAT for name in EVERYTHING}
    text = card_of(make.contact_point(georgia, phone="+995 32 7", **hidden))
    assert "Personova" not in text
    assert "+995" not in text
    assert vobject.readOne(text).fn.value


def test_a_long_line_is_folded_between_letters():
    line = "NOTE:" + "ё" * 200
    pieces = folded(line).split("\r\n ")
    assert len(pieces) > 5
    assert "".join(pieces) == line
