"""Figures of an earlier day: whatever changes one leaves its earlier version behind, and every
reader shows it."""

import csv
import importlib
import io
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from registry.common.dates import today
from registry.common.numbers import grouped
from registry.drafting.sections import SectionFigure
from registry.figure_imports.files import import_once
from registry.figure_imports.importing import confirm, undo
from registry.figure_imports.imports import FigureImport
from registry.figures.coverage import coverage_of
from registry.figures.key_figures import key_figures
from registry.figures.models import Indicator, Observation
from registry.figures.pairs import matrix_of, of_state, top_of
from registry.figures.panel import panel_of
from registry.figures.series import series_of, values_in
from registry.publication.own_figures import pass_on
from tests import make
from tests.conftest import form_data

pytestmark = pytest.mark.django_db
BEFORE, CHANGED, LATER = date(2027, 3, 1), date(2027, 3, 10), date(2027, 3, 20)
HEAD = "indicator,state,year,value,source"


@pytest.fixture
def on_day(monkeypatch):
    """Moves the registry's calendar."""

    local = timezone.localdate

    def move(day):
        monkeypatch.setattr(
            timezone,
            "localdate",
            lambda moment=None, *zone: local(moment, *zone) if moment else day,
        )

    move(BEFORE)
    return move


@pytest.fixture
def population():
    return Indicator.objects.get(slug="population")


def brought(*rows, head=HEAD):
    return confirm(make.imported("\n".join([head, *rows, ""])), by=None, on=today())


def held(state, indicator, year, on):
    """What each reader shows for that year on that day; they must agree. None where there is no
    figure."""
    cell = panel_of(indicator, [state], on).cells.get((state.pk, year))
    said = {
        "panel": cell.value if cell else None,
        "series": dict(series_of(state, [indicator], on)[indicator.pk].points).get(year),
        "values": values_in([indicator], [state], on).get((indicator.pk, year), {}).get(state.pk),
    }
    assert len(set(said.values())) == 1, said
    return cell.value if cell else None


def seen(client, state, year, on):
    """The same of the pages and the API."""
    rows = client.get(
        f"/api/v1/observations/?indicator=population&state={state.slug}&year={year}&as_of={on}&sex=total"
    ).json()["results"]
    page = client.get(f"/en/data/population/?state={state.slug}&part=all&format=csv&as_of={on}")
    table = csv.DictReader(io.StringIO(page.content.decode("utf-8-sig")))
    values = [
        row["value"]
        for row in table
        if row["state"] == state.iso_alpha3 and row["year"] == str(year)
    ]
    assert [str(int(row["value"])) for row in rows] == values
    return [int(value) for value in values]


def test_an_import_that_changed_a_figure(on_day, georgia, population):
    before = held(georgia, population, 2020, None)
    on_day(CHANGED)
    brought("population,GEO,2020,4000000,wdi", "population,GEO,2019,3999999,wdi")
    assert (
        held(georgia, population, 2020, None)
        == held(georgia, population, 2020, CHANGED)
        == 4_000_000
    )
    assert held(georgia, population, 2020, CHANGED - timedelta(days=1)) == before != 4_000_000


def test_a_figure_changed_three_times_is_known_for_each_day(on_day, georgia, population):
    first = held(georgia, population, 2020, None)
    for day, value in ((CHANGED, 1), (CHANGED, 2), (LATER, 3)):
        on_day(day)
        brought(f"population,GEO,2020,{value},wdi")
    on_day(LATER + timedelta(days=1))
    days = [BEFORE, CHANGED, LATER - timedelta(days=1), LATER]
    assert [held(georgia, population, 2020, day) for day in days] == [first, 2, 2, 3]
    assert (
        Observation.objects.get(indicator=population, state=georgia, year=2020).earlier().count()
        == 2
    )


