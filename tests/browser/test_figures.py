"""Figures, comparison and map in a real browser: by keyboard, on a phone, with and without
script; and an import from end to end."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import open_page

pytestmark = pytest.mark.browser

MAP = "/en/map/?layer=international-migrant-stock"


def test_through_the_map_by_the_keyboard_alone(page):
    page.goto(f"{MAP}&year=2020")
    page.locator("#id_layer").focus()
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Skip the map":
            break
    page.keyboard.press("Tab")
    names = []
    for _state in range(50):
        names.append(page.evaluate("document.activeElement.dataset.name"))
        assert page.locator(".told").inner_text().startswith(f"{names[-1]}: ")
        page.keyboard.press("Tab")
    assert names[0] == "Albania"
    assert len(set(names)) == 50  # every state, in reading order
    assert (
        page.evaluate("document.activeElement.dataset.name") == "Cyprus"
    )  # the smallest, as chips
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/states/cyprus/")


def test_the_map_can_be_skipped(page):
    page.goto(MAP)
    page.get_by_role("link", name="Skip the map").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg')") is None


def test_the_year_slider_changes_map_table_and_address_without_loading_the_page(page):
    page.goto(f"{MAP}&year=1990")
    page.evaluate("document.body.dataset.stays = 'yes'")
    page.locator("#slide").focus()
    page.keyboard.press("End")
    expect(page.locator("h1 .sub")).to_have_text("persons, 2020")
    assert "year=2020" in page.url
    assert page.locator("tbody th").first.inner_text() == "Germany"
    assert page.evaluate("document.body.dataset.stays") == "yes"
    assert page.evaluate("document.activeElement.id") == "slide"
    page.get_by_label("Layer", exact=True).select_option("hdi")
    expect(page.locator("h1")).to_contain_text("Human Development Index")
    assert "layer=hdi" in page.url
    assert page.evaluate("document.body.dataset.stays") == "yes"


def test_years_play_and_stop(page):
    page.goto(f"{MAP}&year=1990")
    page.get_by_role("button", name="Play").click()
    expect(page.locator("h1 .sub")).to_have_text("persons, 2000", timeout=15_000)
    page.get_by_role("button", name="Stop").click()
    year = page.locator("#id_year").input_value()
    page.wait_for_timeout(2000)
    assert page.locator("#id_year").input_value() == year


def test_the_map_works_without_script(browser, product):
    page, _complaints = open_page(browser, product, java_script_enabled=False)
    page.goto(f"{MAP}&year=1990")
    page.get_by_label("Year", exact=True).select_option("2015")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**year=2015**")
    assert "2015" in page.locator("h1").inner_text()


def test_the_map_weighs_little(browser, product):
    """All that a first visit loads, as it comes over the wire; and its script."""
    page, _complaints = open_page(browser, product)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes, kinds = {}, {}
    session.on(
        "Network.responseReceived",
        lambda event: kinds.update({event["requestId"]: event["response"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(MAP, wait_until="networkidle")
    of = lambda part: sum(size for request, size in sizes.items() if part in kinds.get(request, ""))  # noqa: E731
    scripts, whole = of(".js"), sum(sizes.values())
    print(f"\nmap page {whole / 1024:.0f} KB, of these script {scripts / 1024:.1f} KB")
    assert whole < 120 * 1024
    assert scripts < 10 * 1024


def test_flows_are_chosen_on_the_map(page):
    page.goto("/en/map/?layer=emigrant-stock")
    page.get_by_label("Flows of").select_option("georgia")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("h1")).to_contain_text("Georgia")
    assert page.locator("path.flow").count() >= 10
    assert "Outside the map" in page.locator("main").inner_text()


def test_compare_on_a_phone(browser, product):
    page, complaints = open_page(browser, product, width=360)
    page.goto("/ru/compare/")
    page.get_by_label("или показатель").select_option("population")
    page.get_by_label("Добавить государство").select_option("georgia")
    page.get_by_label("и ещё одно").select_option("moldova")
    page.get_by_role("button", name="Сравнить").click()
    expect(page.locator("h1")).to_have_text("Численность населения: сравнение государств")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator(".narrow-chart svg").is_visible()
    page.get_by_role("link", name="Армения").click()
    page.wait_for_url("**state=armenia")
    assert page.locator(".chips .chip").count() == 3
    page.get_by_role("link", name=re.compile("Грузия")).first.click()
    assert page.locator(".chips .chip").count() == 2
    assert complaints == []


@pytest.mark.parametrize(
    "address", ["/ru/data/asylum-applications/", "/ru/data/emigrant-stock/pairs/?state=georgia"]
)
def test_on_a_phone_a_figure_stands_under_its_heading(browser, product, address):
    page, complaints = open_page(browser, product, width=360)
    page.goto(address)
    table = page.locator("table.bars")
    for place in (1, 3):
        heading = table.locator("thead th").nth(place).bounding_box()
        figure = table.locator("tbody tr").first.locator("th, td").nth(place).bounding_box()
        assert (heading["x"], heading["width"]) == (figure["x"], figure["width"])
    assert not table.locator(".bar svg").first.is_visible()
    assert complaints == []


def test_from_a_part_of_a_profile_to_the_same_part_of_another_state(page):
    page.goto("/en/profiles/georgia/light/2026/")
    page.locator("#asylum").get_by_role("link", name="Compare this part with other states").click()
    page.get_by_role("link", name="Armenia").first.click()
    expect(page.locator(".side-by-side > section")).to_have_count(2)
    assert (
        page.locator("h1").inner_text()
        == "Asylum and international protection: comparison of states"
    )


def test_states_are_chosen_for_a_chart(page):
    page.goto("/en/data/population/")
    page.get_by_text("Choose states (eight at most)").click()
    while page.locator(".ticks input:checked").count():
        page.locator(".ticks input:checked").first.uncheck()
    page.get_by_role("checkbox", name="Georgia").check()
    page.get_by_role("checkbox", name="Armenia").check()
    page.get_by_role("button", name="Draw").click()
    page.wait_for_url("**state=georgia**")
    told = page.get_by_role("img", name="Population").first
    assert told.is_visible()
    assert "Armenia" in page.locator(".wide-chart desc").text_content()


@pytest.fixture
def downloaded(staff, tmp_path):
    """The registry's own file of an indicator."""

    def take(form):
        answer = staff.request.get(f"/en/data/hdi/?part=all&format={form}")
        path = tmp_path / f"hdi.{form}"
        path.write_bytes(answer.body())
        return path

    return take


