"""What a researcher comes for, in clicks from the home page: a link, a button, a fold and a choice
in a list count as one each; what is typed counts as one together with the key that sends it. Each
question has its answer within three."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.browser

MOST = 3


class Reader:
    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0
        page.goto("/en/")

    def press(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def follow(self, name: str | re.Pattern, **options) -> None:
        self.press(self.page.get_by_role("link", name=name, **options).first)

    def choose(self, label: str, value: str) -> None:
        self.clicks += 1
        field = self.page.get_by_role("combobox", name=label, exact=True)
        field.wait_for()  # of the new page, not of the one that was left
        self.page.wait_for_load_state()  # nobody is as quick as to choose before the page is there
        field.select_option(value)

    def find_state(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_label("Find a state").fill(name)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/states/**")

    def search(self, words: str) -> None:
        self.clicks += 1
        self.page.locator("header input[name=q]").fill(words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/search/**")

    def file(self, name: str) -> list[str]:
        with self.page.expect_download() as download:
            self.follow(name, exact=True)
        return download.value.path().read_text("utf-8-sig").splitlines()

    @property
    def main(self) -> Locator:
        return self.page.locator("main")


@pytest.fixture
def reader(page) -> Iterator[Reader]:
    """Who has read an answer within three clicks."""
    one = Reader(page)
    yield one
    assert 0 < one.clicks <= MOST


def rows_of(lines: list[str], *codes: str) -> list[str]:
    return [row for row in lines if any(f",{code}," in row for code in codes)]


def test_net_migration_of_two_states_from_2010_to_2023_as_a_file_by_the_search(reader):
    reader.search("net migration Georgia Ukraine 2010-2023")
    lines = reader.file("CSV")
    assert len(rows_of(lines, "GEO", "UKR")) == 28


def test_net_migration_of_two_states_as_a_file_by_the_comparison(reader):
    reader.find_state("Georgia")
    reader.follow("Armenia")
    reader.page.wait_for_url("**/compare/**indicator=net-migration**")
    lines = reader.file("CSV")
    assert len(rows_of(lines, "GEO", "ARM")) >= 28
    assert {"2010", "2023"} <= set(re.findall(r",(20\d\d),", "\n".join(lines)))


def test_who_leads_pilot_project_4(reader):
    reader.search("Pilot Project 4")
    reader.press(reader.main.get_by_role("link", name=re.compile("^Pilot Project 4")).first)
    expect(reader.main).to_contain_text("Lead state")
    expect(reader.main).to_contain_text("Sweden")


def test_remittances_as_a_share_of_gdp_on_the_map_for_2015(reader):
    reader.follow("Map", exact=True)
    reader.choose("Layer", "remittances-inflow-gdp")
    expect(reader.page.locator("h1")).to_contain_text("Remittances received, share of GDP")
    reader.choose("Year", "2015")
    expect(reader.page.locator("h1 .sub")).to_contain_text("2015")
    expect(reader.main.locator("tbody tr", has_text="Kyrgyzstan")).to_contain_text("%")


def test_who_chaired_in_2013(reader):
    reader.follow("The Process", exact=True)
    expect(
        reader.main.locator("section", has_text="Chairs and leading states").last
    ).to_contain_text("Poland")


def test_what_the_profile_of_kyrgyzstan_says_of_labour_migration(reader):
    """Nothing yet, which the profile says; and what it is known by elsewhere leads there."""
    reader.find_state("Kyrgyzstan")
    reader.follow(re.compile(r"Light Migration Profile \d{4}"))
    expect(reader.main).to_contain_text("The state has not provided text for these parts yet:")
    expect(reader.main).to_contain_text("Legal and labour migration")
    reader.page.go_back()
    reader.follow(re.compile(r"Extended Migration Profile 2010"))
    expect(reader.main).to_contain_text("it does not hold its text")


@pytest.mark.parametrize("has_come", [True, False], ids=["script", "script has not come"])
def test_nobody_is_led_away_while_typing_a_state(reader, has_come):
    """The last letter of a name is no wish to leave the page (WCAG 3.2.2): Enter is."""
    held: list[Route] = []
    if not has_come:
        reader.page.route("**/js/find*.js", lambda route: held.append(route))
    reader.page.goto("/en/", wait_until="load" if has_come else "commit")
    field = reader.page.get_by_label("Find a state")
    field.press_sequentially("Georgia")
    reader.page.wait_for_timeout(300)
    assert reader.page.url.endswith("/en/")
    reader.clicks += 1
    field.press("Enter")
    reader.page.wait_for_url("**/states/georgia/")


def test_the_text_of_the_bratislava_declaration(reader):
    """Is not held here, which the page says, with the address where it is."""
    reader.search("Bratislava declaration")
    reader.follow("Bratislava Ministerial Declaration")
    expect(reader.main).to_contain_text("The registry does not hold the text of this document.")
    original = reader.main.get_by_role("link", name="Open the original, English")
    assert original.get_attribute("href").startswith("https://pragueprocess.eu/")


def test_refugees_in_poland_in_2023(reader):
    reader.find_state("Poland")
    reader.press(reader.main.locator(".strip > div", has_text="Refugees hosted").locator("a"))
    reader.page.wait_for_url("**/data/refugees-hosted/**")
    assert "state=poland" in reader.page.url
    reader.press(reader.main.locator("#chart-table summary"))
    row = reader.page.locator("#chart-table tr", has_text="2023")
    assert re.search(r"\d{3}", row.locator("td").first.inner_text())


def test_to_cite_the_extended_profile_of_ukraine(reader):
    reader.find_state("Ukraine")
    reader.follow(re.compile("Extended Migration Profile 2010"))
    cite = reader.main.locator("section.cite")
    if not cite.is_visible():
        reader.press(reader.page.get_by_role("link", name="Cite"))
    expect(cite).to_contain_text("Ukraine")
    expect(cite).to_contain_text("Extended Migration Profile")
