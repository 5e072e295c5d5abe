"""Staff bring a file through the admin: matched, read, looked at, written, undone."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from registry.figure_imports.imports import FigureImport
from registry.figures.models import Observation
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
BRING = "/admin/registry/figureimport/bring/"
CONTENT = "Country,Year,Value,Quality\nGEO,2020,1200,E\nMDA,2020,900,\n"


PLAIN = "Country,Year,Value\nGEO,2020,1200\nMDA,2020,900\n"


def bring(staff, content=PLAIN, name="permits.csv"):
    upload = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return staff.post(BRING, {"file": upload, "reason": "Labour figures 2020"}, follow=True)


def matched(staff, address, **more):
    choice = {
        "column_0": "state",
        "column_1": "year",
        "column_2": "value",
        "column_3": "",
        "decimal_mark": ".",
    }
    return staff.post(
        address,
        {"do": "match", "indicator": "work-permits", "source": "ims"} | choice | more,
        follow=True,
    )


def address_of():
    return f"/admin/registry/figureimport/{FigureImport.objects.latest('pk').pk}/"


def permits():
    return Observation.objects.filter(indicator__slug="work-permits", year=2020)


def test_from_the_file_to_the_figures_and_back(staff, editor):
    page = bring(staff, CONTENT).content.decode()
    assert "Quality" in page
    assert "heading not known" in page
    address = address_of()
    page = matched(staff, address).content.decode()
    assert "Column “Quality” is not read, and holds" in page
    assert 'value="confirm"' not in page
    page = staff.get(f"{address}?columns=1").content.decode()
    assert "it does not matter" in page
    matched(staff, address, rows_3="ignored")
    page = staff.get(address).content.decode()
    assert "<b>2</b> new" in page
    assert "Columns that were not used: “Quality”." in page
    assert "<ins>1,200</ins>" in page
    assert not permits().exists()
    page = staff.post(address, {"do": "confirm"}, follow=True).content.decode()
    assert "Written." in page
    assert permits().count() == 2
    assert FigureImport.objects.get().by == editor
    page = staff.post(address, {"do": "undo", "reason": ""}).content.decode()
    assert "This field is required." in page
    page = staff.post(address, {"do": "undo", "reason": "wrong year"}, follow=True).content.decode()
    assert "wrong year" in page
    assert not permits().exists()


def test_what_another_tab_wrote_meanwhile_is_compared_anew_on_the_page(staff):
    addresses = []
    for _tab in range(2):
        bring(staff)
        addresses.append(address_of())
        matched(staff, addresses[-1])
    for address in addresses:
        page = staff.post(address, {"do": "confirm"}, follow=True).content.decode()
    assert "It has been compared anew: look again, then confirm." in page
    assert "The registry holds all of this already: nothing would change." in page
    assert permits().count() == 2


def test_what_another_tab_undid_meanwhile_is_told(staff):
    bring(staff)
    address = address_of()
    matched(staff, address)
    staff.post(address, {"do": "confirm"})
    for _tab in range(2):
        answer = staff.post(address, {"do": "undo", "reason": "wrong year"}, follow=True)
    assert answer.status_code == 200
    assert "This import is “undone” already." in answer.content.decode()


def test_what_is_missing_is_told_and_the_choices_stay(staff):
    bring(staff, CONTENT)
    page = matched(staff, address_of(), source="", column_3="status").content.decode()
    assert "No column was chosen for: source." in page
    assert '<option value="status" selected>' in page
    page = matched(staff, address_of(), column_3="year").content.decode()
    assert "Two columns were chosen for the same thing." in page


def test_errors_are_listed_and_the_file_comes_back(staff):
    bring(staff, CONTENT.replace("GEO", "GEORGE"))
    address = address_of()
    matched(staff, address)
    page = staff.get(address).content.decode()
    assert "<b>1</b> errors" in page
    assert "“GEORGE” is not known as a state." in page
    assert 'value="confirm"' not in page
    answer = staff.get(f"{address}errors/")
    assert answer["Content-Disposition"] == 'attachment; filename="figures-with-errors.csv"'
    assert 'GEORGE,2020,1200,E,"Country: “GEORGE” is not known' in answer.content.decode()
    assert "Nothing can be written" in staff.get(f"{address}").content.decode()
    assert staff.get(f"{address}?columns=1").content.decode().count("<select") > 4
    staff.post(address, {"do": "give_up"})
    assert staff.get(f"{address}errors/").status_code == 404


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"\x00\x00", "x.csv", "neither text nor a workbook"),
        (b"PK\x03\x04", "x.xlsx", "The workbook is damaged."),
        (b"", "x.csv", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_spot(staff, content, name, message):
    page = bring(staff, content, name).content.decode()
    assert message in page
    assert "Labour figures 2020" in page
    assert not FigureImport.objects.exists()


def test_a_file_of_100_mb_is_refused(staff, monkeypatch):
    monkeypatch.setattr("registry.figure_imports.tables.LARGEST_CSV", 10)
    assert "Split it, or load it on the server" in bring(staff).content.decode()


def test_what_would_change_is_shown_page_by_page(staff):
    rows = "".join(f"GEO,{year},{year},\n" for year in range(1930, 2030))
    bring(staff, f"Country,Year,Value,Quality\n{rows}")
    address = address_of()
    matched(staff, address)
    page = staff.get(f"{address}?changes=2").content.decode()
    assert "page 2 of 2" in page
    assert "<ins>2,029</ins>" in page
    assert "<ins>1,930</ins>" not in page


def test_later_edits_that_rest_on_it_are_listed(staff, editor):
    bring(staff)
    address = address_of()
    matched(staff, address)
    staff.post(address, {"do": "confirm"})
    row = permits().get(state__iso_alpha3="GEO")
    row.value += 1
    row.save()
    page = staff.post(address, {"do": "undo", "reason": "x"}).content.decode()
    assert "1 of its figures changed after this import" in page
    assert f"/admin/registry/observation/{row.pk}/change/" in page
    assert (
        f"{address}" in staff.get(f"/admin/registry/observation/{row.pk}/change/").content.decode()
    )


def test_who_writes_very_many_figures_is_told_that_it_takes_long(staff):
    bring(staff)
    address = address_of()
    matched(staff, address)
    assert "takes up to a minute" not in staff.get(address).content.decode()
    FigureImport.objects.update(new=999_921)
    page = staff.get(address).content.decode()
    assert "takes up to a minute" in page
    assert "Write the figures: 999,921" in page


def test_who_may_not_change_figures_may_not_import(nino):
    assert signed_in(nino.account).get(BRING).status_code == 404


def test_a_file_with_a_column_a_year(staff):
    page = bring(staff, "Country,2023,2024\nGEO,1,2\nUSA,3,4\n").content.decode()
    assert "2023 – 2024" in page
    assert "columns: 2" in page
    address, choice = (
        address_of(),
        {"do": "match", "column_0": "state", "decimal_mark": ".", "indicator": "work-permits"},
    )
    choice["source"] = "ims"
    staff.post(address, choice | {"years": "on", "others": "on"})
    page = staff.get(address).content.decode()
    assert "<b>2</b> new" in page
    assert "left out: USA." in page
    page = staff.get(f"{address}?columns=1").content.decode()
    assert page.count("checked") == 2  # what was chosen stays
    page = staff.post(address, choice).content.decode()
    assert "No column was chosen for: year, value." in page


def test_what_was_matched_once_is_offered_for_the_next_file_of_the_source(staff):
    bring(staff, CONTENT)
    address = address_of()
    matched(staff, address)
    matched(staff, address, rows_3="ignored", words="Moldva = MDA")
    staff.post(address, {"do": "confirm"})
    page = bring(staff, CONTENT.replace("MDA", "Moldva").replace("2020", "2021")).content.decode()
    assert "Matched as the last file of" in page
    assert "Moldva = MDA" in page
    matched(staff, address_of(), rows_3="", words="Moldva = MDA")
    kept = FigureImport.objects.latest("pk")
    assert kept.constants == {"indicator": "work-permits", "source": "ims"}


def test_sheets_are_chosen_and_the_state_of_a_whole_file_is_given(staff):
    book = openpyxl.Workbook()
    for title in ("2020", "About"):
        sheet = book.create_sheet(title)
        for row in (["Year", "Value"], [2020, 7]):
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    page = bring(staff, out.getvalue(), "national.xlsx").content.decode()
    assert "Sheets that are read" in page
    choice = {"column_0": "year", "column_1": "value", "state": "GEO", "column_2": ""}
    page = matched(staff, address_of(), **choice, sheets=["2020"]).content.decode()
    assert "<b>1</b> new" in page
    assert "Sheets that were not read: “About”." in page
