"""Deleting in the admin: what rests on a record is counted, never listed; the answer is the one
that Django would give."""

import html
import re

import pytest
from django.contrib import admin
from django.contrib.admin.options import get_deleted_objects
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from registry.accounts.models import User
from registry.common.admin_deleting import EXAMPLES, MOST_AT_ONCE, CountedDeletion
from registry.drafting.sections import Section
from registry.figures.models import Observation, Source
from registry.profiles.models import Edition
from registry.states.models import State
from tests import make
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
MOST_QUERIES = 60
FEW_ROWS_EACH = {Group}  # the rights of a role, counted in hundreds: Django's own page does
ADMINS = {model: one for model, one in admin.site._registry.items() if model not in FEW_ROWS_EACH}


def request_of(user: User):
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


def kinds(lines: list) -> set[str]:
    """Of counted lines ("12 partners") or Django's ("Partner: GEO"), the kinds that they name,
    as class names."""
    by_name = {}
    for model in admin.site._registry:
        by_name[model._meta.verbose_name.lower()] = model
        by_name[str(model._meta.verbose_name_plural).lower()] = model
    found = set()
    for line in lines:
        if isinstance(line, list):
            continue
        words = html.unescape(re.sub(r"<[^>]+>", "", str(line)))
        name = re.sub(r"^[\d,]+ ", "", words).split(":")[0].lower()
        found.add(by_name[name].__name__ if name in by_name else name)
    return found


@pytest.mark.parametrize("model", ADMINS, ids=lambda model: model.__name__)
def test_what_goes_and_what_refuses_is_what_django_says(model, administrator, georgia):
    """Of a few rows of every kind, and of all these together."""
    make.written_edition(georgia)
    make.contact_point(georgia)
    rows = list(model._base_manager.order_by("pk")[:3])
    request = request_of(administrator)
    for chosen in [[row] for row in rows] + [rows]:
        _lines, counts, rights, protected = ADMINS[model].get_deleted_objects(chosen, request)
        _all, told, told_rights, told_protected = get_deleted_objects(chosen, request, admin.site)
        assert bool(protected) == bool(told_protected)
        assert kinds(protected) == kinds(told_protected)
        if not protected:
            assert counts == told
            assert rights == told_rights


def test_every_admin_that_may_delete_counts(administrator):
    request = request_of(administrator)
    assert not [
        model.__name__
        for model, one in ADMINS.items()
        if one.has_delete_permission(request) and not isinstance(one, CountedDeletion)
    ]


@pytest.fixture
def busy_source(georgia) -> Source:
    """With far more figures than a page shows."""
    source = Source.objects.create(slug="busy", title_en="A busy source")
    for year in range(1900, 1950):
        make.observation(georgia, "population", year, year, source=source)
    return source


def test_more_rows_cost_no_more_queries_and_no_longer_page(staff, georgia, busy_source):
    address = f"/admin/registry/source/{busy_source.pk}/delete/"
    with CaptureQueriesContext(connection) as few:
        small = staff.get(address)
    for year in range(1950, 2100):
        make.observation(georgia, "population", year, year, source=busy_source)
    with CaptureQueriesContext(connection) as many:
        large = staff.get(address)
    assert len(few) == len(many) < 20
    assert ">50 observations</a>" in small.content.decode()
    assert ">200 observations</a>" in large.content.decode()
    assert "and 190 more" in large.content.decode()
    assert large.content.decode().count("Observation: ") == EXAMPLES
    assert abs(len(large.content) - len(small.content)) < 100


@pytest.mark.parametrize("model", [State, Source, Edition, User])
def test_many_at_once_cost_a_bounded_number_of_queries(model, administrator):
    request = request_of(administrator)
    with CaptureQueriesContext(connection) as queries:
        ADMINS[model].get_deleted_objects(model._base_manager.all(), request)
    assert len(queries) < MOST_QUERIES


