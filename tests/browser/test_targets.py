"""What can be pressed is 24 px high and wide at least, on every kind of public page."""

from pathlib import Path

import pytest

from tests.browser.conftest import open_page
from tests.browser.test_accessibility import KINDS

pytestmark = pytest.mark.browser

MEASURED = (Path(__file__).parent / "targets.js").read_text().strip().removesuffix(";")
MORE = [
    "compare/?state=georgia&state=moldova",
    "data/emigrant-stock/pairs/?state=georgia",
    "data/population/embed/?state=georgia&state=moldova",
    "search/?q=net+migration+georgia+ukraine",
    "check/",
    "library/?year=2016",
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "width"), [("en", 1280), ("en", 360), ("ru", 1280), ("ru", 360)]
)
def test_every_target_is_large_enough_for_a_finger(browser, product, language, width):
    page, _complaints = open_page(browser, product, width=width)
    small = {}
    for address in [*KINDS, *MORE]:
        page.goto(f"/{language}/{address}")
        found = page.evaluate(MEASURED)
        if found:
            small[address] = found
    page.context.close()
    assert small == {}


def test_a_small_target_is_found(page):
    page.goto("/en/glossary/")
    page.evaluate(
        """() => document.querySelector("main").insertAdjacentHTML("afterbegin",
          '<p><a href="#x" id="alone">API</a></p>' +
          '<p>One of <a href="#y" id="within">many</a></p>')"""
    )
    page.evaluate("""() => document.querySelectorAll("#alone, #within").forEach((one) => {
      one.style.padding = 0;
    })""")
    found = "\n".join(page.evaluate(MEASURED))
    assert '"API"' in found
    assert '"many"' not in found  # within a sentence
