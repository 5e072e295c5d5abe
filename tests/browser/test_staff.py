"""Staff edit in the admin, and the public sees it at once."""

import pytest

from tests.browser.conftest import open_page

pytestmark = pytest.mark.browser
IS_ON_TOP = """button => {
    const box = button.getBoundingClientRect();
    return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === button;
}"""


def test_an_edit_is_shown_in_public_at_once(staff, browser, product):
    reader, complaints = open_page(browser, product)
    reader.goto("/en/about/privacy/")
    staff.goto("/admin/registry/page/")
    staff.get_by_role("link", name="Privacy", exact=True).click()
    staff.get_by_label("Title, English").fill("Privacy, in short")
    editor = staff.locator("[contenteditable=true]").first
    editor.click()
    staff.keyboard.press("Control+End")
    staff.keyboard.type(" Written by hand.")
    staff.get_by_role("button", name="Save", exact=True).first.click()
    staff.wait_for_selector("text=was changed successfully")
    reader.reload()
    assert reader.locator("h1").inner_text() == "Privacy, in short"
    assert "Written by hand." in reader.locator("main").inner_text()
    assert complaints == []


def test_the_admins_pages_keep_to_the_policy(staff):
    for address in (
        "state/",
        "state/1/change/",
        "state/1/history/",
        "observation/",
        "figureimport/",
        "figureimport/bring/",
        "edition/20/change/",
        "document/import/",
        "document/export/",
        "contactpoint/",
        "contactpoint/add/",
        "contactpoint/reachability/",
        "contactpoint/duplicates/",
        "handover/add/",
        "groupmail/add/",
        "privacynotice/1/change/",
    ):
        staff.goto(f"/admin/registry/{address}")
        assert staff.locator("h1").first.is_visible()
    staff.goto("/api/v1/docs/")
    staff.wait_for_selector("text=/api/v1/observations/")


def test_a_relation_is_chosen_by_typing(staff):
    staff.goto("/admin/registry/authority/add/")
    staff.locator(".select2-selection").first.click()
    staff.locator(".select2-search__field").fill("geor")
    staff.get_by_role("option", name="Georgia").click()
    assert "Georgia" in staff.locator(".select2-selection__rendered").first.inner_text()


@pytest.mark.parametrize("width", [1280, 800, 390])
@pytest.mark.parametrize(
    ("address", "beside"),
    [("newsitem/1/change/", "Preview"), ("framesettings/1/change/", "Preview in English")],
)
def test_nothing_covers_the_buttons_below_a_long_form(staff, width, address, beside):
    staff.set_viewport_size({"width": width, "height": 800})
    staff.goto(f"/admin/registry/{address}")
    save = staff.locator("input[name=_save]")
    other = staff.locator(".save-bar").get_by_role("button", name=beside, exact=True)
    for button in (save, other):
        assert button.evaluate(IS_ON_TOP)


def test_a_refused_form_fits_a_telephone_in_russian(browser, product, signed_in):
    """The words of the buttons break where they are longer than the window, and those of a refusal
    stand above their field, not beside a label that is no longer there."""
    page, complaints = open_page(browser, product, width=360, storage_state=signed_in["staff"])
    page.goto("/admin/")
    change_language(page)
    page.goto("/admin/registry/source/add/")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    page.wait_for_selector("ul.errorlist")
    ends = page.locator(".submit-row input").evaluate_all(
        "buttons => buttons.map(button => button.getBoundingClientRect().right)"
    )
    assert max(ends) <= 360, ends
    begins = page.locator(".form-row ul.errorlist").evaluate_all(
        "lists => lists.map(list => list.getBoundingClientRect().left)"
    )
    assert max(begins) < 40, begins
    change_language(page)
    assert complaints == []


def change_language(page):
    """Its button lies in the menu of the account, which may be folded."""
    with page.expect_navigation():
        page.locator("form[action='/admin/language/'] button").evaluate("it => it.click()")
