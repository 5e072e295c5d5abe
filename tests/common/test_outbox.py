"""Messages wait in the database: sent once, tried again, given up where staff see it, and wiped."""

import smtplib
import time
from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from registry.accounts.models import User
from registry.common import mail, outbox
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.common.message_kinds import MessageKind
from registry.common.models import SentMessage, WaitingMessage
from registry.contacts import privacy
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db
SECRET = "xq-words-7391"


class Refuses(BaseEmailBackend):
    """A mail server that answers, and does not take it: `codes`, one for each try; 250 takes it."""

    codes: list[int] = []
    taken: list = []

    def send_messages(self, messages) -> int:
        code = type(self).codes.pop(0)
        if code != 250:
            raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (code, b"no")})
        type(self).taken += messages
        return 1


@pytest.fixture
def refuses(settings):
    settings.EMAIL_BACKEND = "tests.common.test_outbox.Refuses"
    Refuses.codes, Refuses.taken = [], []
    return Refuses


def write(state, key="x/1", to="a@example.org", **more) -> SentMessage:
    assert mail.send(
        MessageKind.OFFICE_DECIDED,
        occasion=(key,),
        to=to,
        language="en",
        accepted=False,
        reason=SECRET,
        state=state,
        **more,
    )
    return SentMessage.objects.get(key=mail.key_of(MessageKind.OFFICE_DECIDED, (key,)))


def due_now() -> None:
    WaitingMessage.objects.update(due_at=timezone.now())


def test_a_message_is_a_row_in_the_transaction_of_its_act(georgia, mailoutbox):
    with transaction.atomic():
        write(georgia)
        transaction.set_rollback(True)
    assert not SentMessage.objects.exists()
    assert not WaitingMessage.objects.exists()
    write(georgia)
    assert mailoutbox == []  # nobody waits for the mail server
    assert outbox.drain() == 1
    assert [message.to for message in mailoutbox] == [["a@example.org"]]
    assert outbox.drain() == 0


def test_the_words_are_sealed_while_it_waits_and_gone_afterwards(georgia, mailoutbox):
    row = write(georgia)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM registry_waitingmessage")
        sealed = cursor.fetchone()[0]
    assert SECRET not in sealed
    assert "a@example.org" not in sealed
    outbox.drain()
    row.refresh_from_db()
    assert (row.state, row.problem) == ("sent", "")
    assert not WaitingMessage.objects.exists()


def test_a_key_that_was_changed_still_opens_what_waits(georgia, mailoutbox, settings):
    write(georgia)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]
    assert outbox.drain() == 1


def test_refused_for_now_it_waits_through_growing_pauses(georgia, refuses):
    refuses.codes = [451, 451, 250]
    row = write(georgia)
    waits = []
    for _try in range(2):
        outbox.drain()
        waiting = WaitingMessage.objects.get()
        waits.append(round((waiting.due_at - timezone.now()).total_seconds() / 60))
        assert outbox.drain() == 0  # not before its time
        due_now()
    row.refresh_from_db()
    assert (row.state, row.problem) == ("waiting", "SMTPRecipientsRefused")
    assert waits == [1, 5]
    assert outbox.drain() == 1
    row.refresh_from_db()
    assert (row.state, row.problem) == ("sent", "")


def test_after_the_last_pause_it_is_given_up_where_staff_see_it(georgia, refuses, staff):
    refuses.codes = [451] * 7 + [250]
    row = write(georgia)
    for _try in range(7):
        assert SentMessage.objects.get().state == "waiting"
        due_now()
        outbox.drain()
    row.refresh_from_db()
    assert (row.state, row.problem) == ("failed", "SMTPRecipientsRefused")
    due_now()
    assert outbox.drain() == 0
    assert "Messages were given up" in staff.get("/admin/").content.decode()
    page = f"/admin/registry/sentmessage/{row.pk}/"
    text = staff.get(f"{page}change/").content.decode()
    assert "given up" in text
    assert "SMTPRecipientsRefused" in text
    assert SECRET not in text
    assert "Send again" in text
    staff.post(f"{page}act/send_again/")
    assert outbox.drain() == 1
    assert len(refuses.taken) == 1
    assert "sent, or waits" in staff.post(f"{page}act/send_again/", follow=True).content.decode()
    assert outbox.drain() == 0


def test_a_recipient_that_does_not_exist_is_given_up_at_once(georgia, refuses):
    refuses.codes = [550]
    row = write(georgia)
    outbox.drain()
    row.refresh_from_db()
    assert row.state == "failed"


def test_what_was_given_up_is_wiped_after_two_weeks(georgia, refuses):
    refuses.codes = [550]
    row = write(georgia)
    outbox.drain()
    WaitingMessage.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    outbox.drain()
    assert not WaitingMessage.objects.exists()
    row.refresh_from_db()
    assert not row.can_be_sent_again
    with pytest.raises(RuleError, match="no longer kept"):
        outbox.send_again(row, by=None)
    row.refresh_from_db()
    assert row.state == "failed"


