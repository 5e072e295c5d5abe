"""The office passes to a successor, with everything that hangs on it."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from simple_history.models import HistoricalChanges

from registry.accounts.models import User
from registry.common.dates import today, worded
from registry.common.errors import RuleError
from registry.common.succession import Fate, Succession
from registry.contacts import attached_rows, group_mail
from registry.contacts.attached_rows import attachments_to
from registry.contacts.group_mail import DeliveryQuerySet
from registry.contacts.handover import (
    confirm_handover,
    name_successor,
    refuse_handover,
    withdraw_handover,
)
from registry.contacts.models import ContactPoint
from registry.contacts.seeing_as import SEE_AS
from registry.contacts.terms import end_term
from registry.contacts.traces import Handover
from registry.secretariat.daily_work import run
from tests import make
from tests.clients import one_line
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
NAMED = {"name_latin": "Maka Successor", "email": "maka@example.org", "language": "ru"}
# Who did something: the act outlives the account (SET_NULL). What a person works on hangs on the
# office, never on the account.
ACCOUNT_TRACES = {
    "undone_by",
    "by",
    "asked_by",
    "decided_by",
    "invited_by",
    "history_user",
    "brought_by",
    "made_by",
    "frozen_by",
}
ACCOUNT_OWN = {
    "ContactPoint.account",
    "Acceptance.account",
    "Invitation.account",
    "ConsoleLink.account",
    "SentMessage.account",
    "Transition.by",
    "EmailChange.account",
    "SecurityEvent.account",
    "KeptText.account",  # goes on to the successor by its contact point
}


def name(predecessor, by=None, **fields):
    return name_successor(
        predecessor, by=by or predecessor.account, **(NAMED | {"since": today()} | fields)
    )


def test_the_named_person_gets_the_privacy_notice_the_same_day_in_their_language(post, nino):
    name(nino)
    message = post.last("maka@example.org")
    assert "Вы названы в реестре" in message.subject
    assert "/ru/privacy-notice/" in message.body
    assert (
        "Ваше государство назвало вас Секретариату Пражского процесса: национальный контактный"
        " пункт, Грузия." in message.body
    )


def test_confirmed_the_office_passes_and_access_ends_at_once(post, nino, editor):
    open_session = signed_in(nino.account)
    handover = name(nino)
    assert open_session.get("/en/desk/").status_code == 200
    successor = confirm_handover(handover, by=editor, on=today())
    nino.refresh_from_db()
    assert nino.until == today() - timedelta(days=1)
    assert open_session.get("/en/desk/").status_code == 403
    assert (successor.since, successor.role, successor.state, successor.account) == (
        today(),
        "contact_point",
        nino.state,
        None,
    )
    assert list(ContactPoint.objects.in_office(today()).of_states([nino.state])) == [successor]
    assert "passed on" in post.last("nino@example.org").subject
    path, digits = post.link("maka@example.org", "invitation")
    assert open_session.post(path, {"digits": digits, "has_read": "on"})["Location"] == "/ru/desk/"


def test_what_is_open_moves_and_what_is_done_stays(post, nino, editor):
    letters = [
        group_mail.GroupMail.objects.create(
            subject_en=f"Letter {number}", body_en="Dear {name}", wants_answer=True
        )
        for number in (1, 2)
    ]
    for letter in letters:
        group_mail.send_letter(letter, by=editor, on=today())
    group_mail.answer_letter(nino.deliveries.get(group_mail=letters[0]), "Yes.")
    successor = confirm_handover(name(nino), by=editor, on=today())
    assert [row.group_mail for row in successor.deliveries.all()] == [letters[1]]
    assert [row.group_mail for row in nino.deliveries.all()] == [letters[0]]


def test_once_decided_the_row_no_longer_holds_the_person(post, nino, editor):
    handover = name(nino)
    confirm_handover(handover, by=editor, on=today())
    handover.refresh_from_db()
    assert (handover.name_latin, handover.email) == ("", "")
    with pytest.raises(RuleError, match="decided before"):
        confirm_handover(handover, by=editor, on=today())


def test_refused_everything_stays_and_the_predecessor_is_told_why(post, nino, editor):
    handover = refuse_handover(name(nino), by=editor, reason="The letter is missing.")
    nino.refresh_from_db()
    assert nino.holds_on(today())
    assert "The letter is missing." in post.last("nino@example.org").body
    assert handover.email == ""


def test_withdrawn_nobody_was_named(post, nino):
    handover = withdraw_handover(name(nino), by=nino.account)
    assert (handover.decision, handover.email) == ("withdrawn", "")
    name(nino)


def test_a_term_that_ends_forgets_who_was_named_and_not_confirmed(post, nino, editor):
    handover = name(nino)
    end_term(nino, by=editor, on=today())
    handover.refresh_from_db()
    assert (handover.decision, handover.name_latin, handover.email) == ("withdrawn", "", "")


def test_who_is_in_office_is_said_the_same_of_one_and_of_many(
    post, nino, dato, ion, georgia, editor
):
    end_term(dato, by=editor, on=today())
    make.contact_point(georgia, until=today() - timedelta(days=1))
    make.contact_point(georgia, merged_into=nino)
    rows = list(ContactPoint.objects.all())
    assert len(rows) == 5
    assert {row for row in rows if row.is_in_office(today())} == set(
        ContactPoint.objects.in_office(today())
    )


def test_one_successor_at_a_time_and_not_oneself(post, nino):
    with pytest.raises(RuleError, match="person who leaves"):
        name(nino, email="Nino@example.org")
    name(nino)
    with pytest.raises(RuleError, match="named already"):
        name(nino, email="other@example.org")


def test_a_day_to_come_is_waited_for(post, nino, editor):
    with pytest.raises(RuleError, match="Confirm it on that day"):
        confirm_handover(name(nino, since=today() + timedelta(days=3)), by=editor, on=today())


def test_the_deputy_may_name_and_a_stranger_may_not(post, nino, dato, ion):
    data = NAMED | {"since": today().isoformat()}
    assert signed_in(ion.account).post(f"/en/desk/hand-over/{nino.pk}/", data).status_code == 404
    assert (
        signed_in(dato.account).post(f"/en/desk/hand-over/{nino.pk}/", data)["Location"]
        == "/en/desk/"
    )
    handover = Handover.objects.get()
    assert (handover.predecessor, handover.asked_by) == (nino, dato.account)


def test_a_person_with_two_offices_keeps_the_other(post, nino, ion, editor):
    ContactPoint.objects.filter(pk=ion.pk).update(account=nino.account)
    client = signed_in(nino.account)
    confirm_handover(name(nino), by=editor, on=today())
    text = client.get("/en/desk/").content.decode()
    assert "Moldova" in text
    assert "<b>Georgia</b>" not in text


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"GIF89a", "not a PDF"), (b"%PDF-" + b"0" * 6_000_000, "larger than 5 MB")],
)
def test_a_letter_is_judged_by_its_content(post, nino, content, told):
    letter = SimpleUploadedFile("letter.pdf", content, "application/pdf")
    data = NAMED | {"since": today().isoformat(), "letter": letter}
    text = signed_in(nino.account).post(f"/en/desk/hand-over/{nino.pk}/", data).content.decode()
    assert told in text
    assert 'value="Maka Successor"' in text
    assert not Handover.objects.exists()


def test_a_letter_is_kept_under_our_name_and_comes_as_an_attachment(
    post, nino, staff, ion, settings, tmp_path
):
    settings.MEDIA_ROOT = str(tmp_path)
    letter = SimpleUploadedFile("Maka Successor.pdf", b"%PDF-1.7 text", "text/html")
    signed_in(nino.account).post(
        f"/en/desk/hand-over/{nino.pk}/", NAMED | {"since": today().isoformat(), "letter": letter}
    )
    handover = Handover.objects.get()
    assert "Maka" not in handover.letter.name
    response = staff.get(f"/admin/registry/handover/{handover.pk}/letter/")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert signed_in(ion.account).get(
        f"/admin/registry/handover/{handover.pk}/letter/"
    ).status_code in (302, 404)
    assert signed_in(ion.account).get(f"/media/{handover.letter.name}").status_code == 404


def test_staff_name_and_confirm_in_the_admin(post, nino, staff):
    data = NAMED | {
        "predecessor": nino.pk,
        "since": today().isoformat(),
        "name_cyrillic": "",
        "note": "By letter.",
    }
    assert staff.post("/admin/registry/handover/add/", data).status_code == 302
    handover = Handover.objects.get()
    page = staff.get(f"/admin/registry/handover/{handover.pk}/change/").content.decode()
    assert f"/admin/registry/handover/{handover.pk}/act/confirm/" in page
    assert (
        "access end now"
        in staff.get(f"/admin/registry/handover/{handover.pk}/act/confirm/").content.decode()
    )
    assert Handover.objects.get().is_open
    staff.post(f"/admin/registry/handover/{handover.pk}/act/confirm/")
    assert Handover.objects.get().successor.name_latin == "Maka Successor"


def test_every_relation_to_a_contact_point_is_declared():
    """Whoever adds a model with such a relation says in its `on_succession` what becomes of it."""
    undeclared = [row.name for row in attachments_to(ContactPoint) if row.succession is None]
    assert undeclared == []


def test_every_declaration_names_a_relation_to_a_contact_point():
    found = {row.name for row in attachments_to(ContactPoint)}
    declared = {
        f"{model.__name__}.{field}"
        for model in apps.get_app_config("registry").get_models()
        if not issubclass(model, HistoricalChanges)
        for field in getattr(model, "on_succession", {})
    }
    assert declared == found


def test_only_what_moves_names_its_open_rows():
    with pytest.raises(TypeError, match="open rows"):
        Succession(Fate.MOVES)
    with pytest.raises(TypeError, match="open rows"):
        Succession(Fate.STAYS, open_rows=DeliveryQuerySet.unanswered)


def test_what_moves_at_a_handover_of_any_topic():
    moving = {row.name for row in attached_rows.moving()}
    assert moving == {
        "Delivery.contact_point",
        "Edition.drafter",
        "KeptText.contact_point",
        "Consultation.contact_point",
        "Comment.contact_point",
        "WordProposal.contact_point",
    }


def test_nothing_that_is_worked_on_hangs_on_an_account():
    found = {row.name for row in attachments_to(User) if row.field not in ACCOUNT_TRACES}
    assert found <= ACCOUNT_OWN


def test_a_successor_is_told_of_the_privacy_notice_once(post, nino, editor):
    successor = confirm_handover(name(nino), by=editor, on=today())
    notices = [
        message for message in post.to("maka@example.org") if "/privacy-notice/" in message.body
    ]
    assert "Вы названы в реестре" in notices[0].subject
    told = [message for message in notices if "Вы названы в реестре" in message.subject]
    assert len(told) == 1
    run(today())
    again = [one for one in post.to("maka@example.org") if "Вы названы в реестре" in one.subject]
    assert len(again) == 1
    assert successor.messages.filter(kind="named").count() == 1


LONG_AGO = date(2020, 1, 1)


@pytest.mark.parametrize(
    ("since", "told"),
    [
        (LONG_AGO, "The office of the person who leaves began on 01.01.2025. Give that day or"),
        (today() - timedelta(days=1), "This day is over. Give today or a later day"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(post, nino, since, told):
    data = NAMED | {"since": since.isoformat()}
    answer = signed_in(nino.account).post(f"/en/desk/hand-over/{nino.pk}/", data)
    assert told in answer.context["form"].errors["since"][0]
    assert 'value="Maka Successor"' in answer.content.decode()
    with pytest.raises(RuleError, match=told):
        name(nino, since=since)
    assert not Handover.objects.exists()
    assert not post.to("maka@example.org")


def test_staff_may_give_a_past_day_though_none_before_the_office_began(post, nino, staff):
    data = NAMED | {"predecessor": nino.pk, "name_cyrillic": "", "note": ""}
    address = "/admin/registry/handover/add/"
    answer = staff.post(address, data | {"since": LONG_AGO.isoformat()})
    errors = answer.context["adminform"].form.errors
    assert list(errors) == ["since"]
    assert "began on 01.01.2025" in errors["since"][0]
    past = today() - timedelta(days=20)
    assert staff.post(address, data | {"since": past.isoformat()}).status_code == 302
    assert Handover.objects.get().since == past


def test_who_may_withdraw_reads_whom_it_names_and_nobody_else(post, nino, dato, ion, staff):
    day = today() + timedelta(days=3)
    name(nino, since=day)
    path = f"/en/desk/hand-over/{nino.pk}/"
    for person in (nino, dato):
        text = one_line(signed_in(person.account).get(path).content.decode())
        for words in ("Maka Successor", "maka@example.org", worded(day)):
            assert words in text
    assert signed_in(ion.account).get(path).status_code == 404
    session = staff.session
    session[SEE_AS] = nino.pk
    session.save()
    text = staff.get(path).content.decode()
    assert "A successor was named on" in text
    assert "maka@example.org" not in text
