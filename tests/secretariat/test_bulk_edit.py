"""One field of the chosen rows of a list, changed at once: with a preview, as a whole, and taken
back as a whole."""

import re

import pytest
from django.contrib import admin

from registry.common import store
from registry.common.bulk_edits import MOST, editable_fields
from registry.common.record_imports import RecordImport
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import CooperationArea, Mandate, Meeting
from registry.projects.models import Project
from registry.states.models import State
from tests.clients import one_line
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/registry/document/"
PAGE = f"{LIST}bulk-edit/"


@pytest.fixture
def rows() -> list[Document]:
    return list(Document.objects.filter(certainty="stated").order_by("pk")[:3])


def choose(client, rows, address: str = LIST) -> str:
    keys = [row.pk for row in rows]
    sent = {"action": "change_one_field", "_selected_action": keys}
    answer = client.post(address, sent)
    assert answer.status_code == 302
    return answer.url


def preview(client, rows, field: str, value, reason: str = "checked anew", page: str = PAGE):
    keys = ",".join(str(row.pk) for row in rows)
    return client.post(page, {"rows": keys, "field": field, field: value, "reason": reason})


def write(client, shown, page: str = PAGE):
    signed = re.search(r'name="preview"\s+value="([^"]+)"', shown.content.decode())[1]
    return client.post(page, {"preview": signed})


def undo(client, imported: RecordImport):
    address = f"/admin/registry/recordimport/{imported.pk}/change/"
    return client.post(address, {"reason": "a mistake"})


def test_rows_are_chosen_then_a_field_then_the_value(staff, rows):
    address = choose(staff, rows)
    assert address == f"{PAGE}?rows={','.join(str(row.pk) for row in rows)}"
    text = one_line(staff.get(address).content.decode())
    assert "3 rows chosen" in text
    assert '<option value="certainty"' in text
    text = staff.get(f"{address}&field=certainty").content.decode()
    assert '<select name="certainty"' in text
    assert 'name="reason"' in text
    assert '<label for="id_reason" class="required">' in text


def test_a_preview_shows_each_row_and_writes_nothing(staff, rows):
    other = Document.objects.filter(certainty="uncertain").first()
    before = list(Document.objects.order_by("pk").values())
    shown = preview(staff, [*rows, other], "certainty", "uncertain")
    text = one_line(shown.content.decode())
    assert "<b>3</b> would change" in text
    assert "<b>1</b> have this value already" in text
    assert "<del>stated by the source</del>" in text
    assert "<ins>uncertain, to be checked</ins>" in text
    assert list(Document.objects.order_by("pk").values()) == before
    assert not RecordImport.objects.exists()


def test_what_was_previewed_is_written_with_its_reason_and_a_version_more(staff, editor, rows):
    answer = write(staff, preview(staff, rows, "certainty", "uncertain"))
    assert answer.url == LIST
    for row in rows:
        version = row.version
        row.refresh_from_db()
        assert (row.certainty, row.version) == ("uncertain", version + 1)
        latest = row.history.first()
        assert (latest.history_user, latest.history_change_reason) == (editor, "checked anew")
    kept = RecordImport.objects.get()
    assert (kept.column, kept.changed, kept.new, kept.by) == ("certainty", 3, 0, editor)
    told = staff.get(LIST).content.decode()
    assert f"/admin/registry/recordimport/{kept.pk}/change/" in told


def test_finished_pages_are_made_anew(staff, rows, django_capture_on_commit_callbacks):
    before = store.content_version()
    shown = preview(staff, rows, "certainty", "uncertain")
    with django_capture_on_commit_callbacks(execute=True):
        write(staff, shown)
    assert store.content_version() != before


def test_undone_as_a_whole_every_row_is_as_before(staff, editor, rows):
    write(staff, preview(staff, rows, "certainty", "uncertain"))
    kept = RecordImport.objects.get()
    page = staff.get(f"/admin/registry/recordimport/{kept.pk}/change/").content.decode()
    assert "Bulk change of Certainty" in page
    assert "Undo the change" in page
    assert undo(staff, kept).status_code == 302
    for row in rows:
        version = row.version
        row.refresh_from_db()
        assert (row.certainty, row.version) == ("stated", version + 2)
        reason = row.history.first().history_change_reason
        assert reason == "bulk change of Certainty undone: a mistake"


