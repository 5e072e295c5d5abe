"""What lists and forms of the admin cost, and that more rows cost no more."""

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.common.records import Record
from registry.pages.frame_settings import FrameSettings
from registry.states.models import State
from tests.secretariat.test_admin import MADE

pytestmark = pytest.mark.django_db
MOST = 15
RECORDS = [model for model in admin.site._registry if issubclass(model, Record)]


def cost(client, address: str) -> int:
    client.get(address)  # what is made once is made now
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def largest(model):
    """The record with the most rows within it."""
    best = None
    for inline in admin.site._registry[model].inlines:
        for field in inline.model._meta.fields:
            if field.related_model is model and best is None:
                counted = inline.model.objects.order_by().values(field.name)
                best = counted.annotate(rows=Count("pk")).order_by("-rows").first()
                best = best and best[field.name]
    row = model._base_manager.filter(pk=best).first() or model._base_manager.first()
    return row or MADE[model](State.objects.get(iso_alpha3="GEO"))


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model.__name__)
def test_a_list_costs_no_more_than_this(administrator, model):
    from tests.conftest import signed_in

    client = signed_in(administrator, second_factor=True)
    assert cost(client, reverse(admin_name(model, "changelist"))) <= MOST


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_form_costs_no_more_than_this_however_much_hangs_on_the_record(staff, model):
    row = largest(model)
    assert cost(staff, reverse(admin_name(model, "change"), args=[row.pk])) <= MOST
    if model is not FrameSettings:  # there is one
        assert cost(staff, reverse(admin_name(model, "add"))) <= MOST


def admin_name(model, page: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def test_ready_views_narrow_a_list(staff):
    page = staff.get("/admin/registry/document/").content.decode()
    assert ">Without Russian</a>" in page
    listed = staff.get("/admin/registry/document/?certainty__exact=uncertain")
    assert {row.certainty for row in listed.context["cl"].result_list} <= {"uncertain"}
    assert 'href="?certainty__exact=uncertain" aria-current="true"' in " ".join(
        listed.content.decode().split()
    )
