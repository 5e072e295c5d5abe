"""Whether a figure can be right: impossible, or to be doubted. And the doors of the open series."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from registry.common.dates import today
from registry.figures.models import STATE_SOURCE, Indicator, Observation, Source
from registry.figures.plausibility import Reference, doubtful, impossible, out_of_range
from registry.figures.series import series_of
from tests import make
from tests.conftest import TODAY, form_data

pytestmark = pytest.mark.django_db


def one(**fields) -> Indicator:
    return Indicator(slug="x", title_en="X", unit_en="persons", **fields)


def asked(indicator, value, year, *others, newest=None, on=date(2026, 11, 28)) -> list[str]:
    references = [Reference(at, Decimal(known), "Source") for at, known in others]
    found = doubtful(
        indicator, value=Decimal(value), year=year, references=references, newest=newest, on=on
    )
    return [finding.text for finding in found]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (-1, "This figure cannot be negative."),
        (101, "This figure cannot be above 100."),
        (0, ""),
        (100, ""),
    ],
)
def test_a_value_lies_in_the_range_of_its_indicator(value, told):
    assert out_of_range(one(least=Decimal(0), most=Decimal(100)), Decimal(value)) == told


def test_what_is_counted_for_one_country_may_be_below_the_least_total():
    indicator = one(least=Decimal(1000))
    assert out_of_range(indicator, Decimal(5)) == "This figure cannot be below 1,000."
    assert out_of_range(indicator, Decimal(5), is_total=False) == ""
    assert out_of_range(indicator, Decimal(-5), is_total=False) != ""


def test_a_year_that_has_not_begun_is_impossible_only_for_a_value():
    on = date(2026, 12, 31)
    (found,) = impossible(one(), value=Decimal(1), year=2027, on=on)
    assert (found.field, found.is_impossible) == ("year", True)
    assert impossible(one(), value=Decimal(1), year=2026, on=on) == []
    assert impossible(one(), value=None, year=2030, on=on) == []


@pytest.mark.parametrize(
    ("year", "told"),
    [
        (1950, "The year 1950 is over. In which year is the figure expected?"),
        (2025, "The year 2025 is over. In which year is the figure expected?"),
        (2026, ""),
        (2036, ""),
        (
            2037,
            "2037 is too far away: name a year until 2036, or another reason why there is no"
            " figure.",
        ),
    ],
)
def test_a_figure_is_expected_in_a_year_that_is_still_to_come(year, told):
    found = impossible(one(), value=None, year=year, on=date(2026, 11, 28))
    assert [(one.field, one.text, one.is_impossible) for one in found] == (
        [("year", told, True)] if told else []
    )


def test_a_balance_may_be_negative():
    assert impossible(one(), value=Decimal(-5), year=2020, on=TODAY) == []


@pytest.mark.parametrize(
    ("value", "year", "other", "is_doubtful"),
    [
        (3000, 2024, (2024, 2000), False),
        (3001, 2024, (2024, 2000), True),
        (1333, 2024, (2024, 2000), True),
        (1334, 2024, (2024, 2000), False),
        (4400, 2024, (2022, 2000), False),  # twice the usual factor in two years
        (9000, 2024, (2020, 2000), False),  # too long ago to say
        (90, 2024, (2024, 30), False),  # so few change by chance
        (0, 2024, (2024, 2000), True),
        (2000, 2024, (2024, 0), False),
        (-2000, 2024, (2024, 2000), False),
    ],
)
def test_a_value_far_from_another_is_asked_about(value, year, other, is_doubtful):
    assert bool(asked(one(usual_factor=Decimal("1.5")), value, year, other)) is is_doubtful


def test_a_rate_is_asked_about_only_where_it_moves_in_its_range():
    rate = one(usual_factor=Decimal(2), is_amount=False, most=Decimal(100))
    assert not asked(rate, "3.0", 2024, (2024, "1.0"))
    assert asked(rate, "30", 2024, (2024, "10")) == ["Source: 10 in 2024. Is yours right?"]


def test_without_expectations_nothing_is_asked():
    assert not asked(one(), 1, 2024, (2024, 10_000_000))


NEWEST = Reference(2025, Decimal(26), "UNHCR")


@pytest.mark.parametrize(
    ("unit", "year", "newest", "told"),
    [
        ("persons", 1950, NEWEST, "UNHCR is much newer: 26 in 2025. Is the year right?"),
        ("persons", 2021, NEWEST, "UNHCR is much newer: 26 in 2025. Is the year right?"),
        ("persons", 2022, NEWEST, ""),
        ("persons", 2015, None, "That is 11 years ago. Is the year right?"),
        ("persons", 2016, None, ""),
        ("persons", 2026, NEWEST, ""),
        (
            "persons a year",
            2026,
            NEWEST,
            "The year 2026 is not over. Is this the figure of the whole year?",
        ),
        ("persons a year", 2025, NEWEST, ""),
    ],
)
def test_a_year_long_ago_or_not_over_is_asked_about(unit, year, newest, told):
    indicator = one()
    indicator.unit_en = unit
    assert asked(indicator, 20, year, newest=newest) == ([told] if told else [])


def test_a_fraction_of_what_is_counted_in_whole_numbers_is_asked_about():
    (told,) = asked(one(decimals=0), "28902.5", 2025)
    assert told == (
        "This is counted in whole numbers (persons), and yours has a fraction: 28,902.5. Is the"
        " decimal mark right?"
    )
    assert asked(one(decimals=0), "28902.0", 2025) == []
    assert asked(one(decimals=1), "2.45", 2025) == []


def test_an_indicator_is_no_part_of_itself_and_its_range_is_one():
    indicator = Indicator.objects.get(slug="population")
    indicator.part_of = indicator
    with pytest.raises(Exception, match="no part of itself"):
        indicator.clean()
    indicator.part_of, indicator.least, indicator.most = None, 5, 5
    with pytest.raises(Exception, match="not above the least"):
        indicator.clean()


def test_the_open_figures_of_the_fixtures_are_possible(georgia):
    found = series_of(georgia, Indicator.objects.all())
    assert found
    for indicator, series in found.items():
        known = Indicator.objects.get(pk=indicator)
        for _year, value in series.points:
            assert out_of_range(known, value) == "", known


# Other doors


def test_an_import_refuses_what_is_out_of_range():
    found = make.imported(
        "indicator,state,year,sex,counterpart,value,gap,status,source\n"
        "hdi,GEO,2020,total,,1.2,,official,hdr\n"
        "gdp,GEO,2020,total,,-1,,official,wdi\n"
    )
    told = [str(problem) for problem in found.problems.all()]
    assert "This figure cannot be above 1." in told[0]
    assert "This figure cannot be negative." in told[1]


def endorsed_source() -> Source:
    return Source.objects.create(slug=STATE_SOURCE, title_en="Endorsed", is_state_own=True)


def test_no_file_writes_what_only_an_endorsed_edition_gives():
    endorsed_source()
    found = make.imported(
        "indicator,state,year,sex,counterpart,value,gap,status,source\n"
        f"gdp,GEO,2020,total,,1,,official,{STATE_SOURCE}\n"
    )
    (problem,) = found.problems.all()
    assert "come from their editions alone" in str(problem)


def sent(staff, **fields):
    row = {
        "indicator": Indicator.objects.get(slug="hdi").pk,
        "state": Observation.objects.first().state_id,
        "year": 1950,
        "sex": "total",
        "status": "official",
        "value": "0.5",
        "source": Source.objects.get(slug="hdr").pk,
    }
    answer = staff.post("/admin/registry/observation/add/", row | fields)
    return "" if answer.status_code == 302 else answer.content.decode()


def test_the_admin_refuses_what_is_impossible_and_what_is_an_editions(staff):
    assert "This figure cannot be above 1." in sent(staff, value="1.5")
    assert "come from endorsed editions" in sent(staff, source=endorsed_source().pk)
    assert sent(staff) == ""


def test_a_figure_of_an_edition_is_not_deleted_by_hand(staff, georgia):
    row = make.observation(georgia, "hdi", 1999, Decimal("0.5"), source=endorsed_source())
    assert staff.post(f"/admin/registry/observation/{row.pk}/delete/").status_code == 403


def test_the_admin_refuses_a_year_that_is_over_and_leaves_what_stands(staff, georgia):
    gap = {"gap": "expected", "expected_in": today().year - 1}
    row = make.observation(georgia, "returns-forced", 2019, None, **gap)
    address = reverse("admin:registry_observation_change", args=[row.pk])
    data = form_data(staff, address)
    assert staff.post(address, data | {"note_en": "A note."}).status_code == 302
    data = form_data(staff, address) | {"expected_in": "1950"}
    assert "The year 1950 is over." in staff.post(address, data).content.decode()
