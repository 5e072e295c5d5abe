"""A file of records: what was seen is what is written, and its person is told what is wrong."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core import signing

from registry.common.admin_rights import PREVIEWED
from registry.common.record_imports import RecordImport
from registry.contacts.models import Authority
from registry.library.models import Document
from registry.pages.models import NewsItem, Page
from registry.process.models import CooperationArea
from registry.states.models import Designation, GroupMembership, Participation, State
from tests import importing
from tests.common.refused_files import refused
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def area() -> CooperationArea:
    return CooperationArea.objects.get(slug="asylum")


# Versions: nobody overwrites what they have not seen


def test_an_import_raises_the_version_and_warns_who_has_the_form_open(staff, area):
    address = f"/admin/registry/cooperationarea/{area.pk}/change/"
    open_form = form_data(staff, address) | {"name_en": "Mine"}
    row = importing.exported(area) | {"name_en": "From a file"}
    assert importing.bring(staff, CooperationArea, row).status_code == 302
    area.refresh_from_db()
    assert (area.name_en, area.version) == ("From a file", 2)
    assert "This record was saved by Edita" in staff.post(address, open_form).content.decode()
    area.refresh_from_db()
    assert area.name_en == "From a file"


def test_a_file_of_an_older_state_is_refused(staff, second_editor, area):
    row = importing.exported(area) | {"name_en": "From an old file"}
    address = f"/admin/registry/cooperationarea/{area.pk}/change/"
    other = signed_in(second_editor, second_factor=True)
    other.post(address, form_data(other, address) | {"name_ru": "Убежище"})
    found = importing.errors(importing.bring(staff, CooperationArea, row))
    assert found[0][:2] == (2, "version")
    assert "version 1, the registry 2, saved by Secunda on" in found[0][2]
    del row["version"]
    assert importing.bring(staff, CooperationArea, row).status_code == 302


def test_what_was_saved_after_the_preview_is_not_overwritten(staff, second_editor, area):
    row = importing.exported(area) | {"name_en": "From a file"}
    del row["version"]
    shown = importing.preview(staff, CooperationArea, importing.as_csv(row))
    CooperationArea.objects.filter(pk=area.pk).update(name_en="Meanwhile", version=2)
    answer = importing.confirm(staff, CooperationArea, shown)
    refused(answer, "", "saved after the preview")
    area.refresh_from_db()
    assert area.name_en == "Meanwhile"


def test_what_the_preview_found_unchanged_is_not_overwritten_either(staff, area):
    row = importing.exported(area)
    del row["version"]
    other = importing.exported(CooperationArea.objects.exclude(pk=area.pk).first())
    del other["version"]
    content = importing.as_csv(row, other | {"name_en": "Changed"})
    shown = importing.preview(staff, CooperationArea, content)
    CooperationArea.objects.filter(pk=area.pk).update(name_en="Meanwhile", version=2)
    refused(importing.confirm(staff, CooperationArea, shown), "", "saved after the preview")
    area.refresh_from_db()
    assert area.name_en == "Meanwhile"
    assert not CooperationArea.objects.filter(name_en="Changed").exists()


def test_nothing_is_confirmed_that_was_not_previewed(staff, second_editor, area, tmp_path):
    row = importing.exported(area) | {"name_en": "From a file"}
    shown = importing.preview(staff, CooperationArea, importing.as_csv(row))
    data = importing.confirmation(shown)
    address = "/admin/registry/cooperationarea/process_import/"
    other = signed_in(second_editor, second_factor=True)
    unsigned = {name: value for name, value in data.items() if name != "preview"}
    forged = signing.dumps(["x", "y", "z", []], salt="other")
    for client, posted in (
        (other, data),
        (staff, unsigned),
        (staff, data | {"preview": forged}),
        (staff, data | {"import_file_name": "passwd"}),
        (staff, data | {"format": "9"}),
    ):
        answer = client.post(address, posted)
        assert answer["Location"] == "/admin/registry/cooperationarea/import/"
    assert staff.post("/admin/registry/page/process_import/", data).status_code == 302
    area.refresh_from_db()
    assert area.name_en != "From a file"
    assert staff.post(address, data)["Location"] == "/admin/registry/cooperationarea/"
    assert staff.post(address, data)["Location"] == "/admin/registry/cooperationarea/import/"


# What the person is told


def test_an_error_names_sheet_row_column_and_all_that_is_wrong(staff, area):
    good = importing.exported(area)
    blank = dict.fromkeys(good, "")
    bad = good | {"order": "six", "certainty": "surely", "name_en": ""}
    content = importing.as_xlsx(good, blank, bad, sheet="Areas")
    response = importing.preview(staff, CooperationArea, content, importing.XLSX)
    found = importing.errors(response)
    assert {(row, column) for row, column, _problem in found} == {
        (4, "order"),
        (4, "certainty"),
        (4, "name_en"),
    }
    text = response.content.decode()
    assert re.search(r"<td>Areas</td>\s*<td>4</td>\s*<td>order</td>\s*<td>six</td>", text)
    assert not importing.confirmation(response)


def test_one_wrong_row_refuses_the_file(staff, area):
    good = importing.exported(area) | {"name_en": "Good"}
    other = importing.exported(CooperationArea.objects.exclude(pk=area.pk).first())
    response = importing.bring(staff, CooperationArea, good, other | {"order": "six"})
    assert [row for row, _column, _problem in importing.errors(response)] == [3]
    area.refresh_from_db()
    assert area.name_en != "Good"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_may_have_commas_semicolons_or_tabs(staff, area, delimiter):
    row = importing.exported(area) | {"name_en": "One, two; three"}
    content = b"\xef\xbb\xbf" + importing.as_csv(row, delimiter=delimiter)
    response = importing.preview(staff, CooperationArea, content)
    assert importing.confirm(staff, CooperationArea, response).status_code == 302
    area.refresh_from_db()
    assert area.name_en == "One, two; three"


@pytest.mark.parametrize(
    ("content", "form", "told"),
    [
        (b"", importing.CSV, "empty"),
        (b"\n\n", importing.CSV, "The file is empty"),
        (b"slug|name_en\nasylum|x\n", importing.CSV, "Row 1 has headings that are no column"),
        (b"slug,colour\nasylum,red\n", importing.CSV, "no column of these records: colour"),
        (b"name_en,name_ru\nx,y\n", importing.CSV, "Row 1 lacks slug"),
        (b"slug,slug\na,b\n", importing.CSV, "stand twice in row 1: slug"),
        (b"slug,name_en\nasylum,x,y\n", importing.CSV, "Row 2 has more cells"),
        ("slug,name_ru\nasylum,Убежище\n".encode("koi8-r"), importing.CSV, "neither in UTF-8"),
        (b"slug,name_en\nasylum,x\n", importing.XLSX, "could not be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(staff, content, form, told):
    text = importing.preview(staff, CooperationArea, content, form).content.decode()
    assert told in text
    assert "Traceback" not in text
    assert "site-packages" not in text
    assert 'name="confirm"' not in text


def test_yes_and_no_are_read_and_nothing_else(staff, georgia):
    authority = Authority.objects.create(state=georgia, name_en="Ministry of Tests")
    row = importing.exported(authority)
    response = importing.bring(staff, Authority, row | {"holds_contact_point": "perhaps"})
    refused(response, "holds_contact_point", "neither yes (1) nor no (0)")
    importing.bring(staff, Authority, row | {"holds_contact_point": "Yes"})
    authority.refresh_from_db()
    assert authority.holds_contact_point


def test_an_unchanged_file_changes_nothing_in_either_form(staff):
    Document.objects.filter(slug="hb-readmission").update(abstract_en="One\r\nTwo ", authors="-x")
    for model in (Document, NewsItem, Page, State):
        for form, number in (("xlsx", importing.XLSX), ("csv", importing.CSV)):
            fields = staff.get(f"{importing.base(model)}export/").context["form"].fields
            data = {"format": number, "resource": "0"} | dict.fromkeys(
                [name for name in fields if "resource_" in name], "on"
            )
            content = staff.post(f"{importing.base(model)}export/", data).content
            response = importing.preview(staff, model, content, number)
            assert not importing.errors(response), (model, form)
            totals = response.context["result"].totals
            assert totals["skip"] == model.objects.count()


def test_preview_and_confirmation_are_logged(staff, editor, area):
    row = importing.exported(area) | {"name_en": "From a file"}
    importing.bring(staff, CooperationArea, row)
    looked, wrote = LogEntry.objects.order_by("pk")
    assert (looked.user, looked.action_flag, looked.change_message) == (
        editor,
        PREVIEWED,
        "Preview of 1 rows.",
    )
    assert (wrote.user, wrote.object_id) == (editor, str(area.pk))
    latest = area.history.first()
    assert (latest.history_user, latest.history_change_reason) == (editor, "import of rows.csv")


def test_an_import_costs_few_queries_a_row(staff, django_assert_max_num_queries):
    rows = [importing.exported(row) for row in CooperationArea.objects.all()[:5]]
    same = importing.as_csv(*rows)
    importing.preview(staff, CooperationArea, same)
    with django_assert_max_num_queries(20 + 4 * len(rows)):
        importing.preview(staff, CooperationArea, same)
    changed = importing.as_csv(*[row | {"name_en": f"{row['slug']} x"} for row in rows])
    with django_assert_max_num_queries(20 + 16 * len(rows)):
        importing.preview(staff, CooperationArea, changed)


def succession(first, **begun: str) -> list[dict[str, str]]:
    """Two rows of a file: a period that begins, then the one before it, which ends for it."""
    ended = importing.exported(first) | {"until": "2031-10-31", "until_precision": "day"}
    begins = {"since": "2031-11-01", "since_precision": "day", "until": "", "version": ""}
    return [ended | begins | begun, ended]


@pytest.mark.parametrize("model", [Participation, Designation, GroupMembership])
@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_file_ends_a_period_and_begins_the_next_in_either_order(staff, model, is_reversed):
    first = model.objects.filter(until=None, since__isnull=False).order_by("pk").first()
    rows = succession(first)
    answer = importing.bring(staff, model, *(rows[::-1] if is_reversed else rows))
    assert answer.status_code == 302, importing.errors(answer)
    first.refresh_from_db()
    assert str(first.until) == "2031-10-31"
    after = model.objects.filter(since="2031-11-01").get()
    kept = RecordImport.objects.get()
    assert (kept.new, kept.changed) == (1, 1)
    staff.post(f"/admin/registry/recordimport/{kept.pk}/change/", {"reason": "a mistake"})
    first.refresh_from_db()
    assert first.until is None
    assert not model.objects.filter(pk=after.pk).exists()


def test_a_period_that_no_row_ends_is_refused_at_its_own_row(staff):
    first = Participation.objects.filter(until=None, since__isnull=False).order_by("pk").first()
    begins, _ended = succession(first)
    other = importing.exported(Participation.objects.exclude(state=first.state).first())
    answer = importing.bring(staff, Participation, begins, other | {"editor_note": "Checked."})
    [(row, column, problem)] = importing.errors(answer)
    assert (row, column) == (2, "")
    assert "overlaps with another one" in problem
    assert Participation.objects.filter(state=first.state).count() == 1


def test_of_rows_for_one_record_the_last_one_holds_also_where_the_first_is_refused(staff):
    area = CooperationArea.objects.first()
    row = importing.exported(area) | {"version": ""}
    refused, good = row | {"name_en": ""}, row | {"name_en": "Good"}
    answer = importing.bring(staff, CooperationArea, refused, good)
    assert [one[0] for one in importing.errors(answer)] == [2]
