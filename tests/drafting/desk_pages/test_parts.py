"""A part at the desk: nothing that was typed is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from registry.accounts.models import User
from registry.drafting import starting, writing
from registry.drafting.sections import KeptText, Section
from registry.profiles.models import Edition
from tests.conftest import TODAY, signed_in
from tests.drafting.desk_pages.a_part import address, data

pytestmark = pytest.mark.django_db


def test_the_list_of_parts_shows_what_each_needs(desk, edition):
    text = desk.get(address(edition, "")).content.decode()
    for told in (
        "3 Main challenges and risks",
        "from open figures",
        "missing",
        "Submit to the Secretariat",
    ):
        assert told in text
    assert address(edition) in desk.get("/en/desk/").content.decode()


def test_saving_shows_the_moment_and_stays_on_the_part(desk, edition, section):
    response = desk.post(
        address(edition), data(section, text_en="<p>Two.</p>", do="save"), follow=True
    )
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
        address(edition),
        data(section, text_en="<p><b>Bold</b><script>x()</script></p><div>Next</div>", do="save"),
    )
    section.refresh_from_db()
    assert section.text_en == "<p><strong>Bold</strong></p><p>Next</p>"


def test_too_long_a_text_is_told_above_and_still_there(desk, edition, section):
    long = f"<p>{'ж' * 150_000}</p>"
    text = desk.post(address(edition), data(section, text_ru=long, do="save")).content.decode()
    assert "The text in Russian has 292 KB; a section holds 200 KB" in text
    assert "ж" * 1000 in text
    text = desk.post(
        address(edition), data(section, text_en="x" * 210_000, do="save")
    ).content.decode()
    assert "A section holds 200 KB of text in each language" in text


def test_a_save_against_an_older_text_leads_to_a_choice(desk, edition, section, editor):
    desk.get(address(edition))
    writing.save_section(
        section, {"text_en": "<p>Theirs.</p>"}, by=editor, on=TODAY, seen=section.version
    )
    response = desk.post(address(edition), data(section, text_en="<p>Mine.</p>", do="save"))
    assert response["Location"] == address(edition, "parts/challenges/merge/")
    text = desk.get(response["Location"]).content.decode()
    for words in ("One", "Theirs", "Mine", "Both changed this passage"):
        assert words in text
    section.refresh_from_db()
    assert (
        "Choose for each passage"
        in desk.post(response["Location"], {"seen": section.version}).content.decode()
    )
    chosen = {"seen": section.version, "en-0": "both"}
    assert desk.post(response["Location"], chosen)["Location"] == address(edition)
    section.refresh_from_db()
    assert section.text_en == "<p>Theirs.</p><p>Mine.</p>"


def test_autosave_answers_with_the_new_version(desk, edition, section):
    answer = desk.post(
        address(edition, "parts/challenges/autosave/"), data(section, text_en="<p>Two.</p>")
    ).json()
    assert answer["version"] == section.version + 1
    assert answer["saved"].startswith("saved ")
    stale = desk.post(
        address(edition, "parts/challenges/autosave/"), data(section, text_en="<p>Three.</p>")
    )
    assert (stale.status_code, stale.json()["url"]) == (
        409,
        address(edition, "parts/challenges/merge/"),
    )
    assert KeptText.objects.get().text_en == "<p>Three.</p>"


def test_after_the_session_the_text_is_there_when_the_person_is_back(desk, edition, section, nino):
    ticket = desk.get(address(edition)).context["ticket"]
    stranger = Client()
    response = stranger.post(
        address(edition), data(section, text_en="<p>Typed on.</p>", ticket=ticket, do="save")
    )
    assert response["Location"].startswith("/en/account/sign-in/?next=")
    section.refresh_from_db()
    assert section.text_en == "<p>One.</p>"
    assert "kept and is not in the draft yet" in desk.get(address(edition)).content.decode()
    assert KeptText.objects.get().account == nino.account
    json = stranger.post(
        address(edition, "parts/challenges/autosave/"),
        data(section, text_en="<p>And on.</p>", ticket=ticket),
        headers={"Accept": "application/json"},
    )
    assert json.status_code == 401
    assert KeptText.objects.get().text_en == "<p>And on.</p>"


def test_what_was_kept_goes_once_the_same_page_has_typed_on(desk, edition, section):
    ticket = desk.get(address(edition)).context["ticket"]
    autosave = address(edition, "parts/challenges/autosave/")
    typed = data(section, text_en="<p>One and the beginn</p>", ticket=ticket)
    Client().post(autosave, typed, headers={"Accept": "application/json"})
    kept = KeptText.objects.get()
    other = data(section, text_en="<p>One.</p><p>Something else.</p>", ticket=ticket)
    typed["text_en"] = "<p>One and the beginning of another.</p>"
    answer = desk.post(autosave, typed)
    assert answer.status_code == 200
    assert not KeptText.objects.exists()
    kept.base_version = answer.json()["version"]
    kept.save(force_insert=True)  # another page, whose words are not in what was kept
    desk.post(autosave, other | {"seen": kept.base_version})
    assert KeptText.objects.exists()


def test_what_was_taken_in_on_another_page_is_no_conflict_with_what_was_typed_on(
    desk, edition, section
):
    autosave = address(edition, "parts/challenges/autosave/")
    desk.post(autosave, data(section, text_en="<p>One and two.</p>"))
    answer = desk.post(autosave, data(section, text_en="<p>One and two. And three.</p>"))
    assert answer.status_code == 200
    section.refresh_from_db()
    assert section.text_en == "<p>One and two. And three.</p>"
    assert not KeptText.objects.exists()


@pytest.mark.parametrize("ticket", ["", "forged", "x" * 10_000])
def test_without_a_ticket_of_ours_nothing_is_kept(edition, section, ticket):
    Client().post(address(edition), data(section, text_en="<p>Spam</p>", ticket=ticket))
    assert not KeptText.objects.exists()


def test_still_valid_is_offered_for_what_was_carried_over(
    desk, edition, section, light_georgia, editor
):
    assert (
        "Still valid" not in desk.get(address(edition, "")).content.decode()
    )  # nothing of it is the state's own
    Edition.objects.filter(pk=edition.pk).update(status="published")
    following = starting.start_edition(light_georgia.profile, 2032, by=editor, on=TODAY)
    text = desk.get(address(following, "")).content.decode()
    assert text.count("Still valid") == 1
    assert address(following, "parts/challenges/still-valid/") in text


def test_still_valid_takes_one_button(desk, edition, section):
    desk.post(address(edition, "parts/challenges/still-valid/"))
    section.refresh_from_db()
    assert section.progress == "still_valid"


def autosaved(desk, edition, section, **changes):
    return desk.post(
        address(edition, "parts/challenges/autosave/"),
        data(section, **changes),
        headers={"accept": "application/json"},
    )


def test_autosave_shows_the_joined_text_and_who_saved_meanwhile(desk, edition, section, editor):
    both = "<p>One.</p><p>Two.</p>"
    section = writing.save_section(
        section, {"text_en": both}, by=editor, on=TODAY, seen=section.version
    )
    desk.get(address(edition))
    writing.save_section(
        section, {"text_en": "<p>1.</p><p>Two.</p>"}, by=editor, on=TODAY, seen=section.version
    )
    answer = autosaved(desk, edition, section, text_en="<p>One.</p><p>2.</p>").json()
    assert answer["joined"]["text_en"] == "<p>1.</p><p>2.</p>"
    assert "the Secretariat" in answer["saved"]
    response = desk.post(
        address(edition), data(section, text_en="<p>One.</p><p>2.</p>", do="save"), follow=True
    )
    assert "Joined with what was saved" in response.content.decode()
    section.refresh_from_db()
    assert section.text_en == "<p>1.</p><p>2.</p>"


def test_autosave_after_a_submission_keeps_the_text_where_its_writer_finds_it(
    desk, edition, section
):
    Edition.objects.filter(pk=edition.pk).update(status="submitted")
    response = autosaved(desk, edition, section, text_en="<p>Late.</p>")
    assert response.status_code == 409
    assert "What you wrote is kept" in response.json()["error"]
    page = desk.get(response.json()["url"]).content.decode()
    assert "A text of yours was kept" in page


def test_what_a_predecessor_typed_just_after_the_handover_is_found_by_who_is_in_office(
    desk, edition, section, nino
):
    text = desk.get(address(edition)).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', text)[1]
    former = nino.account
    nino.account = User.objects.create_user("tamar@example.org")
    nino.save()
    desk.logout()
    desk.post(address(edition), data(section, text_en="<p>Late.</p>", ticket=ticket))
    kept = KeptText.objects.get()
    assert (kept.account, kept.contact_point, kept.text_en) == (former, nino, "<p>Late.</p>")
    assert (
        "A text of yours was kept" in signed_in(nino.account).get(address(edition)).content.decode()
    )


def test_what_was_left_out_is_said_after_saving(desk, edition, section):
    typed = '<p>Two.<del>Gone.</del><img src="x.png"></p>'
    response = desk.post(address(edition), data(section, text_en=typed, do="save"), follow=True)
    said = response.content.decode()
    assert "1 passage that was deleted with changes tracked: “Gone.”; 1 picture" in said


def test_earlier_versions_are_listed_compared_and_brought_back(desk, edition, section, nino):
    desk.post(address(edition), data(section, text_en="<p>Two.</p>", do="save"))
    listed = desk.get(address(edition, "parts/challenges/versions/")).content.decode()
    assert "the Secretariat" in listed
    assert nino.name_latin in listed
    one = address(edition, f"parts/challenges/versions/{section.version}/")
    assert "<del>One</del>" in desk.get(one).content.decode()
    assert desk.get(address(edition, "parts/challenges/versions/99/")).status_code == 404
    desk.post(f"{one}bring-back/")
    section.refresh_from_db()
    assert section.text_en == "<p>One.</p>"


def test_the_list_of_versions_asks_as_much_for_many_as_for_few(
    desk, edition, section, nino, django_assert_max_num_queries
):
    for number in range(6):
        section = writing.save_section(
            section,
            {"text_en": f"<p>{number}</p>"},
            by=nino.account,
            on=TODAY,
            seen=section.version,
        )
        section.history.update(history_date=timezone.now() - timedelta(hours=1))
    with django_assert_max_num_queries(30):
        text = desk.get(address(edition, "parts/challenges/versions/")).content.decode()
    assert text.count("/versions/") >= 6


def test_without_a_script_a_part_is_written_with_a_few_marks_and_nothing_is_swallowed(
    desk, edition, section
):
    table = "<table><tbody><tr><td>2024</td></tr></tbody></table>"
    Section.objects.filter(pk=section.pk).update(text_en=f"<p>One.</p>{table}")
    page = desk.get(address(edition))
    form = page.context["form"]
    shown = {"text_en": "One.\n\n[[2: 2024]]", "text_ru": "Один."}
    for text in shown.values():
        assert f"\n{text}</textarea>".replace("\n", "") in page.content.decode().replace("\n", "")
    assert "A blank line ends a paragraph." in page.content.decode()
    posted = {"seen": form["seen"].value(), "gap": "", "do": "save"}
    for name, text in shown.items():
        posted |= {name: text, f"{name}_marks": "1", f"{name}_was": form[name].value()}
    desk.post(address(edition), posted | {"text_en": "5 < 6\n\n<important>\n\n[[2: 2024]]"})
    section.refresh_from_db()
    assert section.text_en == f"<p>5 &lt; 6</p><p>&lt;important&gt;</p>{table}"
    assert section.text_ru == "<p>Один.</p>"


def test_marks_that_are_posted_after_the_session_has_ended_are_kept_as_text(desk, edition, section):
    text = desk.get(address(edition)).content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', text)[1]
    desk.logout()
    typed = data(section, text_en="5 < 6", text_en_marks="1", text_en_was="", ticket=ticket)
    desk.post(address(edition), typed)
    assert KeptText.objects.get().text_en == "<p>5 &lt; 6</p>"
