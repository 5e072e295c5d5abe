"""How the databases read lists of figures: by an index, each page no more than it shows."""

import pytest
from django.db import connection
from django.db.models import F

from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.states.models import State

pytestmark = pytest.mark.django_db


def narrowed() -> dict[str, dict]:
    return {
        "by_indicator": {"indicator": Indicator.objects.get(slug="population").pk},
        "by_state": {"state": State.objects.get(slug="georgia").pk},
        "by_counterpart": {"counterpart": Counterpart.objects.get(code="UA").pk},
        "by_source": {"source": Source.objects.get(slug="wdi").pk},
    }


# What no figure has is what is rarest: for a year or a sex that many have, reading on in the
# order of the keys costs less, and the planner is right to do so.
RARE = {
    "by_year": {"year": 1799},
    "by_sex": {"sex": "unheard of"},
    "gap": {"value__isnull": True},
}


def plan_of(rows) -> str:
    """Of SQLite as it is; PostgreSQL is asked how it would read a table too large to be read
    whole, and counts it now, not when its own time for counting comes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE registry_observation")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    return rows.explain()


@pytest.mark.parametrize("name", [*("by_indicator", "by_state", "by_counterpart", "by_source")])
@pytest.mark.parametrize("after", [0, 1000])
def test_a_page_of_a_narrowed_list_is_read_on_by_an_index(name, after):
    rows = Observation.objects.filter(**narrowed()[name], pk__gt=after).order_by("pk")
    plan = plan_of(rows.values_list("pk", "value")[:101])
    assert not is_sorted(plan), plan
    assert not is_read_whole(plan), plan


@pytest.mark.parametrize("order", ["year", "-year", "updated_at", "-updated_at"])
def test_an_ordered_list_is_read_by_its_index(order):
    order_of_keys = "-pk" if order.startswith("-") else "pk"
    rows = Observation.objects.order_by(order, order_of_keys).values_list("pk")[:101]
    plan = plan_of(rows)
    assert f"observation_by_{order.lstrip('-')}" in plan
    assert not is_sorted(plan), plan


@pytest.mark.parametrize("sign", ["", "-"])
def test_the_years_of_an_indicator_are_read_by_an_index(sign):
    rows = Observation.objects.filter(indicator__in=[narrowed()["by_indicator"]["indicator"]])
    rows = rows.order_by(f"{sign}year", f"{sign}pk").values_list("pk", "value", "year")
    plan = plan_of(rows[:101])
    assert "observation_indicator_by_year" in plan, plan
    assert not is_sorted(plan), plan


@pytest.mark.parametrize("name", RARE)
def test_rare_figures_have_an_index_of_their_own(name):
    rows = Observation.versions.filter(**RARE[name]).order_by("pk")
    plan = plan_of(rows.annotate(n=F("pk")).values_list("n")[:101])
    assert not is_sorted(plan), plan
    assert f"observation_{name}" in plan, plan


def is_sorted(plan: str) -> bool:
    return "TEMP B-TREE" in plan or "Sort" in plan.replace("Sort Key", "")


def is_read_whole(plan: str) -> bool:
    lines = [line for line in plan.splitlines() if "registry_observation" in line]
    return any("Seq Scan" in line or ("SCAN" in line and "USING" not in line) for line in lines)