def test_a_code_that_is_too_old_is_not_sent(georgia, mailoutbox, nino):
    row = write(georgia, to=nino.email, lasts=timedelta(minutes=15), is_for_accounts=True)
    past = timezone.now() - timedelta(seconds=1)
    WaitingMessage.objects.update(expires_at=past, due_at=past)
    outbox.drain()
    row.refresh_from_db()
    assert (row.state, row.problem, mailoutbox) == ("failed", "Expired", [])
    assert not WaitingMessage.objects.exists()


def test_what_is_for_accounts_vanishes_where_there_is_none(georgia, mailoutbox, nino):
    User.objects.filter(pk=nino.account_id).update(is_active=False)
    write(georgia, to=nino.email, is_for_accounts=True)
    write(georgia, key="x/2", to="unknown@example.org", is_for_accounts=True)
    assert outbox.drain() == 0
    assert not SentMessage.objects.exists()
    assert mailoutbox == []


def test_one_message_that_breaks_does_not_stop_the_others(georgia, mailoutbox):
    broken = write(georgia)
    write(georgia, key="x/2")
    WaitingMessage.objects.filter(message=broken).update(sealed="broken")
    assert outbox.drain() == 1
    broken.refresh_from_db()
    assert (broken.state, broken.problem) == ("waiting", "InvalidToken")


def test_a_sender_that_died_before_handing_over_leaves_it_to_the_next(georgia, mailoutbox):
    write(georgia)
    assert outbox.claim(timezone.now())
    assert outbox.claim(timezone.now()) is None
    assert outbox.drain() == 0
    assert outbox.claim(timezone.now() + outbox.LEASE)


def test_a_sender_that_died_while_handing_over_leaves_it_unclear(georgia, mailoutbox, staff):
    row = write(georgia)
    WaitingMessage.objects.update(handed_over_at=timezone.now() - outbox.LEASE)
    assert outbox.drain() == 0
    row.refresh_from_db()
    assert (row.state, row.problem) == ("unclear", "Interrupted")
    assert mailoutbox == []
    assert (
        "Messages were given up, or may not have arrived" in staff.get("/admin/").content.decode()
    )
    staff.post(f"/admin/registry/sentmessage/{row.pk}/act/send_again/")
    assert outbox.drain() == 1


def test_a_sender_that_was_too_slow_hands_nothing_over(georgia, mailoutbox):
    write(georgia)
    slow = outbox.claim(timezone.now())
    due_now()
    assert outbox.drain() == 1
    assert outbox.deliver(slow) is outbox.Outcome.NOT_SENT
    assert len(mailoutbox) == 1


def test_what_expires_soonest_goes_first(georgia, mailoutbox, nino):
    write(georgia)
    write(georgia, key="x/2", to=nino.email, lasts=timedelta(minutes=15))
    outbox.drain()
    assert mailoutbox[0].to == [nino.email]


def test_an_erased_person_gets_nothing_that_waited(georgia, nino, editor, mailoutbox):
    write(georgia, key="to the address", to="Nino@Example.org")
    write(georgia, key="to the account", to="old@example.org", account=nino.account)
    write(georgia, key="to another", to="other@example.org")
    unreadable = write(georgia, key="to nobody")
    WaitingMessage.objects.filter(message=unreadable).update(sealed="of another key")
    privacy.erase(nino, by=editor, on=today())
    assert set(SentMessage.objects.values_list("key", flat=True)) == {
        "office_decided/to another",
        "office_decided/to nobody",
        f"erased/{nino.pk}",
    }
    outbox.drain()
    assert "erased" in mailoutbox[-1].subject or "erased" in mailoutbox[0].subject


def test_the_last_word_to_an_erased_person_does_not_stay_either(nino, editor, refuses):
    refuses.codes = [550]
    privacy.erase(nino, by=editor, on=today())
    outbox.drain()
    assert SentMessage.objects.get().state == "failed"
    assert not WaitingMessage.objects.exists()


@pytest.mark.parametrize("talk", ["silent", "trickles"])
def test_a_mail_server_that_never_comes_to_an_end_is_left(georgia, settings, monkeypatch, talk):
    monkeypatch.setattr("registry.common.smtp.LONGEST", 1.0)
    with MailServer(talk=talk) as server:
        server.point(settings)
        settings.EMAIL_TIMEOUT = 0.5 if talk == "silent" else 30
        write(georgia)
        write(georgia, key="x/2")
        began = time.monotonic()
        assert outbox.drain() == 0
        assert time.monotonic() - began < 5
    assert set(SentMessage.objects.values_list("state", flat=True)) == {"waiting"}


def test_silence_after_the_words_leaves_it_unclear(georgia, settings):
    """It may have arrived; who would send it again would send it twice."""
    with MailServer(talk="silent after data") as server:
        server.point(settings)
        settings.EMAIL_TIMEOUT = 0.5
        row = write(georgia)
        outbox.drain()
    row.refresh_from_db()
    assert (row.state, row.problem) == ("unclear", "SMTPServerDisconnected")
    assert row.can_be_sent_again
