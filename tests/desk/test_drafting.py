"""Drafting at the desk: a contact point of one state sees nothing of another's, and nothing that was typed is lost."""

import pytest
from django.test import Client

from registry.profiles import collecting, consulting, drafting, review
from registry.profiles.exchange import Comment
from registry.profiles.models import Edition
from registry.profiles.sections import KeptText, SectionFigure
from registry.profiles.workflow import perform
from tests import make
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(georgia, light_georgia, nino, editor):
    """Started from the edition of open figures, with words in the part on challenges."""
    started = drafting.start_edition(light_georgia.profile, 2031, by=editor, on=TODAY)
    section = started.sections.get(template_section__slug="challenges")
    drafting.save_section(section, {"text_en": "<p>One.</p>", "text_ru": "<p>Один.</p>"}, by=editor, on=TODAY, seen=1)
    return started


@pytest.fixture
def section(edition):
    return edition.sections.get(template_section__slug="challenges")


@pytest.fixture
def desk(nino):
    return signed_in(nino.account)


def address(edition, rest: str = "parts/challenges/") -> str:
    return f"/en/desk/editions/{edition.pk}/{rest}"


def data(section, **changes) -> dict:
    return {"seen": section.version, "text_en": section.text_en, "text_ru": section.text_ru, "gap": ""} | changes


def test_the_list_of_parts_shows_what_each_needs(desk, edition):
    text = desk.get(address(edition, "")).content.decode()
    for told in ("3 Main challenges and risks", "from open figures", "missing", "Submit to the Secretariat"):
        assert told in text
    assert address(edition) in desk.get("/en/desk/").content.decode()


def test_saving_shows_the_moment_and_stays_on_the_part(desk, edition, section):
    response = desk.post(address(edition), data(section, text_en="<p>Two.</p>", do="save"), follow=True)
    assert "3 Main challenges and risks: saved" in response.content.decode()
    section.refresh_from_db()
    assert (section.text_en, section.progress) == ("<p>Two.</p>", "written")


def test_done_saves_finishes_and_leads_back_to_the_list(desk, edition, section):
    response = desk.post(address(edition), data(section, text_en="<p>Two.</p>", do="done"))
    assert response["Location"] == address(edition, "")
    section.refresh_from_db()
    assert section.progress == "done"


def test_what_was_pasted_is_cleaned(desk, edition, section):
    desk.post(
        address(edition), data(section, text_en="<p><b>Bold</b><script>x()</script></p><div>Next</div>", do="save")
    )
    section.refresh_from_db()
    assert section.text_en == "<p><strong>Bold</strong></p><p>Next</p>"


def test_too_long_a_text_is_told_above_and_still_there(desk, edition, section):
    long = f"<p>{'ж' * 150_000}</p>"
    text = desk.post(address(edition), data(section, text_ru=long, do="save")).content.decode()
    assert "The text in Russian has 292 KB; a section holds 200 KB" in text
    assert "ж" * 1000 in text
    text = desk.post(address(edition), data(section, text_en="x" * 210_000, do="save")).content.decode()
    assert "A section holds 200 KB of text in each language" in text


def test_a_save_against_an_older_text_leads_to_a_choice(desk, edition, section, editor):
    drafting.save_section(section, {"text_en": "<p>Theirs.</p>"}, by=editor, on=TODAY, seen=section.version)
    response = desk.post(address(edition), data(section, text_en="<p>Mine.</p>", do="save"))
    assert response["Location"] == address(edition, "parts/challenges/merge/")
    text = desk.get(response["Location"]).content.decode()
    for words in ("One", "Theirs", "Mine", "Both changed this passage"):
        assert words in text
    section.refresh_from_db()
    assert "Choose for each passage" in desk.post(response["Location"], {"seen": section.version}).content.decode()
    chosen = {"seen": section.version, "en-0": "both"}
    assert desk.post(response["Location"], chosen)["Location"] == address(edition)
    section.refresh_from_db()
    assert section.text_en == "<p>Theirs.</p><p>Mine.</p>"


def test_autosave_answers_with_the_new_version(desk, edition, section):
    answer = desk.post(address(edition, "parts/challenges/autosave/"), data(section, text_en="<p>Two.</p>")).json()
    assert answer["version"] == section.version + 1
    assert answer["saved"].startswith("saved ")
    stale = desk.post(address(edition, "parts/challenges/autosave/"), data(section, text_en="<p>Three.</p>"))
    assert (stale.status_code, stale.json()["url"]) == (409, address(edition, "parts/challenges/merge/"))
    assert KeptText.objects.get().text_en == "<p>Three.</p>"


