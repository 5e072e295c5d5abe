"""Two people at one record: what only one of them changed is merged; what both changed is chosen
field by field; nothing is lost and nothing is reported that nobody touched."""

import re

import pytest

from registry.pages.models import NewsItem
from registry.projects.models import Project
from registry.states.models import State
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(second_editor):
    return signed_in(second_editor, second_factor=True)


@pytest.fixture
def item(staff) -> NewsItem:
    """Whose present version is in the history."""
    row = NewsItem.objects.get(slug="2011-poznan")
    save(staff, row, title_en="As both saw it", body_en="The text that both saw.")
    return row


def at(row) -> str:
    return f"/admin/registry/{row._meta.model_name}/{row.pk}/change/"


def save(client, row, **values) -> None:
    answer = client.post(at(row), form_data(client, at(row)) | values)
    assert answer.status_code == 302, answer.context["errors"]


def seen_in(text: str) -> str:
    return re.search(r'name="seen_version" value="(\d+)"', text)[1]


def test_changes_of_different_fields_merge_by_themselves(staff, other, item):
    mine = form_data(staff, at(item)) | {"title_ru": "Мой заголовок"}
    save(other, item, body_en="Their text", title_en="Their title")
    answer = staff.post(at(item), mine, follow=True)
    assert "taken over from them: Title, English, Body, English" in answer.content.decode()
    item.refresh_from_db()
    assert (item.title_en, item.title_ru, item.body_en) == (
        "Their title",
        "Мой заголовок",
        "<p>Their text</p>",
    )


def test_relations_merge_too(staff, other, item, georgia):
    armenia = State.objects.get(iso_alpha3="ARM")
    save(staff, item, states=[georgia.pk])
    mine = form_data(staff, at(item)) | {"title_en": "Mine", "states": [georgia.pk]}
    save(other, item, states=[georgia.pk, armenia.pk])
    assert staff.post(at(item), mine).status_code == 302
    item.refresh_from_db()
    assert item.title_en == "Mine"
    assert set(item.states.all()) == {georgia, armenia}


def test_a_field_that_both_changed_is_chosen_and_the_others_are_not_asked_for(staff, other, item):
    mine = form_data(staff, at(item)) | {"title_en": "Mine", "title_ru": "Мой"}
    save(other, item, title_en="Theirs", body_en="Their text")
    told = staff.post(at(item), mine)
    text = told.content.decode()
    assert "As both saw it" in text
    assert re.search(r"<td>Theirs</td>\s*<td>Mine</td>", text)
    assert set(re.findall(r'name="choice-(\w+)"', text)) == {"title_en"}
    assert "What only they changed is in the form below already: Body, English" in text
    assert "&lt;p&gt;Their text&lt;/p&gt;</textarea>" in text
    item.refresh_from_db()
    assert item.title_en == "Theirs"


@pytest.mark.parametrize(("choice", "title"), [("mine", "Mine"), ("theirs", "Theirs")])
def test_the_choice_is_what_is_saved(staff, other, item, choice, title):
    mine = form_data(staff, at(item)) | {"title_en": "Mine", "title_ru": "Мой"}
    save(other, item, title_en="Theirs", body_en="Their text")
    told = staff.post(at(item), mine)
    form = told.context["adminform"].form
    shown = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    posted = mine | {name: value for name, value in shown.items() if value is not False}
    answer = staff.post(at(item), posted | {"choice-title_en": choice})
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.title_en, item.title_ru, item.body_en) == (title, "Мой", "<p>Their text</p>")


def test_whoever_saves_between_the_choice_and_the_saving_is_asked_about_again(staff, other, item):
    mine = form_data(staff, at(item)) | {"title_en": "Mine"}
    save(other, item, title_en="Theirs")
    text = staff.post(at(item), mine).content.decode()
    save(other, item, title_en="Theirs again")
    told = staff.post(at(item), mine | {"seen_version": seen_in(text)})
    assert "Theirs again" in told.content.decode()
    item.refresh_from_db()
    assert item.title_en == "Theirs again"


@pytest.fixture
def project(staff) -> Project:
    row = Project.objects.filter(partners__isnull=False, outputs__isnull=False).first()
    save(staff, row, title_en="As both saw it")
    return row


def test_rows_within_a_record_that_only_they_touched_are_not_reported(staff, other, project):
    mine = form_data(staff, at(project))
    theirs = form_data(other, at(project))
    name = next(key for key in theirs if re.fullmatch(r"outputs-\d+-title_en", key))
    assert other.post(at(project), theirs | {name: "Their output"}).status_code == 302
    assert staff.post(at(project), mine | {"title_ru": "Мой"}).status_code == 302
    project.refresh_from_db()
    assert project.title_ru == "Мой"
    assert project.outputs.filter(title_en="Their output").exists()


def test_a_row_within_is_chosen_in_words(staff, other, project):
    mine, theirs = form_data(staff, at(project)), form_data(other, at(project))
    name = next(key for key in theirs if re.fullmatch(r"outputs-\d+-title_en", key))
    output = project.outputs.get(pk=mine[name.replace("title_en", "id")])
    assert other.post(at(project), theirs | {name: "Their output"}).status_code == 302
    text = staff.post(at(project), mine | {name: "My output"}).content.decode()
    assert "Their output" in text
    assert set(re.findall(r'name="(choice-[\w-]+)"', text)) == {f"choice-{name}"}
    assert f"id {output.pk}" not in text
    assert "Delete False" not in text
    answer = staff.post(at(project), mine | {name: "My output", f"choice-{name}": "theirs"})
    assert answer.status_code == 302
    output.refresh_from_db()
    assert output.title_en == "Their output"


def test_a_row_that_they_deleted_is_told_in_words(staff, other, project):
    mine, theirs = form_data(staff, at(project)), form_data(other, at(project))
    place = next(key for key in theirs if re.fullmatch(r"outputs-\d+-title_en", key))
    gone = theirs | {place.replace("title_en", "DELETE"): "on"}
    assert other.post(at(project), gone).status_code == 302
    told = staff.post(at(project), mine | {place: "Mine"})
    assert told.status_code == 200
    assert "Somebody deleted this row while you were editing" in told.content.decode()
