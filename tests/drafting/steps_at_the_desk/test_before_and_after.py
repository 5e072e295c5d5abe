"""The steps of an edition at the desk: what is said before, and what happened after."""

import re
from datetime import timedelta

import pytest

from registry.common.message_kinds import MessageKind
from registry.common.models import SentMessage
from registry.drafting import consulting, review
from registry.drafting.before_submitting import before_submitting
from registry.drafting.sections import KeptText, Section, SectionFigure
from registry.drafting.text_checksum import checksum_of
from registry.figures.models import Indicator
from registry.profiles.models import Edition
from registry.publication.workflow import perform
from tests import make
from tests.conftest import TODAY, signed_in
from tests.drafting.steps_at_the_desk.a_draft import address, published_unendorsed, text_of

pytestmark = pytest.mark.django_db


def lagging(edition, slug: str = "challenges", text: str = "<p>Newer.</p>") -> Section:
    section = edition.sections.get(template_section__slug=slug)
    Section.objects.filter(pk=section.pk).update(text_en=text)
    section.refresh_from_db()
    return section


# Before submitting


def kept(draft, nino, slug: str = "challenges") -> KeptText:
    section = draft.sections.get(template_section__slug=slug)
    return KeptText.objects.create(
        section=section,
        account=nino.account,
        contact_point=nino,
        base_version=1,
        text_en="<p>x</p>",
    )


def test_what_was_typed_and_kept_is_told_wherever_it_could_be_left_out(desk, draft, nino, editor):
    """The desk, the list of parts, submitting and endorsing: each leads to the choice."""
    kept(draft, nino)
    choice = address(draft, "parts/challenges/merge/")
    told = "What was typed into these parts was kept and is not in the draft yet"
    desks = text_of(desk.get("/en/desk/"))
    assert "what you typed is not in the draft yet" in desks
    assert choice in desks
    assert choice in text_of(desk.get(address(draft)))
    submitting = text_of(desk.get(address(draft, "steps/submit/")))
    assert told in submitting
    assert choice in submitting
    perform(draft, "submit", by=nino.account, on=TODAY)
    review.accept_rest(draft, by=editor)
    perform(draft, "ask_endorsement", by=editor, on=TODAY)
    endorsing = text_of(desk.get(address(draft, "steps/endorse/")))
    assert "Before you endorse" in endorsing
    assert told in endorsing
    assert choice in endorsing


def test_nothing_of_it_is_told_where_nothing_was_kept(desk, draft, nino):
    for page in ("/en/desk/", address(draft), address(draft, "steps/submit/")):
        assert "not in the draft yet" not in text_of(desk.get(page))


def test_a_colleagues_kept_text_is_no_task_of_mine(draft, nino, dato):
    kept(draft, dato)
    text = text_of(signed_in(nino.account).get("/en/desk/"))
    assert "what you typed is not in the draft yet" not in text


def test_a_choice_that_cannot_be_saved_now_is_not_offered(desk, draft, nino):
    kept(draft, nino)
    page = address(draft, "parts/challenges/merge/")
    assert "Save what I chose" in text_of(desk.get(page))
    perform(draft, "submit", by=nino.account, on=TODAY)
    text = text_of(desk.get(page))
    assert "Save what I chose" not in text
    assert "its text does not change now. What you wrote stays here." in text


def test_the_page_of_submitting_says_what_is_not_finished_and_leads_there(
    desk, draft, nino, editor, light_georgia
):
    section = draft.sections.get(template_section__slug="challenges")
    before = light_georgia.sections.get(template_section__slug="challenges")
    Section.objects.filter(pk=section.pk).update(carried_from=before, progress="done")
    review.comment(section, "Which year?", by=editor)
    consulting.ask(
        draft,
        [section],
        by=nino.account,
        post=nino,
        organisation="Ministry of Labour",
        email="labour@example.org",
        language="en",
        note="",
        days=14,
    )
    text = text_of(desk.get(address(draft, "steps/submit/")))
    for told in (
        "Nobody has looked at these parts",
        "Comments or suggestions on these parts are open",
        "These ministries have not answered yet",
        "Readers will find these parts changed since the last edition",
    ):
        assert told in text
    for place in ("parts/priorities/", "#consultations", "parts/challenges/changes/"):
        assert f'href="{address(draft, place)}"' in text
    assert "Not possible yet" not in text  # it warns, and does not prevent


def test_nothing_is_said_of_what_is_finished(draft):
    draft.sections.update(progress="done")
    assert before_submitting(draft, TODAY) == []