def bring(staff, path):
    staff.goto("/admin/registry/observation/")
    staff.get_by_role("link", name="Import a file of figures").click()
    staff.get_by_label("File").set_input_files(path)
    staff.get_by_label("Reason").fill("The year’s figures")
    staff.get_by_role("button", name="Take the file in").click()
    staff.get_by_role("button", name="Read the file").click()
    expect(staff.get_by_role("heading", name=re.compile("What it would change"))).to_be_visible(
        timeout=30_000
    )


def test_what_is_downloaded_and_brought_back_changes_nothing(staff, downloaded):
    for form in ("csv", "xlsx"):
        bring(staff, downloaded(form))
        expect(staff.get_by_text("nothing would change")).to_be_visible()
        staff.get_by_role("button", name="Give it up").click()


def test_an_import_is_seen_written_and_undone(staff, downloaded, browser, product):
    reader, complaints = open_page(browser, product)
    path = downloaded("csv")
    rows = path.read_text("utf-8-sig").splitlines()
    place = next(number for number, row in enumerate(rows) if ",GEO," in row and ",2023," in row)
    rows[place] = re.sub(r",0\.8\d+,", ",0.999,", rows[place], count=1)
    path.write_text("\n".join(rows))
    bring(staff, path)
    assert staff.locator(".front-counts").inner_text().split()[:4] == ["0", "new", "1", "changed"]
    assert staff.locator("del").first.inner_text().startswith("0.84")
    staff.get_by_role("button", name="Write 1 figures").click()
    expect(staff.locator(".success")).to_have_text("Written.")
    reader.goto("/en/data/hdi/?year=2023")
    assert "0.999" in reader.locator("tbody tr", has_text="Georgia").first.inner_text()
    staff.get_by_label("Why it is undone").fill("It was a trial.")
    staff.get_by_role("button", name="Undo this import").click()
    expect(staff.get_by_text("Undone:")).to_be_visible()
    reader.reload()
    assert "0.844" in reader.locator("tbody tr", has_text="Georgia").first.inner_text()
    assert complaints == []
