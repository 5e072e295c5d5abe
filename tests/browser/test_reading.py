"""A reader's ways through the registry, in a real browser."""

import pytest

from tests.browser.conftest import open_page

pytestmark = pytest.mark.browser


def test_find_a_state_from_home_and_read_its_profile_in_both_languages(page):
    page.goto("/en/")
    field = page.get_by_label("Find a state")
    field.press_sequentially("Georg")
    field.press("ArrowDown")  # chosen from the list
    field.press("Enter")
    page.wait_for_url("**/en/states/georgia/")
    assert page.locator("h1").inner_text() == "Georgia"
    page.get_by_role("link", name="2026").first.click()
    page.wait_for_url("**/en/profiles/georgia/light/2026/")
    assert "Does not reflect the state’s official position." in page.locator(".notice").inner_text()
    page.get_by_role("link", name="2.4 Asylum and international protection").click()
    assert page.locator("#asylum-heading").is_visible()
    page.locator("#asylum details").first.locator("summary").click()
    assert page.locator("#asylum table caption").first.is_visible()
    page.get_by_role("link", name="Русский").click()
    page.wait_for_url("**/ru/profiles/georgia/light/2026/")
    assert page.locator("h1").inner_text().startswith("Грузия")
    assert "Не отражает официальную позицию государства." in page.locator(".notice").inner_text()


def test_find_a_state_in_russian_by_the_keyboard_alone(page):
    page.goto("/ru/")
    page.get_by_label("Найти государство").focus()
    page.keyboard.type("грузия")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ru/states/georgia/")


def test_the_map_leads_to_a_state(page):
    page.goto("/en/map/")
    link = page.get_by_role("link", name="Kazakhstan: profile endorsed by the state")
    link.hover()
    assert page.locator(".told").inner_text() == "Kazakhstan: profile endorsed by the state"
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/states/kazakhstan/")


def test_filter_projects(page):
    page.goto("/en/projects/")
    assert page.locator("tbody tr").count() == 14
    page.get_by_label("Kind").select_option("pilot_project")
    page.get_by_label("State").select_option("georgia")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**kind=pilot_project**")
    assert page.locator("tbody tr").count() == 6
    page.get_by_role("link", name="Show all").click()
    assert page.locator("tbody tr").count() == 14


def test_a_wrong_filter_is_told_beside_its_field_and_what_was_typed_stays(page):
    page.goto("/ru/library/?year=1492&q=миграция")
    assert page.locator(".field.wrong .error").is_visible()
    assert page.locator("#id_q").input_value() == "миграция"


def test_the_skip_link_comes_first(page):
    page.goto("/en/states/georgia/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_menu_folds_on_a_phone_and_opens_by_keyboard(browser, product):
    page, complaints = open_page(browser, product, width=360)
    page.goto("/en/states/georgia/")
    assert not page.get_by_role("navigation", name="Main menu").is_visible()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("navigation", name="Main menu").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.get_by_role("navigation", name="Main menu").is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Menu"
    assert complaints == []


def test_everything_is_there_without_script(browser, product):
    page, _complaints = open_page(browser, product, width=360, java_script_enabled=False)
    page.goto("/en/")
    page.get_by_label("Find a state").fill("Грузия")
    page.get_by_role("button", name="Go").click()
    page.wait_for_url("**/en/states/georgia/")
    assert page.get_by_role("link", name="Projects", exact=True).is_visible()
    page.get_by_role("link", name="Projects", exact=True).click()
    page.get_by_label("Kind").select_option("programme")
    page.get_by_role("button", name="Show").click()
    assert page.locator("tbody tr").count() == 4


@pytest.mark.parametrize(
    "address",
    [
        "",
        "states/georgia/",
        "profiles/georgia/light/2026/",
        "profiles/",
        "data/population/",
        "meetings/",
    ],
)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_nothing_scrolls_sideways_at_320_pixels(browser, product, address, language):
    page, _complaints = open_page(browser, product, width=320)
    page.goto(f"/{language}/{address}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.context.close()


def test_a_reader_gets_no_cookie(page):
    page.goto("/en/")
    page.goto("/en/library/?kind=handbook")
    assert page.context.cookies() == []
