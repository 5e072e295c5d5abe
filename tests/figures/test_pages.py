"""The pages of an indicator, and what is taken away from them."""

import csv
import gzip
import io
import json
import re

import openpyxl
import pytest
from django.conf import settings

from registry.figures.models import Indicator, Observation
from registry.states.models import State
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.charts]
PAGE = "/en/data/population/"


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_page_shows_chart_table_definition_and_source(client):
    text = client.get(f"{PAGE}?state=georgia&state=ukraine").content.decode()
    assert "<title>Population</title><desc>Line chart of 2 states, 1990 to 2024. Georgia:" in text
    assert "Total resident population" in text
    assert "World Bank, World Development Indicators" in text
    assert "CC BY 4.0" in text
    assert '<input type="hidden" name="state" value="georgia">' in text


def test_more_than_eight_states_are_too_many(client):
    many = "georgia ukraine moldova armenia azerbaijan belarus turkiye poland latvia"
    states = "&".join(f"state={slug}" for slug in many.split())
    answer = client.get(f"{PAGE}?{states}")
    assert answer.status_code == 400
    assert "A chart shows eight states at most." in answer.content.decode()
    for form in ("svg", "png"):
        answer = client.get(f"{PAGE}chart.{form}?{states}")
        assert answer.status_code == 404
        assert "A chart shows eight states at most." in answer.content.decode()


@pytest.mark.parametrize("part", ["table", "chart", "all"])
def test_what_is_shown_comes_as_csv_xlsx_and_json(client, part):
    query = f"?state=georgia&year=2020&part={part}"
    rows = rows_of(client.get(f"{PAGE}{query}&format=csv"))
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{PAGE}{query}&format=xlsx").content))
    content = json.loads(client.get(f"{PAGE}{query}&format=json").content)
    assert len(rows) == book.worksheets[0].max_row - 1 == len(content["figures"])
    assert {row["year"] for row in rows} == (
        {"2020"} if part == "table" else {row["year"] for row in rows}
    )
    if part == "chart":
        assert {row["state"] for row in rows} == {"GEO"}
    assert content["definition"].startswith("Total resident population")
    assert content["source"]["licence"] == "CC BY 4.0"
    about = {row[0]: row[1] for row in book["About the figures"].iter_rows(values_only=True)}
    assert about["Source"] == "World Bank, World Development Indicators"
    assert rows[0]["definition"].startswith("Total resident population")


def test_a_gap_is_taken_away_with_its_reason(client):
    rows = rows_of(client.get("/en/data/hdi/?part=all&format=csv"))
    kosovo = [row for row in rows if row["state"] == "XKX"]
    assert kosovo[0]["gap"] == "not_published"
    assert kosovo[0]["state_name"] == "Kosovo*"
    assert "UNSCR 1244" in kosovo[0]["designation_note"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "slug", ["population", "hdi", "net-migration", "unemployment", "international-migrant-stock"]
)
def test_what_is_downloaded_and_brought_back_changes_nothing(client, slug, language, form):
    content = client.get(f"/{language}/data/{slug}/?part=all&format={form}").content
    imported = make.imported(content, f"figures.{form}")
    assert [str(one) for one in imported.problems.all()] == []
    assert (imported.new, imported.changed) == (0, 0)
    assert imported.same > 10


def test_the_picture_carries_its_title_and_source(client):
    answer = client.get("/ru/data/population/chart.svg?state=georgia")
    text = answer.content.decode()
    assert answer["Content-Type"] == "image/svg+xml"
    assert "<title>Численность населения</title>" in text
    assert "Всемирный банк" in text
    assert client.get(f"{PAGE}chart.png?state=georgia").content.startswith(b"\x89PNG")
    assert client.get(f"{PAGE}chart.gif?state=georgia").status_code == 404
    assert client.get("/en/data/returns-forced/chart.svg").status_code == 404


def test_a_chosen_state_without_a_line_is_named_with_the_reason(client):
    """Nobody who was asked for is left out in silence: beside the chart, in the picture, where
    it is embedded."""
    query, told = (
        "state=germany&state=kosovo",
        "Kosovo*: no line, counted by the source with another state",
    )
    text = client.get(f"/en/data/asylum-applications/?{query}").content.decode()
    assert told in text
    assert f"chart.svg?{query.replace('&', '&amp;')}" in text
    assert told in client.get(f"/en/data/asylum-applications/chart.svg?{query}").content.decode()
    assert told in client.get(f"/en/data/asylum-applications/embed/?{query}").content.decode()


def test_the_median_is_drawn_where_no_chosen_state_has_a_line(client):
    text = client.get("/en/data/asylum-applications/?state=kosovo").content.decode()
    assert "median of the region" in text
    assert "Kosovo*: no line" in text
    assert '<input type="hidden" name="state" value="kosovo">' in text