def test_the_page_of_submitting_asks_as_much_for_sixty_parts_as_for_few(
    desk, georgia, django_assert_max_num_queries
):
    for kind in ("light", "extended"):
        edition = make.written_edition(georgia, kind=kind)
        with django_assert_max_num_queries(37):
            desk.get(address(edition, "steps/submit/"))


def emptied(draft, *slugs: str) -> list[Section]:
    rows = draft.sections.filter(template_section__slug__in=slugs)
    rows.update(text_en="", text_ru="")
    return list(rows)


def test_missing_parts_are_settled_together(desk, draft, nino):
    rows = emptied(draft, "challenges", "priorities")
    other = draft.sections.exclude(pk__in=[row.pk for row in rows]).first()
    text = text_of(desk.get(address(draft, "steps/submit/")))
    assert "The missing parts, together" in text
    seen = {f"seen-{row.pk}": row.version for row in rows}
    ticked = {f"part-{row.pk}": "on" for row in rows}
    for refused, told in (
        (seen | ticked | {"gap": ""}, "Choose the reason why there is no text."),
        (seen | {"gap": "later"}, "Choose at least one part."),
        ({name: 9 for name in seen} | ticked | {"gap": "later"}, "was changed meanwhile"),
    ):
        response = desk.post(address(draft, "missing/"), refused, follow=True)
        assert told in text_of(response)
        assert {row.gap for row in Section.objects.filter(edition=draft)} == {""}
    response = desk.post(address(draft, "missing/"), seen | ticked | {"gap": "later"}, follow=True)
    assert "2 parts are settled." in text_of(response)
    assert "The missing parts, together" not in text_of(response)
    settled = draft.sections.filter(gap="later", progress="done")
    assert {row.pk for row in settled} == {row.pk for row in rows}
    other.refresh_from_db()
    assert other.gap == ""
    again = desk.post(address(draft, "missing/"), seen | ticked | {"gap": "later"})
    assert again["Location"] == address(draft, "steps/submit/")
    assert perform(draft, "submit", by=nino.account, on=TODAY).status == "submitted"


def test_a_part_that_came_back_is_not_settled_with_the_missing_ones(desk, draft):
    rows = emptied(draft, "challenges", "priorities")
    Section.objects.filter(pk=rows[0].pk).update(review="returned")
    page = desk.get(address(draft, "steps/submit/"))
    assert [row.pk for row in page.context["missing"].sections] == [rows[1].pk]


def test_languages_are_settled_by_part(desk, draft, nino):
    section = lagging(draft)
    text = text_of(desk.get(address(draft, "steps/submit/")))
    assert "Settle the languages" in text
    seen = {f"seen-{section.pk}": section.version, f"part-{section.pk}": "on"}
    response = desk.post(address(draft, "languages/"), seen | {"reason": ""})
    assert response["Location"] == address(draft, "steps/submit/")
    section.refresh_from_db()
    assert section.ru_reflects == "<p>Newer.</p>"
    assert perform(draft, "submit", by=nino.account, on=TODAY).status == "submitted"


def test_languages_are_settled_for_all_parts_at_once(desk, draft):
    rows = [lagging(draft), lagging(draft, "priorities")]
    seen = {f"seen-{row.pk}": row.version for row in rows}
    desk.post(address(draft, "languages/"), seen | {"all_parts": "on", "reason": ""})
    assert {Section.objects.get(pk=row.pk).ru_reflects for row in rows} == {"<p>Newer.</p>"}


def test_one_sentence_says_why_a_language_lags(desk, draft, nino):
    section = lagging(draft)
    given = {f"seen-{section.pk}": section.version, "reason": "The translator is ill."}
    desk.post(address(draft, "languages/"), given)
    draft.refresh_from_db()
    assert draft.parity_waiver == "The translator is ill."
    text = text_of(desk.get(address(draft, "steps/submit/")))
    assert "your reason: “The translator is ill.”" in text
    assert perform(draft, "submit", by=nino.account, on=TODAY).status == "submitted"


def test_a_part_without_a_translation_is_not_ticked_as_saying_the_same(desk, draft):
    Section.objects.filter(edition=draft, template_section__slug="challenges").update(text_ru="")
    text = text_of(desk.get(address(draft, "steps/submit/")))
    assert "Settle the languages" in text
    assert "Both languages say the same in these parts" not in text


