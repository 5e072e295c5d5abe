"""Many observations at once: all or nothing, and an error that names row and column."""

import gzip

import pytest
from django.core.management import CommandError, call_command

from registry.common.errors import RuleError
from registry.figures.importing import COLUMNS, import_file, import_once
from registry.figures.models import Observation

pytestmark = pytest.mark.django_db
HEAD = ",".join(COLUMNS)
GOOD = "work-permits,GEO,2020,total,,1200,,final,pp-country-pages,,"


@pytest.fixture
def table(tmp_path):
    def write(*rows, head=HEAD, name="figures.csv"):
        path = tmp_path / name
        text = "\n".join([head, *rows, ""])
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return write


def permits():
    return Observation.objects.filter(indicator__slug="work-permits", state__iso_alpha3="GEO")


def test_values_and_gaps(table):
    rows = (GOOD, "work-permits,GEO,2021,total,,,not_collected,final,pp-country-pages,why,почему")
    assert import_file(table(*rows, name="figures.csv.gz")) == 2
    value, gap = permits().order_by("year")
    assert (value.value, value.gap) == (1200, "")
    assert (gap.value, gap.gap, gap.note_ru) == (None, "not_collected", "почему")


def test_a_second_import_updates(table):
    import_file(table(GOOD))
    import_file(table(GOOD.replace("1200", "1300")))
    assert permits().get().value == 1300


def test_an_edited_observation_is_left_alone(table):
    import_file(table(GOOD))
    permits().update(value=7, version=2)
    import_file(table(GOOD.replace("1200", "1300")))
    assert permits().get().value == 7


def test_the_other_end_is_part_of_the_key(table):
    rows = [
        f"emigrant-stock,MDA,2020,total,{code},{value},,final,ims,," for code, value in (("RO", 5), ("IT", 6), ("", 11))
    ]
    import_file(table(*rows))
    import_file(table(*rows))
    assert (
        Observation.objects.filter(
            indicator__slug="emigrant-stock", state__iso_alpha3="MDA", year=2020, sex="total"
        ).count()
        == 3
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("happiness,GEO,2020,total,,1,,final,ims,,", "Row 3, column indicator: “happiness”"),
        ("gdp,XXX,2020,total,,1,,final,wdi,,", "Row 3, column state: “XXX”"),
        ("gdp,GEO,MMXX,total,,1,,final,wdi,,", "Row 3, column year"),
        ("gdp,GEO,2020,both,,1,,final,wdi,,", "Row 3, column sex: “both” is none of female, male, total"),
        ("gdp,GEO,2020,total,Q1,1,,final,wdi,,", "Row 3, column counterpart"),
        ("gdp,GEO,2020,total,,many,,final,wdi,,", "Row 3, column value: “many” is not a number"),
        ("gdp,GEO,2020,total,,NaN,,final,wdi,,", "Row 3, column value"),
        ("gdp,GEO,2020,total,,1e40,,final,wdi,,", "Row 3, column value"),
        ("gdp,GEO,2020,total,,1,not_collected,final,wdi,,", "either a value or the reason"),
        ("gdp,GEO,2020,total,,,,final,wdi,,", "either a value or the reason"),
        ("gdp,GEO,2020,total,,,because,final,wdi,,", "Row 3, column gap"),
        ("gdp,GEO,2020,total,,1,,final,nowhere,,", "Row 3, column source"),
        ("gdp,GEO,2020", "Row 3: 3 cells where 11 belong"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(table, row, told):
    with pytest.raises(RuleError, match=told):
        import_file(table(GOOD, row))
    assert not permits().exists()


def test_a_wrong_heading_is_named(table):
    with pytest.raises(RuleError, match="Row 1: the columns must be"):
        import_file(table(GOOD, head="a,b,c"))


def test_the_command(table, capsys):
    call_command("import_figures", str(table(GOOD)))
    assert "1 observations read" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_figures", "/nowhere.csv")


def test_a_fixture_is_imported_once(table):
    path = table(GOOD, name="fixture.csv.gz")
    assert import_once(path) == 1
    assert import_once(path) == 0