def test_one_figure_makes_no_line(client, georgia):
    make.observation(georgia, "naturalisations", 2024, 12)
    for year in (2023, 2024):
        make.observation(State.objects.get(slug="moldova"), "naturalisations", year, 15)
    text = client.get("/en/data/naturalisations/?state=georgia&state=moldova").content.decode()
    assert "Georgia: no line, one figure only: 12 in 2024" in text


def test_a_state_without_a_figure_or_a_reason_says_so_and_keeps_the_earlier_figure(client, georgia):
    make.observation(georgia, "naturalisations", 2014, 84)
    for slug in ("moldova", "armenia"):
        make.observation(State.objects.get(slug=slug), "naturalisations", 2024, 15)
    text = client.get("/en/data/naturalisations/?year=2024").content.decode()
    rows = {
        slug: text.split(f'href="/en/states/{slug}/">')[1].split("</tr>")[0]
        for slug in ("georgia", "albania")
    }
    assert "no figure for this year" in rows["georgia"]
    assert '<td class="n">84</td>' in rows["georgia"]
    assert '<td colspan="2" class="gap">no figure</td>' in rows["albania"]


def test_the_embedded_chart_may_be_framed_and_nothing_else(client):
    answer = client.get(f"{PAGE}embed/?state=georgia")
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "<script" not in answer.content.decode()
    page = client.get(PAGE)
    assert page["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_origin_and_destination_as_top_ten_and_matrix(client):
    text = client.get(
        "/en/data/emigrant-stock/pairs/?state=georgia&rows=eastern-partnership&columns=eu"
    ).content.decode()
    largest = Observation.objects.filter(
        indicator__slug="emigrant-stock", state__slug="georgia", year=2020, sex="total"
    )
    first = (
        largest.filter(counterpart__isnull=False)
        .exclude(counterpart__code__in=("ZZ", "UNK"))
        .order_by("-value")
        .first()
    )
    assert first.counterpart.code == "RU"
    assert "Russian Federation" in text
    assert f"{int(first.value):,}" in text
    assert "all together" in text
    assert "Eastern Partnership × European Union" in text
    assert client.get("/en/data/population/pairs/").status_code == 404
    assert client.get("/en/data/emigrant-stock/pairs/?year=1805").status_code in (400, 404)


@pytest.mark.parametrize(
    ("part", "more"),
    [("top", "&state=georgia"), ("matrix", "&rows=eastern-partnership&columns=eu")],
)
def test_origin_and_destination_are_taken_away_and_brought_back_unchanged(client, part, more):
    answer = client.get(f"/en/data/emigrant-stock/pairs/?year=2020&part={part}&format=csv{more}")
    rows = rows_of(answer)
    assert {row["state"] for row in rows} == {"GEO"}
    assert len(rows) > 5
    assert all(row["counterpart"] and row["counterpart_name"] for row in rows)
    imported = make.imported(answer.content)
    assert (imported.new, imported.changed, imported.errors) == (0, 0, 0)
    assert imported.same == len(rows)


def test_a_choice_that_cannot_be_read_is_told(client):
    answer = client.get("/ru/data/emigrant-stock/pairs/?state=atlantis")
    assert answer.status_code == 400
    assert "Адрес удалось прочитать не полностью." in answer.content.decode()


def test_a_footnote_is_in_the_picture_of_its_state_only(client):
    assert "1244" not in client.get(f"{PAGE}chart.svg?state=georgia").content.decode()
    assert "1244" in client.get(f"{PAGE}chart.svg?state=kosovo").content.decode()


def test_an_indicator_without_figures_says_so(client):
    text = client.get("/en/data/returns-forced/").content.decode()
    assert "No open source holds this figure." in text
    assert Indicator.objects.filter(slug="returns-forced").exists()


def test_on_an_earlier_day(client):
    text = client.get(f"{PAGE}?as_of=2010-03-01").content.decode()
    assert "As of 1 March 2010." in text
    assert f'<a href="{PAGE}">Back to today</a>' in text
    assert "2011" not in text.split("<main")[1].split("as-of")[1].split("</table>")[-2]
    assert client.get(f"{PAGE}?as_of=yesterday").status_code == 404


def test_a_state_of_the_address_is_marked_in_the_table_of_all(client):
    text = client.get("/en/data/population/?state=georgia").content.decode()
    rows = re.findall(r'<tr class="chosen">.*?</tr>', text, re.DOTALL)
    assert len(rows) == 1
    assert "/states/georgia/" in rows[0]
    assert "(chosen)" in rows[0]
    assert 'class="chosen"' not in client.get("/en/data/population/").content.decode()


CHART = "/en/data/net-migration/?state=georgia&state=ukraine&year_from=2010&year_to=2023"


def test_two_states_and_a_range_of_years_are_taken_away_as_they_are_seen(client):
    text = client.get(CHART).content.decode()
    query = "state=georgia&amp;state=ukraine&amp;year_from=2010&amp;year_to=2023"
    assert "2010–2023" in text
    for address in (f"?{query}&amp;part=chart&amp;format=csv", f"chart.png?{query}"):
        assert address in text
    rows = rows_of(client.get(f"{CHART}&part=chart&format=csv"))
    seen = {(row["state"], row["year"]) for row in rows if row["state"]}
    assert seen == {(code, str(year)) for code in ("GEO", "UKR") for year in range(2010, 2024)}
    held = Observation.objects.get(
        indicator__slug="net-migration", state__slug="ukraine", year=2022, sex="total"
    )
    assert [row["value"] for row in rows if (row["state"], row["year"]) == ("UKR", "2022")] == [
        str(int(held.value))
    ]


def test_a_file_without_a_part_has_the_states_and_years_that_its_address_names(client):
    rows = rows_of(client.get(f"{PAGE}?state=georgia&year_from=2010&format=csv"))
    assert {row["state"] for row in rows} == {"GEO"}
    assert min(row["year"] for row in rows) == "2010"
    assert len({row["state"] for row in rows_of(client.get(f"{PAGE}?format=csv"))}) > 4


def test_an_index_has_a_year_of_100_and_its_figures_beside_it(client):
    query = "state=georgia&state=moldova&year_from=2000&scale=index"
    text = client.get(f"{PAGE}?{query}").content.decode()
    assert "2000 = 100" in text
    assert "100.0 (4,077,131)" in text
    rows = rows_of(client.get(f"{PAGE}?{query}&part=chart&format=csv"))
    assert {row["index"] for row in rows if row["year"] == "2000"} == {"100.0"}
    assert all(float(row["value"]) > 1000 for row in rows)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("year_from=2020&year_to=2010", "The first year is later than the last."),
        ("year_from=soon", "whole number"),
        ("year_to=9999", "2100"),
        ("scale=cubic", "cubic"),
        ("states=georgia", "This page does not know “states” in an address."),
        ("year_from=2026", "There are no figures of these states"),
        ("state=ukraine&scale=log", "A logarithmic scale needs values above zero."),
        ("state=ukraine&scale=index", "An index needs values above zero"),
        ("state=atlantis", "atlantis"),
    ],
)
def test_what_cannot_be_drawn_is_told_at_every_door(client, query, told):
    """Page, file of figures, pictures and frame: in words, and never as another view."""
    for end in ("", "&part=chart&format=csv"):
        answer = client.get(f"/en/data/net-migration/?{query}{end}")
        assert answer.status_code == 400
        assert told in answer.content.decode()
        assert "Content-Disposition" not in answer
    for door in ("chart.svg", "chart.png", "embed/"):
        answer = client.get(f"/en/data/net-migration/{door}?{query}")
        assert answer.status_code == 404
        assert told in answer.content.decode()


