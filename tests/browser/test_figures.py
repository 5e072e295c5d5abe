"""Figures, comparison and map in a real browser: by keyboard, on a phone, with and without
script; and an import from end to end."""

import re
from itertools import combinations

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
    """All that a first visit loads, as it comes over the wire; and its script, without headers."""
    page, _complaints = open_page(browser, product)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes, scripts = {}, {}

    def note_script(event: dict) -> None:
        response = event["response"]
        if ".js" in response["url"]:  # so far its headers have come
            scripts[event["requestId"]] = response["encodedDataLength"]

    session.on("Network.responseReceived", note_script)
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(MAP, wait_until="networkidle")
    whole = sum(sizes.values())
    script = sum(sizes[request] - headers for request, headers in scripts.items())
    print(f"\nmap page {whole / 1024:.0f} KB, of these script {script / 1024:.1f} KB")
    assert whole < 120 * 1024
    assert 0 < script < 10 * 1024


def test_flows_are_chosen_on_the_map(page):
    page.goto("/en/map/?layer=emigrant-stock")
    page.evaluate("document.body.dataset.stays = 'yes'")
    page.get_by_label("Flows of").select_option("georgia")
    expect(page.locator("h1")).to_contain_text("Georgia")
    assert "state=georgia" in page.url
    assert page.evaluate("document.body.dataset.stays") == "yes"
    assert page.evaluate("document.activeElement.id") == "id_state"
    assert page.locator("#said").text_content().startswith("Emigrants living abroad: Georgia")
    assert not page.get_by_role("button", name="Show").is_visible()
    assert page.locator("g.flow").count() >= 10
    assert "Outside the map" in page.locator("main").inner_text()


def test_compare_on_a_phone(browser, product):
    page, complaints = open_page(browser, product, width=360)
    page.goto("/ru/compare/")
    page.get_by_label("или показатель").select_option("population")
    expect(page.locator("h1")).to_contain_text("Численность населения")
    page.get_by_label("Добавить государство").select_option("georgia")
    expect(page.locator(".chips .chip")).to_have_count(1)
    page.get_by_label("Добавить государство").select_option("moldova")
    expect(page.locator(".chips .chip")).to_have_count(2)
    expect(page.locator("h1")).to_have_text("Численность населения: сравнение государств")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator(".small-plot svg").is_visible()
    page.get_by_role("link", name="Армения").click()
    page.wait_for_url("**state=armenia")
    expect(page.locator(".chips .chip")).to_have_count(3)
    page.get_by_role("link", name=re.compile("Грузия")).first.click()
    expect(page.locator(".chips .chip")).to_have_count(2)
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


CHART = "/en/data/net-migration/?state=georgia&state=ukraine"


def test_states_and_years_are_chosen_on_the_chart_without_loading_the_page(page):
    page.goto("/en/data/net-migration/")
    page.evaluate("document.body.dataset.stays = 'yes'")
    page.get_by_label("Add a state").select_option("georgia")
    expect(page.locator(".chips .chip")).to_have_count(1)
    page.get_by_label("Add a state").select_option("ukraine")
    expect(page.locator(".chips .chip")).to_have_count(2)
    page.get_by_label("From year").select_option("2010")
    expect(page.locator("#said")).to_have_text("Net migration, million, persons, 2010–2023")
    assert page.url.endswith("?state=georgia&state=ukraine&year_from=2010")
    assert page.evaluate("document.body.dataset.stays") == "yes"
    assert page.evaluate("document.activeElement.id") == "id_year_from"
    assert "year_from=2010" in page.locator("header a[hreflang]").get_attribute("href")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).first.click()
    rows = download.value.path().read_text("utf-8-sig").splitlines()
    assert len([row for row in rows if ",GEO," in row or ",UKR," in row]) == 28
    page.get_by_role("link", name=re.compile("Georgia")).first.click()
    expect(page.locator(".chips .chip")).to_have_count(1)
    assert page.url.endswith("?state=ukraine&year_from=2010")


def test_the_year_of_the_table_leaves_the_chart_as_it_was_changed(page):
    page.goto("/en/data/net-migration/")
    page.get_by_label("Add a state").select_option("georgia")
    expect(page.locator(".chips .chip")).to_have_count(1)
    page.get_by_label("Year", exact=True).select_option("2015")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**year=2015**")
    assert page.locator(".chips .chip").count() == 1


def test_a_chart_is_changed_without_script(browser, product):
    page, _complaints = open_page(browser, product, java_script_enabled=False)
    page.goto(CHART)
    page.get_by_label("From year").select_option("2010")
    page.get_by_role("button", name="Show").first.click()
    page.wait_for_url("**year_from=2010**")
    assert "2010–2023" in page.locator("figcaption").inner_text()
    page.get_by_text("Table", exact=True).click()
    assert page.locator("#chart-table tbody tr").count() == 14


def test_the_values_of_a_year_by_keyboard_pointer_and_finger(browser, product):
    page, complaints = open_page(browser, product)
    page.goto(CHART)
    slider = page.get_by_label("Year on the chart")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    told = page.locator(".plots .told")
    expect(told).to_contain_text("2022")
    value = page.locator("#chart-table tr", has_text="2022").locator("td").nth(1).text_content()
    assert f"Ukraine {value.strip()}" in slider.get_attribute("aria-valuetext")
    assert value.strip() in told.inner_text()
    assert page.locator(".large-plot .cursor circle").count() == 2
    page.keyboard.press("Escape")
    assert not told.is_visible()
    place = page.locator(".large-plot svg").bounding_box()
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(told).to_be_visible()
    year = told.locator("b").inner_text()
    assert 1995 < int(year) < 2015
    page.mouse.move(5, 5)
    slider.blur()
    assert not told.is_visible()
    page.mouse.move(place["x"] + 100, place["y"] + 40)
    page.mouse.down()
    expect(told).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("width", [360, 720, 1280])
def test_no_text_of_a_chart_lies_over_another(browser, product, language, width):
    """As the browser has measured them, with its own font."""
    page, _complaints = open_page(browser, product, width=width)
    states = "bosnia-and-herzegovina moldova georgia armenia poland turkiye kosovo azerbaijan"
    query = "&".join(f"state={slug}" for slug in states.split())
    for slug in ("net-migration", "population", "refugees-hosted"):
        page.goto(f"/{language}/data/{slug}/?{query}")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        svg = page.locator(".plots svg").locator("visible=true")
        boxes = svg.first.evaluate(
            """(one) => [...one.querySelectorAll("text")].map((text) => {
              const box = text.getBBox();
              return [box.x, box.y + 2, box.x + box.width, box.y + box.height - 2];
            })"""
        )
        whole = svg.first.evaluate("(one) => one.viewBox.baseVal.width")
        assert all(box[0] >= 0 and box[2] <= whole for box in boxes), slug
        for one, other in combinations(boxes, 2):
            is_beside = one[2] <= other[0] or other[2] <= one[0]
            assert is_beside or one[3] <= other[1] or other[3] <= one[1], (slug, one, other)


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
    staff.get_by_role("button", name="Write the figures: 1").click()
    expect(staff.locator(".success")).to_have_text("Written.")
    reader.goto("/en/data/hdi/?year=2023")
    assert "0.999" in reader.locator("tbody tr", has_text="Georgia").first.inner_text()
    staff.get_by_label("Why it is undone").fill("It was a trial.")
    staff.get_by_role("button", name="Undo this import").click()
    expect(staff.get_by_text("Undone:")).to_be_visible()
    reader.reload()
    assert "0.844" in reader.locator("tbody tr", has_text="Georgia").first.inner_text()
    assert complaints == []