def test_it_is_not_undone_where_a_row_was_saved_since(staff, second_editor, rows):
    write(staff, preview(staff, rows, "certainty", "uncertain"))
    other = signed_in(second_editor, second_factor=True)
    address = f"/admin/registry/document/{rows[0].pk}/change/"
    other.post(address, form_data(other, address) | {"publisher": "Somebody"})
    told = undo(staff, RecordImport.objects.get())
    assert told.status_code == 200
    assert rows[0].reference in told.content.decode()
    assert Document.objects.get(pk=rows[1].pk).certainty == "uncertain"


def test_where_a_row_was_saved_after_the_preview_nothing_is_written(staff, second_editor, rows):
    shown = preview(staff, rows, "certainty", "uncertain")
    other = signed_in(second_editor, second_factor=True)
    address = f"/admin/registry/document/{rows[0].pk}/change/"
    other.post(address, form_data(other, address) | {"publisher": "Somebody"})
    told = staff.get(write(staff, shown).url).content.decode()
    assert "Saved or deleted after the preview" in told
    assert not Document.objects.filter(pk__in=[row.pk for row in rows], certainty="uncertain")


def test_where_a_row_was_deleted_after_the_preview_nothing_is_written(staff, rows):
    shown = preview(staff, rows, "certainty", "uncertain")
    rows[0].delete()
    write(staff, shown)
    assert Document.objects.get(pk=rows[1].pk).certainty == "stated"


def test_a_row_that_refuses_says_why_and_the_others_change(staff):
    first, second = Meeting.objects.order_by("pk")[:2]
    Meeting.objects.filter(pk=first.pk).update(ends_on="2031-01-01", starts_on="2030-12-31")
    page = "/admin/registry/meeting/bulk-edit/"
    shown = preview(staff, [first, second], "ends_on", "2029-12-31", page=page)
    text = one_line(shown.content.decode())
    assert "<b>1</b> may not be changed" in text
    assert f"{Meeting.objects.get(pk=first.pk)}</a>:" in text
    write(staff, shown, page=page)
    assert str(Meeting.objects.get(pk=first.pk).ends_on) == "2031-01-01"
    assert str(Meeting.objects.get(pk=second.pk).ends_on) == "2029-12-31"


def test_several_related_records_are_set_and_taken_back(staff, rows):
    areas = list(CooperationArea.objects.order_by("pk")[:2])
    before = [sorted(row.areas.values_list("pk", flat=True)) for row in rows]
    write(staff, preview(staff, rows, "areas", [area.pk for area in areas]))
    assert {row.areas.count() for row in rows} == {2}
    undo(staff, RecordImport.objects.get())
    assert [sorted(row.areas.values_list("pk", flat=True)) for row in rows] == before


def test_what_acts_change_is_not_offered(staff, nino):
    for model in admin.site._registry:
        page = f"/admin/registry/{model._meta.model_name}/bulk-edit/"
        row = model._base_manager.first()
        if row is None or model._meta.app_label != "registry":
            continue
        answer = staff.get(f"{page}?rows={row.pk}")
        if answer.status_code != 200:
            continue
        offered = {name for name, _label in answer.context["fields"]}
        forbidden = {
            "status",
            "endorsement",
            "account",
            "version",
            "stage",
            "appears_at",
            "goes_at",
        }
        assert not offered & (forbidden | set(getattr(model, "personal_details", ())))
        assert not [name for name in offered if name.endswith("_visibility")]
        assert "slug" not in offered


def test_a_field_that_is_not_offered_is_not_written_even_if_it_is_posted(staff, rows):
    for name in ("stage", "version", "slug", "nonsense"):
        answer = preview(staff, rows, name, "x")
        assert 'name="preview"' not in answer.content.decode()


def test_a_preview_is_confirmed_by_whoever_made_it_and_for_its_list(staff, second_editor, rows):
    shown = preview(staff, rows, "certainty", "uncertain")
    other = signed_in(second_editor, second_factor=True)
    told = other.get(write(other, shown).url).content.decode()
    assert "can no longer be confirmed" in told
    staff.post(PAGE, {"preview": "forged"})
    write(staff, shown, page="/admin/registry/project/bulk-edit/")
    assert not RecordImport.objects.exists()


