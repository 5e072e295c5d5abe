"""Each step of an edition: who may take it, from which status, and what must hold."""

from datetime import timedelta

import pytest

from registry.drafting import review, writing
from registry.drafting.sections import Section
from registry.profiles.models import Edition
from registry.profiles.steps import Actor, NotAllowedError, actor_of
from registry.publication.workflow import STEPS, perform
from tests import make
from tests.conftest import TODAY
from tests.publication.workflow.moves import letter, to

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "status", ["submitted", "returned", "with_state", "endorsed", "lapsed", "published"]
)
def test_the_straight_way_leads_to_every_status(draft, nino, editor, status):
    edition = to(draft, status, nino, editor)
    edition.refresh_from_db()
    assert edition.status == status


def test_every_move_is_logged_with_person_day_and_reason(draft, nino, editor):
    to(draft, "with_state", nino, editor)
    perform(draft, "reopen", by=editor, on=TODAY, reason="The state asked for a change.")
    rows = [
        (row.step, row.from_status, row.to_status, row.by, row.on, row.reason)
        for row in draft.transitions.all()
    ]
    assert rows == [
        ("submit", "draft", "submitted", nino.account, TODAY, ""),
        ("ask_endorsement", "submitted", "with_state", editor, TODAY, ""),
        ("reopen", "with_state", "draft", editor, TODAY, "The state asked for a change."),
    ]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_refused_from_every_status_that_it_does_not_leave(draft, editor, name):
    for status in Edition.Status:
        if status in STEPS[name].from_statuses:
            continue
        Edition.objects.filter(pk=draft.pk).update(status=status)
        with pytest.raises(NotAllowedError, match="is not possible: the edition is"):
            perform(draft, name, by=editor, on=TODAY, reason="x", letter=letter())


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_refused_to_everybody_else(draft, nino, ion, name):
    step = STEPS[name]
    Edition.objects.filter(pk=draft.pk).update(status=step.from_statuses[0])
    with pytest.raises(NotAllowedError, match="not yours"):
        perform(draft, name, by=ion.account, on=TODAY, reason="x", letter=letter())
    if Actor.STATE not in step.who:
        with pytest.raises(NotAllowedError, match="not yours"):
            perform(draft, name, by=nino.account, on=TODAY, reason="x", letter=letter())
    if Actor.CLOCK not in step.who:
        with pytest.raises(NotAllowedError, match="not yours"):
            perform(draft, name, by=None, on=TODAY, reason="x", letter=letter())


def test_a_contact_point_whose_term_has_ended_moves_nothing(draft, nino):
    nino.until = TODAY - timedelta(days=1)
    nino.save()
    assert actor_of(nino.account, draft, TODAY) is None
    with pytest.raises(NotAllowedError):
        perform(draft, "submit", by=nino.account, on=TODAY)


def test_what_lacks_text_is_named_with_its_place(georgia, nino):
    edition = make.edition(georgia)
    empty = make.section(edition, "challenges")
    make.section(edition, "priorities", gap="not_available")
    make.section(edition, "integration-citizenship")  # the template does not require it
    with pytest.raises(
        NotAllowedError, match="neither text nor a reason.*3 Main challenges"
    ) as refused:
        perform(edition, "submit", by=nino.account, on=TODAY)
    assert [section for problem in refused.value.problems for section in problem.sections] == [
        empty
    ]
    writing.save_section(empty, {"gap": "later"}, by=nino.account, on=TODAY, seen=empty.version)
    assert perform(edition, "submit", by=nino.account, on=TODAY).status == "submitted"


def test_what_was_returned_is_answered_before_it_is_submitted_again(draft, nino, editor):
    section = draft.sections.get(template_section__slug="challenges")
    perform(draft, "submit", by=nino.account, on=TODAY)
    with pytest.raises(NotAllowedError, match="No part is returned"):
        perform(draft, "send_back", by=editor, on=TODAY)
    review.return_section(section, by=editor, reason="Which year?")
    perform(draft, "send_back", by=editor, on=TODAY)
    with pytest.raises(NotAllowedError, match="are not answered yet.*3 Main challenges"):
        perform(draft, "submit", by=nino.account, on=TODAY)
    section.refresh_from_db()
    section = writing.save_section(
        section,
        {"text_en": "<p>In 2025.</p>", "text_ru": "<p>В 2025 году.</p>"},
        by=nino.account,
        on=TODAY,
        seen=section.version,
    )
    writing.mark_in_step(section, by=nino.account, on=TODAY)
    draft.refresh_from_db()
    assert draft.status == "draft"  # the first change takes it up again
    writing.finish_section(section, by=nino.account, on=TODAY)
    assert perform(draft, "submit", by=nino.account, on=TODAY).review_round == 2


