"""An edition at the desk: what is asked, said and seen, and nothing of another state's."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from registry.drafting import collecting, consulting, review
from registry.drafting.exchange import Comment
from registry.profiles.models import Edition
from registry.publication.workflow import perform
from tests import make
from tests.clients import one_line
from tests.conftest import TODAY, signed_in, with_account
from tests.drafting.desk_pages.a_part import address, data

pytestmark = pytest.mark.django_db


def test_a_step_says_what_stands_against_it_and_where(desk, edition):
    text = desk.get(address(edition, "steps/submit/")).content.decode()
    assert "These parts have neither text nor a reason" in text
    assert address(edition, "parts/priorities/") in text
    desk.post(address(edition, "steps/submit/"))
    edition.refresh_from_db()
    assert edition.status == "draft"


def test_a_state_that_does_not_take_part_says_so_and_changes_its_mind(desk, edition):
    page = one_line(desk.get(address(edition, "")).content.decode())
    assert f'href="{address(edition, "steps/decline/")}">We do not take part this time</a>' in page
    desk.post(address(edition, "steps/decline/"), {"reason": ""})
    edition.refresh_from_db()
    assert edition.status == "withdrawn"
    assert "We take part after all" in desk.get(address(edition, "")).content.decode()
    desk.post(address(edition, "steps/take_part/"))
    edition.refresh_from_db()
    assert edition.status == "draft"


def test_a_comment_a_suggestion_and_a_ministry(desk, edition, section, editor, nino, post):
    desk.post(
        address(edition, "parts/challenges/comment/"),
        {"text": "We ask the ministry.", "from": "part"},
    )
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
        "",
        "read/",
        "steps/submit/",
        "ask/",
        "parts/challenges/",
        "parts/challenges/merge/",
        "parts/challenges/changes/",
    ):
        assert stranger.get(address(edition, rest)).status_code == 404, rest
    for rest in (
        "steps/submit/",
        "parts/challenges/",
        "parts/challenges/autosave/",
        "parts/challenges/comment/",
        "parts/challenges/still-valid/",
        f"comments/{remark.pk}/resolve/",
        f"suggestions/{suggestion.pk}/",
        f"ask/{asked.pk}/revoke/",
    ):
        assert stranger.post(address(edition, rest), data(section)).status_code == 404, rest
    for path in (
        f"edition/{edition.pk}/change/",
        f"section/{section.pk}/change/",
        f"edition/{edition.pk}/review/",
    ):
        assert stranger.get(f"/admin/registry/{path}").status_code == 404


def test_numbers_of_another_edition_do_not_open_it(desk, edition, ion, editor, nino):
    """A comment or suggestion of another state's draft, asked for under one's own edition."""
    other = make.written_edition(ion.state)
    remark = review.comment(other.sections.first(), "x", by=editor)
    suggestion = review.suggest(
        other.sections.first(), "en", "<p>Words on 0.</p>", "<p>y</p>", by=editor
    )[0]
    assert desk.post(address(edition, f"comments/{remark.pk}/resolve/")).status_code == 404
    assert (
        desk.post(address(edition, f"suggestions/{suggestion.pk}/"), {"take": ""}).status_code
        == 404
    )


def test_the_clock_is_on_the_desk_and_the_state_endorses(desk, georgia, nino, editor):
    edition = make.written_edition(georgia)
    perform(edition, "submit", by=nino.account, on=TODAY)
    review.accept_rest(edition, by=editor)
    perform(edition, "ask_endorsement", by=editor, on=TODAY)
    text = desk.get("/en/desk/").content.decode()
    assert "Endorse: Light Migration Profile 2031" in text
    assert "until 24 February 2027" in text
    text = desk.get(address(edition, "read/")).content.decode()
    assert "Words on 3." in text
    desk.post(
        address(edition, "parts/challenges/comment/"), {"text": "A year is wrong.", "from": "read"}
    )
    desk.post(address(edition, "steps/endorse/"))
    edition.refresh_from_db()
    assert (edition.status, edition.is_endorsed) == ("endorsed", True)


@pytest.mark.parametrize("status", ["with_state", "lapsed"])
def test_who_is_to_endorse_reads_how_to_say_that_the_text_is_wrong(desk, edition, status):
    Edition.objects.filter(pk=edition.pk).update(status=status)
    box = "parts/challenges/#comments-challenges"
    assert box in desk.get(address(edition, "")).content.decode()
    for path in ("", "steps/endorse/"):
        text = desk.get(address(edition, path)).content.decode()
        assert "Something is wrong?" in text
        assert f'href="{address(edition, "read/")}#parts"' in text
    assert 'id="parts"' in desk.get(address(edition, "read/")).content.decode()
    assert 'id="comments-challenges"' in desk.get(address(edition, "read/")).content.decode()
    russian = desk.get(address(edition, "").replace("/en/", "/ru/")).content.decode()
    assert "Нашли ошибку?" in russian


@pytest.mark.parametrize("status", ["draft", "submitted", "endorsed", "published"])
def test_no_other_text_says_so(desk, edition, status):
    Edition.objects.filter(pk=edition.pk).update(status=status)
    answer = desk.get(address(edition, ""))
    assert "Something is wrong?" not in answer.content.decode()


def test_what_one_wrote_is_in_the_copy_of_ones_own_data(desk, edition, section):
    desk.post(
        address(edition, "parts/challenges/comment/"), {"text": "We look at it.", "from": "part"}
    )
    data = desk.get("/en/desk/privacy/data/?format=json").json()
    assert data["drafting"]["comments"][0]["text"] == "We look at it."
    assert "We look at it." in desk.get("/en/desk/privacy/data/").content.decode()


def test_a_round_stands_among_what_is_asked(desk, georgia, editor, light_georgia):

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


def test_a_comment_is_sent_as_a_browser_sends_it(desk, edition, section):
    """With the token of the form, which Django's test client asks for only when told to."""
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = desk.cookies
    for page in (address(edition), address(edition, "read/")):
        text = browser.get(page).content.decode()
        action = address(edition, "parts/challenges/comment/")
        form = text[text.index(f'action="{action}"') :].partition("</form>")[0]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
        sent = browser.post(action, {"csrfmiddlewaretoken": token, "text": f"From {page}"})
        assert sent.status_code == 302
    assert Comment.objects.filter(section=section).count() == 2


def test_a_colleague_who_has_the_part_open_is_named_and_nobody_of_another_state(
    desk, edition, nino, georgia
):
    deputy = with_account(
        make.contact_point(georgia, name_latin="Levan B", email="deputy@example.org", role="deputy")
    )
    signed_in(deputy.account).get(address(edition))
    text = desk.get(address(edition)).content.decode()
    assert f"Also open with: {deputy.name_latin}" in text
    answer = desk.post(address(edition, "parts/challenges/others/")).json()
    assert deputy.name_latin in answer["others"]
    assert nino.name_latin not in answer["others"]


def test_a_return_without_a_reason_is_told_at_the_top_of_the_review(staff, edition, section):
    page = f"/admin/registry/edition/{edition.pk}/review/"
    assert "Nothing was decided" not in staff.get(page).content.decode()
    answer = staff.post(page, {"section": section.pk, "do": "return", "text": ""})
    text = one_line(answer.content.decode())
    note = text[text.index("Nothing was decided or written.") :]
    assert f'<a href="#text-{section.pk}">Reason or comment</a>: Write it here' in note
    assert f'id="text-{section.pk}"' in note
