"""The Secretariat's workplace in a browser: nothing is wider than the window, axe finds nothing,
the keyboard reaches everything."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from playwright.sync_api import expect

from registry.common.records import Record
from tests.browser.conftest import open_page
from tests.browser.test_accessibility import faults

pytestmark = pytest.mark.browser
RECORDS = [model._meta.model_name for model in admin.site._registry if issubclass(model, Record)]
WIDTH = "document.documentElement.scrollWidth"
PAGES = (
    "",
    "find/?words=Georgia",
    "changes/",
    "registry/document/",
    "registry/project/",
    "registry/contactpoint/",
    "registry/contactpoint/reachability/",
    "registry/state/1/change/",
    "registry/meeting/1/change/",
    "registry/meeting/1/attendance/",
)


def not_vendored(fault: str) -> bool:
    """Django's field that searches while one types has faults of its own."""
    return "select2" not in fault


def test_no_list_and_no_form_is_wider_than_the_window(staff):
    wide = []
    for name in RECORDS:
        for page in ("", "add/"):
            address = f"/admin/registry/{name}/{page}"
            if staff.request.get(address).status != 200:
                continue  # nobody adds what is made from others
            staff.goto(address)
            if page == "":
                rows = staff.locator("#result_list tbody a[href*='/change/']")
                first = rows.first.get_attribute("href") if rows.count() else None
            wide += [(staff.url, width) for width in [staff.evaluate(WIDTH)] if width > 1280]
        if first:
            staff.goto(first)
            wide += [(staff.url, width) for width in [staff.evaluate(WIDTH)] if width > 1280]
    assert wide == []


@pytest.mark.parametrize("width", [1280, 800, 390])
def test_axe_and_the_width(browser, product, signed_in, width):
    page, _complaints = open_page(browser, product, width, storage_state=signed_in["staff"])
    axe, found = Axe(), []
    for address in PAGES:
        page.goto(f"/admin/{address}")
        found += [
            one for one in faults(page, axe, f"/admin/{address} {width}") if not_vendored(one)
        ]
        if page.evaluate(WIDTH) > width:
            found.append(f"{address} is wider than {width}")
    page.context.close()
    assert found == []


def test_the_menu_folds_away_on_a_narrow_screen(browser, product, signed_in):
    page, _complaints = open_page(browser, product, 390, storage_state=signed_in["staff"])
    page.goto("/admin/")
    menu, button = page.locator("#staff-menu"), page.get_by_role("button", name="Menu")
    assert not menu.is_visible()
    button.click()
    assert menu.is_visible()
    menu.locator("a").first.focus()
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    page.context.close()


def test_the_menu_and_the_search_work_without_a_script(browser, product, signed_in):
    options = {"storage_state": signed_in["staff"], "java_script_enabled": False}
    page, _complaints = open_page(browser, product, 390, **options)
    page.goto("/admin/")
    assert page.locator("#staff-menu").is_visible()
    page.locator("input[name=words]").fill("Грузия")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/find/**")
    assert page.get_by_role("link", name="Georgia", exact=True).is_visible()
    page.context.close()


def test_a_slash_leads_to_the_search_and_a_folded_section_stays_folded(staff):
    staff.goto("/admin/registry/document/")
    staff.locator("main").focus()
    staff.keyboard.press("/")
    expect(staff.locator("input[name=words]:focus")).to_be_visible()
    figures = staff.locator("#staff-menu details", has=staff.get_by_text("Counterparts"))
    figures.locator("summary").click()
    staff.goto("/admin/registry/project/")
    assert not staff.get_by_role("link", name="Counterparts").is_visible()


def test_a_form_begins_in_its_first_field_proposes_a_slug_and_asks_before_it_is_left(staff):
    staff.goto("/admin/registry/document/add/")
    assert staff.evaluate("document.activeElement.id") == "id_stage"
    staff.get_by_label("Title, English").fill("Käthe’s Guide, 2nd part")
    assert staff.locator("#id_slug").input_value() == "kathe-s-guide-2nd-part"
    bar = staff.locator(".submit-row").first.bounding_box()
    assert bar["y"] + bar["height"] <= 901
    asked = []
    staff.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    staff.goto("/admin/")
    assert asked == ["beforeunload"]


def test_what_was_typed_stays_when_the_session_has_ended(browser, product, signed_in):
    page, _complaints = open_page(browser, product, storage_state=signed_in["staff"])
    page.clock.install()
    page.goto("/admin/registry/page/add/")
    page.get_by_label("Title, English").fill("Typed for long")
    page.clock.fast_forward(120_000)
    kept = page.context.cookies()
    page.context.clear_cookies()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("text=What you typed is still here")
    assert page.get_by_label("Title, English").input_value() == "Typed for long"
    page.context.add_cookies(kept)
    page.locator("#id_slug").fill("typed-for-long")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("text=was added successfully")
    page.context.close()


@pytest.mark.parametrize("who", ["staff", "moldova"])
def test_the_head_of_a_public_page_fits_who_is_signed_in(browser, product, signed_in, who):
    """The menu has more in it then, and the Russian words are longer."""
    page, _complaints = open_page(browser, product, storage_state=signed_in[who])
    for width in (1280, 1024, 961, 360):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/ru/states/georgia/")
        assert page.evaluate(WIDTH) <= width
    page.context.close()


def test_the_buttons_of_the_editor_are_pictures_and_not_the_names_of_them(staff):
    staff.goto("/admin/registry/newsitem/add/")
    bold = staff.get_by_role("button", name="Bold").first
    assert "Material Icons" in bold.evaluate("one => getComputedStyle(one).fontFamily")
    assert bold.bounding_box()["width"] < 44
