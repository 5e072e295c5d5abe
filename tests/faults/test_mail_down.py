"""The mail server is down for a day: nothing is lost, nothing comes twice, and nobody has to do
anything when it is back. And the clock goes a day forth and back under the daily work."""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from registry.common import outbox
from registry.common.models import SentMessage, WaitingMessage
from tests.common.test_outbox import write
from tests.conftest import DeadServer

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DOWN = f"{DeadServer.__module__}.{DeadServer.__name__}"


@pytest.fixture
def clock(monkeypatch):
    """Moves the time of Django, which is what mail and daily work go by."""
    real = timezone.now
    moved = timedelta(0)

    def move(by: timedelta) -> None:
        nonlocal moved
        moved = by

    monkeypatch.setattr(timezone, "now", lambda: real() + moved)
    return move


def recipients(mailoutbox) -> Counter:
    return Counter(address for message in mailoutbox for address in message.to)


def test_a_day_without_a_mail_server(georgia, settings, clock, mailoutbox):
    taking = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = DOWN
    for hour in range(25):
        clock(hour * HOUR)
        if hour < 24:
            write(georgia, key=f"m/{hour}", to=f"person{hour}@example.org")
        for minutes in (0, 20, 40):  # a sender looks every 15 seconds
            clock(hour * HOUR + timedelta(minutes=minutes))
            assert outbox.drain() == 0
    assert WaitingMessage.objects.count() == 24
    assert set(SentMessage.objects.values_list("state", flat=True)) == {"waiting"}
    settings.EMAIL_BACKEND = taking
    for hour in range(25, 60):
        clock(hour * HOUR)
        outbox.drain()
    assert recipients(mailoutbox) == {f"person{hour}@example.org": 1 for hour in range(24)}
    assert not WaitingMessage.objects.exists()


def test_what_was_tried_all_day_goes_within_a_day(georgia, settings, clock, mailoutbox):
    """No pause is so long that who waits for a message has to ask for it."""
    taking = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = DOWN
    write(georgia)
    for hour in range(25):
        clock(hour * HOUR)
        outbox.drain()
    settings.EMAIL_BACKEND = taking
    clock(25 * HOUR + DAY)
    assert outbox.drain() == 1
    assert len(mailoutbox) == 1


def messages() -> Counter:
    return Counter(SentMessage.objects.values_list("key", flat=True))


def test_daily_work_under_a_clock_that_goes_forth_and_back(clock, nino, ion, dato, mailoutbox):
    """What was done for a day is done once, whenever that day comes again."""
    for by in (timedelta(0), DAY, timedelta(0), -DAY, timedelta(0), DAY):
        clock(by)
        call_command("remind")
    first, sent = messages(), recipients(mailoutbox)
    assert first
    for by in (DAY, timedelta(0), -DAY, DAY):
        clock(by)
        call_command("remind")
    assert messages() == first
    assert recipients(mailoutbox) == sent
    assert max(first.values()) == 1


def test_two_days_of_daily_work_at_once_tell_each_matter_once(clock, nino, mailoutbox):
    """One server has the wrong day: what both would tell is told by the first of them."""
    for _time in range(2):
        for by in (timedelta(0), DAY):
            clock(by)
            call_command("remind")
    subjects = Counter((message.to[0], message.subject) for message in mailoutbox)
    assert not [one for one, number in subjects.items() if number > 1]
