"""A person's own data: taken away, erased everywhere, forgotten after a time."""

import json
from datetime import date, timedelta

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from registry.common.dates import add_months, today
from registry.common.errors import RuleError
from registry.contacts import addresses, group_mail, merging, privacy
from registry.contacts.handover import name_successor
from registry.contacts.models import PERSONAL_DETAILS, ContactPoint
from tests import make
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
VALUES = {name: f"xq-{name}-7391" for name in PERSONAL_DETAILS} | {
    "name_cyrillic": "хк-имя-7391",
    "email": "xq-email-7391@example.org",
    "shared_email": "xq-shared-7391@example.org",
    "phone": "739173917391",
    "mobile": "739173917392",
}
MARKS = [*VALUES.values(), "xq-answer-7391", "xq-note-7391", "xq-new-7391", "xq-named-7391"]


@pytest.fixture
def everywhere(post, nino, georgia, editor, tmp_path, settings):
    """A contact point whose values stand in every place that the product has for them."""
    settings.MEDIA_ROOT = str(tmp_path)
    for name, value in VALUES.items():
        setattr(nino, name, value)
    nino.save()
    nino.account.email, nino.account.first_name = VALUES["email"], VALUES["name_latin"]
    nino.account.save()
    twin = make.contact_point(georgia, **VALUES)
    merging.merge(nino, twin, take={"since", "email"}, by=editor)
    letter = group_mail.GroupMail.objects.create(
        subject_en="Hello", body_en="Dear {name}", wants_answer=True
    )
    group_mail.send_letter(letter, by=editor, on=today())
    group_mail.answer_letter(nino.deliveries.get(), "xq-answer-7391")
    addresses.ask_new_address(nino, "xq-new-7391@example.org", by=nino.account)
    name_successor(
        nino,
        by=nino.account,
        name_latin="xq-named-7391",
        email="xq-named-7391@example.org",
        language="en",
        since=today(),
        note="xq-note-7391",
        letter=SimpleUploadedFile("x.pdf", b"%PDF-xq-note-7391"),
    )
    history = nino.history.first()
    history.history_change_reason = f"called {VALUES['name_latin']}"
    history.save()
    LogEntry.objects.create(
        user=editor,
        content_type=ContentType.objects.get_for_model(ContactPoint),
        object_id=str(nino.pk),
        action_flag=CHANGE,
        object_repr="x",
        change_message=f"spoke to {VALUES['name_latin']}",
    )
    signed_in(nino.account)
    return nino


