"""The home page: the region in six figures with year, source and states; editions that their
states endorsed; nothing old as new."""

import re

import pytest

from registry.figures.region import region_figures, year_to_sum
from registry.profiles.models import Edition
from registry.states.models import State
from tests import make
from tests.clients import one_line
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


def test_a_figure_of_the_region_is_the_sum_of_the_states_that_have_one(georgia):
    everyone = list(State.objects.participating(TODAY))
    found = {row.indicator.slug: row for row in region_figures(everyone)}
    figure = found["population"]
    assert figure.of == len(everyone)
    assert 0 < figure.states <= figure.of
    assert figure.year >= 2020


@pytest.mark.parametrize(
    ("counts", "year"),
    [({2020: 50, 2021: 46, 2022: 40}, 2021), ({2020: 1}, 2020), ({}, None)],
)
def test_a_year_with_few_states_is_not_summed(counts, year):
    by_year = {at: dict.fromkeys(range(count), 1) for at, count in counts.items()}
    assert year_to_sum(by_year) == year


@pytest.mark.parametrize("language", ["en", "ru"])
def test_home_tells_figures_with_year_source_and_states_and_leads_to_each(client, language):
    text = one_line(client.get(f"/{language}/").content.decode())
    section = text[text.index('aria-labelledby="home-figures"') : text.index("</dl>")]
    links = re.findall(rf'href="/{language}/data/([a-z-]+)/\?year=\d{{4}}"', section)
    assert len(links) >= 4
    assert len(re.findall(r'<dd class="from">', section)) == len(links)
    assert ("states · " in section) if language == "en" else ("государств · " in section)


def test_home_shows_editions_that_a_source_says_are_endorsed_and_no_old_draft(client):
    text = client.get("/en/").content.decode()
    shown = re.findall(r'href="(/en/profiles/[a-z-]+/[a-z]+/\d+/)"', text)
    known = {
        edition.get_absolute_url() for edition in Edition.objects.current().known_as_endorsed()
    }
    assert shown
    assert set(shown) <= known
    assert "Draft, not endorsed" not in text


def test_a_topic_without_figures_is_no_way_into_the_indicators(client):
    text = client.get("/en/").content.decode()
    assert "?topic=asylum" in text
    assert "?topic=return" not in text


def test_the_foot_tells_when_figures_of_each_source_last_came_in(client, georgia):
    text = one_line(client.get("/en/states/").content.decode())
    foot = text[text.index('class="brought-in"') :]
    assert "World Bank, World Development Indicators" in foot
    make.observation(georgia, "population", 2031, 1)
    assert re.search(r"\d{1,2} \w+ \d{4}: ", foot)


def test_robots_are_told_what_is_for_readers(client):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_page_of_names_has_every_name_and_every_note(client, language):
    from registry.states.models import Designation

    text = client.get(f"/{language}/names/").content.decode()
    for row in Designation.objects.all():
        assert str(getattr(row, f"short_name_{language}")) in text
    assert "UNSCR 1244/1999" in text if language == "en" else "1244 (1999)" in text
    rows = client.get("/en/names/?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) > Designation.objects.count()
