"""Every kind of page prints whole and clean: whose it is, from where and when; nothing that only
works on a screen; what is folded is open."""

import pytest

from registry.common.dates import today, worded
from tests.browser.conftest import open_page
from tests.test_contract import PAGES

pytestmark = pytest.mark.browser

A4 = 720  # CSS pixels of the text of a sheet
FIGURES = [
    "map/?layer=hdi",
    "compare/?section=asylum&state=georgia&state=moldova",
    "compare/?indicator=population&state=georgia&state=moldova",
    "data/hdi/?state=georgia&state=moldova",
]
KINDS = [*PAGES, *FIGURES, "search/?q=georgia", "nothing/here/"]
# What a sheet cannot do, and whether any of it is seen
ON_SCREEN_ONLY = """() => {
    const seen = (one) => one.checkVisibility({visibilityProperty: true})
        && one.getBoundingClientRect().height > 1;
    const dead = "button, input:not([type=hidden]), select, textarea, form, .pages, .skip,"
        + " main a[href*='format='], main a[href*='/follow/'], .band nav a";
    const file = /[.](bib|ris|svg|png|csv|json|geojson|ttl|rdf|jsonld|xlsx|vcf|ics|atom)$/;
    const leads = (one) => file.test(one.pathname) || one.getAttribute("href") === "#cite";
    const links = [...document.querySelectorAll("main a[href]")].filter(leads);
    return [...document.querySelectorAll(dead), ...links].filter(seen)
        .map((one) => one.outerHTML.slice(0, 120));
}"""
FOLDED = """() => [...document.querySelectorAll("main details:not(.on-screen)")]
    .filter((one) => one.checkVisibility())
    .filter((one) => [...one.children].some((child) => child.tagName !== "SUMMARY"
        && child.getBoundingClientRect().height < 1 && child.textContent.trim()))
    .map((one) => one.textContent.trim().slice(0, 80))"""


@pytest.fixture(scope="module")
def sheet(browser, product):
    page, _complaints = open_page(browser, product, width=A4)
    page.emulate_media(media="print")
    yield page
    page.context.close()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_page_prints_whole_and_clean(sheet, language, kind):
    sheet.goto(f"/{language}/{kind}")
    assert sheet.evaluate(ON_SCREEN_ONLY) == []
    assert sheet.evaluate(FOLDED) == []
    assert sheet.evaluate("document.documentElement.scrollWidth") <= A4
    assert sheet.locator(".band .name").is_visible()
    foot = sheet.locator(".foot .printed")
    assert foot.is_visible()
    assert f"/{language}/{kind}" in foot.inner_text()
    if language == "en":
        assert worded(today()) in foot.inner_text()


def test_what_an_edition_is_stands_on_the_sheet(sheet):
    sheet.goto("/en/profiles/georgia/light/2026/")
    assert sheet.locator(".status .stamp").first.is_visible()
    assert (
        "Does not reflect the state’s official position." in sheet.locator(".notice").inner_text()
    )
    sheet.goto("/en/states/georgia/")
    assert sheet.locator(".current .stamp").first.is_visible()
