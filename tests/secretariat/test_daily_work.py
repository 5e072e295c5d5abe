"""What a day asks for goes out once, whether the run is doubled or late."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from registry.accounts.models import Acceptance, PrivacyNotice
from registry.common.dates import add_months, today
from registry.common.models import SentMessage
from registry.contacts.models import ContactPoint
from registry.contacts.naming import send_privacy_notice
from registry.drafting.exchange import Comment
from registry.drafting.words_to_state import write_about_comment
from registry.secretariat.daily_work import run, send_summaries
from tests import make

pytestmark = pytest.mark.django_db


def test_who_was_entered_by_somebody_else_is_told_the_same_day(post, georgia):
    make.contact_point(georgia, email="tamar@example.org", language="ru", confirmed_on=today())
    assert run(today())["told_privacy_notice"] == 1
    assert run(today())["told_privacy_notice"] == 0
    assert "Вы названы в реестре" in post.last("tamar@example.org").subject
    ContactPoint.objects.update(email="tamar2@example.org")
    assert run(today())["told_privacy_notice"] == 1


def test_staff_who_enter_a_person_tell_them_at_once(post, staff, georgia):
    from registry.contacts.models import Authority
    from tests.conftest import form_data

    authority = Authority.objects.of_state(georgia).first()
    data = form_data(staff, "/admin/registry/contactpoint/add/")
    data |= {
        "state": georgia.pk,
        "authority": authority.pk,
        "name_latin": "Tamar New",
        "email": "tamar@example.org",
        "since": today(),
    }
    assert staff.post("/admin/registry/contactpoint/add/", data).status_code == 302
    assert (
        "The Secretariat of the Prague Process has entered you"
        in post.last("tamar@example.org").body
    )


def test_one_summary_a_week_and_none_when_nothing_is_asked(post, nino):
    nino.confirmed_on = today()
    nino.save()
    send_privacy_notice(nino, by=None)
    SentMessage.objects.update(at=timezone.now() - timedelta(days=30))
    monday = next_monday()
    sent = [run(monday + timedelta(days=days))["sent_summaries"] for days in (0, 1, 6, 7, 8)]
    assert sent == [1, 0, 0, 1, 0]
    message = post.last("nino@example.org")
    assert "Read the privacy notice" in message.body
    assert "/en/desk/mail/" in message.body
    Acceptance.objects.create(account=nino.account, notice=PrivacyNotice.objects.get())
    assert run(monday + timedelta(days=14))["sent_summaries"] == 0


def next_monday():
    return today() + timedelta(days=7 - today().weekday())


@pytest.mark.parametrize("choice", ["weekly", "monthly", "never"])
def test_how_to_get_less(post, nino, choice):
    nino.confirmed_on = today()
    nino.save()
    nino.account.digest = choice
    nino.account.save()
    nino.confirm_every = 60
    nino.save()
    send_privacy_notice(nino, by=None)
    SentMessage.objects.update(at=timezone.now() - timedelta(days=30))
    days = [next_monday() + timedelta(days=number) for number in range(35)]
    months = {(day.year, day.month) for day in days}
    expected = {"weekly": 5, "monthly": len(months), "never": 0}
    assert sum(run(day)["sent_summaries"] for day in days) == expected[choice]


def test_the_colleague_hears_of_it_after_three_questions(post, nino, dato, monkeypatch):
    dato.confirmed_on = today()
    dato.save()
    nino.confirmed_on = add_months(today(), -12)
    nino.save()
    told = []
    # Day 43 may be a Monday, on which the summary of the new week goes out as well.
    for days in (0, 14, 28, 41, 42, 43):
        moment = timezone.now() + timedelta(days=days)
        with monkeypatch.context() as clock:
            clock.setattr(timezone, "now", lambda moment=moment: moment)
            told.append(run(today())["told_colleagues"])
    assert told == [0, 0, 0, 0, 1, 0]
    subjects = [message.subject for message in post.to("dato@example.org")]
    assert sum("has not answered" in subject for subject in subjects) == 1, subjects


def test_the_command_tells_what_it_did(post, nino, capsys):
    send_privacy_notice(nino, by=None)
    SentMessage.objects.update(at=timezone.now() - timedelta(days=30))
    call_command("remind", "--on", str(today()))
    out = capsys.readouterr().out
    assert "told privacy notice: " in out
    assert "sent summaries: 1" in out


def test_a_term_that_ended_gets_no_mail(post, nino):
    nino.until = today() - timedelta(days=1)
    nino.save()
    run(today())
    assert post.outbox == []


def test_the_summary_leaves_out_what_a_message_told_within_a_week(post, nino):
    """On the day on which somebody is entered, the privacy notice alone."""
    nino.confirmed_on = today()
    nino.save()
    found = run(today())
    assert (found["told_privacy_notice"], found["sent_summaries"]) == (1, 0)
    SentMessage.objects.update(at=timezone.now() - timedelta(days=8))
    assert run(today())["sent_summaries"] == 1


def test_the_summary_tells_of_what_waits_although_another_edition_was_told_of(post, nino, georgia):
    """The message about one draft says nothing of the other."""
    section = make.written_edition(georgia, 2031).sections.in_order().first()
    other = make.written_edition(georgia, 2032).sections.in_order().first()
    for part in (section, other):
        Comment.objects.create(section=part, side="secretariat", text="Which year?")
    Acceptance.objects.create(account=nino.account, notice=PrivacyNotice.objects.get())
    nino.confirmed_on = today()
    nino.save()
    write_about_comment(section.comments.get())
    assert send_summaries(today()) == 1
    body = post.last("nino@example.org").body
    assert ("2031" in body, "2032" in body) == (False, True)


def test_the_summary_does_not_repeat_the_yearly_question(post, nino):
    """It is asked by a message of its own."""
    nino.confirmed_on = today() - timedelta(days=360)
    nino.save()
    Acceptance.objects.create(account=nino.account, notice=PrivacyNotice.objects.get())
    found = run(today())
    assert (found["asked_to_confirm"], found["sent_summaries"]) == (1, 0)
