"""An edition as it will be published: the same as is frozen later, seen by its state and the
Secretariat alone, and nothing of it is written or kept."""

import pytest

from registry.drafting import review
from registry.publication.contents import EditionContent
from registry.publication.preview import preview
from registry.publication.workflow import perform
from tests import make
from tests.clients import one_line
from tests.conftest import TODAY, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(georgia):
    return make.written_edition(georgia)


def address(edition, language: str = "en") -> str:
    return f"/{language}/desk/editions/{edition.pk}/preview/"


def test_it_is_what_publishing_freezes(draft, nino, editor):
    perform(draft, "submit", by=nino.account, on=TODAY)
    review.accept_rest(draft, by=editor)
    perform(draft, "ask_endorsement", by=editor, on=TODAY)
    endorsed = perform(draft, "endorse", by=nino.account, on=TODAY)
    shown = {
        language: preview(endorsed, language, on=TODAY, is_endorsed=True).content
        for language in ("en", "ru")
    }
    assert not EditionContent.objects.filter(edition=draft).exists()
    published = perform(draft, "publish", by=editor, on=TODAY)
    for language, content in shown.items():
        assert published.content_in(language) == content


def test_it_writes_nothing(draft, nino):
    before = type(draft).objects.filter(pk=draft.pk).values().get()
    assert signed_in(nino.account).get(address(draft)).status_code == 200
    assert type(draft).objects.filter(pk=draft.pk).values().get() == before
    assert not EditionContent.objects.filter(edition=draft).exists()


@pytest.mark.charts
def test_it_has_charts_without_public_addresses(draft, nino):
    text = signed_in(nino.account).get(address(draft)).content.decode()
    assert "<svg" in text
    assert "/charts/" not in text
    assert "cite." not in text


def test_both_languages_and_both_endings(draft, nino):
    desk = signed_in(nino.account)
    text = one_line(desk.get(address(draft)).content.decode())
    assert "Words on 3." in text
    assert "Does not reflect the state’s official position" not in text
    text = one_line(desk.get(address(draft), {"as": "draft"}).content.decode())
    assert "Does not reflect the state’s official position" in text
    assert "Слова о 3." in desk.get(address(draft, "ru")).content.decode()


def test_nobody_keeps_it_and_no_search_engine_lists_it(draft, nino, staff):
    for client, where in (
        (signed_in(nino.account), address(draft)),
        (staff, f"/admin/registry/edition/{draft.pk}/preview/ru/"),
    ):
        response = client.get(where)
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]


def test_the_state_and_the_secretariat_see_it_and_nobody_else(draft, nino, dato, ion, staff):
    for person in (nino, dato):
        assert signed_in(person.account).get(address(draft)).status_code == 200
    assert signed_in(ion.account).get(address(draft)).status_code == 404
    admin = f"/admin/registry/edition/{draft.pk}/preview/"
    assert "Words on 3." in staff.get(f"{admin}en/").content.decode()
    assert "Слова о 3." in staff.get(f"{admin}ru/").content.decode()
    assert signed_in(nino.account).get(f"{admin}en/").status_code == 404


def test_the_public_is_led_to_the_door(client, draft):
    assert client.get(address(draft)).status_code == 302
    assert client.get(draft.version_url()).status_code == 404


def test_the_endorser_reads_it_from_the_page_of_the_button(draft, nino, editor):
    perform(draft, "submit", by=nino.account, on=TODAY)
    review.accept_rest(draft, by=editor)
    perform(draft, "ask_endorsement", by=editor, on=TODAY)
    desk = signed_in(nino.account)
    step = desk.get(f"/en/desk/editions/{draft.pk}/steps/endorse/").content.decode()
    for language in ("en", "ru"):
        assert f'href="{address(draft, language)}"' in step
    assert "steps/endorse/" in desk.get(address(draft)).content.decode()


def test_of_a_published_edition_the_public_page_is_the_preview(draft, nino, editor):
    make.publish(draft, on=TODAY)
    draft.refresh_from_db()
    response = signed_in(nino.account).get(address(draft))
    assert response["Location"] == draft.version_url()


def test_what_is_endorsed_is_not_shown_with_the_notice(draft, nino, editor):
    perform(draft, "submit", by=nino.account, on=TODAY)
    review.accept_rest(draft, by=editor)
    perform(draft, "ask_endorsement", by=editor, on=TODAY)
    perform(draft, "endorse", by=nino.account, on=TODAY)
    response = signed_in(nino.account).get(address(draft), {"as": "draft"})
    assert "Does not reflect the state’s official position" not in response.content.decode()
