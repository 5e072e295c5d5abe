"""The search as one types: arrow keys, Enter and Escape; and without a script."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import open_page

pytestmark = pytest.mark.browser


def typed_and_chosen(page, field, text: str, first: str) -> None:
    """Suggestions come, the arrow chooses the first, Escape closes, and Enter opens what is
    chosen."""
    field.press_sequentially(text)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text(first)
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    assert field.input_value() == text
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_a_reader_chooses_a_state_by_keyboard_on_the_wrong_layout(browser, product):
    page, complaints = open_page(browser, product)
    page.goto("/ru/")
    typed_and_chosen(page, page.locator("#search-words"), "uhep", "Грузия")
    page.wait_for_url("**/ru/states/georgia/")
    assert complaints == []
    page.context.close()


def test_enter_without_a_choice_searches(browser, product):
    page, _complaints = open_page(browser, product)
    page.goto("/en/")
    page.locator("#search-words").press_sequentially("readmission")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=readmission")
    expect(page.get_by_role("heading", level=1)).to_have_text("readmission")
    page.context.close()


def test_a_contact_point_has_it_at_the_desk(browser, product, signed_in):
    page, complaints = open_page(browser, product, storage_state=signed_in["georgia"])
    page.goto("/en/desk/")
    typed_and_chosen(page, page.locator("#search-words"), "armen", "Armenia")
    page.wait_for_url("**/en/states/armenia/")
    assert complaints == []
    page.context.close()


def test_staff_choose_a_record_in_the_admin(browser, product, signed_in):
    page, complaints = open_page(browser, product, storage_state=signed_in["staff"])
    page.goto("/admin/")
    page.keyboard.press("/")
    typed_and_chosen(page, page.locator("#find-record"), "Bratislava", "Bratislava")
    page.wait_for_url(re.compile(r"/admin/registry/\w+/\d+/change/"))
    assert complaints == []
    page.context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_without_a_script_the_search_finds(browser, product, width):
    page, _complaints = open_page(browser, product, width, java_script_enabled=False)
    page.goto("/en/")
    page.locator("#search-words").fill("uhepbz")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/?q=uhepbz")
    expect(page.locator(".bet")).to_contain_text("Georgia")
    expect(page.get_by_text("Did you mean")).to_be_visible()
    page.context.close()
