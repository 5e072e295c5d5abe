"""Staff edit in the admin, and the public sees it at once."""

import pytest

from tests.browser.conftest import open_page


@pytest.fixture
def admin(browser, product, signed_in):
    page, complaints = open_page(browser, product, storage_state=signed_in["staff"])
    yield page
    page.context.close()
    assert complaints == []


def test_an_edit_is_shown_in_public_at_once(admin, browser, product):
    reader, complaints = open_page(browser, product)
    reader.goto("/en/about/privacy/")
    admin.goto("/admin/registry/page/")
    admin.get_by_role("link", name="Privacy", exact=True).click()
    admin.get_by_label("Title, English").fill("Privacy, in short")
    editor = admin.locator("[contenteditable=true]").first
    editor.click()
    admin.keyboard.press("Control+End")
    admin.keyboard.type(" Written by hand.")
    admin.get_by_role("button", name="Save", exact=True).first.click()
    admin.wait_for_selector("text=was changed successfully")
    reader.reload()
    assert reader.locator("h1").inner_text() == "Privacy, in short"
    assert "Written by hand." in reader.locator("main").inner_text()
    assert complaints == []


def test_the_admins_pages_keep_to_the_policy(admin):
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
        admin.goto(f"/admin/registry/{address}")
        assert admin.locator("h1").first.is_visible()
    admin.goto("/api/v1/docs/")
    admin.wait_for_selector("text=/api/v1/observations/")


def test_a_relation_is_chosen_by_typing(admin):
    admin.goto("/admin/registry/authority/add/")
    admin.locator(".select2-selection").first.click()
    admin.locator(".select2-search__field").fill("geor")
    admin.get_by_role("option", name="Georgia").click()
    assert "Georgia" in admin.locator(".select2-selection__rendered").first.inner_text()
