"""What others write about a draft reaches its state by mail the next morning, and stands on the
desk; what a ministry suggests is passed on by choice."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail

from registry.common import outbox
from registry.common.errors import RuleError
from registry.common.models import SentMessage
from registry.drafting import collecting, consulting, review
from registry.drafting.exchange import Suggestion
from registry.profiles.models import Edition
from registry.publication.workflow import perform
from registry.secretariat.daily_work import run
from tests import make
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(georgia):
    return make.written_edition(georgia)


@pytest.fixture
def section(edition):
    return edition.sections.get(template_section__slug="challenges")


@pytest.fixture
def asked(edition, section, nino):
    return consulting.ask(
        edition,
        [section],
        by=nino.account,
        post=nino,
        organisation="Ministry of Economy",
        email="econ@example.org",
        language="en",
        note="",
        days=14,
    )


@pytest.fixture
def suggested(asked, section) -> Suggestion:
    """By the ministry."""
    texts = {"en": (section.text_en, "<p>Words of the ministry.</p>")}
    consulting.answer(asked, [consulting.MinistryAnswer(section=section, comment="", texts=texts)])
    return Suggestion.objects.get()


def of_the_day(person, on=TODAY):
    """What the daily command sends to a person, but for the privacy notice."""
    run(on)
    django_mail.outbox.clear()
    outbox.drain()
    theirs = [one for one in django_mail.outbox if one.to == [person.mail_to]]
    return [one for one in theirs if "You were named" not in one.subject]


def test_comments_suggestions_and_answers_come_in_one_message_the_next_morning(
    edition, section, asked, nino, dato, editor, mailoutbox
):
    outbox.drain()
    mailoutbox.clear()
    review.comment(section, "Which year is this?", by=editor)
    texts = {
        "en": (section.text_en, "<p>Another wording.</p>"),
        "ru": (section.text_ru, "<p>А</p>"),
    }
    made = review.suggest_to_state(section, texts, by=editor)
    given = consulting.MinistryAnswer(section=section, comment="A private word.", texts={})
    consulting.answer(asked, [given])
    outbox.drain()
    assert mailoutbox == []
    (message,) = of_the_day(nino)
    assert "Which year is this?" in message.body
    assert f"The Secretariat suggests {made} changes" in message.body
    assert "Ministry of Economy has answered about:" in message.body
    assert "A private word." not in message.body
    assert f"/en/desk/editions/{edition.pk}/parts/challenges/" in message.body
    kinds = SentMessage.objects.filter(contact_point=dato).values_list("kind", flat=True)
    assert {"comment", "suggestion"} <= set(kinds)
    assert "ministry_answered" not in kinds  # the answer is hers who asked


def test_the_states_own_comment_and_a_second_click_write_to_nobody(section, nino, editor):
    review.comment(section, "Ours.", by=nino.account, post=nino)
    assert not SentMessage.objects.exists()
    review.comment(section, "Yours.", by=editor)
    review.comment(section, "Yours.", by=editor)
    assert SentMessage.objects.count() == 1


def test_what_is_suggested_twice_is_suggested_once(edition, section, nino, editor):
    texts = {"en": (section.text_en, "<p>Another wording.</p>")}
    assert review.suggest_to_state(section, texts, by=editor) > 0
    made, told = Suggestion.objects.count(), SentMessage.objects.count()
    assert told
    assert review.suggest_to_state(section, texts, by=editor) == made
    assert (Suggestion.objects.count(), SentMessage.objects.count()) == (made, told)
    later = {"en": (section.text_en, "<p>Yet another wording.</p>")}
    review.suggest_to_state(section, later, by=editor)
    assert Suggestion.objects.count() > made


def test_a_comment_on_a_text_to_endorse_stands_on_the_desk(edition, section, nino, editor):
    desk = signed_in(nino.account)
    Edition.objects.filter(pk=edition.pk).update(status="with_state", submitted_on=TODAY)
    assert "others wrote about your draft" not in desk.get("/en/desk/").content.decode()
    review.comment(section, "Which year is this?", by=editor)
    assert "others wrote about your draft" in desk.get("/en/desk/").content.decode()


def test_a_receipt_comes_at_once_to_who_acted_and_with_the_day_to_colleagues(
    edition, nino, dato, mailoutbox
):
    perform(edition, "submit", by=nino.account, on=TODAY)
    outbox.drain()
    assert [message.to for message in mailoutbox] == [["nino@example.org"]]
    assert len(of_the_day(dato)) == 1


def test_a_round_with_a_near_deadline_is_opened_by_mail_at_once(georgia, nino, editor, mailoutbox):
    for days, at_once in ((30, 0), (5, 1)):
        round = make.collection_round(
            georgia, year=TODAY.year + days, deadline=TODAY + timedelta(days=days)
        )
        mailoutbox.clear()
        collecting.open_round(round, by=editor, on=TODAY)
        outbox.drain()
        assert len(mailoutbox) == at_once


def test_a_ministrys_suggestion_is_the_contact_points_alone_until_it_is_passed_on(
    suggested, edition, nino, staff
):
    review_page = f"/admin/registry/edition/{edition.pk}/review/"
    assert "Words of the ministry." not in staff.get(review_page).content.decode()
    desk = signed_in(nino.account)
    part = f"/en/desk/editions/{edition.pk}/parts/challenges/"
    assert "Only you and your colleagues see this." in desk.get(part).content.decode()
    address = f"/en/desk/editions/{edition.pk}/suggestions/{suggested.pk}/"
    assert desk.post(address, {"pass_on": ""})["Location"] == f"{part}#suggestions"
    assert "The Secretariat sees this too." in desk.get(part).content.decode()
    shown = staff.get(review_page).content.decode()
    assert "the state has not decided" in shown
    assert "ministry" in shown
    suggested.refresh_from_db()
    assert suggested.decision == ""  # passed on is not taken in


def test_a_suggestion_can_be_passed_on_while_the_secretariat_has_the_text(suggested, edition, nino):
    Edition.objects.filter(pk=edition.pk).update(status="submitted")
    desk = signed_in(nino.account)
    part = desk.get(f"/en/desk/editions/{edition.pk}/parts/challenges/").content.decode()
    assert 'name="pass_on"' in part
    assert 'name="take"' not in part


def test_a_decided_suggestion_and_one_of_the_secretariat_are_not_passed_on(
    suggested, section, nino, editor
):
    review.decline(suggested, by=nino.account)
    with pytest.raises(RuleError, match="decided already"):
        review.pass_on(suggested)
    own = review.suggest(section, "en", section.text_en, "<p>Ours.</p>", by=editor)[0]
    with pytest.raises(RuleError, match="seen already"):
        review.pass_on(own)
