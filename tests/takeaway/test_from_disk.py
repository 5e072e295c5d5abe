"""A copy as a reader has it: in Chromium, from a disk, without a server."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import conftest as browsers
from tests.takeaway.conftest import PUBLIC

pytestmark = pytest.mark.browser
chromium = browsers.chromium


@pytest.fixture(scope="module")
def browser(copied, chromium):
    """After the copy: its event loop keeps Django from the database."""
    yield from browsers.browser.__wrapped__(chromium)


@pytest.fixture
def page(browser: Browser):
    opened = browser.new_page(viewport={"width": 360, "height": 800})
    opened.complaints = browsers.Complaints()
    opened.complaints.listen(opened)
    yield opened
    opened.close()


def visit(page: Page, copied, place: str) -> None:
    page.goto(f"file://{copied.directory / place}")


@pytest.mark.parametrize("place", ["index.html", "en/index.html", "ru/data/population/index.html"])
def test_a_page_loads_all_it_needs_and_fits_a_narrow_screen(page, copied, place):
    visit(page, copied, place)
    assert not page.complaints
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_map_shows_its_states(page, copied):
    visit(page, copied, "en/index.html")
    page.wait_for_function(  # a moment after the page has come: its shapes are drawn later
        """() => {
          const shape = document.querySelector('use[href="#shape-GE"]');
          return shape.getBoundingClientRect().width > 3;
        }"""
    )


@pytest.mark.parametrize(
    ("language", "typed", "place"),
    [
        ("en", "georgia", "en/states/georgia/index.html"),
        ("ru", "ГРУЗИИ", "ru/states/georgia/index.html"),
        ("ru", "georgia", "en/states/georgia/index.html"),
        ("en", PUBLIC[:-2], f"en/library/{PUBLIC}-document/index.html"),
    ],
)
def test_the_search_finds_without_a_server(page, copied, language, typed, place):
    visit(page, copied, f"{language}/index.html")
    page.locator("#search-words").fill(typed)
    page.locator("#search-words").press("Enter")
    page.wait_for_url("**/search/index.html?*")
    found = page.locator(f'#found a[href="../../{place}"]')
    found.click()
    page.wait_for_url(f"**/{place}")
    assert page.locator("h1").count() == 1
    assert not page.complaints


def test_what_is_not_there_is_said_and_no_markup_is_taken(page, copied):
    visit(page, copied, "en/search/index.html?q=<img src=x onerror=alert(1)>zzzqqq")
    assert page.locator("#found-count").inner_text() == "No page of the copy holds these words."
    assert page.locator("main img").count() == 0


def test_the_first_page_leads_to_both_languages(page, copied):
    for language in ("en", "ru"):
        visit(page, copied, "index.html")
        page.locator(f'a[href="{language}/index.html"]').click()
        assert page.locator("html").get_attribute("lang") == language