def test_a_count_leads_to_the_list_of_just_these(staff, busy_source):
    page = staff.get(f"/admin/registry/source/{busy_source.pk}/delete/").content.decode()
    address = html.unescape(re.search(r'<a href="([^"]+)">50 observations</a>', page)[1])
    shown = staff.get(address)
    assert shown.status_code == 200
    assert shown.context["cl"].result_count == 50


def test_selected_rows_are_counted_together(staff, busy_source):
    other = Source.objects.create(slug="idle", title_en="An idle source")
    data = {"action": "delete_selected", "_selected_action": [busy_source.pk, other.pk]}
    page = staff.post("/admin/registry/source/", data).content.decode()
    assert ">50 observations</a>" in page
    staff.post("/admin/registry/source/", data | {"post": "yes"})
    assert Source.objects.filter(pk__in=[busy_source.pk, other.pk]).count() == 2


def test_what_nothing_rests_on_goes_by_page_and_by_action(staff):
    rows = [Source.objects.create(slug=f"idle-{n}", title_en=f"Idle {n}") for n in range(13)]
    page = staff.get(f"/admin/registry/source/{rows[0].pk}/delete/").content.decode()
    assert "Sources: 1" in page
    staff.post(f"/admin/registry/source/{rows[0].pk}/delete/", {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [row.pk for row in rows[1:]]}
    page = staff.post("/admin/registry/source/", data).content.decode()
    assert "Sources: 12" in page
    assert "and 2 more" in page
    staff.post("/admin/registry/source/", data | {"post": "yes"})
    assert not Source.objects.filter(slug__startswith="idle-").exists()


def test_too_many_at_once_are_refused_with_the_number(staff, monkeypatch, busy_source):
    monkeypatch.setattr("registry.common.admin_deleting.MOST_AT_ONCE", 40)
    data = {"action": "delete_selected", "select_across": "1", "post": "yes"}
    data["_selected_action"] = [Observation.objects.first().pk]
    before = Observation.versions.count()
    address = f"/admin/registry/observation/?source__id__exact={busy_source.pk}"
    page = staff.post(address, data, follow=True).content.decode()
    assert "50 observations are selected, and nothing was deleted: at most 40" in page
    assert Observation.versions.count() == before
    assert MOST_AT_ONCE < 5000  # fields of a form that Django reads


def staff_with(*rights: str):
    user = User.objects.create_user("few@example.org", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    assert user.user_permissions.count() == len(rights)
    return user


def test_without_the_right_to_a_kind_nothing_that_takes_it_along_is_deleted(georgia):
    edition = make.written_edition(georgia)
    user = staff_with("view_edition", "delete_edition", "view_section")
    client = signed_in(user, second_factor=True)
    address = f"/admin/registry/edition/{edition.pk}/delete/"
    page = client.get(address).content.decode()
    assert "have permission to delete the following types of objects" in page
    assert client.post(address, {"post": "yes"}).status_code == 403
    assert Section.objects.filter(edition=edition).exists()


def test_a_rule_for_single_rows_holds_for_rows_that_go_along(georgia, administrator):
    """The parts of an edition that lies with the state are not the Secretariat's to delete."""
    edition = make.written_edition(georgia)
    request = request_of(administrator)
    assert not ADMINS[Edition].get_deleted_objects([edition], request)[2]
    Edition.objects.filter(pk=edition.pk).update(status="with_state")
    edition.refresh_from_db()
    assert not edition.is_writable_by_staff
    assert ADMINS[Edition].get_deleted_objects([edition], request)[2] == {"section"}


def test_examples_are_shown_to_those_who_may_look_at_them(busy_source):
    client = signed_in(staff_with("view_source", "delete_source"), second_factor=True)
    page = client.get(f"/admin/registry/source/{busy_source.pk}/delete/").content.decode()
    assert "50 observations" in page
    assert "population, GEO" not in page
