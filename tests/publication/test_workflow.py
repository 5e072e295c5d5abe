"""The life of an edition, as the table says it and in no other way."""

import random
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from registry.common.dates import add_months
from registry.drafting import review, writing
from registry.drafting.sections import Section
from registry.profiles.models import Edition
from registry.profiles.moves import Transition
from registry.profiles.steps import Actor, NotAllowedError, actor_of, may, problems_of
from registry.publication.workflow import STEPS, perform, steps_for
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db
WALKS, LENGTH = 60, 40


def letter():
    return SimpleUploadedFile("letter.pdf", b"%PDF-1.7")


@pytest.fixture
def draft(georgia):
    return make.written_edition(georgia)


def to(edition, status, nino, editor):
    """Along the straight way to a status."""
    way = {
        "submitted": ["submit"],
        "returned": ["submit", "send_back"],
        "with_state": ["submit", "ask_endorsement"],
        "endorsed": ["submit", "ask_endorsement", "endorse"],
        "lapsed": ["submit", "ask_endorsement", "lapse"],
        "published": ["submit", "ask_endorsement", "endorse", "publish"],
    }
    on = TODAY
    for name in way.get(status, []):
        if name == "send_back":
            review.return_section(edition.sections.first(), by=editor, reason="Source?")
        if name == "ask_endorsement":
            review.accept_rest(edition, by=editor)
        if name == "lapse":
            on += timedelta(days=100)
        by = None if name == "lapse" else nino.account if name in ("submit", "endorse") else editor
        edition = perform(edition, name, by=by, on=on)
    return edition


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


def texts_of(edition):
    return list(edition.sections.in_order().values_list("text_en", "text_ru"))


def test_a_submission_is_taken_back_until_the_review_has_begun(draft, nino, editor):
    before = texts_of(draft)
    perform(draft, "submit", by=nino.account, on=TODAY)
    assert perform(draft, "take_back", by=nino.account, on=TODAY).status == "draft"
    assert texts_of(draft) == before
    perform(draft, "submit", by=nino.account, on=TODAY)
    review.accept_section(draft.sections.first(), by=editor)
    with pytest.raises(NotAllowedError, match="has begun its review"):
        perform(draft, "take_back", by=nino.account, on=TODAY)


def test_decisions_of_an_earlier_round_do_not_bind_a_later_submission(draft, nino, editor):
    to(draft, "returned", nino, editor)
    writing.finish_section(draft.sections.returned().get(), by=nino.account, on=TODAY)
    perform(draft, "submit", by=nino.account, on=TODAY)
    assert perform(draft, "take_back", by=nino.account, on=TODAY).status == "draft"


def test_not_taking_part_needs_no_reason_and_the_state_changes_its_mind(draft, nino, georgia):
    before = texts_of(draft)
    round = make.collection_round(georgia, opened_on=TODAY)
    Edition.objects.filter(pk=draft.pk).update(collection_round=round)
    perform(draft, "decline", by=nino.account, on=TODAY)
    assert draft.transitions.last().reason == ""
    again = perform(draft, "take_part", by=nino.account, on=TODAY)
    assert again.status == "draft"
    assert texts_of(draft) == before


def test_after_the_round_is_closed_the_secretariat_is_asked(draft, nino, georgia):
    round = make.collection_round(georgia, opened_on=TODAY, closed_on=TODAY)
    Edition.objects.filter(pk=draft.pk).update(collection_round=round)
    perform(draft, "decline", by=nino.account, on=TODAY)
    with pytest.raises(NotAllowedError, match="round was closed on 24 November 2026"):
        perform(draft, "take_part", by=nino.account, on=TODAY)


