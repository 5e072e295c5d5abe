"""The life of an edition: what is taken back, ended and taken up again, published, superseded."""

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from registry.common.dates import add_months
from registry.desk.asks import lasting_asks
from registry.drafting import review, writing
from registry.profiles.models import Edition
from registry.profiles.moves import Transition
from registry.profiles.steps import NotAllowedError, actor_of, may, problems_of
from registry.publication.workflow import STEPS, buttons_for, perform, steps_for
from tests import make
from tests.conftest import TODAY
from tests.publication.workflow.moves import letter, to

pytestmark = pytest.mark.django_db

WALKS, LENGTH = 60, 40


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


def test_the_desk_leads_back_to_each_edition_in_which_a_state_may_take_part_after_all(
    draft, nino, georgia
):
    perform(draft, "decline", by=nino.account, on=TODAY)
    assert draft.collection_round is None  # a correction, or an edition that staff began
    (ask,) = lasting_asks(nino.account, [nino], TODAY)
    assert (str(draft.pk) in ask.url, ask.due_small) == (True, "at any time")
    round = make.collection_round(georgia, opened_on=TODAY)
    Edition.objects.filter(pk=draft.pk).update(collection_round=round)
    (ask,) = lasting_asks(nino.account, [nino], TODAY)
    assert ask.due_small == "until the round is closed"
    round.closed_on = TODAY
    round.save()
    assert list(lasting_asks(nino.account, [nino], TODAY)) == []


def test_who_has_endorsed_takes_part(draft, nino, editor):
    """Between endorsing and publishing nothing is asked of the state, and nothing offered."""
    to(draft, "endorsed", nino, editor)
    draft.refresh_from_db()
    assert buttons_for(draft, nino.account, TODAY) == []
    with pytest.raises(NotAllowedError):
        perform(draft, "decline", by=nino.account, on=TODAY)


def names_of_buttons(edition, account) -> set[str]:
    edition.refresh_from_db()
    return {step.name for step, _problems in buttons_for(edition, account, TODAY)}


def test_no_button_is_offered_for_what_stays_impossible(draft, nino, editor, georgia):
    to(draft, "submitted", nino, editor)
    assert names_of_buttons(draft, nino.account) == {"take_back", "decline"}
    review.accept_rest(draft, by=editor)
    assert names_of_buttons(draft, nino.account) == {"decline"}
    perform(draft, "decline", by=nino.account, on=TODAY)
    assert names_of_buttons(draft, nino.account) == {"take_part"}
    assert names_of_buttons(draft, editor) == {"take_part"}
    round = make.collection_round(georgia, opened_on=TODAY, closed_on=TODAY)
    Edition.objects.filter(pk=draft.pk).update(collection_round=round)
    assert names_of_buttons(draft, nino.account) == set()


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
    ("status", "away", "back"),
    [("with_state", "decline", "take_part"), ("endorsed", "withdraw", "take_up_again")],
)
def test_what_is_taken_up_again_was_endorsed_by_nobody(draft, nino, editor, status, away, back):
    to(draft, status, nino, editor)
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
    )  # of its year it is the current version
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
