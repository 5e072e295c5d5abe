"""Whom of a state a mail reaches, from facts."""

import mailbox
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from registry.common.dates import today
from registry.common.errors import RuleError
from registry.contacts.models import ContactPoint, Escalation
from registry.contacts.reachability import (
    Verdict,
    escalate,
    escalation_path,
    next_step,
    reach,
    reach_of_states,
    with_facts,
)
from registry.contacts.traces import Bounce
from registry.states.models import State
from tests import make
from tests.clients import one_line

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


def verdict(one) -> str:
    return reach(with_facts(ContactPoint.objects.filter(pk=one.pk)).get(), DAY).verdict


@pytest.mark.parametrize(
    ("confirmed", "signed_in", "bounced", "email", "expected"),
    [
        (date(2026, 1, 1), None, None, "x@example.org", Verdict.REACHED),
        (date(2025, 11, 24), None, None, "x@example.org", Verdict.REACHED),
        (date(2025, 10, 28), None, None, "x@example.org", Verdict.REACHED),
        (date(2025, 10, 26), None, None, "x@example.org", Verdict.UNSURE),
        (None, None, None, "x@example.org", Verdict.UNSURE),
        (None, date(2026, 6, 1), None, "x@example.org", Verdict.REACHED),
        (date(2026, 1, 1), None, date(2026, 2, 1), "x@example.org", Verdict.BOUNCED),
        (date(2026, 3, 1), None, date(2026, 2, 1), "x@example.org", Verdict.REACHED),
        (None, date(2026, 3, 1), date(2026, 2, 1), "x@example.org", Verdict.REACHED),
        (date(2026, 1, 1), None, None, "", Verdict.NO_ADDRESS),
    ],
)
def test_the_verdict_rests_on_facts(nino, confirmed, signed_in, bounced, email, expected):
    nino.confirmed_on, nino.email = confirmed, email
    nino.save()
    if signed_in:
        nino.account.last_login = datetime(
            signed_in.year, signed_in.month, signed_in.day, 12, tzinfo=UTC
        )
        nino.account.save()
    if bounced:
        Bounce.objects.create(contact_point=nino, on=bounced)
    assert verdict(nino) == expected


def test_a_passing_failure_is_no_bounce(nino):
    nino.confirmed_on = date(2026, 1, 1)
    nino.save()
    Bounce.objects.create(contact_point=nino, on=date(2026, 2, 1), is_permanent=False)
    assert verdict(nino) == Verdict.REACHED


def test_a_state_is_reachable_through_its_deputy(nino, dato, django_assert_num_queries):
    dato.confirmed_on = DAY
    dato.save()
    states = [nino.state, State.objects.get(iso_alpha3="ARM")]
    with django_assert_num_queries(2):
        georgia, armenia = reach_of_states(states, DAY)
    assert georgia.is_reachable
    assert georgia.has_deputy
    assert not armenia.is_reachable
    assert armenia.people == []


def test_the_front_page_lists_states_with_nobody_reachable(staff, nino):
    nino.confirmed_on = today()
    nino.save()
    text = one_line(staff.get("/admin/").content.decode())
    assert "<b>1 of 50</b> states answer" in text
    listed = text.partition("Nobody reachable")[2].partition("</details>")[0]
    assert ">Armenia</a>" in listed
    assert "Georgia" not in listed


def test_the_path_goes_from_person_to_mission(post, nino, dato):
    beyond = Escalation.objects.create(
        state=nino.state,
        head_of_unit_email="head@example.org",
        mission_email="mission@example.org",
        language="ru",
    )
    people = ContactPoint.objects.of_state(nino.state, DAY)
    assert [step.name for step in escalation_path(people, beyond)] == [
        "contact_point",
        "deputy",
        "head of unit",
        "mission",
    ]
    for address in (
        "nino@example.org",
        "dato@example.org",
        "head@example.org",
        "mission@example.org",
    ):
        assert escalate(nino.state, on=DAY).to == address
        assert post.last(address)
    assert "Кому нам писать" in post.last("mission@example.org").subject
    assert next_step(nino.state, DAY) is None
    with pytest.raises(RuleError, match="last three months"):
        escalate(nino.state, on=DAY)
    again = next_step(nino.state, today() + timedelta(days=92))
    assert again is not None
    assert again.to == "nino@example.org"