def test_nothing_is_settled_where_nothing_was_said_or_a_part_was_saved_since(desk, draft, editor):
    section = lagging(draft)
    empty = {f"seen-{section.pk}": section.version, "reason": ""}
    text = text_of(desk.post(address(draft, "languages/"), empty, follow=True))
    assert "Tick the parts whose two texts say the same, or say why one lags" in text
    Section.objects.filter(pk=section.pk).update(version=section.version + 1)
    given = empty | {f"part-{section.pk}": "on", "reason": "Both."}
    text = text_of(desk.post(address(draft, "languages/"), given, follow=True))
    assert "was changed meanwhile" in text
    draft.refresh_from_db()
    assert draft.parity_waiver == ""


def test_what_was_submitted_is_not_settled_any_more(desk, draft, nino):
    perform(draft, "submit", by=nino.account, on=TODAY)
    desk.post(address(draft, "languages/"), {"reason": "Too late."})
    draft.refresh_from_db()
    assert draft.parity_waiver == ""


def test_others_settle_nothing(draft, ion):
    for page in ("languages/", "filled-in/", "take-kept/", "preview/"):
        assert signed_in(ion.account).post(address(draft, page)).status_code == 404


# The same button twice


def test_submitting_twice_says_since_when_it_is_submitted(desk, draft, nino, post):
    desk.get(address(draft, "steps/submit/"))
    desk.post(address(draft, "steps/submit/"))
    text = text_of(desk.post(address(draft, "steps/submit/"), follow=True))
    assert re.search(r"“Submit to the Secretariat” was done on \d+ \w+ \d{4} at \d\d:\d\d", text)
    text = text_of(desk.get(address(draft, "steps/submit/"), follow=True))
    assert "was done on" in text
    assert draft.transitions.filter(step="submit").count() == 1
    assert len(post.to("nino@example.org")) == 1


def test_two_presses_at_the_same_time_are_one_submission(desk, draft, nino, monkeypatch):
    """The second request had read the draft before the first one wrote."""
    from registry.publication import workflow

    def slower(edition, name, **given):
        perform(edition, name, **given)
        return perform(edition, name, **given)

    monkeypatch.setattr(workflow, "perform", slower)
    text = text_of(desk.post(address(draft, "steps/submit/"), follow=True))
    assert "was done on" in text
    assert draft.transitions.count() == 1


def test_endorsing_twice_is_no_failure_and_shows_no_days_left(desk, draft, nino, editor):
    perform(draft, "submit", by=nino.account, on=TODAY)
    review.accept_rest(draft, by=editor)
    perform(draft, "ask_endorsement", by=editor, on=TODAY)
    assert "left to endorse" in text_of(desk.get(address(draft)))
    desk.post(address(draft, "steps/endorse/"))
    text = text_of(desk.post(address(draft, "steps/endorse/"), follow=True))
    assert "“Endorse” was done on" in text
    assert "left to endorse" not in text
    assert "left to endorse" not in text_of(desk.get(address(draft, "read/")))


# Receipts


def test_a_receipt_says_who_when_and_for_which_text(draft, nino, dato, post):
    checksum = checksum_of(draft)
    perform(draft, "submit", by=nino.account, on=TODAY)
    for person in ("nino@example.org", "dato@example.org"):
        (message,) = post.to(person)
        for told in ("By: Nino Kapanadze", "On: 24 November 2026, ", checksum, "“Take back”"):
            assert told in message.body
        assert f"/desk/editions/{draft.pk}/" in message.body
    assert draft.transitions.last().checksum == checksum


def test_each_submission_has_its_receipt(draft, nino, post):
    perform(draft, "submit", by=nino.account, on=TODAY)
    perform(draft, "take_back", by=nino.account, on=TODAY)
    perform(draft, "submit", by=nino.account, on=TODAY)
    assert SentMessage.objects.filter(kind=MessageKind.SUBMITTED).count() == 2


def test_an_endorsement_has_a_receipt_for_the_published_text(draft, nino, editor, post):
    published = published_unendorsed(draft, nino, editor)
    perform(published, "endorse_later", by=nino.account, on=TODAY + timedelta(days=120))
    message = post.last("nino@example.org")
    assert "receipt of the endorsement" in message.subject
    assert published.checksum in message.body


def test_the_checksum_is_that_of_texts_and_figures(draft):
    first = checksum_of(draft)
    section = draft.sections.first()
    indicator = Indicator.objects.first()
    SectionFigure.objects.create(
        section=section, indicator=indicator, year=2025, value=7, source="Office"
    )
    second = checksum_of(draft)
    Section.objects.filter(pk=section.pk).update(text_ru="<p>Иначе.</p>")
    assert len({first, second, checksum_of(draft)}) == 3
    assert checksum_of(Edition.objects.get(pk=draft.pk)) == checksum_of(draft)