def test_after_the_session_the_text_is_there_when_the_person_is_back(desk, edition, section, nino):
    ticket = desk.get(address(edition)).context["ticket"]
    stranger = Client()
    response = stranger.post(address(edition), data(section, text_en="<p>Typed on.</p>", ticket=ticket, do="save"))
    assert response["Location"].startswith("/en/account/sign-in/?next=")
    section.refresh_from_db()
    assert section.text_en == "<p>One.</p>"
    assert "kept and is not in the draft yet" in desk.get(address(edition)).content.decode()
    assert KeptText.objects.get().account == nino.account
    json = stranger.post(
        address(edition, "parts/challenges/autosave/"), data(section, text_en="<p>And on.</p>", ticket=ticket),
        headers={"Accept": "application/json"},
    )  # fmt: skip
    assert json.status_code == 401
    assert KeptText.objects.get().text_en == "<p>And on.</p>"


@pytest.mark.parametrize("ticket", ["", "forged", "x" * 10_000])
def test_without_a_ticket_of_ours_nothing_is_kept(edition, section, ticket):
    Client().post(address(edition), data(section, text_en="<p>Spam</p>", ticket=ticket))
    assert not KeptText.objects.exists()


def test_figures_are_confirmed_corrected_or_explained(desk, edition):
    part = edition.sections.get(template_section__slug="background-size-borders")
    page = desk.get(address(edition, "parts/background-size-borders/"))
    rows = {row.shown.indicator.slug: row for row in page.context["figures"]}
    assert rows["population"].initial["value"] == "3,699,557"
    values = {row.add_prefix(name): row[name].value() or "" for row in rows.values() for name in row.fields}
    values |= {rows["population"].add_prefix("value"): "3 700 100", rows["area-km2"].add_prefix("gap"): "not_collected"}
    wrong = values | {rows["population"].add_prefix("value"): "many", rows["area-km2"].add_prefix("value"): "12"}
    text = desk.post(
        address(edition, "parts/background-size-borders/"), data(part, do="figures") | wrong
    ).content.decode()
    assert "This is not a number" in text
    assert "Give either a number or the reason" in text
    assert 'value="many"' in text
    part.refresh_from_db()
    desk.post(address(edition, "parts/background-size-borders/"), data(part, do="figures") | values)
    found = {
        row.indicator.slug: (row.value, row.year, row.gap) for row in SectionFigure.objects.select_related("indicator")
    }
    assert found == {"population": (3_700_100, 2024, ""), "area-km2": (None, None, "not_collected")}


def test_still_valid_is_offered_for_what_was_carried_over(desk, edition, section, light_georgia, editor):
    assert "Still valid" not in desk.get(address(edition, "")).content.decode()  # nothing of it is the state's own
    Edition.objects.filter(pk=edition.pk).update(status="published")
    following = drafting.start_edition(light_georgia.profile, 2032, by=editor, on=TODAY)
    text = desk.get(address(following, "")).content.decode()
    assert text.count("Still valid") == 1
    assert address(following, "parts/challenges/still-valid/") in text


def test_still_valid_takes_one_button(desk, edition, section):
    desk.post(address(edition, "parts/challenges/still-valid/"))
    section.refresh_from_db()
    assert section.progress == "still_valid"


def test_a_step_says_what_stands_against_it_and_where(desk, edition):
    text = desk.get(address(edition, "steps/submit/")).content.decode()
    assert "These parts have neither text nor a reason" in text
    assert address(edition, "parts/priorities/") in text
    desk.post(address(edition, "steps/submit/"))
    edition.refresh_from_db()
    assert edition.status == "draft"


def test_a_state_that_does_not_take_part_says_so_with_its_reason(desk, edition):
    assert "This field is required" in desk.post(address(edition, "steps/withdraw/"), {"reason": ""}).content.decode()
    desk.post(address(edition, "steps/withdraw/"), {"reason": "Not this year."})
    edition.refresh_from_db()
    assert edition.status == "withdrawn"


def test_a_comment_a_suggestion_and_a_ministry(desk, edition, section, editor, nino, post):
    desk.post(address(edition, "parts/challenges/comment/"), {"text": "We ask the ministry.", "from": "part"})
    remark = Comment.objects.get()
    assert (remark.side, remark.contact_point) == ("state", nino)
    desk.post(address(edition, f"comments/{remark.pk}/resolve/"))
    section.refresh_from_db()
    (suggestion,) = review.suggest(section, "en", section.text_en, "<p>One and two.</p>", by=editor)
    assert "<ins>and two</ins>" in desk.get(address(edition)).content.decode()
    desk.post(address(edition, f"suggestions/{suggestion.pk}/"), {"take": ""})
    section.refresh_from_db()
    assert section.text_en == "<p>One and two.</p>"
    form = {
        "organisation": "Ministry",
        "email": "m@example.org",
        "language": "ru",
        "sections": [section.pk],
        "days": 14,
    }
    desk.post(address(edition, "ask/"), form)
    (asked,) = edition.consultations.all()
    assert post.last("m@example.org").extra_headers["Content-Language"] == "ru"
    desk.post(address(edition, f"ask/{asked.pk}/revoke/"))
    asked.refresh_from_db()
    assert not asked.is_open