def test_the_secretariat_takes_up_what_it_withdrew_and_not_what_a_state_declined(
    draft, nino, editor
):
    before = texts_of(draft)
    with pytest.raises(NotAllowedError, match="Say why"):
        perform(draft, "withdraw", by=editor, on=TODAY, reason="  ")
    perform(draft, "withdraw", by=editor, on=TODAY, reason="Begun by mistake.")
    with pytest.raises(NotAllowedError, match="The Secretariat withdrew"):
        perform(draft, "take_part", by=nino.account, on=TODAY)
    perform(draft, "take_up_again", by=editor, on=TODAY, reason="It was none.")
    assert texts_of(draft) == before
    perform(draft, "decline", by=nino.account, on=TODAY, reason="Not this year.")
    with pytest.raises(NotAllowedError, match="The state said that it does not take part"):
        perform(draft, "take_up_again", by=editor, on=TODAY, reason="We want it.")
    perform(draft, "take_part", by=editor, on=TODAY, letter=letter())
    assert draft.transitions.last().on_behalf is True


@pytest.mark.parametrize(
    ("away", "back"), [("decline", "take_part"), ("withdraw", "take_up_again")]
)
def test_what_is_taken_up_again_was_endorsed_by_nobody(draft, nino, editor, away, back):
    to(draft, "endorsed", nino, editor)
    by = nino.account if away == "decline" else editor
    perform(draft, away, by=by, on=TODAY, reason="A mistake.")
    edition = perform(draft, back, by=by, on=TODAY, reason="It goes on.")
    assert (edition.submitted_on, edition.endorsed_on) == (None, None)
    assert edition.endorsement == "not_endorsed"
    assert not edition.sections.filter(review="accepted").exists()


def test_a_state_is_told_when_the_secretariat_ends_the_work_and_takes_it_up(
    draft, nino, editor, post
):
    for _time in range(2):
        perform(draft, "withdraw", by=editor, on=TODAY, reason="Begun by mistake.")
        assert "ended the work on this draft: Begun by mistake." in post.last(nino.email).body
        perform(draft, "take_up_again", by=editor, on=TODAY, reason="It was none.")
        assert "It was none." in post.last(nino.email).body
    assert len(post.to(nino.email)) == 4


def test_one_edition_of_a_year_stays_in_work(draft, nino, editor, georgia):
    perform(draft, "withdraw", by=editor, on=TODAY, reason="Begun by mistake.")
    make.edition(georgia, number=2)
    with pytest.raises(NotAllowedError, match="Another edition of 2031 is in work"):
        perform(draft, "take_up_again", by=editor, on=TODAY, reason="It was none.")


def test_a_new_submission_starts_from_nothing(draft, nino, editor):
    to(draft, "endorsed", nino, editor)
    edition = perform(draft, "reopen", by=editor, on=TODAY, reason="A figure was wrong.")
    assert (edition.submitted_on, edition.endorsed_on, edition.endorsement) == (
        None,
        None,
        "not_endorsed",
    )
    assert not edition.sections.filter(review="accepted").exists()


def test_endorsed_and_published_are_two_facts(draft, nino, editor):
    to(draft, "lapsed", nino, editor)
    published = perform(draft, "publish", by=editor, on=TODAY + timedelta(days=101))
    assert (published.is_public, published.is_endorsed) == (True, False)
    later = perform(published, "endorse_later", by=nino.account, on=TODAY + timedelta(days=150))
    assert (later.is_public, later.is_endorsed, later.endorsed_on) == (
        True,
        True,
        TODAY + timedelta(days=150),
    )
    with pytest.raises(NotAllowedError, match="endorsed this edition already"):
        perform(later, "endorse_later", by=nino.account, on=TODAY)


def test_the_next_edition_supersedes_the_one_before(georgia, nino, editor):
    first = to(make.written_edition(georgia, 2031), "published", nino, editor)
    second = to(make.written_edition(georgia, 2032), "published", nino, editor)
    first.refresh_from_db()
    assert (first.status, second.supersedes) == ("superseded", first)
    assert (
        Edition.objects.current().filter(pk=first.pk).exists()
    )  # of its year it is the version that stands
    with pytest.raises(NotAllowedError, match="The edition of 2032 is published already"):
        to(make.written_edition(georgia, 2030), "published", nino, editor)


