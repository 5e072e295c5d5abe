"""Accepted, or returned with a reason; comments; suggested changes taken in one by one."""

import pytest

from registry.common.errors import RuleError
from registry.drafting import review, writing
from registry.drafting.exchange import Suggestion
from registry.profiles.models import Edition
from registry.publication.workflow import perform
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(georgia, nino):
    return perform(make.written_edition(georgia), "submit", by=nino.account, on=TODAY)


def test_rounds_are_kept(submitted, nino, editor, post):
    section = submitted.sections.get(template_section__slug="challenges")
    review.return_section(section, by=editor, reason="Of which year?")
    perform(submitted, "send_back", by=editor, on=TODAY)
    assert "3 Main challenges and risks: Of which year?" in post.last("nino@example.org").body
    section.refresh_from_db()
    section = writing.save_section(
        section, {"text_en": "<p>Of 2025.</p>"}, by=nino.account, on=TODAY, seen=section.version
    )
    writing.finish_section(section, by=nino.account, on=TODAY)
    writing.waive_parity(submitted, by=nino.account, reason="The Russian follows.")
    perform(submitted, "submit", by=nino.account, on=TODAY)
    section.refresh_from_db()
    review.accept_section(section, by=editor)
    assert [
        (row.round, row.decision, row.reason) for row in section.decisions.order_by("round")
    ] == [
        (1, "returned", "Of which year?"),
        (2, "accepted", ""),
    ]
    assert section.comments.get().text == "Of which year?"


def test_a_part_is_returned_with_a_reason_only(submitted, editor):
    with pytest.raises(RuleError, match="Say why"):
        review.return_section(submitted.sections.first(), by=editor, reason=" ")


def test_parts_are_decided_on_while_the_edition_is_submitted(georgia, editor):
    section = make.written_edition(georgia).sections.first()
    with pytest.raises(RuleError, match="reviewed while the edition is submitted"):
        review.accept_section(section, by=editor)


def test_an_empty_part_is_not_accepted(submitted, editor):
    section = submitted.sections.get(template_section__slug="challenges")
    type(section).objects.filter(pk=section.pk).update(text_en="", text_ru="")
    with pytest.raises(RuleError, match="only be returned"):
        review.accept_section(section, by=editor)


def test_a_comment_is_settled_once(submitted, nino, editor):
    remark = review.comment(submitted.sections.first(), "Why?", by=editor)
    first = review.resolve(remark).resolved_at
    assert review.resolve(remark).resolved_at == first


def test_nobody_comments_on_what_is_not_in_work(submitted, editor):
    Edition.objects.filter(pk=submitted.pk).update(status="withdrawn")
    section = Edition.objects.get(pk=submitted.pk).sections.first()
    with pytest.raises(RuleError, match="not in work"):
        review.comment(section, "x", by=editor)


@pytest.fixture
def section(georgia):
    edition = make.edition(georgia)
    return make.section(
        edition, "challenges", "<p>One of them.</p><p>Two of them.</p>", "<p>Один.</p>"
    )


def test_suggestions_are_taken_in_one_by_one(section, nino, editor):
    text = "<p>One of them all.</p><p>Two of them.</p><p>Three.</p>"
    first, second = review.suggest(section, "en", section.text_en, text, by=editor)
    section.refresh_from_db()
    assert section.text_en == "<p>One of them.</p><p>Two of them.</p>"
    assert (
        review.take_in(second, by=nino.account, on=TODAY).text_en
        == "<p>One of them.</p><p>Two of them.</p><p>Three.</p>"
    )
    review.decline(first, by=nino.account)
    assert [row.decision for row in Suggestion.objects.order_by("pk")] == ["declined", "taken"]
    with pytest.raises(RuleError, match="decided already"):
        review.take_in(first, by=nino.account, on=TODAY)


def test_a_suggestion_for_a_passage_that_changed_is_not_forced(section, nino, editor):
    (suggestion,) = review.suggest(
        section, "en", section.text_en, "<p>One of us.</p><p>Two of them.</p>", by=editor
    )
    writing.save_section(
        section, {"text_en": "<p>None.</p>"}, by=nino.account, on=TODAY, seen=section.version
    )
    with pytest.raises(RuleError, match="has been changed since"):
        review.take_in(suggestion, by=nino.account, on=TODAY)
    section.refresh_from_db()
    assert section.text_en == "<p>None.</p>"