def test_an_import_that_added_figures_and_was_undone(on_day, georgia, population):
    on_day(CHANGED)
    imported = brought("population,GEO,2026,3600000,wdi")
    on_day(LATER)
    undo(imported, by=None, reason="the wrong file", on=today())
    on_day(LATER + timedelta(days=1))
    days = [BEFORE, CHANGED, LATER - timedelta(days=1), LATER]
    assert [held(georgia, population, 2026, day) for day in days] == [
        None,
        3_600_000,
        3_600_000,
        None,
    ]
    assert held(georgia, population, 2026, None) is None


def test_an_import_undone_on_its_day_leaves_no_trace(on_day, georgia, population):
    before = held(georgia, population, 2020, None)
    on_day(CHANGED)
    undo(
        brought("population,GEO,2020,1,wdi", "population,GEO,2026,1,wdi"),
        by=None,
        reason="the wrong file",
        on=today(),
    )
    on_day(LATER)
    assert [held(georgia, population, 2020, day) for day in (BEFORE, CHANGED, None)] == [before] * 3
    assert held(georgia, population, 2026, CHANGED) is None


def test_staff_change_a_figure_in_the_admin(on_day, client, staff, georgia, population):
    on_day(CHANGED)
    row = Observation.objects.get(indicator=population, state=georgia, year=2020)
    before, address = int(row.value), f"/admin/registry/observation/{row.pk}/change/"
    assert staff.post(address, form_data(staff, address) | {"value": "1234567"}).status_code == 302
    on_day(LATER)
    assert seen(client, georgia, 2020, LATER) == [1_234_567]
    assert seen(client, georgia, 2020, BEFORE) == [before]
    shown = staff.get(address).content.decode()
    assert f"{before:,} (changed 10 March 2027)" in shown


