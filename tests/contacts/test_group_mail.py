"""Letters to many: placeholders, preview, who answered, and only those who have not."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.contacts import group_mail
from registry.contacts.group_mail import Audience, GroupMail
from registry.desk.asks import letter_asks
from registry.states.models import RegionalGroup
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(db) -> GroupMail:
    return GroupMail.objects.create(
        subject_en="Meeting in Prague, {state}",
        subject_ru="Встреча в Праге, {state}",
        body_en="Dear {name},\n\nsee {desk}.",
        body_ru="Здравствуйте, {name}!\n\n{desk}",
        wants_answer=True,
    )


def test_each_gets_it_in_their_language_with_their_name(post, letter, nino, ion, editor):
    assert group_mail.send_letter(letter, by=editor, on=today()) == 2
    assert post.last("nino@example.org").subject == "Meeting in Prague, Georgia"
    assert "Dear Nino Kapanadze," in post.last("nino@example.org").body
    assert post.last("ion@example.org").subject == "Встреча в Праге, Молдова"
    assert "Здравствуйте, Ион Мунтяну!" in post.last("ion@example.org").body
    assert "/ru/desk/" in post.last("ion@example.org").body


def test_a_designation_brings_its_footnote(post, letter, kosovo, editor):
    from tests import make

    make.contact_point(kosovo, email="k@example.org")
    group_mail.send_letter(letter, by=editor, on=today())
    assert post.last("k@example.org").subject == "Meeting in Prague, Kosovo*"
    assert "without prejudice" in post.last("k@example.org").body


def test_without_their_language_all_of_it_is_in_the_other(letter, ion):
    """Names and days too: no letter is half in one language, half in another."""
    letter.subject_ru = letter.body_ru = ""
    letter.body_en = "Dear {name} of {state}, by {deadline}: {desk}"
    letter.deadline = date(2027, 1, 1)
    subject, body = group_mail.filled(letter, ion)
    assert subject == "Meeting in Prague, Moldova"
    assert body.startswith("Dear Ion Munteanu of Moldova, by 1 January 2027: ")
    assert "/en/desk/" in body


def test_a_day_that_is_over_is_no_deadline(letter, staff, nino, editor):
    page = f"/admin/registry/groupmail/{letter.pk}/change/"
    data = form_data(staff, page) | {"deadline": "2020-01-01"}
    text = staff.post(page, data).content.decode()
    assert "This day is over. Give one that is to come." in text
    letter.deadline = date(2020, 1, 1)
    letter.save()
    with pytest.raises(RuleError, match="This day is over"):
        group_mail.send_letter(letter, by=editor, on=today())


def test_the_day_of_a_letter_is_that_of_prague(letter, nino, editor):
    group_mail.send_letter(letter, by=editor, on=today())
    night = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # half past midnight in Prague
    GroupMail.objects.update(sent_at=night)
    (ask,) = letter_asks(nino.account, [nino], today())
    assert ask.text.startswith("The Secretariat wrote on 24 November 2026")


def test_it_goes_once(post, letter, nino, editor):
    group_mail.send_letter(letter, by=editor, on=today())
    with pytest.raises(RuleError, match="sent before"):
        group_mail.send_letter(letter, by=editor, on=today())
    assert len(post.outbox) == 1


def test_to_nobody_it_does_not_go(letter, editor):
    with pytest.raises(RuleError, match="Nobody is to get"):
        group_mail.send_letter(letter, by=editor, on=today())


@pytest.mark.parametrize(
    ("audience", "names"),
    [
        (Audience.EVERYBODY, {"Nino", "Dato", "Ion"}),
        (Audience.CONTACT_POINTS, {"Nino", "Ion"}),
        (Audience.DEPUTIES, {"Dato"}),
        (Audience.UNCONFIRMED, {"Dato"}),
    ],
)
def test_the_audience(letter, nino, dato, ion, audience, names):
    for one in (nino, ion):
        one.confirmed_on = today()
        one.save()
    letter.audience = audience
    assert {one.name_latin.split()[0] for one in group_mail.recipients(letter, today())} == names


def test_a_group_of_states(letter, nino, ion):
    letter.group = RegionalGroup.objects.get(slug="central-asia")
    assert group_mail.recipients(letter, today()) == []
    letter.group = RegionalGroup.objects.get(slug="eastern-partnership")
    assert len(group_mail.recipients(letter, today())) == 2


def test_an_unknown_placeholder_is_named(letter):
    letter.body_en = "Dear {nmae}"
    with pytest.raises(ValidationError, match="nmae"):
        letter.full_clean()
    letter.body_en, letter.deadline = "until {deadline}", None
    with pytest.raises(ValidationError, match="give its day"):
        letter.full_clean()


def test_what_somebody_typed_is_no_placeholder(letter, nino):
    nino.name_latin = "{desk}"
    nino.save()
    letter.body_en = "Dear {name}"
    assert (
        "/desk/" in group_mail.filled(letter, nino)[1]
        or "{desk}" in group_mail.filled(letter, nino)[1]
    )


def test_only_those_who_have_not_answered_are_reminded(post, letter, nino, ion, editor):
    group_mail.send_letter(letter, by=editor, on=today())
    client = signed_in(nino.account)
    assert "Meeting in Prague" in client.get("/en/desk/").content.decode()
    delivery = nino.deliveries.get()
    assert client.post(f"/en/desk/letters/{delivery.pk}/", {"answer": ""}).status_code == 200
    client.post(f"/en/desk/letters/{delivery.pk}/", {"answer": "I come."})
    assert "Meeting in Prague" not in client.get("/en/desk/").content.decode()
    reminder = group_mail.make_reminder(letter, by=editor)
    assert [one.pk for one in group_mail.recipients(reminder, today())] == [ion.pk]
    group_mail.send_letter(reminder, by=editor, on=today())
    assert len(post.to("nino@example.org")) == 1
    assert len(post.to("ion@example.org")) == 2
    assert ion.deliveries.count() == 2
    group_mail.answer_letter(ion.deliveries.get(group_mail=letter), "Да.")
    with pytest.raises(RuleError, match="Everybody has answered"):
        group_mail.make_reminder(letter, by=editor)


def test_a_letter_to_somebody_else_is_not_found(post, letter, nino, ion, editor):
    group_mail.send_letter(letter, by=editor, on=today())
    assert (
        signed_in(ion.account).get(f"/en/desk/letters/{nino.deliveries.get().pk}/").status_code
        == 404
    )


def test_draft_preview_and_sending_in_the_admin(post, staff, nino, ion):
    data = {
        "subject_en": "Hello {state}",
        "subject_ru": "",
        "body_en": "Dear {name}",
        "body_ru": "",
        "audience": "everybody",
        "group": "",
        "deadline": "",
        "deliveries-TOTAL_FORMS": 0,
        "deliveries-INITIAL_FORMS": 0,
    }
    assert staff.post("/admin/registry/groupmail/add/", data).status_code == 302
    letter = GroupMail.objects.get()
    page = staff.get(f"/admin/registry/groupmail/{letter.pk}/change/").content.decode()
    assert "2 recipients: GEO, MDA" in page
    assert "Dear Nino Kapanadze" in page
    assert "A language is missing: 1 of the recipients" in page
    assert post.outbox == []
    staff.post(f"/admin/registry/groupmail/{letter.pk}/act/send/")
    assert len(post.outbox) == 2
    assert (
        'name="subject_en"'
        not in staff.get(f"/admin/registry/groupmail/{letter.pk}/change/").content.decode()
    )
