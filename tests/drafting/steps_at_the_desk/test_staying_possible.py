"""The steps of an edition at the desk: what stays possible, and what a state confirms."""

import re

import pytest
from django.utils import translation

from registry.desk.asks import asks_of
from registry.drafting import collecting, settling, starting, writing
from registry.drafting.sections import Section
from registry.profiles.models import Edition
from registry.publication.publishing import freshness
from registry.publication.workflow import STEPS, perform
from registry.secretariat.daily_work import send_summaries
from tests import make
from tests.conftest import TODAY
from tests.drafting.steps_at_the_desk.a_draft import address, published_unendorsed, text_of

pytestmark = pytest.mark.django_db


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
    assert post.outbox
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
    assert following.sections.exists()
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
