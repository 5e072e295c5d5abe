"""A person gets one message a day: what waits for it, what does not, and that nothing is lost or
goes out twice."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone

from registry.common import daily_mail, mail, outbox
from registry.common.dates import today
from registry.common.message_kinds import AT_ONCE, MessageKind
from registry.common.models import SentMessage, WaitingMessage
from registry.contacts.confirmation import ask_all, confirm
from registry.contacts.models import ContactPoint
from registry.contacts.terms import end_term
from tests import make

pytestmark = pytest.mark.django_db
TODAY = today()
TOMORROW = TODAY + timedelta(days=1)


def matter(person, key="x", *, kind=MessageKind.OFFICE_DECIDED, reason="", **more) -> bool:
    return mail.send(
        kind,
        occasion=(key, person.pk),
        to=person.mail_to,
        language=person.mail_language,
        account=person.account,
        contact_point=person,
        state=person.state,
        accepted=False,
        reason=reason,
        **more,
    )


def delivered(on=TODAY) -> list:
    """What leaves on a day, by address."""
    django_mail.outbox.clear()
    daily_mail.gather(on)
    outbox.drain()
    return list(django_mail.outbox)


def test_matters_of_a_day_come_in_one_message_each_in_words(nino, dato, mailoutbox):
    matter(nino, "one", reason="First reason.")
    matter(nino, "two", reason="Second reason.")
    matter(dato, "three", reason="Of Dato alone.")
    outbox.drain()
    assert mailoutbox == []  # no sender takes them by themselves
    to_nino, to_dato = sorted(delivered(), key=lambda one: one.to, reverse=True)
    assert to_nino.to == ["nino@example.org"]
    assert to_nino.subject == "Prague Process Registry: 2 matters for you"
    assert "First reason." in to_nino.body
    assert "Second reason." in to_nino.body
    assert to_nino.body.count("How to get less") == 1
    for message in (to_nino, to_dato):
        foot = message.body.partition("How to get less")[2]
        assert "Fewer of these messages" in foot
        assert "/en/desk/mail/" in foot
    assert "Of Dato" not in to_nino.body  # to each person only their own
    html = to_nino.alternatives[0][0]
    assert html.count("<h2>Your change was not accepted: Georgia</h2>") == 2
    assert to_dato.subject == "Your change was not accepted: Georgia"  # one matter goes as it is
    assert set(SentMessage.objects.values_list("state", flat=True)) == {"sent"}
    assert not WaitingMessage.objects.exists()


def test_who_cannot_choose_is_led_to_no_choice(georgia):
    """Without an account there is no page of choices; what protects an account has none."""
    person = make.contact_point(georgia, email="silent@example.org", language="en")
    matter(person, "one")
    assert "Fewer of these messages" not in delivered()[0].body
    letter = mail.compose(MessageKind.CODE, "x@example.org", "en", {"code": "ABC"})
    assert "Fewer of these messages" not in letter.text


def test_the_message_of_the_day_is_in_the_persons_language(ion, nino):
    matter(ion, "one")
    matter(ion, "two")
    (message,) = delivered()
    assert message.subject == "Реестр Пражского процесса: 2 сообщения для вас"
    assert "Молдова" in message.body


def test_a_repeated_run_sends_nothing_twice_and_a_late_one_loses_nothing(nino):
    matter(nino, "one", reason="Of the morning.")
    assert len(delivered()) == 1
    assert delivered() == []
    matter(nino, "two", reason="Of noon.")
    matter(nino, "three", reason="Of the evening.")
    assert delivered() == []  # had the message of that day
    (message,) = delivered(TODAY + timedelta(days=9))  # nobody ran it for a week
    assert "Of noon." in message.body
    assert "Of the evening." in message.body
    assert "Of the morning." not in message.body


def test_a_person_with_two_offices_gets_one_message(nino, tuerkiye):
    other = make.contact_point(tuerkiye, name_latin="Nino Kapanadze", email=nino.email)
    ContactPoint.objects.filter(pk=other.pk).update(account=nino.account)
    other.refresh_from_db()
    matter(nino, "one")
    matter(other, "two")
    (message,) = delivered()
    assert "Georgia" in message.body
    assert "Türkiye" in message.body
    matter(other, "three")
    assert delivered() == []


def test_codes_security_and_near_deadlines_do_not_wait(nino, mailoutbox):
    near, far, past = (TODAY + timedelta(days=days) for days in (7, 8, -1))
    letter = {"subject": "Meeting", "text": "Come.", "wants_answer": False}
    kind = MessageKind.LETTER
    matter(nino, "near", kind=kind, answer_by=near, **letter)
    matter(nino, "far", kind=kind, answer_by=far, **letter)
    matter(nino, "past", kind=kind, answer_by=past, **letter)
    matter(nino, "code", kind=MessageKind.SECURITY, what="totp_activated")
    outbox.drain()
    keys = set(SentMessage.objects.filter(state="sent").values_list("kind", "key"))
    assert {kind for kind, _key in keys} == {"letter", "security"}
    assert {key.split("/")[1] for _kind, key in keys} == {"near", "code"}


@pytest.mark.parametrize("kind", MessageKind)
def test_what_gives_access_is_never_kept_until_tomorrow(kind):
    access = {"invitation", "code", "code_again", "security", "new_address", "address_changed"}
    if kind in access:
        assert kind in AT_ONCE
    assert kind.waits_for_the_day(answer_by=None, on=TODAY) is (kind not in AT_ONCE)


def test_without_the_daily_command_the_sender_takes_what_has_waited_until_noon(nino, mailoutbox):
    matter(nino, "one")
    assert daily_mail.gather_overdue() == 0
    due = WaitingMessage.objects.get().due_at
    assert timezone.localtime(due).date() == TOMORROW
    WaitingMessage.objects.update(due_at=timezone.now())
    assert daily_mail.gather_overdue() == 1
    outbox.drain()
    assert len(mailoutbox) == 1
    assert daily_mail.gather_overdue() == 0


def test_a_refused_message_of_the_day_can_be_sent_again_with_all_that_is_in_it(
    nino, editor, settings
):
    matter(nino, "one", reason="First reason.")
    matter(nino, "two", reason="Second reason.")
    settings.EMAIL_BACKEND = "tests.conftest.DeadServer"
    daily_mail.gather(TODAY)
    WaitingMessage.objects.update(tries=len(outbox.PAUSES))
    outbox.drain()
    assert set(SentMessage.objects.values_list("state", flat=True)) == {"failed"}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    outbox.send_again(SentMessage.objects.get(kind="day"), by=editor)
    django_mail.outbox.clear()
    outbox.drain()
    assert "Second reason." in django_mail.outbox[0].body
    assert set(SentMessage.objects.values_list("state", flat=True)) == {"sent"}


def test_who_has_left_or_answered_gets_nothing_about_it(nino, dato):
    matter(nino, "one")
    matter(dato, "two")
    end_term(nino, by=None, on=TODAY)
    assert [message.to for message in delivered()] == [["dato@example.org"]]
    ContactPoint.objects.filter(pk=dato.pk).update(confirmed_on=TODAY - timedelta(days=366))
    ask_all(TODAY)
    assert WaitingMessage.objects.daily().filter(message__kind="confirm").exists()
    dato.refresh_from_db()
    confirm(dato, by=dato.account, on=TODAY)
    assert not WaitingMessage.objects.filter(message__kind="confirm").exists()


def test_a_new_address_takes_along_what_waits(nino):
    matter(nino, "one")
    daily_mail.follow("Nino@Example.org", "new@example.org")
    assert [message.to for message in delivered()] == [["new@example.org"]]
