"""An import of records is taken back as a whole, through the doors by which records change."""

import pytest

from registry.common.record_imports import ImportedRecord, RecordImport
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import CooperationArea, Meeting
from registry.projects.models import Project
from registry.states.models import State
from tests import importing
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db


def page_of(imported: RecordImport) -> str:
    return f"/admin/registry/recordimport/{imported.pk}/change/"


def undo(client, imported: RecordImport, reason: str = "a wrong file"):
    return client.post(page_of(imported), {"reason": reason})


@pytest.fixture
def areas() -> list[CooperationArea]:
    return list(CooperationArea.objects.order_by("pk")[:3])


@pytest.fixture
def imported(staff, areas) -> RecordImport:
    """Two areas changed, one added."""
    rows = [importing.exported(row) for row in areas[:2]]
    rows[0] |= {"name_en": "Changed", "note_ru": "=примечание"}
    rows[1] |= {"name_en": "Changed too"}
    new = rows[0] | {"slug": "a-new-area", "name_en": "New", "number": "99", "version": ""}
    assert importing.bring(staff, CooperationArea, *rows, new).status_code == 302
    return RecordImport.objects.get()


def values(model) -> list:
    left_out = {"version", "updated_at"}
    names = [field.attname for field in model._meta.fields if field.name not in left_out]
    return list(model.objects.order_by("pk").values(*names))


def test_an_import_is_kept_with_what_stood_before(staff, editor, areas, imported):
    assert (imported.kind, imported.by, imported.new, imported.changed) == (
        "cooperationarea",
        editor,
        1,
        2,
    )
    first = imported.rows.get(record=areas[0].pk)
    assert first.before == {"name_en": areas[0].name_en, "note_ru": areas[0].note_ru}
    text = staff.get(page_of(imported)).content.decode()
    assert areas[0].name_en in text
    assert "Undo the import" in text


def test_undone_every_record_is_as_before_and_has_a_version_more(staff, editor, areas, imported):
    before = [row.version for row in areas]
    assert undo(staff, imported).status_code == 302
    for row, version in zip(areas[:2], before, strict=False):
        name, note = row.name_en, row.note_ru
        row.refresh_from_db()
        assert (row.name_en, row.note_ru, row.version) == (name, note, version + 2)
        latest = row.history.first()
        assert latest.history_user == editor
        assert latest.history_change_reason == "import of rows.csv undone: a wrong file"
    assert not CooperationArea.objects.filter(slug="a-new-area").exists()
    imported.refresh_from_db()
    assert (imported.undone_by, imported.undone_reason) == (editor, "a wrong file")


def test_an_import_is_undone_once(staff, imported):
    undo(staff, imported)
    assert undo(staff, imported).status_code == 403


def test_what_was_edited_since_refuses_the_undoing_and_is_named(staff, second_editor, imported):
    area = CooperationArea.objects.get(name_en="Changed")
    other = signed_in(second_editor, second_factor=True)
    address = f"/admin/registry/cooperationarea/{area.pk}/change/"
    other.post(address, form_data(other, address) | {"name_en": "Edited since"})
    told = undo(staff, imported).content.decode()
    assert "Edited or deleted since" in told
    assert area.reference in told
    area.refresh_from_db()
    assert area.name_en == "Edited since"
    assert CooperationArea.objects.filter(name_en="Changed too").exists()
    assert "Undo the import" not in staff.get(page_of(imported)).content.decode()


def test_what_was_deleted_since_refuses_it_too(staff, imported):
    CooperationArea.objects.get(slug="a-new-area").delete()
    assert "a-new-area" in undo(staff, imported).content.decode()
    assert CooperationArea.objects.filter(name_en="Changed").exists()


