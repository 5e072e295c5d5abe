"""Figures as the publishers' files have them, drawn by lot and looked up by hand: what the registry
begins with, and what the table of a year and the line of a chart show of it. Source and licence are
in the file beside."""

import csv
import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from registry.common.numbers import grouped
from registry.figures.indicator_chart import View
from registry.figures.models import Indicator
from registry.figures.panel import panel_of
from registry.figures.year_table import table_of
from registry.states.designations import by_name
from registry.states.models import State
from tests.conftest import TODAY

with Path(__file__).with_name("of_the_sources.csv").open(encoding="utf-8") as file:
    FIGURES = list(csv.DictReader(file))


@pytest.mark.django_db
def test_forty_figures_are_those_of_the_sources_files():
    codes = dict(State.objects.values_list("iso_alpha2", "iso_alpha3"))
    wanted = {(row["indicator"], codes[row["iso2"]], row["year"]): row for row in FIGURES}
    assert len(wanted) == 40
    with gzip.open(settings.BASE_DIR / "fixtures/figures.csv.gz", "rt", encoding="utf-8") as held:
        for row in csv.DictReader(held):
            known = row["indicator"], row["state"], row["year"]
            if row["sex"] == "total" and not row["counterpart"] and known in wanted:
                assert Decimal(row["value"]) == Decimal(wanted.pop(known)["value"]), known
    assert not wanted


@pytest.mark.django_db
def test_tables_and_charts_show_the_figures_of_the_sources_files():
    """Those of the states whose figures the tests have."""
    states = by_name(State.objects.participating(TODAY))
    codes = {state.iso_alpha2: state for state in states}
    tried = 0
    for row in FIGURES:
        panel = panel_of(Indicator.objects.get(slug=row["indicator"]), states)
        state, year, value = codes[row["iso2"]], int(row["year"]), Decimal(row["value"])
        if not panel.points(state.pk):
            continue
        tried += 1
        shown = next(one for one in table_of(panel, year).rows if one.state == state)
        assert shown.value == grouped(value, panel.indicator.decimals), row
        points = View((state,), first=year, last=year).points(panel.points(state.pk))
        assert points == [(year, value)], row
    assert tried >= 2
