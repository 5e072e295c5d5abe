"""The steps of an edition at the desk: what is said before, what happened after, and what stays
possible."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from registry.common.message_kinds import MessageKind
from registry.common.models import SentMessage
from registry.desk.asks import asks_of
from registry.drafting import collecting, consulting, review, settling, starting, writing
from registry.drafting.before_submitting import before_submitting
from registry.drafting.sections import Section, SectionFigure
from registry.drafting.text_checksum import checksum_of
from registry.figures.models import Indicator
from registry.profiles.models import Edition
from registry.publication.publishing import freshness
from registry.publication.workflow import STEPS, perform
from registry.secretariat.reminders import send_summaries
from tests import make
from tests.clients import one_line
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(nino):
    return signed_in(nino.account)


@pytest.fixture
def draft(georgia):
    return make.written_edition(georgia)


def address(edition, rest: str = "") -> str:
    return f"/en/desk/editions/{edition.pk}/{rest}"


def text_of(response) -> str:
    return one_line(response.content.decode())


def lagging(edition, slug: str = "challenges", text: str = "<p>Newer.</p>") -> Section:
    section = edition.sections.get(template_section__slug=slug)
    Section.objects.filter(pk=section.pk).update(text_en=text)
    section.refresh_from_db()
    return section


def published_unendorsed(edition, nino, editor):
    perform(edition, "submit", by=nino.account, on=TODAY)
    review.accept_rest(edition, by=editor)
    perform(edition, "ask_endorsement", by=editor, on=TODAY)
    later = TODAY + timedelta(days=100)
    perform(edition, "lapse", by=None, on=later)
    return perform(edition, "publish", by=editor, on=later)


# Before submitting


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
        with django_assert_max_num_queries(32):
            desk.get(address(edition, "steps/submit/"))


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


# What stays possible


def titles(nino) -> list[str]:
    return [ask.title for ask in asks_of(nino.account, [nino], TODAY)]


def test_a_published_edition_waits_for_its_endorsement_as_long_as_it_takes(
    desk, draft, nino, editor, post
):
    published = published_unendorsed(draft, nino, editor)
    told = "Published without endorsement: Light Migration Profile 2031"
    assert told in titles(nino)
    text = text_of(desk.get("/en/desk/"))
    assert address(published, "steps/endorse_later/") in text
    page = text_of(desk.get(address(published, "steps/endorse_later/")))
    assert published.version_url() in page
    desk.post(address(published, "steps/endorse_later/"))
    published.refresh_from_db()
    assert published.is_endorsed
    assert told not in titles(nino)


def test_a_summary_does_not_repeat_it_for_years(draft, nino, editor, post):
    published_unendorsed(draft, nino, editor)
    post.outbox.clear()
    send_summaries(TODAY)
    assert all("without endorsement" not in message.body for message in post.outbox)


def test_not_taking_part_stays_on_the_desk_while_the_round_runs(draft, nino, editor, georgia):
    round = make.collection_round(georgia, opened_on=TODAY)
    Edition.objects.filter(pk=draft.pk).update(collection_round=round)
    perform(draft, "decline", by=nino.account, on=TODAY)
    told = "Your state does not take part: Light Migration Profile 2031"
    assert told in titles(nino)
    collecting.close_round(round, by=editor, on=TODAY)
    assert told not in titles(nino)


def test_a_correction_tells_its_reason_by_mail_and_at_the_desk(desk, draft, nino, editor, post):
    published = published_unendorsed(draft, nino, editor)
    post.outbox.clear()
    begun = starting.start_correction(
        published, by=editor, on=TODAY, note_en="The total was wrong.", note_ru="Ошибка в сумме."
    )
    assert "What is to be corrected: The total was wrong." in post.last("nino@example.org").body
    assert "A correction was begun: Light Migration Profile 2031" in titles(nino)
    assert "The total was wrong." in text_of(desk.get("/en/desk/"))
    assert "The total was wrong." in text_of(desk.get(address(begun)))


def test_the_text_of_a_withdrawn_edition_is_offered_to_the_next(
    desk, draft, nino, editor, light_georgia
):
    kept = draft.sections.get(template_section__slug="challenges")
    perform(draft, "withdraw", by=editor, on=TODAY, reason="Begun by mistake.")
    following = starting.start_edition(draft.profile, 2031, by=editor, on=TODAY)
    typed = following.sections.get(template_section__slug="priorities")
    writing.save_section(
        typed, {"text_en": "<p>New.</p>"}, by=nino.account, on=TODAY, seen=typed.version
    )
    assert "Take in the kept text" in text_of(desk.get(address(following)))
    desk.post(address(following, "take-kept/"))
    texts = dict(following.sections.values_list("template_section__slug", "text_en"))
    assert texts["challenges"] == kept.text_en
    assert texts["priorities"] == "<p>New.</p>"  # what was typed since stays
    assert "Take in the kept text" not in text_of(desk.get(address(following)))


def test_a_draft_is_offered_nothing_older_than_what_is_published(draft, nino, editor):
    older = make.written_edition(draft.profile.state, 2029)
    perform(older, "withdraw", by=editor, on=TODAY, reason="Begun by mistake.")
    published_unendorsed(draft, nino, editor)
    following = starting.start_edition(draft.profile, 2032, by=editor, on=TODAY)
    assert starting.kept_edition(following) is None


# All prefilled parts


@pytest.fixture
def following(draft, nino, editor):
    """The year after: everything is carried over or written from figures."""
    published_unendorsed(draft, nino, editor)
    return starting.start_edition(draft.profile, 2032, by=editor, on=TODAY)


def ticks(page) -> dict:
    form = page.context["form"]
    return {name: "on" if name.startswith("part-") else form[name].value() for name in form.fields}


def test_all_prefilled_parts_are_confirmed_and_it_is_recorded_per_part(desk, following, nino):
    page = desk.get(address(following, "filled-in/"))
    for section in following.sections.all():
        assert section.text_en in page.content.decode()
    desk.post(address(following, "filled-in/"), ticks(page))
    for section in following.sections.all():
        assert section.progress == "still_valid"
        assert section.confirmed_on is not None
        assert section.history.first().history_user == nino.account


def test_what_is_not_ticked_is_not_confirmed(desk, following):
    given = ticks(desk.get(address(following, "filled-in/")))
    section = following.sections.get(template_section__slug="challenges")
    del given[f"part-{section.pk}"]
    desk.post(address(following, "filled-in/"), given)
    assert [row.pk for row in following.sections.filter(progress="open")] == [section.pk]


def test_what_was_written_since_is_not_confirmed_and_that_is_said(desk, following, editor):
    given = ticks(desk.get(address(following, "filled-in/")))
    section = following.sections.get(template_section__slug="priorities")
    writing.save_section(
        section, {"text_en": "<p>Newer.</p>"}, by=editor, on=TODAY, seen=section.version
    )
    text = text_of(desk.post(address(following, "filled-in/"), given, follow=True))
    assert "1 part was changed meanwhile and is not confirmed" in text
    section.refresh_from_db()
    assert section.progress == "written"


def test_of_an_older_version_nothing_is_confirmed_and_the_page_shows_the_newer(desk, following):
    given = ticks(desk.get(address(following, "filled-in/")))
    section = following.sections.get(template_section__slug="priorities")
    Section.objects.filter(pk=section.pk).update(version=9, text_en="<p>Newer.</p>")
    page = desk.post(address(following, "filled-in/"), given, follow=True)
    assert "was changed meanwhile" in text_of(page)
    assert "<p>Newer.</p>" in text_of(page)
    assert not following.sections.filter(progress="still_valid").exists()
    desk.post(address(following, "filled-in/"), ticks(page))
    assert not following.sections.filter(progress="open").exists()


def test_a_part_from_open_figures_stays_one_and_says_that_it_is_confirmed(desk, draft, nino):
    section = draft.sections.get(template_section__slug="challenges")
    Section.objects.filter(pk=section.pk).update(is_prefilled=True)
    page = desk.get(address(draft, "filled-in/"))
    desk.post(address(draft, "filled-in/"), ticks(page))
    section.refresh_from_db()
    assert (section.progress, section.is_prefilled) == ("done", True)
    again = desk.get(address(draft, "filled-in/"), follow=True)
    assert "each was looked at" in text_of(again)


def test_a_light_edition_without_changes_takes_six_clicks_from_the_mail(
    following, nino, client, post
):
    """Link of the mail, two for signing in, then the desk's own links and buttons."""
    clicks = 0
    page = client.get(address(following), follow=True)
    clicks += 1
    door = page.redirect_chain[-1][0]
    page = client.post(door, {"email": "nino@example.org"}, follow=True)
    clicks += 1
    codes = [re.search(r"Your code: (\S+)", message.body) for message in post.outbox]
    code = next(found[1] for found in codes if found)
    page = client.post(page.redirect_chain[-1][0], {"code": code}, follow=True)
    clicks += 1
    assert page.redirect_chain[-1][0] == address(following)
    link = re.search(r'href="([^"]+)">All prefilled parts are right</a>', text_of(page))[1]
    page = client.get(link)
    clicks += 1
    page = client.post(link, ticks(page), follow=True)
    clicks += 1
    step = page.redirect_chain[-1][0]
    assert ">Submit to the Secretariat</button>" in text_of(page)
    page = client.post(step, follow=True)
    clicks += 1
    following.refresh_from_db()
    assert (following.status, clicks) == ("submitted", 6)


# The words of the mails


@pytest.mark.parametrize("language", ["en", "ru"])
def test_mails_name_the_buttons_as_the_table_does(draft, nino, georgia, language, post):
    nino.account.language = language
    nino.account.save()
    round = make.collection_round(georgia, opened_on=TODAY)
    Edition.objects.filter(pk=draft.pk).update(collection_round=round)
    collecting.remind_unanswered(round, on=TODAY)
    with translation.override(language):
        assert str(STEPS["decline"].label) in post.last("nino@example.org").body
    perform(draft, "submit", by=nino.account, on=TODAY)
    with translation.override(language):
        assert str(STEPS["take_back"].label) in post.last("nino@example.org").body


def test_readers_are_told_that_a_state_confirmed_what_open_figures_say(draft, nino, editor):
    section = draft.sections.get(template_section__slug="challenges")
    Section.objects.filter(pk=section.pk).update(is_prefilled=True)
    section.refresh_from_db()
    settling.confirm_filled_in([(section, section.version)], by=nino.account, on=TODAY)
    section.refresh_from_db()
    told = "From open figures, 2 January 2026. Confirmed by the state 24 November 2026."
    assert freshness(section) == told
