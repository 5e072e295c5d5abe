"""The desk on a telephone, in Russian, in every standing of its drafts: short enough to be seen
whole, and what is folded is one press away."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import open_page

pytestmark = pytest.mark.browser
LONGEST = 3_000  # px
STANDINGS = ("one", "two", "returned", "consulted", "published", "successor", "all")


@pytest.fixture(scope="module")
def links(product) -> dict[str, str]:
    told = product.manage("shell", "-c", "from tests.browser.standings import stand; stand(True)")
    return json.loads(next(line for line in told.splitlines() if line.startswith("{")))


@pytest.mark.parametrize("standing", STANDINGS)
def test_a_desk_is_short_on_a_phone(browser, product, links, standing):
    page, complaints = open_page(browser, product, 360)
    page.goto(links[standing])
    page.locator("main form button").click()
    page.wait_for_url("**/ru/desk/")
    size = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert size[0] == 360, size
    assert size[1] < LONGEST, size
    parts = page.locator("main details:has(table.parts)").first
    parts.locator("summary").click()
    expect(parts.locator("a[href*='/parts/']").first).to_be_visible()
    more = page.locator("main details:has(.ask)")
    assert (more.count() > 0) == (standing in ("returned", "consulted", "published", "all"))
    if more.count():
        more.locator("summary").click()
        expect(more.locator(".ask .btn").first).to_be_visible()
    if standing in ("successor", "all"):
        assert "Передано вам" in page.locator("main").inner_text()
    if standing == "returned":
        assert page.locator("main p a[href*='/parts/']").count() >= 1
    page.context.close()
    assert complaints == []
