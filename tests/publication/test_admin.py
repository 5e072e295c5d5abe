"""The Secretariat's pages: the review, the board, the buttons of the workflow."""

import pytest

from registry.drafting import review
from registry.profiles.models import Edition
from registry.publication.workflow import STEPS, perform
from tests import make
from tests.conftest import TODAY, form_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(georgia, nino):
    return perform(make.written_edition(georgia), "submit", by=nino.account, on=TODAY)


def test_the_buttons_are_the_steps_of_the_status(staff, submitted):
    page = staff.get(f"/admin/registry/edition/{submitted.pk}/change/").content.decode()
    for name, step in STEPS.items():
        stands = f"/edition/{submitted.pk}/act/{name}/" in page
        assert stands == (
            "submitted" in step.from_statuses and name not in ("resume", "supersede")
        ), name


def test_parts_are_accepted_returned_and_commented_on_one_page(staff, submitted):
    address = f"/admin/registry/edition/{submitted.pk}/review/"
    section = submitted.sections.get(template_section__slug="challenges")
    assert "Words on 3." in staff.get(address).content.decode()
    text = staff.post(address, {"section": section.pk, "do": "return", "text": ""}).content.decode()
    assert "Write it here: its author reads it." in text
    staff.post(address, {"section": section.pk, "do": "comment", "text": "Which year?"})
    staff.post(address, {"section": section.pk, "do": "return", "text": "Please give a source."})
    section.refresh_from_db()
    assert (section.review, section.comments.count()) == ("returned", 2)
    staff.post(address, {"rest": ""})
    assert submitted.sections.filter(review="accepted").count() == submitted.sections.count() - 1
    staff.post(address, {"section": section.pk, "do": "accept", "text": ""})
    section.refresh_from_db()
    assert section.review == "accepted"


def test_a_part_of_another_edition_is_not_decided_on_here(staff, submitted, ion):
    other = make.written_edition(ion.state).sections.first()
    answer = staff.post(
        f"/admin/registry/edition/{submitted.pk}/review/",
        {"section": other.pk, "do": "accept", "text": ""},
    )
    assert answer.status_code == 404


def test_the_admin_saves_a_part_by_the_act_of_the_desk(staff, submitted, editor):
    review.accept_rest(submitted, by=editor)
    section = submitted.sections.get(template_section__slug="challenges")
    address = f"/admin/registry/section/{section.pk}/change/"
    staff.post(
        address, form_data(staff, address) | {"text_en": "<h1>Words</h1><script>x()</script>"}
    )
    section.refresh_from_db()
    assert (section.text_en, section.review, section.is_prefilled) == ("<h3>Words</h3>", "", False)
    assert section.ru_reflects == "<p>Words on 3.</p>"
    Edition.objects.filter(pk=submitted.pk).update(status="with_state")
    assert 'name="_save"' not in staff.get(address).content.decode()


def test_what_staff_would_change_can_be_suggested_instead(staff, submitted, editor, nino):
    section = submitted.sections.get(template_section__slug="challenges")
    address = f"/admin/registry/section/{section.pk}/change/"
    data = form_data(staff, address) | {"text_en": "<p>Words on 3, please.</p>", "_suggest": ""}
    assert (
        staff.post(address, data)["Location"] == f"/admin/registry/edition/{submitted.pk}/review/"
    )
    before = section.version
    section.refresh_from_db()
    assert (section.text_en, section.version) == ("<p>Words on 3.</p>", before)
    suggestion = section.suggestions.get()
    assert (suggestion.old, suggestion.new, suggestion.by) == (
        "<p>Words on 3.</p>",
        "<p>Words on 3, please.</p>",
        editor,
    )


def test_two_editors_at_one_part_are_told(staff, submitted, second_editor):
    from tests.conftest import signed_in

    section = submitted.sections.get(template_section__slug="challenges")
    address = f"/admin/registry/section/{section.pk}/change/"
    other = signed_in(second_editor, second_factor=True)
    mine, theirs = form_data(staff, address), form_data(other, address)
    other.post(address, theirs | {"text_en": "<p>Theirs.</p>"})
    text = staff.post(address, mine | {"text_en": "<p>Mine.</p>"}).content.decode()
    assert "This record was saved" in text
    section.refresh_from_db()
    assert section.text_en == "<p>Theirs.</p>"


def test_a_correction_and_the_next_edition_are_started_by_a_button(staff, light_georgia, georgia):
    address = f"/admin/registry/edition/{light_georgia.pk}/act/correct/"
    answer = staff.post(address, {"note_en": "The area.", "note_ru": "Площадь."})
    corrected = Edition.objects.get(
        profile=light_georgia.profile, year=light_georgia.year, number=2
    )
    assert answer["Location"] == f"/admin/registry/edition/{corrected.pk}/change/"
    text = staff.post(address, {"note_en": "Again.", "note_ru": "Снова."}).content.decode()
    assert "in work already" in text
    assert "Again." in text
    staff.post(
        f"/admin/registry/migrationprofile/{light_georgia.profile_id}/act/start/",
        {"year": 2031, "origin": "state"},
    )
    assert Edition.objects.get(profile=light_georgia.profile, year=2031).sections.count() == 17


def test_a_text_that_the_state_is_asked_about_is_not_imported_over(submitted):
    from registry.common.importing import resource_for
    from registry.drafting.sections import Section

    Edition.objects.filter(pk=submitted.pk).update(status="with_state")
    data = resource_for(Section)().export(
        submitted.sections.filter(template_section__slug="challenges")
    )
    data.dict = [data.dict[0] | {"text_en": "<p>Other</p>"}]
    result = resource_for(Section)().import_data(data, dry_run=False)
    assert "does not change now" in str(result.invalid_rows[0].error.messages)


def test_both_sides_see_the_day_of_the_clock(staff, submitted):
    from datetime import timedelta

    from registry.common.dates import today

    began = today() - timedelta(days=12)
    Edition.objects.filter(pk=submitted.pk).update(status="with_state", submitted_on=began)
    assert (
        "day 12, until"
        in staff.get(f"/admin/registry/edition/{submitted.pk}/change/").content.decode()
    )
    assert (
        "day 12, until"
        in staff.get("/admin/registry/edition/?status__exact=with_state").content.decode()
    )


def test_what_came_in_stands_on_the_front_page(staff, submitted):
    text = staff.get("/admin/").content.decode()
    assert ": to be reviewed" in text


def test_the_newest_edition_stands_on_the_home_page(client, georgia, nino, editor):
    edition = perform(make.written_edition(georgia), "submit", by=nino.account, on=TODAY)
    review.accept_rest(edition, by=editor)
    perform(edition, "ask_endorsement", by=editor, on=TODAY)
    perform(edition, "endorse", by=nino.account, on=TODAY)
    perform(edition, "publish", by=editor, on=TODAY)
    assert edition.get_absolute_url() in client.get("/en/").content.decode()
    listed = client.get("/api/v1/profiles/georgia/light/").json()["editions"]
    assert listed == [
        "/api/v1/editions/georgia/light/2031/",
        "/api/v1/editions/georgia/light/2026/",
    ]


def test_the_list_says_of_an_endorsement_what_readers_are_told(staff):
    found = Edition.objects.filter(profile__state__iso_alpha3="ARM")
    unconfirmed = [row for row in found if row.is_endorsed and not row.is_known_as_endorsed]
    assert unconfirmed
    text = staff.get("/admin/registry/edition/?q=ARM").content.decode()
    cells = text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert cells.count("Endorsement not confirmed") == len(unconfirmed)
    assert "endorsed by the state" not in cells
