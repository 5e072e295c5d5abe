"""A state's own figures pass into the open series once it has endorsed and published them, and come first there."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from registry.desk.forms import FigureForm
from registry.figures.models import Indicator, Observation
from registry.figures.series import series_of, values_in
from registry.profiles.own_figures import pass_on
from registry.profiles.sections import SectionFigure
from registry.profiles.workflow import perform
from tests import make
from tests.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def population():
    return Indicator.objects.get(slug="population")


def said(edition, indicator, **values):
    values = {"year": 2024, "value": 3_694_600, "source": "Geostat"} | values
    SectionFigure.objects.create(section=edition.sections.first(), indicator=indicator, **values)


@pytest.fixture
def endorsed(georgia, population):
    edition = make.written_edition(
        georgia, 2030, status="endorsed", endorsement="endorsed", endorsed_on=TODAY, submitted_on=TODAY
    )
    said(edition, population)
    return edition


def own():
    return Observation.objects.filter(source__is_state_own=True)


def test_publication_of_an_endorsed_edition_passes_its_figures_on(endorsed, georgia, population, editor):
    perform(endorsed, "publish", by=editor, on=TODAY)
    row = own().get()
    assert (row.value, row.year, row.state, row.note_en) == (3_694_600, 2024, georgia, "Light profile 2030; Geostat")
    series = series_of(georgia, [population])[population.pk]
    assert series.latest == (2024, Decimal(3_694_600))
    assert series.international[2024] == Decimal(3_699_557)  # both stay visible
    assert 2024 in series.breaks  # the line passes from one source to the other
    assert series.latest_source.is_state_own
    assert values_in([population], [georgia])[population.pk, 2024] == {georgia.pk: Decimal(3_694_600)}


def test_without_endorsement_they_stay_in_the_edition(endorsed, editor):
    endorsed.endorsement, endorsed.endorsed_on = "not_endorsed", None
    endorsed.save()
    endorsed.status = "lapsed"
    endorsed.save()
    perform(endorsed, "publish", by=editor, on=TODAY)
    assert not own().exists()


def test_a_later_edition_takes_the_place_of_an_earlier_one_but_not_the_other_way_round(endorsed, georgia, population):
    pass_on(endorsed)
    later = make.written_edition(georgia, 2031, status="published", endorsement="endorsed", endorsed_on=TODAY)
    said(later, population, value=3_700_000)
    pass_on(later)
    assert own().get().value == 3_700_000
    assert own().get().version == 2
    assert pass_on(endorsed) == 0
    assert own().get().value == 3_700_000


def test_a_reason_is_passed_on_and_never_hides_an_international_figure(endorsed, georgia):
    permits, gdp = Indicator.objects.get(slug="work-permits"), Indicator.objects.get(slug="gdp")
    said(endorsed, permits, value=None, gap="expected", year=2032, source="")
    said(endorsed, gdp, value=None, gap="not_collected", year=None, source="")
    pass_on(endorsed)
    assert own().get(indicator=permits).gap_worded == "expected in 2032"
    found = series_of(georgia, [permits, gdp])
    assert found[permits.pk].gap.expected_in == 2032
    assert found[gdp.pk].latest


def test_whoever_says_that_a_figure_is_expected_says_when():
    form = FigureForm({"value": "", "gap": "expected", "year": "", "source": ""})
    assert not form.is_valid()
    assert form.errors == {"year": ["In which year is it expected?"]}
    form = FigureForm({"value": "", "gap": "expected", "year": "2027", "source": ""})
    form.shown = SimpleNamespace(indicator=SimpleNamespace(pk=1))
    assert form.is_valid()
    assert form.as_values()["year"] == 2027