def test_the_state_is_asked_only_about_what_was_accepted(draft, nino, editor):
    perform(draft, "submit", by=nino.account, on=TODAY)
    with pytest.raises(NotAllowedError, match="not accepted yet"):
        perform(draft, "ask_endorsement", by=editor, on=TODAY)


def test_parity_is_settled_at_the_submission_and_still_holds_at_publication(draft, nino, editor):
    section = draft.sections.get(template_section__slug="challenges")
    Section.objects.filter(pk=section.pk).update(text_en="<p>Newer.</p>")
    lags = "one language is behind the other.*3 Main challenges"
    with pytest.raises(NotAllowedError, match=lags):
        perform(draft, "submit", by=nino.account, on=TODAY)
    writing.waive_parity(draft, by=nino.account, reason="The translator is ill.")
    to(draft, "endorsed", nino, editor)
    edition = perform(draft, "publish", by=editor, on=TODAY)
    assert edition.history.filter(history_change_reason__contains="The translator is ill.").exists()
    told = next(one for one in edition.content_in("ru")["sections"] if one["code"] == "challenges")[
        "parity"
    ]
    assert told == "Русский текст соответствует английской версии от 2 января 2026."


@pytest.mark.parametrize("name", ["ask_endorsement", "publish"])
def test_a_text_that_lags_is_neither_sent_to_the_state_nor_published(draft, nino, editor, name):
    to(draft, "submitted" if name == "ask_endorsement" else "endorsed", nino, editor)
    if name == "ask_endorsement":
        review.accept_rest(draft, by=editor)
    Section.objects.filter(edition=draft, template_section__slug="challenges").update(
        text_en="<p>Newer.</p>"
    )
    with pytest.raises(NotAllowedError, match="one language is behind the other"):
        perform(draft, name, by=editor, on=TODAY)


def test_a_state_that_answered_by_letter_is_recorded_with_it(draft, nino, editor):
    to(draft, "with_state", nino, editor)
    with pytest.raises(NotAllowedError, match="Add the letter"):
        perform(draft, "endorse", by=editor, on=TODAY)
    perform(
        draft,
        "endorse",
        by=editor,
        on=TODAY + timedelta(days=3),
        letter=letter(),
        endorsed_on=TODAY,
    )
    row = draft.transitions.last()
    assert (row.on_behalf, row.by) == (True, editor)
    assert row.letter.read() == b"%PDF-1.7"
    draft.refresh_from_db()
    assert draft.endorsed_on == TODAY


def test_what_staff_may_do_by_themselves_is_on_behalf_only_with_a_letter(draft, georgia, editor):
    perform(draft, "submit", by=editor, on=TODAY)
    assert draft.transitions.last().on_behalf is False
    perform(draft, "take_back", by=editor, on=TODAY, letter=letter())
    perform(draft, "submit", by=editor, on=TODAY, letter=letter())
    assert draft.transitions.last().on_behalf is True


def test_an_endorsement_that_was_typed_before_does_not_count(georgia, nino, editor):
    edition = make.written_edition(georgia, endorsement="endorsed", origin="national")
    edition = to(edition, "with_state", nino, editor)
    assert (edition.endorsement, edition.origin) == ("not_endorsed", "state")


def test_the_day_of_a_letter_lies_between_submission_and_today(draft, nino, editor):
    to(draft, "with_state", nino, editor)
    with pytest.raises(Exception, match="lies between 24 November 2026 and today"):
        perform(
            draft,
            "endorse",
            by=editor,
            on=TODAY,
            letter=letter(),
            endorsed_on=TODAY - timedelta(days=1),
        )
