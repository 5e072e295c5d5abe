"""Each kind of message comes as its reader has chosen, within what the rules of the Process leave
open."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.utils import timezone

from registry.common import daily_mail, mail, outbox
from registry.common.dates import today
from registry.common.mail_choices import (
    FIXED,
    RULES,
    Pace,
    choose,
    next_monday,
    pace_of,
    usual,
)
from registry.common.message_kinds import AT_ONCE, MessageKind
from registry.common.models import SentMessage, WaitingMessage
from registry.common.outbox import Letter

pytestmark = pytest.mark.django_db
TODAY = today()
MONDAY = next_monday(TODAY)


@pytest.fixture(autouse=True)
def one_text_for_all(monkeypatch):
    """What a message says is not asked here."""

    def composed(kind, to, language, context):
        return Letter(to, language, f"About {kind}", "Text.", "<p>Text.</p>", "Text.")

    monkeypatch.setattr(mail, "compose", composed)


def write(person, kind, key="x", **more) -> bool:
    return mail.send(
        kind,
        occasion=(key, person.pk),
        to=person.mail_to,
        language=person.mail_language,
        account=person.account,
        contact_point=person,
        on=TODAY,
        **more,
    )


def left(on) -> list[str]:
    """Subjects of what leaves with the daily command of a day."""
    django_mail.outbox.clear()
    daily_mail.gather(on)
    outbox.drain()
    return [message.subject for message in django_mail.outbox]


def prefer(person, kind, pace) -> None:
    choose(person.account, {kind: pace})
    person.refresh_from_db()


def test_every_kind_has_a_rule_or_a_reason():
    assert {*RULES, *FIXED} == set(MessageKind)
    assert not set(RULES) & set(FIXED)
    assert AT_ONCE - {MessageKind.DAY} <= set(FIXED)
    for rule in RULES.values():
        assert bool(rule.why) is (Pace.NEVER not in rule.paces)
        assert usual(MessageKind.COMMENT) in rule.paces


CHOICES = [(kind, pace) for kind, rule in RULES.items() for pace in rule.paces]


@pytest.mark.parametrize(("kind", "pace"), CHOICES)
def test_a_message_comes_as_it_was_chosen(nino, kind, pace):
    prefer(nino, kind, pace)
    assert write(nino, kind) is (pace != Pace.NEVER)
    expected = [f"About {kind}"]
    at_once = left_without_the_daily_command()
    assert at_once == (expected if pace == Pace.AT_ONCE else [])
    assert left(TODAY) == (expected if pace == Pace.DAILY else [])
    assert left(MONDAY) == (expected if pace == Pace.WEEKLY else [])
    assert SentMessage.objects.exists() is (pace != Pace.NEVER)
    assert not WaitingMessage.objects.exists()


def left_without_the_daily_command() -> list[str]:
    django_mail.outbox.clear()
    outbox.drain()
    return [message.subject for message in django_mail.outbox]


@pytest.mark.parametrize("kind", MessageKind)
def test_what_the_rules_do_not_leave_open_is_not_chosen(nino, kind):
    allowed = RULES[kind].paces if kind in RULES else ()
    for pace in set(Pace) - set(allowed):
        prefer(nino, kind, pace)
        assert nino.account.mail_choices == {}
        nino.account.mail_choices = {str(kind): str(pace)}  # written past the form
        assert pace_of(kind, nino.account) == usual(kind)
        nino.account.save()
        assert write(nino, kind, key=pace)


def test_what_is_near_does_not_wait_for_monday(nino):
    prefer(nino, MessageKind.LETTER, Pace.WEEKLY)
    write(nino, MessageKind.LETTER, "near", answer_by=TODAY + timedelta(days=7))
    write(nino, MessageKind.LETTER, "far", answer_by=TODAY + timedelta(days=30))
    assert left_without_the_daily_command() == ["About letter"]
    assert WaitingMessage.objects.get().message.key.split("/")[1] == "far"


def test_a_receipt_comes_at_once_or_never(nino):
    prefer(nino, MessageKind.SUBMITTED, Pace.WEEKLY)
    write(nino, MessageKind.SUBMITTED, "one", is_receipt=True)
    assert left_without_the_daily_command() == ["About submitted"]
    prefer(nino, MessageKind.SUBMITTED, Pace.NEVER)
    assert not write(nino, MessageKind.SUBMITTED, "two", is_receipt=True)


def test_a_week_comes_in_the_one_message_of_monday(nino, dato):
    choose(nino.account, {MessageKind.COMMENT: Pace.WEEKLY, MessageKind.PUBLISHED: Pace.WEEKLY})
    nino.refresh_from_db()
    write(nino, MessageKind.COMMENT)
    write(nino, MessageKind.PUBLISHED)
    write(nino, MessageKind.WITHDRAWN)
    write(dato, MessageKind.COMMENT)  # who has chosen nothing gets it as usual
    assert sorted(left(TODAY)) == ["About comment", "About withdrawn"]
    assert left(MONDAY) == ["About day"]
    assert SentMessage.objects.filter(gathered_in__isnull=False).count() == 2


def test_where_the_daily_command_does_not_run_nothing_stays_for_ever(nino, monkeypatch):
    prefer(nino, MessageKind.COMMENT, Pace.WEEKLY)
    write(nino, MessageKind.COMMENT)
    row = WaitingMessage.objects.get()
    assert timezone.localtime(row.due_at).date() == MONDAY
    assert daily_mail.gather_overdue() == 0
    monkeypatch.setattr(daily_mail.timezone, "now", lambda: row.due_at)
    monkeypatch.setattr(daily_mail, "today", lambda: MONDAY)
    assert daily_mail.gather_overdue() == 1


@pytest.mark.parametrize(
    ("day", "monday"), [("2026-11-27", "2026-11-30"), ("2026-11-30", "2026-12-07")]
)
def test_the_next_monday(day, monday):
    from datetime import date

    assert next_monday(date.fromisoformat(day)) == date.fromisoformat(monday)


def test_a_new_address_gets_what_waits_for_monday_too(nino):
    prefer(nino, MessageKind.COMMENT, Pace.WEEKLY)
    write(nino, MessageKind.COMMENT)
    assert daily_mail.follow(nino.mail_to, "new@example.org") == 1


def test_the_daily_command_obeys(nino, mailoutbox):
    prefer(nino, MessageKind.COMMENT, Pace.WEEKLY)
    write(nino, MessageKind.COMMENT)
    call_command("remind", on=MONDAY - timedelta(days=1), verbosity=0)
    before = [message.subject for message in mailoutbox]
    assert "About comment" not in before
    call_command("remind", on=MONDAY, verbosity=0)
    assert any("comment" in message.subject or "day" in message.subject for message in mailoutbox)
