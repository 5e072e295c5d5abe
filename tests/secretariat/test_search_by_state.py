"""In the admin a record of a state is found by the state's names, in both scripts."""

import pytest
from django.contrib import admin

from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import Mandate
from registry.states.models import GroupMembership, Participation
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
NAMES = ["Georgia", "Грузия"]


@pytest.fixture
def staff(editor):
    return signed_in(editor, second_factor=True)


def found(staff, model, words: str) -> list:
    address = f"/admin/registry/{model._meta.model_name}/"
    answer = staff.get(address, {"q": words})
    assert answer.status_code == 200, answer
    return list(answer.context["cl"].result_list)


@pytest.mark.parametrize("words", NAMES)
@pytest.mark.parametrize("model", [Participation, GroupMembership])
def test_a_row_of_a_state(staff, georgia, model, words):
    rows = found(staff, model, words)
    assert rows
    assert {row.state for row in rows} == {georgia}


@pytest.mark.parametrize("words", NAMES)
@pytest.mark.parametrize("model", [Document, NewsItem])
def test_what_is_about_several_states_is_found_once(staff, georgia, tuerkiye, model, words):
    row = model.objects.filter(title_en__isnull=False).exclude(title_en__contains="Georgia").last()
    row.states.set([georgia, tuerkiye])
    assert found(staff, model, words).count(row) == 1
    row.states.set([tuerkiye])
    assert row not in found(staff, model, words)


def test_a_state_is_found_by_a_name_that_it_had(staff, tuerkiye):
    Mandate.objects.all().delete()
    row = Mandate.objects.create(state=tuerkiye, kind=Mandate.Kind.values[0])
    assert found(staff, Mandate, "Turkey") == [row]
    assert found(staff, Mandate, "Türkiye") == [row]


def test_every_list_of_records_with_a_state_looks_at_its_names(rf, editor):
    request = rf.get("/")
    request.user = editor
    for model, model_admin in admin.site._registry.items():
        fields = list(model_admin.get_search_fields(request))
        if "state__slug" in fields:
            assert "state__designations__short_name_ru" in fields, model
