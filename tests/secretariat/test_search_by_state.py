"""In the admin a record of a state is found by the state's names, in both scripts."""

import pytest
from django.contrib import admin
from django.utils import translation

from registry.contacts.models import Authority, ContactPoint
from registry.figures.models import Observation
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import Attendance, Mandate, Meeting
from registry.profiles.models import Edition, MigrationProfile
from registry.projects.models import Partner, Project
from registry.secretariat.list_filters import OfState
from registry.states.models import Designation, GroupMembership, Participation
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


@pytest.mark.parametrize("words", ["GEO", *NAMES])
def test_a_meeting_by_where_it_was_held_and_who_was_there(staff, georgia, tuerkiye, words):
    held, named, other = Meeting.objects.exclude(title_en__contains="Georgia").order_by("pk")[:3]
    for meeting in (held, named, other):
        meeting.attendances.all().delete()
        Meeting.objects.filter(pk=meeting.pk).update(country=tuerkiye, host=None, place_en="")
    Meeting.objects.filter(pk=held.pk).update(country=georgia)
    Attendance.objects.create(meeting=named, state=georgia)
    Attendance.objects.create(meeting=named, state=tuerkiye)
    rows = found(staff, Meeting, words)
    assert (rows.count(held), rows.count(named), rows.count(other)) == (1, 1, 0)


@pytest.mark.parametrize("words", ["GEO", *NAMES])
def test_a_project_by_its_partners(staff, georgia, words):
    first, other = Project.objects.exclude(title_en__contains="Georgia").order_by("pk")[:2]
    first.partners.all().delete()
    other.partners.all().delete()
    Partner.objects.create(project=first, role="partner", state=georgia)
    rows = found(staff, Project, words)
    assert (rows.count(first), rows.count(other)) == (1, 0)


def test_the_search_over_all_records_finds_both(staff, georgia):
    answer = staff.get("/admin/find/", {"words": "Грузия"}).content.decode()
    assert "/admin/registry/meeting/" in answer
    assert "/admin/registry/project/" in answer


BY_STATE = [
    *(Document, NewsItem, Meeting, Project, Observation, Authority, Mandate, Edition),
    *(MigrationProfile, Participation, Designation, GroupMembership, ContactPoint, Attendance),
]


@pytest.mark.parametrize("model", BY_STATE)
def test_lists_are_narrowed_to_a_state(staff, georgia, nino, model):
    address = f"/admin/registry/{model._meta.model_name}/"
    listed = staff.get(address, {"of_state": "georgia"}).context["cl"]
    assert [chosen(one) for one in listed.filter_specs if isinstance(one, OfState)] == ["Georgia"]
    rows = list(listed.result_list)
    assert rows
    assert len(rows) == len({row.pk for row in rows})
    assert {getattr(row, "state", georgia) for row in rows} == {georgia}
    assert not staff.get(address, {"of_state": "atlantis"}).context["cl"].result_list


def chosen(offered: OfState) -> str:
    return dict(offered.lookup_choices)["georgia"]


def test_states_are_offered_by_name_in_the_language_of_the_reader(rf, georgia):
    for language, name in (("en", "Georgia"), ("ru", "Грузия")):
        with translation.override(language):
            offered = OfState(rf.get("/"), {}, Document, admin.site.get_model_admin(Document))
        assert chosen(offered) == name


def test_a_meeting_is_narrowed_to_once_by_each_way_to_the_state(staff, georgia):
    meeting = Meeting.objects.order_by("pk").first()
    Meeting.objects.filter(pk=meeting.pk).update(country=georgia, host=georgia)
    Attendance.objects.get_or_create(meeting=meeting, state=georgia)
    answer = staff.get("/admin/registry/meeting/", {"of_state": "georgia"})
    assert answer.context["cl"].queryset.filter(pk=meeting.pk).count() == 1