def test_what_is_compiled_does_not_take_the_place_of_what_a_state_made(georgia, nino, editor):
    own = to(make.written_edition(georgia, 2031), "published", nino, editor)
    with pytest.raises(NotAllowedError, match="The edition of 2031 is published already"):
        perform(
            make.written_edition(georgia, 2031, number=2, origin="compiled"),
            "publish_compiled",
            by=None,
            on=TODAY,
        )
    perform(
        make.written_edition(georgia, 2032, origin="compiled"),
        "publish_compiled",
        by=None,
        on=TODAY,
    )
    own.refresh_from_db()
    assert own.status == "published"


def test_the_queryset_and_the_row_agree_on_what_is_with_the_state(draft):
    for status in Edition.Status:
        Edition.objects.filter(pk=draft.pk).update(status=status)
        draft.refresh_from_db()
        assert (
            Edition.objects.with_the_state().filter(pk=draft.pk).exists() == draft.is_with_the_state
        )


def test_one_edition_of_a_year_is_in_work(draft, georgia):
    with pytest.raises(IntegrityError), transaction.atomic():
        make.edition(georgia, number=2)


def test_buttons_are_those_of_the_table(draft, nino, ion, editor):
    assert [step.name for step, _problems in steps_for(draft, nino.account, TODAY)] == [
        "submit",
        "decline",
    ]
    assert steps_for(draft, ion.account, TODAY) == []
    for status in Edition.Status:
        draft.status = status
        for user in (nino.account, editor):
            role = actor_of(user, draft, TODAY)
            offered = {step.name for step, _problems in steps_for(draft, user, TODAY)}
            assert offered == {
                name
                for name, step in STEPS.items()
                if status in step.from_statuses
                and may(step, role)
                and name not in ("resume", "supersede")
            }


@pytest.mark.slow
def test_no_walk_reaches_what_the_table_forbids_and_what_is_published_stays(
    georgia, nino, ion, editor
):
    """Random steps by random people on random days: each succeeds just where the table allows
    it."""
    published: dict[int, tuple] = {}
    reached = set()
    for seed in range(WALKS):
        chance = random.Random(seed)
        edition = make.written_edition(georgia, 2032 + seed)
        on = add_months(TODAY, seed)
        for _step in range(LENGTH):
            walk(
                edition, chance, (nino.account, nino.account, editor, editor, ion.account, None), on
            )
            on += timedelta(days=chance.choice((0, 1, 30, 95)))
            edition.refresh_from_db()
            reached.add(edition.status)
            remember(edition, published)
    assert reached == set(Edition.Status) - {"superseded"} | (reached & {"superseded"})
    assert len(published) >= 5
    for row in Transition.objects.filter(edition__year__gte=2032):
        step = STEPS[row.step]
        assert row.from_status in step.from_statuses
        assert row.to_status == step.to


def walk(edition, chance, people, on) -> None:
    """One step, or a decision of the review that makes steps possible."""
    leaving = [
        name
        for name, step in STEPS.items()
        if edition.status in step.from_statuses and name not in ("withdraw", "decline")
    ]
    by, name = (
        chance.choice(people),
        chance.choice(leaving if leaving and chance.random() < 0.8 else list(STEPS)),
    )
    if edition.status == "submitted" and chance.random() < 0.8:
        sections = list(edition.sections.in_order())
        if chance.random() < 0.7:
            review.accept_rest(edition, by=people[3])
        else:
            review.return_section(chance.choice(sections), by=people[3], reason="Why?")
    step, before = STEPS[name], Edition.objects.get(pk=edition.pk)
    allowed = (
        before.status in step.from_statuses
        and may(step, actor_of(by, before, on))
        and not problems_of(step, before, on)
    )
    try:
        perform(edition, name, by=by, on=on, reason="For a walk.", letter=letter())
    except NotAllowedError:
        assert not allowed, (before.status, name)
        assert Edition.objects.get(pk=edition.pk).status == before.status
    else:
        assert allowed, (before.status, name)


def remember(edition, published) -> None:
    if edition.is_public and edition.has_text:
        contents = tuple(
            (row.language, str(row.content)) for row in edition.contents.order_by("language")
        )
        texts = tuple(edition.sections.in_order().values_list("text_en", "text_ru"))
        assert published.setdefault(edition.pk, (edition.checksum, contents, texts)) == (
            edition.checksum,
            contents,
            texts,
        )