def test_each_step_of_the_path_has_words_in_both_languages(nino, dato):
    beyond = Escalation(
        state=nino.state, head_of_unit_email="head@example.org", mission_email="m@example.org"
    )
    path = escalation_path(ContactPoint.objects.of_state(nino.state, DAY), beyond)
    assert [step.worded for step in path] == [
        "National Contact Point",
        "deputy contact point",
        "head of unit",
        "diplomatic mission",
    ]
    with translation.override("ru"):
        assert path[2].worded == "руководитель подразделения"


def test_staff_escalate_from_the_page(post, staff, nino):
    page = "/admin/registry/contactpoint/reachability/"
    assert "Write to: National Contact Point …" in staff.get(page).content.decode()
    shown = staff.post(page, {"state": nino.state_id}).content.decode()
    assert not post.outbox
    assert "nino@example.org" in shown
    assert "Subject" in shown
    staff.post(page, {"state": nino.state_id, "confirmed": "1"})
    assert len(post.to("nino@example.org")) == 1


REPORT = """From mailer@example.net Tue Mar  3 10:00:00 2026
From: MAILER-DAEMON@example.net
To: registry@example.net
Subject: Undelivered Mail Returned to Sender
Date: Tue, 3 Mar 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I could not deliver.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b--

"""


def test_a_mailbox_of_reports_is_read_once(tmp_path, nino, capsys):
    file = tmp_path / "bounces.mbox"
    file.write_text(
        REPORT.format(address="nino@example.org") + REPORT.format(address="stranger@example.org")
    )
    assert len(mailbox.mbox(file)) == 2
    call_command("read_bounces", file)
    assert "2 messages: 1 bounces recorded, 1 of unknown addresses" in capsys.readouterr().out
    call_command("read_bounces", file)
    row = Bounce.objects.get()
    assert (row.contact_point, row.on, row.is_permanent, row.source) == (
        nino,
        date(2026, 3, 3),
        True,
        "mailbox",
    )


@pytest.mark.parametrize(
    "bad",
    [
        "From x\nSubject: no sender\n\nx\n\n",
        "From x\nFrom:\nSubject: no sender\n\nx\n\n",
        "From x\n"
        + "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000))
        + "\n",
    ],
)
def test_one_bad_message_does_not_stop_the_others(tmp_path, nino, capsys, bad):
    file = tmp_path / "bounces.mbox"
    file.write_text(bad + REPORT.format(address="nino@example.org"))
    call_command("read_bounces", file)
    assert "1 bounces recorded" in capsys.readouterr().out


def test_what_is_no_mailbox_is_refused(tmp_path):
    file = tmp_path / "x.txt"
    with pytest.raises(CommandError, match="no such file"):
        call_command("read_bounces", file)
    file.write_text("hello")
    with pytest.raises(CommandError, match="mbox form"):
        call_command("read_bounces", file)


def test_a_new_address_forgets_the_bounces_of_the_old(client, post, nino):
    from registry.contacts.addresses import ask_new_address

    Bounce.objects.create(contact_point=nino, on=today() - timedelta(days=3))
    ask_new_address(nino, "new@example.org", by=nino.account)
    for address in ("nino@example.org", "new@example.org"):
        path, digits = post.link(address, "new-address")
        client.post(path, {"digits": digits})
    assert not Bounce.objects.exists()


def test_who_holds_an_office_stands_in_the_list_with_reachability(staff, georgia):
    make.contact_point(georgia)
    text = staff.get("/admin/registry/contactpoint/").content.decode()
    assert "not confirmed" in text