def test_staff_remove_figures_in_the_admin(on_day, client, staff, georgia, population):
    on_day(CHANGED)
    one, other = Observation.objects.filter(
        indicator=population, state=georgia, year__in=(2019, 2020), sex="total"
    )
    staff.post(f"/admin/registry/observation/{one.pk}/delete/", {"post": "yes"})
    staff.post(
        "/admin/registry/observation/",
        {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"},
    )
    assert not Observation.versions.filter(pk__in=[one.pk, other.pk])
    on_day(LATER)
    for row in (one, other):
        assert seen(client, georgia, row.year, LATER) == []
        assert seen(client, georgia, row.year, BEFORE) == [int(row.value)]


def test_a_figure_that_stands_already_is_refused_in_words(on_day, staff, georgia, population):
    source = population.source
    typed = {
        "indicator": population.pk,
        "state": georgia.pk,
        "year": 2020,
        "sex": "total",
        "value": "5",
        "status": "official",
        "source": source.pk,
    }
    answer = staff.post("/admin/registry/observation/add/", typed)
    assert "This figure stands in the registry already." in answer.content.decode()
    assert staff.post("/admin/registry/observation/add/", typed | {"year": 2099}).status_code == 302
    assert Observation.objects.get(year=2099).held_since == BEFORE


def test_figures_come_in_by_the_import_that_can_be_undone_only(staff):
    assert staff.get("/admin/registry/observation/import/").status_code == 403
    assert staff.get("/admin/registry/indicator/import/").status_code == 200


def test_a_states_own_figures_count_from_the_day_they_were_passed_on(on_day, georgia, population):
    edition = make.written_edition(georgia, 2030, endorsement="endorsed")
    SectionFigure.objects.create(
        section=edition.sections.first(),
        indicator=population,
        year=2020,
        value=3_700_000,
        source="Geostat",
    )
    international = held(georgia, population, 2020, None)
    on_day(CHANGED)
    pass_on(edition, on=today())
    on_day(LATER)
    assert pass_on(edition, on=today()) == 1  # says the same, so no version ends
    assert Observation.versions.filter(source__is_state_own=True).count() == 1
    assert held(georgia, population, 2020, BEFORE) == international
    assert held(georgia, population, 2020, CHANGED) == 3_700_000


def test_origin_and_destination_as_of_a_day(on_day, client, georgia):
    stock = Indicator.objects.get(slug="emigrant-stock")
    largest, *_others, small = of_state(stock, georgia, 2020).filter(
        counterpart__state__isnull=False
    )
    on_day(CHANGED)
    brought(
        f"emigrant-stock,GEO,2020,99999999,{small.source.slug},{small.counterpart.code}",
        head=f"{HEAD},counterpart",
    )
    on_day(LATER)
    end = small.counterpart
    assert top_of(stock, georgia, 2020, [2020], LATER).rows[0]["end"] == end
    assert top_of(stock, georgia, 2020, [2020], BEFORE).rows[0]["end"] == largest.counterpart
    assert of_state(stock, georgia, 2020, BEFORE).get(counterpart=end).value == small.value
    cells = [
        matrix_of(stock, [georgia], [end.state], 2020, day).rows[0][1][0] for day in (BEFORE, LATER)
    ]
    assert cells == [grouped(small.value, 0), grouped(99999999, 0)]
    for day, is_there in ((BEFORE, False), (LATER, True)):
        chosen = "state=georgia&year=2020&part=top&format=csv"
        address = f"/en/data/emigrant-stock/pairs/?{chosen}&as_of={day}"
        assert ("99999999" in client.get(address).content.decode()) == is_there


def test_the_state_page_shows_the_key_figure_of_the_day(on_day, client, georgia, population):
    shown = {one.indicator.slug: one.value for one in key_figures(georgia, BEFORE)}["population"]
    on_day(CHANGED)
    latest = series_of(georgia, [population])[population.pk].latest[0]
    brought(f"population,GEO,{latest},9900000,wdi")
    on_day(LATER)
    assert shown in client.get(f"/en/states/georgia/?as_of={BEFORE}").content.decode()
    text = client.get("/en/states/georgia/").content.decode()
    assert shown not in text
    assert "9.9" in text


def test_coverage_counts_what_was_held(on_day, population):
    def coverage(day):
        [one] = coverage_of([population], day)
        return one.states, one.last_year

    before = coverage(None)
    on_day(CHANGED)
    brought("population,GEO,2027,1,wdi")
    on_day(LATER)
    assert coverage(LATER) == (before[0], 2027)
    assert coverage(BEFORE) == before


def test_the_first_fixture_is_held_from_the_beginning_a_later_one_from_its_day(
    on_day, tmp_path, georgia
):
    path = tmp_path / "observations.csv"
    path.write_text(f"{HEAD}\nwork-permits,GEO,2020,1200,pp-country-pages\n")
    import_once(path, on=today())
    path.write_text(
        f"{HEAD}\nwork-permits,GEO,2020,1300,pp-country-pages\nwork-permits,GEO,2021,1400,pp-country-pages\n"
    )
    on_day(CHANGED)
    import_once(path, on=today())
    on_day(LATER)
    permits = Indicator.objects.get(slug="work-permits")
    assert [held(georgia, permits, year, date(2021, 1, 1)) for year in (2020, 2021)] == [1200, None]
    assert [held(georgia, permits, year, LATER) for year in (2020, 2021)] == [1300, 1400]


def test_imports_from_before_versions_were_kept_become_versions(on_day, georgia, population):
    migration = importlib.import_module("registry.migrations.0010_versions_of_imports")
    as_then = (
        MigrationLoader(connection).project_state(("registry", "0009_figures_as_of_a_day")).apps
    )
    before = held(georgia, population, 2020, None)
    for day, value in ((CHANGED, 1), (LATER, 2)):
        on_day(day)
        one = brought(
            f"population,GEO,2020,{value},wdi", f"population,GEO,{2024 + value},{value},wdi"
        )
        noon = timezone.make_aware(datetime(day.year, day.month, day.day, 12))
        FigureImport.objects.filter(pk=one.pk).update(applied_at=noon)
    migration.forget_versions(as_then, None)
    Observation.versions.update(held_since=None)
    on_day(LATER + timedelta(days=1))
    migration.keep_versions(as_then, None)
    assert [held(georgia, population, 2020, day) for day in (BEFORE, CHANGED, LATER, None)] == [
        before,
        1,
        2,
        2,
    ]
    assert [held(georgia, population, 2026, day) for day in (CHANGED, LATER)] == [None, 2]
