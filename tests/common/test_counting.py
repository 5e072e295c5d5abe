"""Long lists are not counted whole, and say so: in the admin in both languages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.common import admin_long_lists, counting
from registry.common.counting import count_of, told
from registry.figures.models import Indicator, Observation

pytestmark = pytest.mark.django_db
FIGURES = "/admin/registry/observation/"


def test_a_short_list_is_counted_exactly():
    rows = Observation.objects.all()
    assert count_of(rows) == (len(rows), False)


def test_a_long_list_is_estimated_from_some_keys(monkeypatch):
    monkeypatch.setattr(counting, "LOOKED_UP", 1000)
    rows = Observation.objects.filter(sex="total")
    real = rows.count()
    found = count_of(rows, up_to=100)
    assert found.is_estimate
    assert abs(found.number - real) < real / 5


def test_an_estimate_reads_no_more_rows_than_it_looks_up(monkeypatch):
    monkeypatch.setattr(counting, "LOOKED_UP", 50)
    with CaptureQueriesContext(connection) as asked:
        count_of(Observation.objects.all(), up_to=10)
    counted, span, looked_up = (one["sql"] for one in asked)
    assert "LIMIT 11" in counted
    assert "MIN" in span
    assert "MAX" in span
    assert " IN (" in looked_up


@pytest.mark.parametrize(("number", "said"), [(9_994_321, 9_990_000), (250_400, 250_000), (7, 7)])
def test_an_estimate_says_three_figures(number, said):
    assert told(number) == said


@pytest.fixture
def long_lists(monkeypatch):
    monkeypatch.setattr(admin_long_lists, "MOST_LISTED", 100)


def test_the_list_of_figures_says_about_how_many(staff, long_lists):
    text = " ".join(staff.get(FIGURES).content.decode().split())
    assert "about " in text
    assert "filters and the search find the others" in text


def test_it_does_so_in_russian(staff, editor, long_lists):
    editor.language = "ru"
    editor.save()
    assert "около " in staff.get(FIGURES).content.decode()


def test_a_short_list_says_its_number(staff):
    text = staff.get("/admin/registry/indicator/").content.decode()
    assert f"{Indicator.objects.count()}" in text
    assert "about " not in text.partition('id="changelist"')[2].partition("</form>")[0]


def test_a_long_list_ends_where_a_filter_is_quicker(staff, long_lists):
    assert staff.get(f"{FIGURES}?p=2").context["cl"].paginator.num_pages == 2
    assert staff.get(f"{FIGURES}?p=3").status_code == 302


def test_a_long_list_is_not_sorted_by_what_has_no_index(staff, long_lists):
    shown = staff.get(f"{FIGURES}?o=4")
    assert "Narrow the list first" in shown.content.decode()
    assert shown.context["cl"].queryset.query.order_by == ("-pk",)
    assert "year" in staff.get(f"{FIGURES}?o=3").context["cl"].queryset.query.order_by


def test_the_search_of_figures_joins_no_table_to_all_of_them(staff):
    for words, slug in (("georgia", "georgia"), ("Грузия", "georgia"), ("GEO", "georgia")):
        cl = staff.get(f"{FIGURES}?q={words}").context["cl"]
        assert {row.state.slug for row in cl.queryset} == {slug}
        assert "designation" not in str(cl.queryset.query)
    both = staff.get(f"{FIGURES}?q=georgia+population").context["cl"].queryset
    assert {row.indicator.slug for row in both} == {"population"}
    assert not staff.get(f"{FIGURES}?q=atlantis").context["cl"].queryset