def test_rights_are_asked_at_each_step(staff, editor, without_rights, may_only_view, rows):
    keys = ",".join(str(row.pk) for row in rows)
    shown = preview(staff, rows, "certainty", "uncertain")
    for user in (without_rights, may_only_view):
        client = signed_in(user, second_factor=True)
        assert client.get(f"{PAGE}?rows={keys}").status_code == 403
        assert preview(client, rows, "certainty", "uncertain").status_code == 403
        assert write(client, shown).status_code == 403
    viewer = signed_in(may_only_view, second_factor=True)
    assert "change_one_field" not in viewer.get(LIST).content.decode()
    editor.groups.clear()
    assert write(staff, shown).status_code == 403
    assert not RecordImport.objects.exists()


def test_a_value_that_the_field_does_not_take_is_refused_before_the_preview(staff, rows):
    told = preview(staff, rows, "certainty", "very sure")
    text = told.content.decode()
    assert "Select a valid choice" in text
    assert 'name="preview"' not in text
    assert (
        "This field is required" in preview(staff, rows, "certainty", "stated", "").content.decode()
    )


def test_a_limited_number_of_rows_is_changed_at_once(staff):
    states = State.objects.values_list("pk", flat=True)
    page = "/admin/registry/state/bulk-edit/"
    assert len(staff.get(f"{page}?rows={','.join(map(str, states))}").context["rows"]) > 0
    many = range(1, MOST + 50)
    assert staff.get(f"{page}?rows={','.join(map(str, many))}").context["number"] == MOST
    told = staff.get(f"{page}?rows=nonsense,-1,{2**70}").content.decode()
    assert "Choose rows in the list first" in one_line(told)


def test_every_field_that_is_offered_has_a_page(staff, rf, editor, rows):
    """The field as its own form draws it."""
    request = rf.get("/")
    request.user = editor
    names = editable_fields(admin.site.get_model_admin(Document), request)
    for name in names:
        assert staff.get(f"{PAGE}?rows={rows[0].pk}&field={name}").status_code == 200


def test_a_date_that_would_take_news_offline_is_refused_with_what_would_happen(staff):
    news = NewsItem.objects.public().filter(date_precision="day").first()
    page = "/admin/registry/newsitem/bulk-edit/"
    shown = preview(staff, [news], "date", "2097-01-01", page=page)
    text = one_line(shown.content.decode())
    assert "<b>1</b> may not be changed" in text
    assert "“When it appears” would become “2097-01-01 00:00:00”" in text
    assert "Change 1 row" not in text
    news.refresh_from_db()
    assert news.appears_at is None


DATES = [
    (Document, "published_on", "published_precision", "year", "2011-01-01", "2011", "5 May 2014"),
    (
        Document,
        "published_on",
        "published_precision",
        "day",
        "2011-01-01",
        "1 January 2011",
        "2014",
    ),
    (Project, "ends_on", "ends_precision", "month", "2033-10-31", "October 2033", "5 May 2034"),
    (Meeting, "starts_on", "date_precision", "month", "2011-05-01", "May 2011", "2011"),
    (Mandate, "until", "until_precision", "year", "2037-12-31", "2037", "30 June 2038"),
]


@pytest.mark.parametrize(("model", "name", "precision", "known", "day", "words", "typed"), DATES)
def test_undone_a_date_is_known_as_well_as_before(
    staff, model, name, precision, known, day, words, typed
):
    row = model.objects.filter(**{f"{name}__isnull": False}).order_by("pk").first()
    stored = {name: day, precision: known}
    if model is Meeting:
        stored["ends_on"] = None
    model.objects.filter(pk=row.pk).update(**stored)
    before = as_stored(row)
    page = f"/admin/registry/{model._meta.model_name}/bulk-edit/"
    shown = preview(staff, [row], name, typed, page=page)
    assert f"<del>{words}</del>" in one_line(shown.content.decode())
    write(staff, shown, page=page)
    assert as_stored(row)[precision] != known
    assert undo(staff, RecordImport.objects.get()).status_code == 302
    assert as_stored(row) == before


def as_stored(row) -> dict:
    stored = type(row).objects.values().get(pk=row.pk)
    return {name: value for name, value in stored.items() if name not in ("version", "updated_at")}


def test_what_was_kept_without_how_exactly_a_date_was_known_is_taken_back_too(staff, rows):
    write(staff, preview(staff, rows, "published_on", "5 May 2014"))
    kept = RecordImport.objects.get()
    kept.rows.update(before={"published_on": "2011-01-01"})
    assert undo(staff, kept).status_code == 302
    assert {str(Document.objects.get(pk=row.pk).published_on) for row in rows} == {"2011-01-01"}