def test_a_new_record_on_which_another_rests_stays_and_so_does_all(staff):
    row = importing.exported(State.objects.get(iso_alpha3="GEO"))
    new = row | {"iso_alpha3": "ZZA", "iso_alpha2": "ZA", "slug": "zza", "version": ""}
    new |= {name: "" for name in ("m49", "other_codes") if name in new}
    response = importing.bring(staff, State, new)
    assert response.status_code == 302, importing.errors(response)
    made = State.objects.get(iso_alpha3="ZZA")
    made.authorities.create(name_en="Ministry of the new state")
    told = undo(staff, RecordImport.objects.get()).content.decode()
    assert "rest on it by now" in told
    assert State.objects.filter(pk=made.pk).exists()


def test_relations_days_and_rich_texts_come_back(staff):
    for model in (Document, NewsItem, Meeting, Project):
        row = model.objects.order_by("pk").first()
        before = importing.exported(row)
        stands = values(model)
        cells = {"title_en": "Otherwise"} if "title_en" in before else {"name_en": "Otherwise"}
        for name in ("states", "areas", "date", "starts_on"):
            if name in before:
                cells[name] = "" if name in ("states", "areas") else before[name]
        response = importing.bring(staff, model, before | cells)
        assert response.status_code == 302, (model, importing.errors(response))
        assert importing.exported(row) != before
        told = undo(staff, RecordImport.objects.latest("pk"))
        assert told.status_code == 302, told.content.decode()
        after = importing.exported(row)
        assert {**after, "version": ""} == {**before, "version": ""}
        assert values(model) == stands


def test_a_row_named_twice_goes_back_to_before_the_first(staff, areas):
    row = importing.exported(areas[0])
    once = row | {"name_en": "Once", "version": ""}
    twice = row | {"name_en": "Twice", "version": ""}
    response = importing.bring(staff, CooperationArea, once, twice)
    assert response.status_code == 302, importing.errors(response)
    assert ImportedRecord.objects.count() == 1
    undo(staff, RecordImport.objects.get())
    assert CooperationArea.objects.get(pk=areas[0].pk).name_en == row["name_en"]


def test_who_may_not_import_does_not_undo(imported, may_only_view, without_rights, nino):
    viewer = signed_in(may_only_view, second_factor=True)
    assert "Undo the import" not in viewer.get(page_of(imported)).content.decode()
    assert undo(viewer, imported).status_code == 403
    assert undo(signed_in(without_rights, second_factor=True), imported).status_code == 403
    assert undo(signed_in(nino.account), imported).status_code == 404
    assert CooperationArea.objects.filter(name_en="Changed").exists()


def test_a_preview_and_an_untouched_file_keep_no_import(staff, areas):
    row = importing.exported(areas[0])
    importing.preview(staff, CooperationArea, importing.as_csv(row | {"name_en": "Looked at"}))
    importing.bring(staff, CooperationArea, row)
    assert not RecordImport.objects.exists()


def test_what_a_form_sets_beside_the_file_is_shown_and_taken_back(staff):
    """News that gets a day to come waits for it."""
    news = NewsItem.objects.public().filter(date_precision="month").first()
    before = importing.exported(news)
    row = {"slug": news.slug, "date": "2097-03-04"}
    shown = importing.preview(staff, NewsItem, importing.as_csv(row))
    cells = {
        cell.name: cell for _row, of_row in shown.context["result"].compared() for cell in of_row
    }
    assert cells["date"].before == news.date_worded
    assert cells["date"].after == "2097-03-04"
    assert (cells["date_precision"].before, cells["date_precision"].after) == ("month", "day")
    assert cells["appears_at"].after == "2097-03-04 00:00:00"
    importing.confirm(staff, NewsItem, shown)
    assert not NewsItem.objects.public().filter(pk=news.pk).exists()
    assert undo(staff, RecordImport.objects.get()).status_code == 302
    assert importing.exported(news) == before | {"version": str(news.version + 2)}
    assert NewsItem.objects.public().filter(pk=news.pk).exists()
    stands = NewsItem.history.filter(id=news.pk).first()
    assert (stands.appears_at, stands.date_precision) == (None, "month")
