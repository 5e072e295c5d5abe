"""Staff edit in the admin, and the public sees it at once."""

from tests.browser.conftest import STAFF, open_page


def sign_in(page) -> None:
    page.goto("/admin/")
    page.get_by_label("E-mail").fill(STAFF[0])
    page.get_by_label("Password").fill(STAFF[1])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_selector("text=The Secretariat’s desk")


def test_an_edit_is_shown_in_public_at_once(page, browser, product):
    reader, complaints = open_page(browser, product)
    reader.goto("/en/about/privacy/")
    sign_in(page)
    page.goto("/admin/registry/page/")
    page.get_by_role("link", name="Privacy", exact=True).click()
    page.get_by_label("Title, English").fill("Privacy, in short")
    editor = page.locator("[contenteditable=true]").first
    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Written by hand.")
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.wait_for_selector("text=was changed successfully")
    reader.reload()
    assert reader.locator("h1").inner_text() == "Privacy, in short"
    assert "Written by hand." in reader.locator("main").inner_text()
    assert complaints == []


def test_the_admins_pages_keep_to_the_policy(page):
    sign_in(page)
    for address in (
        "state/",
        "state/1/change/",
        "state/1/history/",
        "observation/",
        "edition/20/change/",
        "document/import/",
        "document/export/",
    ):
        page.goto(f"/admin/registry/{address}")
        assert page.locator("h1").first.is_visible()
    page.goto("/api/v1/docs/")
    page.wait_for_selector("text=/api/v1/observations/")


def test_a_relation_is_chosen_by_typing(page):
    sign_in(page)
    page.goto("/admin/registry/authority/add/")
    page.locator(".select2-selection").first.click()
    page.locator(".select2-search__field").fill("geor")
    page.get_by_role("option", name="Georgia").click()
    assert "Georgia" in page.locator(".select2-selection__rendered").first.inner_text()
