"""Every kind of page is sound HTML, in both languages."""

import pytest

from tests.browser.test_accessibility import KINDS
from tests.sound import problems
from tests.test_queries import PAGES as COUNTED

pytestmark = pytest.mark.django_db

OTHER = ["search/?q=georgia", "search/?q=zzz&kind=news", "data/emigrant-stock/pairs/?state=georgia"]
PAGES = sorted({*KINDS, *OTHER, *(address.removeprefix("/en/") for address in COUNTED)})
ADMIN = ["", "state/", "state/add/", "newsitem/add/", "edition/", "observation/", "linkcheck/"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_page_is_sound(client, language, page):
    answer = client.get(f"/{language}/{page}")
    assert answer["Content-Type"].startswith("text/html")
    assert problems(answer.content.decode()) == []


@pytest.mark.parametrize("page", ADMIN)
def test_a_page_of_staff_is_sound(staff, page):
    address = f"/admin/registry/{page}" if page else "/admin/"
    assert problems(staff.get(address).content.decode()) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('<p id="a"></p><p id="a"></p>', "id twice: a"),
        ('<label for="b">B</label>', "label for leads to no id: b"),
        ('<input id="c">', "no label: c"),
        ("<div><p></div>", "</div> closes what is not open, line 1"),
        ('<img src="d">', "a picture without alt: d"),
        ("<select aria-label=x><option selected><option selected></select>", "chosen twice: None"),
        ('<p class="e" class="f"></p>', "an attribute twice"),
    ],
)
def test_a_page_that_is_not_sound_is_told(text, problem):
    assert any(found.startswith(problem) for found in problems(text))
