"""Who stands twice is found, merged with a choice per field, and can be two again."""

import pytest

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.contacts import duplicates as module
from registry.contacts import group_mail
from registry.contacts.duplicates import duplicates
from registry.contacts.merging import merge, undo_merge
from registry.contacts.models import ContactPoint
from registry.contacts.traces import Merge
from tests import make
from tests.clients import one_line

pytestmark = pytest.mark.django_db


def found(*rows) -> list[str]:
    return [pair.reason for pair in duplicates(rows)]


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        (("Nino Kapanadze", ""), ("", "Нино Капанадзе"), True),
        (("KAPANADZE Nino", ""), ("Nino Kapanadze", ""), True),
        (("Volodymyr Zelenko", ""), ("Volodimir Zelenko", ""), True),
        (("Özgür Yılmaz", ""), ("Ozgur Yilmaz", ""), True),
        (("Nino Kapanadze", ""), ("Nana Kapanadze", ""), False),
        (("Nino Kapanadze", ""), ("", "Дато Беридзе"), False),
        (("", ""), ("", ""), False),
    ],
)
def test_names_are_compared_across_scripts(georgia, first, second, are_one):
    rows = [
        make.contact_point(
            georgia, name_latin=latin, name_cyrillic=cyrillic, email=f"{number}@example.org"
        )
        for number, (latin, cyrillic) in enumerate((first, second))
    ]
    assert found(*rows) == (["names alike"] if are_one else [])


def test_the_same_mail_is_one_person_but_two_states_are_two_offices(georgia, kosovo):
    first = make.contact_point(georgia, name_latin="A B", name_cyrillic="", email="x@example.org")
    second = make.contact_point(georgia, name_latin="C D", name_cyrillic="", email="X@example.org")
    third = make.contact_point(kosovo, name_latin="A B", name_cyrillic="", email="x@example.org")
    assert found(first, second) == ["the same e-mail"]
    assert found(first, third) == []


@pytest.fixture
def pair(georgia):
    return (
        make.contact_point(georgia, name_cyrillic="", email="old@example.org", phone="1"),
        make.contact_point(georgia, name_latin="", email="new@example.org", phone="2"),
    )


def test_a_merge_takes_what_was_chosen_and_moves_what_hangs(post, pair, editor):
    kept, dropped = pair
    letter = group_mail.GroupMail.objects.create(subject_en="Hello", body_en="x", wants_answer=True)
    group_mail.send_letter(letter, by=editor, on=today())
    other = group_mail.GroupMail.objects.create(subject_en="Second", body_en="x", wants_answer=True)
    group_mail.Delivery.objects.create(group_mail=other, contact_point=dropped)
    merge(kept, dropped, take={"email", "name_cyrillic"}, by=editor)
    kept.refresh_from_db()
    assert (kept.email, kept.phone, kept.name_cyrillic) == (
        "new@example.org",
        "1",
        "Теста Персонова",
    )
    assert list(ContactPoint.objects.in_office(today())) == [kept]
    assert {row.group_mail for row in kept.deliveries.all()} == {letter, other}
    assert dropped.deliveries.count() == 1


def test_a_merge_can_be_undone(post, pair, editor):
    kept, dropped = pair
    other = group_mail.GroupMail.objects.create(subject_en="Second", body_en="x", wants_answer=True)
    delivery = group_mail.Delivery.objects.create(group_mail=other, contact_point=dropped)
    row = merge(kept, dropped, take={"email", "since"}, by=editor)
    undo_merge(row, by=editor)
    kept.refresh_from_db()
    dropped.refresh_from_db()
    delivery.refresh_from_db()
    assert (kept.email, kept.since, dropped.merged_into) == ("old@example.org", pair[0].since, None)
    assert delivery.contact_point == dropped
    assert ContactPoint.objects.in_office(today()).count() == 2
    assert Merge.objects.get().before == {}
    with pytest.raises(RuleError, match="undone before"):
        undo_merge(row, by=editor)


def test_what_cannot_be_merged(pair, kosovo, editor):
    kept, dropped = pair
    with pytest.raises(RuleError, match="one state"):
        merge(kept, make.contact_point(kosovo), take=set(), by=editor)
    with pytest.raises(RuleError, match="one state"):
        merge(kept, kept, take=set(), by=editor)
    with pytest.raises(RuleError, match="state"):
        merge(kept, dropped, take={"state"}, by=editor)
    merge(kept, dropped, take=set(), by=editor)
    with pytest.raises(RuleError, match="merged before"):
        merge(kept, dropped, take=set(), by=editor)


def test_in_the_admin_from_the_list_to_the_undo(staff, pair):
    kept, dropped = pair
    dropped.name_latin = kept.name_latin
    dropped.save()
    listed = one_line(staff.get("/admin/registry/contactpoint/").content.decode())
    assert "Who stands twice (1)" in listed
    assert (
        f"/merge/{kept.pk}/{dropped.pk}/"
        in staff.get("/admin/registry/contactpoint/duplicates/").content.decode()
    )
    address = f"/admin/registry/contactpoint/merge/{kept.pk}/{dropped.pk}/"
    assert "new@example.org" in staff.get(address).content.decode()
    told = staff.post(address, {"email": "second", "phone": "first"}, follow=True).content.decode()
    kept.refresh_from_db()
    assert (kept.email, kept.phone) == ("new@example.org", "1")
    row = Merge.objects.get()
    assert f"/admin/registry/merge/{row.pk}/act/undo/" in told
    staff.post(f"/admin/registry/merge/{row.pk}/act/undo/")
    kept.refresh_from_db()
    assert kept.email == "old@example.org"


def crowd(number: int) -> list[ContactPoint]:
    """Of one state, each with a name and an address of their own. Not saved."""
    letters = "bdfgklmnprstvz"
    names = [
        "".join(letters[(n // 14**k) % 14] + "aeiou"[(n + k) % 5] for k in range(5))
        for n in range(number)
    ]
    return [
        ContactPoint(
            pk=n + 1, state_id=1, name_latin=f"{name} {name[::-1]}", email=f"a{n}@example.org"
        )
        for n, name in enumerate(names)
    ]


def test_who_is_compared_with_whom_is_bounded_within_a_state(monkeypatch):
    calls = []
    monkeypatch.setattr(module, "are_alike", lambda a, b: calls.append(1))
    list(duplicates(crowd(1000)))
    assert 0 < len(calls) <= 1000 * module.COMPARED
    calls.clear()
    list(duplicates(crowd(50)))
    assert len(calls) == 50 * 49 / 2


def test_a_duplicate_is_found_in_a_large_state():
    people = crowd(1000)
    people[10].email = people[900].email = "same@example.org"
    people[20].name_latin, people[800].name_latin = "Nino Kapanadze", "Kapanadze Nina"
    reasons = {(row.first.pk, row.second.pk): row.reason for row in duplicates(people)}
    assert reasons[11, 901] == "the same e-mail"
    assert reasons[21, 801] == "names alike"