def standing_values() -> list[str]:
    """Every mark that stands in any table of the database."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text = json.dumps(cursor.fetchall(), default=str, ensure_ascii=False)
            found += [f"{table}: {mark}" for mark in MARKS if mark in text]
    return found


def test_an_erasure_leaves_no_value_in_any_table_or_file(everywhere, editor, tmp_path):
    before = standing_values()
    assert {line.split(": ")[1] for line in before} == set(MARKS)
    assert list((tmp_path / "letters").iterdir())
    privacy.erase(everywhere, by=editor, on=today())
    assert standing_values() == []
    assert not list((tmp_path / "letters").iterdir())


def test_an_erasure_keeps_the_act(everywhere, editor, georgia):
    account = everywhere.account
    privacy.erase(everywhere, by=editor, on=today())
    everywhere.refresh_from_db()
    account.refresh_from_db()
    assert (everywhere.state, everywhere.role, everywhere.erased_on) == (
        georgia,
        "contact_point",
        today(),
    )
    assert everywhere.post.startswith("contact point of GEO, 20")
    assert str(account) == everywhere.post
    assert not account.is_active
    assert everywhere.detail_changes.exists()
    with pytest.raises(RuleError, match="were erased on"):
        privacy.erase(everywhere, by=editor, on=today())


def test_an_erasure_ends_term_and_session(post, nino, editor):
    client = signed_in(nino.account)
    privacy.erase(nino, by=editor, on=today())
    assert client.get("/en/desk/").status_code == 302
    assert "erased" in post.last("nino@example.org").subject


def test_an_erasure_forgets_a_sign_in_that_was_begun(client, post, nino, editor):
    from django.contrib.sessions.models import Session

    client.post("/en/account/sign-in/", {"email": "nino@example.org"})
    assert any(
        "nino@example.org" in str(session.get_decoded()) for session in Session.objects.all()
    )
    privacy.erase(nino, by=editor, on=today())
    assert not any(
        "nino@example.org" in str(session.get_decoded()) for session in Session.objects.all()
    )


def entry(about, message, *, by, name="x") -> LogEntry:
    return LogEntry.objects.create(
        user=by,
        content_type=ContentType.objects.get_for_model(type(about)),
        object_id=str(about.pk),
        action_flag=CHANGE,
        object_repr=name,
        change_message=message,
    )


def is_erased(row) -> bool:
    row.refresh_from_db()
    return (row.object_repr, row.change_message) == ("(erased)", "")


def test_an_erasure_leaves_entries_that_are_not_about_the_person(post, nino, ion, georgia, editor):
    for name, value in {"spoken": "English", "name_latin": "Nino", "room": "12"}.items():
        setattr(nino, name, value)
    nino.save()
    others = [
        entry(georgia, "The text in English was mended.", by=editor),
        entry(ion, "Speaks English; Nino asked; room 12.", by=editor),
        entry(georgia, "x", by=editor, name="English for officials"),
    ]
    own = entry(nino, "Speaks English.", by=editor)
    inside = entry(nino, "Of the Englishmen.", by=editor)
    privacy.erase(nino, by=editor, on=today())
    assert [is_erased(row) for row in others] == [False, False, False]
    assert is_erased(own)
    assert not is_erased(inside)


def test_an_erasure_finds_who_is_named_in_other_entries(post, nino, ion, georgia, editor):
    nino.name_cyrillic, nino.phone = "Нино Капанадзе", "+995 32 000 000"
    nino.save()
    named = [
        entry(georgia, "Spoke to NINO KAPANADZE.", by=editor),
        entry(georgia, '[{"changed": {"object": "нино капанадзе"}}]', by=editor),
        entry(georgia, json.dumps([{"changed": {"object": "Нино Капанадзе"}}]), by=editor),
        entry(ion, "Wrote to nino@example.org.", by=editor),
        entry(ion, "Rang +995 32 000 000, nobody there.", by=editor),
    ]
    others = [
        entry(ion, "Wrote to anino@example.org.", by=editor),
        entry(ion, "Nino Kapanadzes", by=editor),
    ]
    privacy.erase(nino, by=editor, on=today())
    assert all(is_erased(row) for row in named)
    assert not any(is_erased(row) for row in others)


def test_an_erasure_finds_entries_about_what_belonged_to_the_person(post, nino, ion, editor):
    nino.spoken = "Esperanto"
    nino.save()
    handover = name_successor(
        nino, by=nino.account, name_latin="A B", email="x@example.org", language="en", since=today()
    )
    other = name_successor(
        ion, by=ion.account, name_latin="A B", email="y@example.org", language="en", since=today()
    )
    own = entry(handover, "Speaks Esperanto.", by=editor)
    account = entry(nino.account, "Speaks Esperanto.", by=editor)
    elsewhere = entry(other, "Speaks Esperanto.", by=editor)
    privacy.erase(nino, by=editor, on=today())
    assert is_erased(own)
    account.refresh_from_db()
    assert account.change_message == ""
    assert not is_erased(elsewhere)


def test_an_account_with_another_office_stays(post, nino, ion, editor):
    ContactPoint.objects.filter(pk=ion.pk).update(account=nino.account)
    privacy.erase(nino, by=editor, on=today())
    nino.account.refresh_from_db()
    assert nino.account.is_active


def test_a_person_asks_and_the_secretariat_sees_it_and_does_it(post, nino, staff):
    client = signed_in(nino.account)
    assert client.post("/en/desk/privacy/erasure/", {}).status_code == 200
    assert not ContactPoint.objects.erasure_asked().exists()
    client.post("/en/desk/privacy/erasure/", {"is_meant": "on"})
    assert "standing=erasure" in staff.get("/admin/").content.decode()
    assert (
        "National Contact Point"
        in staff.get("/admin/registry/contactpoint/?standing=erasure").content.decode()
    )
    assert (
        "cannot be undone"
        in staff.get(f"/admin/registry/contactpoint/{nino.pk}/act/erase/").content.decode()
    )
    staff.post(f"/admin/registry/contactpoint/{nino.pk}/act/erase/")
    nino.refresh_from_db()
    assert nino.name_latin == ""
    assert "standing=erasure" not in staff.get("/admin/").content.decode()


def test_the_wish_is_withdrawn_until_it_is_carried_out(nino):
    desk, page = signed_in(nino.account), "/en/desk/privacy/erasure/"
    desk.post(page, {"is_meant": "on"})
    nino.refresh_from_db()
    assert nino.erasure_asked_on == today()
    assert "Withdraw my wish" in desk.get(page).content.decode()
    assert "Withdraw my wish" in desk.get("/en/desk/privacy/").content.decode()
    text = desk.post(page, {"withdraw": "1"}, follow=True).content.decode()
    assert "Your wish is withdrawn; nothing is erased." in text
    nino.refresh_from_db()
    assert nino.erasure_asked_on is None
    again = desk.post(page, {"withdraw": "1"}, follow=True).content.decode()
    assert "Your wish is withdrawn" not in again
    assert "Ask for erasure" in desk.get(page).content.decode()


def test_ones_own_data_can_be_read_and_taken_away(nino):
    client = signed_in(nino.account)
    data = json.loads(client.get("/en/desk/privacy/data/?format=json").content)
    assert data["offices"][0]["details"]["name_latin"] == "Nino Kapanadze"
    assert set(data["offices"][0]["details"]) == set(PERSONAL_DETAILS)
    assert data["account"]["email"] == "nino@example.org"
    assert "Nino Kapanadze" in client.get("/ru/desk/privacy/data/").content.decode()


def test_former_contact_points_are_forgotten_after_the_set_time(georgia, settings):
    day = date(2026, 11, 24)
    settings.RETENTION_MONTHS = 24
    limit = add_months(day, -24)
    gone = make.contact_point(georgia, since=date(2020, 1, 1), until=limit - timedelta(days=1))
    kept = make.contact_point(georgia, since=date(2020, 1, 1), until=limit)
    serving = make.contact_point(georgia, since=date(2010, 1, 1))
    assert privacy.forget_former(day) == 1
    assert privacy.forget_former(day) == 0
    for one, name in ((gone, ""), (kept, "Testa Personova"), (serving, "Testa Personova")):
        one.refresh_from_db()
        assert one.name_latin == name
    assert gone.post == "contact point of GEO, 2020–2024"
    settings.RETENTION_MONTHS = 12
    assert privacy.forget_former(day) == 1


def test_an_erased_record_is_not_filled_again(staff, nino, editor, post):
    from tests.conftest import form_data

    privacy.erase(nino, by=editor, on=today())
    address = f"/admin/registry/contactpoint/{nino.pk}/change/"
    response = staff.post(address, form_data(staff, address) | {"name_latin": "Back Again"})
    assert "were erased" in response.content.decode()
