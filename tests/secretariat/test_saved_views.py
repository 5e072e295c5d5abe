"""Lists of the admin as each person wants them: columns, and views that are kept and shared."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.common.kept_lists import MOST_OF_A_PERSON, KeptColumns, SavedView
from registry.common.records import Record
from tests.clients import one_line
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/registry/document/"
VIEWS = f"{LIST}views/"
RECORDS = [model for model in admin.site._registry if issubclass(model, Record)]


def keep(client, query: str = "", name: str = "Mine", **fields):
    return client.post(VIEWS, {"do": "keep", "query": query, "name": name} | fields)


@pytest.fixture
def other(second_editor):
    return signed_in(second_editor, second_factor=True)


def headings(client, query: str = "") -> list[str]:
    shown = client.get(LIST + query).context["cl"].list_display
    return [name for name in shown if name != "action_checkbox"]


def test_a_view_keeps_filters_search_columns_and_order(staff):
    asked = "certainty__exact=uncertain&q=handbook&o=-1.3"
    answer = keep(staff, asked)
    view = SavedView.objects.get()
    assert view.query == "certainty__exact=uncertain&q=handbook"
    assert view.columns[:3] == ["title", "kind", "published"]
    assert view.order == ["-title", "published"]
    listed = staff.get(answer.url).context["cl"]
    assert listed.query == "handbook"
    assert listed.get_ordering_field_columns() == {1: "desc", 3: "asc"}
    text = one_line(staff.get(answer.url).content.decode())
    assert 'aria-current="true">Mine' in text


def test_an_order_is_by_name_where_somebody_has_no_boxes_to_choose_rows(
    staff, may_only_view, other
):
    keep(staff, "o=-3", is_shared="on")
    viewer = signed_in(may_only_view, second_factor=True)
    for client in (other, viewer):
        shown = client.get(LIST).context["saved_views"][0]
        listed = client.get(shown.address).context["cl"]
        place = list(listed.get_ordering_field_columns())[0]
        assert listed.list_display[place] == "published"


def test_a_view_keeps_nothing_that_the_list_does_not_know(staff):
    keep(staff, "certainty__exact=stated&editor_note__contains=secret&nonsense=1&p=3")
    assert SavedView.objects.get().query == "certainty__exact=stated"


def test_a_view_is_of_its_maker_until_it_is_shared(staff, other):
    keep(staff, "certainty__exact=stated")
    assert "Mine" not in other.get(LIST).content.decode()
    assert "Mine" not in other.get(VIEWS).content.decode()
    number = SavedView.objects.get().pk
    change = {"do": "change", "view": number, "name": "Ours", "is_shared": "on"}
    assert other.post(VIEWS, change).status_code == 404
    staff.post(VIEWS, change)
    text = one_line(other.get(LIST).content.decode())
    assert "Ours" in text
    assert "Edita" in text


def test_what_is_shared_is_changed_by_its_maker_and_by_an_administrator(
    staff, other, administrator
):
    keep(staff, is_shared="on")
    number = SavedView.objects.get().pk
    change = {"do": "change", "view": number, "name": "Theirs"}
    assert other.post(VIEWS, change).status_code == 403
    assert other.post(VIEWS, {"do": "delete", "view": number}).status_code == 403
    assert 'name="do" value="delete"' not in other.get(VIEWS).content.decode()
    highest = signed_in(administrator, second_factor=True)
    highest.post(VIEWS, change | {"is_shared": "on"})
    assert SavedView.objects.get().name == "Theirs"
    assert SavedView.objects.get().by.email == "editor@example.org"
    staff.post(VIEWS, {"do": "delete", "view": number})
    assert not SavedView.objects.exists()


def test_a_view_widens_no_rights(staff, without_rights, client):
    keep(staff, is_shared="on")
    nobody = signed_in(without_rights, second_factor=True)
    assert nobody.get(VIEWS).status_code == 403
    assert keep(nobody).status_code == 403
    assert client.get(VIEWS).status_code == 302
    assert SavedView.objects.count() == 1


def test_a_view_of_another_list_is_none_of_this_one(staff):
    staff.post("/admin/registry/project/views/", {"do": "keep", "name": "Of projects"})
    number = SavedView.objects.get().pk
    assert staff.post(VIEWS, {"do": "delete", "view": number}).status_code == 404
    assert staff.get(LIST).context["saved_views"] == []


def test_a_name_is_given_once_and_not_left_empty(staff):
    keep(staff)
    told = staff.get(keep(staff).url).content.decode()
    assert "You have a view “Mine” of this list" in told
    told = staff.get(keep(staff, name="").url).content.decode()
    assert "Give the view a name" in told
    assert SavedView.objects.count() == 1


def test_a_person_keeps_a_limited_number_of_views(staff, editor):
    for number in range(MOST_OF_A_PERSON):
        SavedView.objects.create(kind="registry.document", name=f"{number}", by=editor)
    told = staff.get(keep(staff).url).content.decode()
    assert "Delete one first" in told
    assert SavedView.objects.count() == MOST_OF_A_PERSON


def test_columns_are_kept_for_a_person_and_a_list(staff, other):
    usual = headings(staff)
    sent = {"do": "columns", "column": ["title", "updated_at"], "query": "q=migration&o=2"}
    answer = staff.post(VIEWS, sent)
    assert answer.url == f"{LIST}?q=migration"
    assert headings(staff) == ["title", "updated_at"]
    assert headings(other) == usual
    staff.post(VIEWS, {"do": "columns", "usual": "1"})
    assert headings(staff) == usual
    assert not KeptColumns.objects.exists()


def test_columns_stand_in_the_address_too(staff):
    assert headings(staff, "?columns=kind,publisher,editor_note,nonsense") == ["kind", "publisher"]
    page = staff.get(f"{LIST}?columns=kind").content.decode()
    first = staff.get(LIST).context["cl"].result_list[0]
    assert f"/admin/registry/document/{first.pk}/change/" in page
    assert "columns=kind" in page  # links of filters keep them


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_a_list_with_every_column_costs_no_more(staff, model):
    address = f"/admin/registry/{model._meta.model_name}/"
    columns = [column.name for column in staff.get(address).context["columns"]]
    asked = f"{address}?columns={','.join(columns)}"
    staff.get(asked)
    with CaptureQueriesContext(connection) as queries:
        answer = staff.get(asked)
    assert answer.status_code == 200
    assert len(queries) <= 15
    personal = set(model.personal_details) - set(headings_of(model))
    assert not personal & set(columns)


def headings_of(model) -> list[str]:
    return list(admin.site.get_model_admin(model).list_display)
