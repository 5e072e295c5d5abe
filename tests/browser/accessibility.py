"""axe finds nothing on any kind of page, in both languages, light and dark, wide and narrow; and the console stays silent."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import open_page
from tests.test_contract import PAGES

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
KINDS = [*PAGES, "nothing/here/", "library/?year=1492"]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_axe_and_the_console(browser, product, language, width):
    page, complaints = open_page(browser, product, width=width)
    axe, found = Axe(), []
    for address in KINDS:
        page.goto(f"/{language}/{address}")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for violation in axe.run(page, options=RULES).response["violations"]:
                places = [" ".join(map(str, node["target"])) for node in violation["nodes"]][:3]
                found.append(f"/{language}/{address} {width} {scheme}: {violation['id']}: {places}")
    page.context.close()
    assert found == []
    assert [text for text in complaints if "404 (Not Found)" not in text] == []
