"""Sentences from figures: exact, in both languages, and nothing that the figures do not say."""

import re
from decimal import Decimal

import pytest
from django.utils import translation

from registry.common.scope import scope
from registry.drafting.prefill import OLD, change, in_words, prefill
from registry.drafting.sections import Section
from registry.figures.models import Indicator, Observation
from registry.figures.series import Series
from registry.profiles.templates import ProfileTemplate
from registry.states.models import State
from tests.conftest import TODAY
from tests.databases import NEIGHBOURS

pytestmark = pytest.mark.django_db


@pytest.fixture
def light():
    return ProfileTemplate.objects.get(kind="light")


def texts(state, template):
    with scope():
        return {text.template_section.slug: text.html for text in prefill(state, template, TODAY)}


def test_every_section_of_the_template_has_a_draft(georgia, light):
    assert list(texts(georgia, light)) == list(light.sections.values_list("slug", flat=True))


def test_the_latest_value_its_year_and_the_change_over_ten_years(georgia, light):
    found = texts(georgia, light)["background-size-borders"]
    assert (
        found["en"]
        == "<p>The population was 3.70\xa0million in 2024, about the same as in 2014.</p>"
    )
    assert (
        found["ru"]
        == "<p>Численность населения в 2024 году составляла 3,70\xa0млн чел., примерно как в 2014"
        " году.</p>"
    )


def test_rates_have_a_rank_among_neighbours_and_amounts_have_none(georgia, light):
    found = texts(georgia, light)
    assert "rank 2 of 6 in the group “Eastern Partnership”" in found["background"]["en"]
    assert "место 2 из 6 в группе «Восточное партнёрство»" in found["background"]["ru"]
    assert "rank" not in found["background-size-borders"]["en"]


def test_no_rank_where_too_few_neighbours_have_a_figure(kosovo, light):
    assert "rank" not in texts(kosovo, light)["background"]["en"]


def test_countries_at_the_other_end_bear_their_designation(georgia, light):
    found = texts(georgia, light)["migration-overview"]
    assert re.search(
        r"main countries of origin: Russian Federation \(37,267\), Armenia", found["en"]
    )
    assert "основные страны происхождения: Российская Федерация (37\xa0267), Армения" in found["ru"]


@pytest.mark.parametrize(
    "slug",
    ["challenges", "priorities", "legal-framework", "institutional-framework", "cooperation"],
)
def test_nothing_is_ever_said_about_policy(georgia, light, slug):
    assert texts(georgia, light)[slug] == {"en": "", "ru": ""}


def test_a_section_whose_figures_no_source_holds_stays_empty(georgia, light):
    assert texts(georgia, light)["return-readmission"] == {"en": "", "ru": ""}


def test_no_sentence_is_left_in_the_other_language(georgia, light):
    for slug, found in texts(georgia, light).items():
        assert not re.search("[а-яё]", found["en"].lower()), slug
        latin = re.sub(r"\(.*?\)|<.*?>|&nbsp;|Gapminder|CC BY|IGO", "", found["ru"])
        assert not re.search(r"\b[a-z]{4,}\b", latin.lower()), (slug, latin)


def test_both_languages_give_the_same_figures(georgia, light):
    def figures(text):
        return sorted(re.findall(r"\d", re.sub(r"[\s,.]|&nbsp;", "", text)))

    for slug, found in texts(georgia, light).items():
        if slug not in ("sources", "purpose-disclaimer"):
            assert figures(found["en"]) == figures(found["ru"]), slug


def test_the_sources_are_named(georgia, light):
    assert (
        "World Bank, World Development Indicators (CC BY 4.0)"
        in texts(georgia, light)["sources"]["en"]
    )


def series(slug, *points):
    return Series(
        Indicator.objects.get(slug=slug), [(year, Decimal(str(value))) for year, value in points]
    )


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([(2014, 1000), (2024, 1500)], ", 50 % more than in 2014"),
        ([(2014, 1000), (2024, 950)], ", 5.0 % less than in 2014"),
        ([(2014, 1000), (2024, 1005)], ", about the same as in 2014"),
        ([(2014, 1000), (2024, 3000)], ", 3.0 times the figure of 2014"),
        ([(2014, 1000), (2024, 344_000)], " (2014: 1,000)"),
        ([(2014, 40), (2024, 3000)], " (2014: 40)"),
        ([(2014, 0), (2024, 3000)], " (2014: 0)"),
        ([(2014, -5000), (2024, 3000)], " (2014: −5,000)"),
        ([(2014, 5000), (2024, -3000)], " (2014: 5,000)"),
        ([(2013, 1000), (2024, 1500)], ""),
        ([(2024, 1500)], ""),
    ],
)
def test_a_change_is_said_only_where_it_means_something(points, said):
    assert change(series("population", *points)) == said


def test_nothing_grows_over_a_break_of_the_series():
    broken = series("population", (2014, 1000), (2024, 1500))
    broken.breaks = {2019}
    assert change(broken) == ""
    broken.breaks = {2014}
    assert change(broken) == ", 50 % more than in 2014"


def test_an_old_figure_is_told_as_old(georgia, light):
    Observation.objects.filter(state=georgia, indicator__slug="population", year__gt=2015).delete()
    found = texts(georgia, light)["background-size-borders"]
    assert re.search(r"in 2015; no later figure is held here\.", found["en"])
    assert "более поздних данных в реестре нет" in found["ru"]
    assert "than in" not in found["en"]


def test_a_figure_is_old_by_the_day_of_the_text_though_no_state_has_a_later_one(georgia, light):
    rows = Observation.objects.totals().filter(indicator__slug="unemployment")
    last = rows.filter(state=georgia).latest("year").year
    assert last <= TODAY.year - OLD
    assert last > rows.latest("year").year - OLD
    found = texts(georgia, light)["background-economy"]
    assert f"in {last}; no later figure is held here." in found["en"]


@pytest.mark.parametrize("code", NEIGHBOURS)
def test_every_sentence_of_every_state_ends_once_and_names_nobody_from_a_code_list(code, light):
    for slug, found in texts(State.objects.get(iso_alpha3=code), light).items():
        for language, text in found.items():
            assert not re.search(r"\.\.|\s[.,;]|;;|,,", text), (slug, language, text)
            assert not re.search(r", State of|, Democratic|о-ва\b|, Государство", text)
            if slug != "sources":
                sentences = re.sub(r"<[^>]+>", " ", text)
                assert not sentences or sentences.strip().endswith("."), (slug, sentences)


def test_rates_are_set_beside_each_other():
    assert change(series("unemployment", (2008, 17.9), (2018, 12.7))) == " (2008: 17.9)"


def test_numbers_in_words():
    population = Indicator.objects.get(slug="population")
    assert in_words(population, Decimal(76960)) == "76,960"
    assert in_words(population, Decimal(3_720_400)) == "3.72\xa0million"
    assert in_words(population, Decimal(144_100_000)) == "144\xa0million"
    with translation.override("ru"):
        assert in_words(population, Decimal(3_720_400)) == "3,72\xa0млн"


def test_what_a_source_puts_into_a_text_stays_text(georgia, light):
    indicator = Indicator.objects.get(slug="population")
    indicator.sentence_en = "<script>{value}</script> {year}"
    indicator.save()
    assert "<script>" not in texts(georgia, light)["background-size-borders"]["en"]


def test_the_compiled_edition_is_made_of_these_drafts(light_georgia):
    sections = Section.objects.filter(edition=light_georgia)
    assert sections.count() == light_georgia.template.sections.count()
    assert sections.filter(is_prefilled=True).count() == 8
