"""Files of many records say the same as record by record, at a cost that rows do not add to."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.common.importing import resource_for
from registry.common.records import Record
from registry.figures.models import Observation

pytestmark = pytest.mark.django_db
RECORDS = [model for model in admin.site._registry if issubclass(model, Record)]


@pytest.mark.parametrize("is_workbook", [False, True])
@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_file_is_the_same_as_record_by_record(model, is_workbook):
    rows = model._base_manager.order_by("pk")[:40]
    at_once = resource_for(model)().export(rows, force_native_type=is_workbook)
    one_by_one = resource_for(model)().export(list(rows), force_native_type=is_workbook)
    assert at_once.headers == one_by_one.headers
    assert list(at_once) == list(one_by_one)


def test_columns_that_are_chosen_stand_alone():
    rows = Observation.objects.order_by("pk")[:3]
    file = resource_for(Observation)().export(rows, export_fields=["year", "state"])
    assert sorted(file.headers) == ["state", "year"]
    codes = [row.state.iso_alpha3 for row in rows]
    assert [row["state"] for row in file.dict] == codes


def test_figures_are_read_as_columns_whatever_their_number():
    rows = Observation.objects.order_by("pk")
    with CaptureQueriesContext(connection) as few:
        resource_for(Observation)().export(rows[:5])
    with CaptureQueriesContext(connection) as many:
        assert len(resource_for(Observation)().export(rows[:4000])) > 2000
    assert len(many) == len(few)
    assert '"created_at"' not in many.captured_queries[0]["sql"]
