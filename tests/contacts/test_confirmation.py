"""Once a year: are your details still right?"""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from registry.common import outbox
from registry.common.dates import add_months, today
from registry.common.models import SentMessage, WaitingMessage
from registry.contacts import confirmation
from registry.contacts.models import ContactPoint
from registry.contacts.traces import ConfirmationRequest
from tests import make

pytestmark = pytest.mark.django_db
DAY = today()
NOON = timezone.make_aware(datetime.combine(DAY, time(12)))


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """A run that passes midnight stays on its day."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def due(georgia):
    """Confirmed a year ago to the day."""
    return make.contact_point(
        georgia,
        email="tamar@example.org",
        confirmed_on=add_months(DAY, -12),
        since=date(2020, 1, 1),
    )


def test_the_clock_is_a_persons_own(georgia):
    one = make.contact_point(georgia, confirmed_on=date(2026, 1, 31), confirm_every=1)
    assert one.due_on == date(2026, 2, 28)
    assert not one.is_due(date(2026, 2, 13))
    assert one.is_due(date(2026, 2, 14))
    one.confirm_every = 12
    assert one.due_on == date(2027, 1, 31)


def test_the_mail_shows_the_details_in_the_persons_language(post, due):
    ContactPoint.objects.update(language="ru")
    assert confirmation.ask_all(DAY) == 1
    message = post.last("tamar@example.org")
    assert "Личный адрес эл. почты: tamar@example.org" in message.body
    assert "Министерство проверки" in message.body
    html = message.alternatives[0][0]
    assert '<html lang="ru">' in html
    assert "Почему вы это получили" in message.body
    assert "Как получать меньше" in message.body


def test_confirming_by_the_link_signs_nobody_in(client, post, due):
    confirmation.ask_all(DAY)
    path, digits = post.link("tamar@example.org", "confirm")
    assert "Thank you" in client.post(path, {"digits": digits}).content.decode()
    due.refresh_from_db()
    assert due.confirmed_on == timezone.localdate()
    assert "_auth_user_id" not in client.session
    assert "nothing more is needed" in client.get(path).content.decode()


def test_the_page_of_the_link_shows_no_detail(client, post, due):
    confirmation.ask_all(DAY)
    text = client.get(post.link("tamar@example.org", "confirm")[0]).content.decode()
    for secret in ("tamar@", "Personova", "+000"):
        assert secret not in text


def test_a_scanner_confirms_nothing(client, post, due):
    """HEAD, GET, and a blind POST of every form: with nothing, with what stands in it, with
    plausible guesses."""
    confirmation.ask_all(DAY)
    path, digits = post.link("tamar@example.org", "confirm")
    client.head(path)
    client.get(path)
    wrong = [guess for guess in ("", "0000", "1234", "on") if guess != digits]
    for guess in wrong:
        client.post(path, {"digits": guess})
    client.post(path)
    due.refresh_from_db()
    assert due.confirmed_on == add_months(DAY, -12)
    assert ConfirmationRequest.objects.get().used_at is None


def test_each_question_goes_out_once_and_again_after_two_and_four_weeks(post, due, monkeypatch):
    days = [0, 0, 1, 13, 14, 15, 28, 28, 40]
    asked = []
    for passed in days:
        moment = NOON + timedelta(days=passed)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        asked.append(confirmation.ask_all(DAY + timedelta(days=passed)))
    assert asked == [1, 0, 0, 0, 1, 0, 1, 0, 0]


def test_a_run_that_began_before_midnight_asks_nobody_twice(post, due, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON + timedelta(hours=13))
    assert confirmation.ask_all(DAY) == 1
    assert confirmation.ask_all(DAY) == 0
    assert confirmation.ask_all(DAY + timedelta(days=1)) == 0


def test_a_late_run_asks_once_not_thrice(post, due, monkeypatch):
    moment = NOON + timedelta(days=90)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert confirmation.ask_all(DAY + timedelta(days=90)) == 1
    assert confirmation.ask_all(DAY + timedelta(days=90)) == 0


def test_who_confirmed_is_not_asked(post, due):
    confirmation.confirm(due, by=None, on=DAY)
    assert confirmation.ask_all(DAY) == 0


def test_confirming_closes_open_questions(client, post, due):
    confirmation.ask_all(DAY)
    confirmation.confirm(due, by=None, on=DAY)
    path, digits = post.link("tamar@example.org", "confirm")
    assert not ConfirmationRequest.objects.filter(used_at=None).exists()
    assert "nothing more is needed" in client.post(path, {"digits": digits}).content.decode()


def test_a_failed_message_is_tried_again(post, due, settings):
    good, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.conftest.DeadServer"
    confirmation.ask_all(DAY)
    assert SentMessage.objects.get().state == "waiting"
    assert SentMessage.objects.get().problem == "ConnectionRefusedError"
    assert confirmation.ask_all(DAY) == 0
    settings.EMAIL_BACKEND = good
    WaitingMessage.objects.update(due_at=timezone.now())
    outbox.drain()
    assert SentMessage.objects.get().state == "sent"
    assert post.link("tamar@example.org", "confirm")


def test_a_question_that_was_given_up_is_asked_anew(post, due, settings):
    good, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.conftest.DeadServer"
    confirmation.ask_all(DAY)
    WaitingMessage.objects.update(due_at=timezone.now(), tries=len(outbox.PAUSES))
    outbox.drain()
    assert SentMessage.objects.get().state == "failed"
    settings.EMAIL_BACKEND = good
    assert confirmation.ask_all(DAY) == 1
    assert SentMessage.objects.get().state == "sent"
