"""Pieces of real files: the right value, or the right question."""

import pytest

from registry.common.errors import RuleError
from registry.figure_imports.choices import Choices
from registry.figure_imports.files import import_file
from tests.figure_imports.brought import FILES, told, tried_file, value_of, values_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "said", "key", "value"),
    [
        ("es_asylum.csv", {"indicator": "asylum-applications"}, ("AUT", 2008, "t", ""), 12750),
        (
            "es_permits.csv",
            {"indicator": "residence-permits-by-reason"},
            ("AUT", 2012, "t", ""),
            37816,
        ),
        ("es_flags.csv", {"indicator": "population"}, ("MDA", 2023, "t", ""), 2512758),
        ("es_tps00001.tsv", {"indicator": "population"}, ("AUT", 2009, "t", ""), 8335003),
        ("esgui_pjan.csv", {"indicator": "population"}, ("DEU", 2007, "t", ""), 82314906),
        ("esgui_pjan.csv", {"indicator": "population"}, ("XKX", 2007, "t", ""), 2126708),
        ("hdi_semi.csv", {}, ("GEO", 2030, "t", ""), 0.789),
        ("unhcr_pop.csv", {"indicator": "refugees-hosted"}, ("ARM", 2015, "t", "IR"), 30),
        ("unhcr_pop.csv", {"indicator": "refugees-hosted"}, ("ARM", 2015, "t", "SY"), 16611),
        (
            "unhcr_pop.csv",
            {"indicator": "refugees-originating"},
            ("ARM", 2015, "t", "AR"),
            79,
        ),
        (
            "owid_ims.csv",
            {"indicator": "international-migrant-stock"},
            ("ALB", 1990, "t", ""),
            66013,
        ),
        (
            "undesa2020_cut.xlsx",
            {"indicator": "international-migrant-stock", "choices": Choices(sheets=["Table 1"])},
            ("ARM", 2020, "f", ""),
            112264,
        ),
        (
            "undesa2020_cut.xlsx",
            {"indicator": "population", "choices": Choices(sheets=["Table 2"])},
            ("ARM", 2020, "t", ""),
            2963234,
        ),
        ("nat.csv", {"indicator": "work-permits", "state": "GEO"}, ("GEO", 2020, "t", ""), 1234),
    ],
)
def test_the_right_value(name, said, key, value):
    source = {} if name == "hdi_semi.csv" else {"source": "unhcr"}
    imported = tried_file(name, **source, **said)
    assert told(imported) == []
    indicator = said.get("indicator", "hdi")
    assert value_of(imported, indicator, key) == pytest.approx(value)


@pytest.mark.parametrize(
    ("name", "indicator", "question"),
    [
        ("oecd_one_category.csv", "immigration-flow", "Column “MIGRATION_TYPE” is not read"),
        ("rem_site.csv", "remittances-inflow", "times less than what stands"),
        ("knomad_cr.csv", "remittances-inflow", "times less than what stands"),
        ("setsrc.csv", "population", "times less than what stands"),
    ],
)
def test_the_right_question(name, indicator, question):
    imported = tried_file(name, indicator=indicator, source="wdi")
    assert any(question in one for one in told(imported)), told(imported)


def test_a_multiplier_is_applied_and_said():
    imported = tried_file("unit_mult.csv", indicator="immigration-flow", source="ims")
    assert values_of(imported)[("BEL", 2006, "t", "")] == 83_433_000
    assert "1 values of column “OBS_VALUE” were multiplied by 1,000." in imported.said


def test_remittances_in_millions_are_right_once_that_is_said():
    imported = tried_file(
        "rem_site.csv", indicator="remittances-inflow", source="wdi", scale="1000000"
    )
    assert values_of(imported)[("ALB", 2012, "t", "")] == 1_057_901_000
    assert told(imported) == []


def test_what_is_chosen_for_the_whole_file_wins_over_a_column_and_says_so():
    imported = tried_file("setsrc.csv", indicator="population", source="unhcr")
    row = imported.staged.get()
    assert (row.indicator.slug, row.source.slug) == ("population", "unhcr")
    assert any("its column says “gdp” in 1 rows" in one for one in imported.said)


def test_several_indicators_of_one_file_are_read_together():
    imported = tried_file("unhcr_pop.csv", source="unhcr")
    assert told(imported) == []
    for indicator, other, value in (
        ("refugees-hosted", "IR", 30),
        ("asylum-seekers-pending", "IR", 22),
        ("stateless-persons", "", 311),
    ):
        assert value_of(imported, indicator, ("ARM", 2015, "t", other)) == value


def test_without_a_sheet_the_sheets_are_listed():
    with pytest.raises(RuleError, match="“Table 1”, “Table 2”. Choose those"):
        tried_file("undesa2020_cut.xlsx", indicator="international-migrant-stock", source="ims")


def test_groups_of_countries_are_listed_and_never_an_error():
    imported = tried_file("owid_ims.csv", indicator="international-migrant-stock", source="ims")
    assert any(
        "groups of countries were left out: Arab World, OWID_WRL." in one for one in imported.said
    )


def test_rows_of_provinces_are_not_those_of_the_country():
    imported = tried_file("hapi.csv", indicator="idps", source="unhcr")
    assert told(imported) == []
    assert "Of column “admin_level” only “0” was read; 29 rows of “1”, “2” were left out." in (
        imported.said
    )


def test_a_workbook_of_the_old_kind():
    imported = tried_file(
        "old_kind.xls", indicator="life-expectancy", source="wdi", choices=Choices(are_right=True)
    )
    assert values_of(imported)[("GEO", 2019, "t", "")] == 70.5
    assert values_of(imported)[("ARM", 2019, "t", "")] == 71.25
    assert (
        "Sheet “Notes” has no headings that the registry knows; it was left out." in imported.said
    )


def test_an_error_of_the_command_lists_headings_and_the_call_that_would_work():
    from registry.common.dates import today
    from registry.figure_imports.agreeing import Agreed

    said = Agreed(constants={"indicator": "work-permits", "source": "pp-country-pages"})
    with pytest.raises(RuleError) as refused:
        import_file(FILES / "nat.csv", on=today(), agreed=said, is_trial=True)
    text = str(refused.value)
    assert "No column was chosen for: state." in text
    assert "Значение = value: 1 234, 1 300" in text
    assert "import_figures nat.csv --set indicator=work-permits" in text
    assert "--state GEO" in text
