"""Figures that the registry computes from those it holds follow them through every door."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from registry.common.dates import today
from registry.figure_imports.importing import confirm, undo
from registry.figure_imports.imports import FigureImport
from registry.figures.computing import compute
from registry.figures.models import COMPUTED_SOURCE, Indicator, Observation
from registry.publication import own_figures
from registry.publication.own_figures import Given
from registry.states.models import State
from tests.conftest import form_data
from tests.make import imported

pytestmark = pytest.mark.django_db
YEAR = 2019


def figure(indicator: str, *, year: int = YEAR, state: str = "georgia") -> Observation:
    rows = Observation.objects.totals().filter(
        indicator__slug=indicator, year=year, state__slug=state
    )
    return rows.get(source__is_state_own=False)


def test_gdp_per_capita_is_the_product_divided_by_the_population_everywhere():
    parts = Observation.objects.totals().filter(source__slug="wdi")
    gdp = {(row.state_id, row.year): row.value for row in parts.filter(indicator__slug="gdp")}
    people = {
        (row.state_id, row.year): row.value for row in parts.filter(indicator__slug="population")
    }
    rows = Observation.objects.filter(indicator__slug="gdp-per-capita", value__isnull=False)
    assert rows.count() == len(
        [place for place in gdp.keys() & people.keys() if gdp[place] and people[place]]
    )
    for row in rows:
        place = row.state_id, row.year
        assert abs(row.value - gdp[place] / people[place]) <= Decimal("0.0001")
        assert row.status in (Observation.Status.COMPUTED, Observation.Status.BREAK)
        assert row.source.slug == COMPUTED_SOURCE
        assert row.held_since is None  # from the beginning, as its parts


def test_a_share_is_in_per_cent_and_never_above_a_hundred():
    share = figure("recognition-rate")
    part, whole = figure("asylum-decisions-recognised"), figure("asylum-decisions-total")
    assert abs(share.value - part.value / whole.value * 100) <= Decimal("0.0001")
    assert not Observation.objects.filter(indicator__slug="recognition-rate", value__gt=100)


def bring(value: str) -> FigureImport:
    rows = f"indicator,state,year,value,source\ngdp,GEO,{YEAR},{value},wdi\n"
    return confirm(imported(rows), by=None, on=today())


def test_an_import_changes_it_and_its_undoing_changes_it_back():
    before = figure("gdp-per-capita").value
    done = bring("37000000000")
    after = figure("gdp-per-capita")
    assert after.value == (37_000_000_000 / figure("population").value).quantize(Decimal("0.0001"))
    assert after.value != before
    assert [row.value for row in after.earlier()] == [before]
    undo(done, by=None, on=today(), reason="a test")
    assert figure("gdp-per-capita").value == before


def test_the_admin_changes_it(staff):
    row = figure("population")
    address = reverse("admin:registry_observation_change", args=[row.pk])
    assert staff.post(address, form_data(staff, address) | {"value": "1000000"}).status_code == 302
    expected = figure("gdp").value / 1_000_000
    assert figure("gdp-per-capita").value == expected.quantize(Decimal("0.0001"))
    assert staff.post(address.replace("change", "delete"), {"post": "yes"}).status_code == 302
    with pytest.raises(Observation.DoesNotExist):
        figure("gdp-per-capita")


def test_what_a_state_endorses_changes_it_and_names_the_sources(light_georgia):
    row, state = figure("population"), light_georgia.profile.state
    values = {"value": Decimal(4_000_000), "gap": "", "expected_in": None}
    values |= {"status": Observation.Status.OFFICIAL, "note_en": "", "note_ru": ""}
    own_figures.write(state, {(row.indicator_id, YEAR): Given(light_georgia, values)}, on=today())
    computed = figure("gdp-per-capita")
    expected = figure("gdp").value / 4_000_000
    assert computed.value == expected.quantize(Decimal("0.0001"))
    assert "Population: Endorsed migration profiles of the states" in computed.note_en
    own_figures.write(state, {}, on=today())
    assert figure("gdp-per-capita").note_en == ""


def test_staff_change_the_parts_and_not_the_quotient(staff):
    row = figure("gdp-per-capita")
    address = reverse("admin:registry_observation_change", args=[row.pk])
    answer = staff.post(address, form_data(staff, address) | {"value": "5"})
    assert "Figures of this source are computed from others" in answer.content.decode()
    assert staff.post(address.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert figure("gdp-per-capita").value == row.value


def test_a_formula_that_is_set_or_cleared_in_the_admin_has_its_figures_made_or_removed(staff):
    row = Indicator.objects.get(slug="gdp-per-capita")
    address = reverse("admin:registry_indicator_change", args=[row.pk])
    data = form_data(staff, address)
    assert staff.post(address, data | {"numerator": "", "denominator": ""}).status_code == 302
    with pytest.raises(Observation.DoesNotExist):
        figure("gdp-per-capita")
    data = form_data(staff, address) | {"numerator": data["numerator"]}
    assert staff.post(address, data | {"denominator": data["numerator"]}).status_code == 302
    assert figure("gdp-per-capita").value == 1


def test_without_a_part_there_is_none():
    Observation.objects.filter(pk=figure("population").pk).delete()
    compute(on=today())
    with pytest.raises(Observation.DoesNotExist):
        figure("gdp-per-capita")
    assert figure("gdp-per-capita", year=YEAR - 1).value


def test_nothing_is_written_twice():
    assert compute(on=today()) == 0


def test_a_population_of_zero_divides_nothing():
    Observation.objects.filter(pk=figure("population").pk).update(value=0)
    compute(on=today())
    with pytest.raises(Observation.DoesNotExist):
        figure("gdp-per-capita")


def test_a_break_of_a_part_is_a_break_of_the_quotient():
    row = figure("gdp")
    Observation.objects.filter(pk=row.pk).update(status=Observation.Status.BREAK)
    compute([row.indicator_id], on=today())
    assert figure("gdp-per-capita").status == Observation.Status.BREAK


def test_it_is_not_brought_by_a_file():
    lines = f"indicator,state,year,value,source\ngdp-per-capita,GEO,{YEAR},5,{COMPUTED_SOURCE}\n"
    assert imported(lines).errors == 1


@pytest.mark.parametrize(
    ("slug", "numerator", "denominator"),
    [
        ("gdp", "gdp", "population"),
        ("hdi", "gdp-per-capita", "population"),
        ("gdp", "hdi", "population"),
        ("hdi", "gdp", None),
    ],
    ids=["of itself", "of a computed one", "a part of another", "half a formula"],
)
def test_a_formula_that_cannot_be_is_refused(slug, numerator, denominator):
    rows = {row.slug: row for row in Indicator.objects.all()}
    row = rows[slug]
    row.numerator, row.denominator = rows[numerator], rows.get(denominator)
    with pytest.raises(ValidationError):
        row.full_clean()


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_formula_stands_on_the_page_and_in_each_file(client, language):
    sentence = {
        "en": "Computed by the registry: Gross domestic product ÷ Population.",
        "ru": "Рассчитано реестром: Валовой внутренний продукт ÷ Численность населения.",
    }[language]
    address = f"/{language}/data/gdp-per-capita/"
    assert sentence in client.get(address).content.decode()
    assert sentence in client.get(f"{address}?format=csv").content.decode()
    assert sentence in client.get(f"{address}?format=json").content.decode()


def test_what_must_be_known_of_a_part_is_known_of_the_quotient(client):
    """The source leaves Crimea out of Ukraine's population and product."""
    text = client.get("/api/v1/observations/?indicator=gdp-per-capita&state=ukraine&year=2020")
    [row] = text.json()["results"]
    part = client.get("/api/v1/observations/?indicator=population&state=ukraine&year=2020")
    [part] = part.json()["results"]
    assert part["caveat"]
    assert part["caveat"] in row["caveat"]
    assert row["status"] == "computed"


def test_a_page_as_of_an_earlier_day_shows_what_was_computed_then():
    row = figure("gdp-per-capita")
    bring("37000000000")
    then = Observation.versions.held_on(date(2026, 1, 1)).get(
        indicator=row.indicator, state=State.objects.get(slug="georgia"), year=YEAR
    )
    assert then.value == row.value
