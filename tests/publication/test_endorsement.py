"""The endorsement clock (Senior Officials' Meeting, Budapest, July 2015)."""

from datetime import date, timedelta

import pytest

from registry.drafting import review
from registry.profiles.endorsement_clock import clock
from registry.profiles.notices import notice
from registry.publication.endorsement import remind_states
from registry.publication.workflow import let_lapse, perform
from registry.secretariat import daily_work
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
ENDS = date(2027, 2, 24)


@pytest.fixture
def asked(georgia, nino, editor, post):
    """Formally submitted to Georgia on TODAY; the outbox is empty."""
    edition = make.written_edition(georgia)
    perform(edition, "submit", by=nino.account, on=TODAY)
    review.accept_rest(edition, by=editor)
    edition = perform(edition, "ask_endorsement", by=editor, on=TODAY)
    assert "Until 24 February 2027 your state may comment" in post.last("nino@example.org").body
    post.outbox.clear()
    return edition


@pytest.mark.parametrize(
    ("began", "ends"),
    [
        (date(2026, 11, 24), date(2027, 2, 24)),
        (date(2026, 11, 30), date(2027, 2, 28)),
        (date(2027, 11, 30), date(2028, 2, 29)),
        (date(2026, 5, 31), date(2026, 8, 31)),
        (date(2026, 1, 31), date(2026, 4, 30)),
    ],
)
def test_three_calendar_months_end_on_the_same_day_or_the_months_last(georgia, began, ends):
    edition = make.edition(georgia, submitted_on=began)
    assert clock(edition, began).ends == ends
    assert clock(edition, began).day == 0
    assert not clock(edition, ends).has_run_out
    assert clock(edition, ends + timedelta(days=1)).has_run_out


def test_the_clock_starts_at_the_formal_submission_and_not_before(georgia):
    assert clock(make.edition(georgia), TODAY) is None


def test_reminders_go_out_at_30_60_and_80_days_once_each(asked, post, dato):
    days = []
    for day in range(92):
        if remind_states(TODAY + timedelta(days=day)):
            days.append(day)
        remind_states(TODAY + timedelta(days=day))
    assert days == [30, 60, 80]
    assert len(post.to("nino@example.org")) == len(post.to("dato@example.org")) == 3
    assert "12 days left" in post.last("nino@example.org").subject


def test_late_runs_send_the_last_reminder_that_is_due_and_no_heap(asked, post):
    assert remind_states(TODAY + timedelta(days=67)) == 1
    assert remind_states(TODAY + timedelta(days=68)) == 0
    assert "25 days left" in post.last("nino@example.org").subject
    assert remind_states(TODAY + timedelta(days=85)) == 1


def test_it_lapses_the_day_after_and_the_last_word_follows_a_week_later(asked, post):
    assert let_lapse(ENDS) == 0
    assert let_lapse(ENDS + timedelta(days=1)) == 1
    asked.refresh_from_db()
    assert (asked.status, asked.endorsement) == ("lapsed", "not_endorsed")
    assert asked.transitions.last().by is None
    assert remind_states(ENDS + timedelta(days=6)) == 0
    assert remind_states(ENDS + timedelta(days=7)) == 1
    assert remind_states(ENDS + timedelta(days=30)) == 0
    assert "has passed" in post.last("nino@example.org").subject


def test_an_endorsement_ends_the_reminders(asked, nino):
    perform(asked, "endorse", by=nino.account, on=TODAY + timedelta(days=5))
    assert remind_states(TODAY + timedelta(days=30)) == 0
    assert let_lapse(ENDS + timedelta(days=1)) == 0


def test_the_daily_run_does_both(asked):
    done = daily_work.run(ENDS + timedelta(days=1))
    assert done["let_lapse"] == 1
    assert daily_work.run(ENDS + timedelta(days=8))["reminded_of_endorsement"] == 1


def test_published_after_the_time_it_bears_the_notice_until_the_state_endorses(
    asked, nino, editor, client
):
    let_lapse(ENDS + timedelta(days=1))
    edition = perform(asked, "publish", by=editor, on=ENDS + timedelta(days=2))
    assert "Does not reflect the state’s official position" in str(notice(edition))
    address = edition.get_absolute_url()
    assert "three months passed without an answer" in client.get(address).content.decode()
    perform(edition, "endorse_later", by=nino.account, on=ENDS + timedelta(days=40))
    text = client.get(address).content.decode()
    assert "three months passed" not in text
    assert "Endorsed 5 April 2027" in text


def test_a_state_may_endorse_after_the_time_and_before_publication(asked, nino, editor):
    let_lapse(ENDS + timedelta(days=1))
    edition = perform(asked, "endorse", by=nino.account, on=ENDS + timedelta(days=3))
    assert perform(edition, "publish", by=editor, on=ENDS + timedelta(days=4)).is_endorsed


def test_a_state_comments_without_stopping_the_clock(asked, nino):
    review.comment(
        asked.sections.first(), "The figure of 2024 is wrong.", by=nino.account, post=nino
    )
    assert clock(asked, TODAY + timedelta(days=10)).day == 10