def test_what_a_newsletter_adds_to_an_address_asks_for_nothing(client):
    assert client.get(f"{PAGE}?utm_source=letter").status_code == 200


def test_a_scale_that_cannot_be_drawn_is_not_offered(client):
    assert 'value="log"' in client.get(f"{PAGE}?state=georgia").content.decode()
    assert 'value="log"' not in client.get(CHART).content.decode()


def test_a_chart_leads_to_the_comparison_of_two_states_or_of_those_chosen(client):
    text = client.get(PAGE).content.decode()
    link = text.split('href="/en/compare/?')[1].split('"')[0]
    assert link.count("state=") == 2
    text = client.get(f"{PAGE}?state=georgia&state=moldova&state=armenia").content.decode()
    link = text.split('href="/en/compare/?')[1].split('"')[0]
    assert link.count("state=") == 3


def test_terms_of_use_are_told_in_the_readers_language(client):
    page = client.get("/ru/data/unemployment/").content.decode()
    assert "свободное использование с указанием источника" in page
    assert "free reuse" not in page
    assert "free reuse with attribution" in client.get("/en/data/unemployment/").content.decode()


def test_every_note_on_a_figure_is_in_both_languages():
    assert not Observation.objects.exclude(note_en="").filter(note_ru="").exists()
    with gzip.open(settings.BASE_DIR / "fixtures/figures.csv.gz", "rt", encoding="utf-8") as held:
        rows = [row for row in csv.DictReader(held) if bool(row["note_en"]) != bool(row["note_ru"])]
    assert rows == []
