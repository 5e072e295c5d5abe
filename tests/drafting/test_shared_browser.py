"""Two people who use the same browser: what one of them typed is never taken for the other's."""

import pytest

from registry.drafting.sections import KeptText
from tests import make
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(georgia):
    edition = make.written_edition(georgia)
    return edition.sections.get(template_section__slug="challenges")


def address(section, rest="") -> str:
    return f"/en/desk/editions/{section.edition_id}/parts/challenges/{rest}"


def typed(section, ticket) -> dict:
    return {
        "seen": section.version,
        "ticket": ticket,
        "text_en": "<p>Typed by Nino.</p>",
        "text_ru": section.text_ru,
        "gap": "",
    }


@pytest.mark.parametrize("other", ["dato", "ion"])
def test_a_page_that_another_persons_session_sends_is_kept_for_who_opened_it(
    section, nino, other, request
):
    other = request.getfixturevalue(other)
    ticket = signed_in(nino.account).get(address(section)).context["ticket"]
    browser = signed_in(other.account)  # signed in in another tab since
    data = typed(section, ticket)
    headers = {"Accept": "application/json"}
    answer = browser.post(address(section, "autosave/"), data, headers=headers)
    assert answer.status_code == 401
    assert "Somebody else has signed in in this browser" in answer.json()["error"]
    assert answer.json()["is_kept"]
    told = browser.post(address(section), data | {"do": "save"}, follow=True).content.decode()
    assert "Somebody else has signed in in this browser" in told
    section.refresh_from_db()
    assert section.text_en == "<p>Words on 3.</p>"
    assert KeptText.objects.get().account == nino.account
    if other.state == nino.state:
        page = browser.get(address(section)).content.decode()
        assert "was kept and is not in the draft yet" not in page
    page = signed_in(nino.account).get(address(section)).content.decode()
    assert "was kept and is not in the draft yet" in page


def test_what_a_device_keeps_is_named_for_its_person(section, nino, dato):
    keys = set()
    for person in (nino, dato):
        text = signed_in(person.account).get(address(section)).content.decode()
        assert f'data-draft-key="{person.account_id}/{section.pk}"' in text
        keys.add(person.account_id)
    assert len(keys) == 2