def test_another_states_draft_does_not_exist(edition, section, ion, editor, nino, post):
    remark = review.comment(section, "x", by=editor)
    suggestion = review.suggest(section, "en", section.text_en, "<p>y</p>", by=editor)[0]
    asked = consulting.ask(
        edition,
        [section],
        by=nino.account,
        post=nino,
        organisation="M",
        email="m@example.org",
        language="en",
        note="",
        days=14,
    )
    stranger = signed_in(ion.account)
    for rest in (
        "", "read/", "steps/submit/", "ask/", "parts/challenges/", "parts/challenges/merge/", "parts/challenges/changes/",
    ):  # fmt: skip
        assert stranger.get(address(edition, rest)).status_code == 404, rest
    for rest in (
        "steps/submit/", "parts/challenges/", "parts/challenges/autosave/", "parts/challenges/comment/",
        "parts/challenges/still-valid/", f"comments/{remark.pk}/resolve/", f"suggestions/{suggestion.pk}/",
        f"ask/{asked.pk}/revoke/",
    ):  # fmt: skip
        assert stranger.post(address(edition, rest), data(section)).status_code == 404, rest
    for path in (f"edition/{edition.pk}/change/", f"section/{section.pk}/change/", f"edition/{edition.pk}/review/"):
        assert stranger.get(f"/admin/registry/{path}").status_code == 404


def test_numbers_of_another_edition_do_not_open_it(desk, edition, ion, editor, nino):
    """A comment or suggestion of another state's draft, asked for under one's own edition."""
    other = make.written_edition(ion.state)
    remark = review.comment(other.sections.first(), "x", by=editor)
    suggestion = review.suggest(other.sections.first(), "en", "<p>Words on 0.</p>", "<p>y</p>", by=editor)[0]
    assert desk.post(address(edition, f"comments/{remark.pk}/resolve/")).status_code == 404
    assert desk.post(address(edition, f"suggestions/{suggestion.pk}/"), {"take": ""}).status_code == 404


def test_the_clock_is_on_the_desk_and_the_state_endorses(desk, georgia, nino, editor):
    edition = make.written_edition(georgia)
    perform(edition, "submit", by=nino.account, on=TODAY)
    review.accept_rest(edition, by=editor, on=TODAY)
    perform(edition, "ask_endorsement", by=editor, on=TODAY)
    text = desk.get("/en/desk/").content.decode()
    assert "Endorse: Light Migration Profile 2031" in text
    assert "until 24 February 2027" in text
    text = desk.get(address(edition, "read/")).content.decode()
    assert "Words on 3." in text
    desk.post(address(edition, "parts/challenges/comment/"), {"text": "A year is wrong.", "from": "read"})
    desk.post(address(edition, "steps/endorse/"))
    edition.refresh_from_db()
    assert (edition.status, edition.is_endorsed) == ("endorsed", True)


def test_what_one_wrote_is_in_the_copy_of_ones_own_data(desk, edition, section):
    desk.post(address(edition, "parts/challenges/comment/"), {"text": "We look at it.", "from": "part"})
    data = desk.get("/en/desk/privacy/data/?format=json").json()
    assert data["drafting"]["comments"][0]["text"] == "We look at it."
    assert "We look at it." in desk.get("/en/desk/privacy/data/").content.decode()


def test_a_round_stands_among_what_is_asked(desk, georgia, editor, light_georgia):
    from datetime import timedelta

    from registry.common.dates import today

    row = make.collection_round(georgia, year=2033, deadline=today() + timedelta(days=40))
    collecting.open_round(row, by=editor, on=today())
    text = desk.get("/en/desk/").content.decode()
    assert "Draft: Light Migration Profile 2033" in text
    assert "40 days" in text


def test_parts_cost_no_more_queries_when_more_was_said(desk, edition, section, editor):
    from tests.test_queries import count

    before = count(desk, address(edition, ""))
    for one in edition.sections.all():
        review.comment(one, "x", by=editor)
        review.suggest(one, "en", one.text_en, "<p>y</p>", by=editor)
    assert count(desk, address(edition, "")) == before
    assert Edition.objects.get(pk=edition.pk).sections.count() == 17
