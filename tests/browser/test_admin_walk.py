"""The pages of the admin in one session of a browser: axe finds nothing at 1280 and 800 pixels, and
no page is wider than its window. And a journey by the keyboard alone.

Every list and every form is a page of its own here; of the pages that look alike for all kinds of
record, those of some kinds are looked at.
"""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from django.contrib import admin

from registry.common.records import Record
from tests.browser.conftest import open_page
from tests.browser.test_accessibility import RULES

pytestmark = pytest.mark.browser
WIDTHS = (1280, 800)
WIDTH = "document.documentElement.scrollWidth"
MODELS = [model._meta for model in admin.site._registry]
RECORDS = [model._meta.model_name for model in admin.site._registry if issubclass(model, Record)]
PAGES = (
    "",
    "?table=1",
    "find/?words=Georgia",
    "changes/",
    "registry/contactpoint/reachability/",
    "registry/contactpoint/duplicates/",
    "registry/figureimport/bring/",
    "registry/linkcheck/reports/",
    "registry/linkcheck/reports/ageing/",
    "registry/linkcheck/reports/languages/",
    "registry/linkcheck/reports/links/",
    "registry/linkcheck/reports/documents/",
    "registry/linkcheck/reports/reading/",
    "registry/meeting/1/attendance/",
    "registry/project/bulk-edit/?rows=1,2,3&field=certainty",
    "registry/document/views/",
)
VENDORED = ("select2", "search-label-icon")
ALIKE = ("document", "contactpoint", "state", "edition")
OF_A_KIND = ("import/", "export/", "deleted/", "views/")
OF_A_RECORD = ("history/", "delete/")
# Once for a page: the library would send it anew for each width
AXE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js"))
ALL = RULES | {"resultTypes": ["violations"], "preload": False}
# What a narrower window changes: sizes, and what is hidden or scrolls
OF_THE_WIDTH = ("target-size", "scrollable-region-focusable", "aria-hidden-focus", "skip-link")
OF_THE_WIDTH += ("region", "page-has-heading-one", "label", "button-name", "link-name")
ASKED = dict(zip(WIDTHS, (ALL, ALL | {"runOnly": list(OF_THE_WIDTH)}), strict=True))

# The bar that stays in view covers whatever scrolls beneath it
STILL = """for (const row of document.querySelectorAll(".submit-row")) {
  row.style.position = "static";
}"""


def every_address(page) -> list[str]:
    """Lists, and what leads from them; a page that is not there for a kind is left out."""
    found = [f"/admin/{address}" for address in PAGES]
    for opts in MODELS:
        base = f"/admin/{opts.app_label}/{opts.model_name}/"
        text = page.request.get(base).text()
        found.append(base)
        if opts.model_name in RECORDS:
            found.append(f"{base}add/")
        row = re.search(rf'href="{base}(\d+)/change/', text)
        if row:
            found.append(f"{base}{row[1]}/change/")
        if opts.model_name in ALIKE:
            found += [base + name for name in OF_A_KIND]
            found += [f"{base}{row[1]}/{name}" for name in OF_A_RECORD if row]
    return found


def not_vendored(violation: dict) -> list[str]:
    """Django's own have faults: its fields that search while one types, and a heading without
    words in the tables within a record (a matter of taste, not of WCAG)."""
    if violation["id"] == "empty-table-header":
        return []
    places = [" ".join(map(str, node["target"])) for node in violation["nodes"]]
    return [place for place in places if not any(name in place for name in VENDORED)]


@pytest.mark.slow
def test_axe_and_the_width_on_every_page(browser, product, signed_in):
    page, _complaints = open_page(browser, product, storage_state=signed_in["staff"])
    axe, found = AXE.read_text(), []
    for address in every_address(page):
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        answer = page.goto(address, wait_until="domcontentloaded")
        if answer.status in (403, 404):  # nobody adds or deletes this kind
            continue
        assert answer.status == 200, address
        page.evaluate(axe)
        page.evaluate(STILL)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate(WIDTH) > width:
                found.append(f"{address} is wider than {width}: {page.evaluate(WIDTH)}")
            answered = page.evaluate("asked => axe.run(document, asked)", ASKED[width])
            for violation in answered["violations"]:
                places = not_vendored(violation)
                if places:
                    found.append(f"{address} {width}: {violation['id']}: {places[:3]}")
    page.context.close()
    assert found == []


def reach(page, wanted: str, most: int = 120) -> None:
    """Tab until the element is the one in focus."""
    page.wait_for_load_state()
    for _step in range(most):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_a_change_of_several_rows_by_the_keyboard_alone(staff):
    """From the front page: find the list, narrow it by a ready view, keep the view, choose two
    rows, change a field of both, and take it back."""
    staff.goto("/admin/")
    staff.keyboard.press("Tab")
    staff.keyboard.press("Enter")  # to the content
    staff.goto("/admin/registry/document/")
    reach(staff, ".views details summary")
    staff.keyboard.press("Enter")
    reach(staff, "#view-name")
    staff.keyboard.type("By keyboard")
    staff.keyboard.press("Enter")
    staff.wait_for_selector("text=“By keyboard” is kept.")
    reach(staff, "select[name=action]")
    staff.keyboard.type("Change a field")
    for _row in range(2):
        staff.keyboard.press("Tab")
        reach(staff, "#result_list tbody .action-select")
        staff.keyboard.press("Space")
    staff.keyboard.press("Shift+Tab")
    for _step in range(40):
        if staff.evaluate("document.activeElement.matches('.actions button')"):
            break
        staff.keyboard.press("Shift+Tab")
    staff.keyboard.press("Enter")
    staff.wait_for_selector("text=2 rows chosen")
    reach(staff, "#bulk-field")
    staff.keyboard.type("Publisher")
    reach(staff, ".bulk-field button")
    staff.keyboard.press("Enter")
    staff.wait_for_selector("input[name=publisher]")
    reach(staff, "input[name=publisher]")
    staff.keyboard.type("The Secretariat")
    reach(staff, "input[name=reason]")
    staff.keyboard.type("by keyboard")
    staff.keyboard.press("Enter")
    staff.wait_for_selector("text=Nothing is written yet")
    reach(staff, ".submit-row input.default")
    staff.keyboard.press("Enter")
    staff.wait_for_selector("text=2 rows changed")
    reach(staff, ".messagelist a")
    staff.keyboard.press("Enter")
    staff.wait_for_selector("textarea[name=reason]")
    reach(staff, "textarea[name=reason]")
    staff.keyboard.type("only a try")
    reach(staff, ".submit-row input.default")
    staff.keyboard.press("Enter")
    staff.wait_for_selector("text=is undone")
