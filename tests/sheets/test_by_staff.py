"""Staff bring a sheet of figures in the admin: by the acts of the desk, with their own rights."""

import io

import pytest

from registry.drafting.sections import SectionFigure
from registry.sheets.models import FigureSheet
from tests.conftest import signed_in
from tests.sheets.books import GOOD, brought, content, fill, page, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(edition) -> str:
    return f"/admin/registry/edition/{edition.pk}/sheets/"


@pytest.fixture
def file(desk, edition) -> bytes:
    return content(fill(taken(desk, edition), **GOOD))


def bring(client, pages: str, file: bytes):
    given = io.BytesIO(file)
    given.name = "ours.xlsx"
    return client.post(pages, {"sheet": given}, follow=True)


def ticked(answer) -> dict[str, str]:
    data = {"do": "take"}
    for line in answer.context["waiting"]:
        data |= {f"mark-{line.number}": line.mark, f"tick-{line.number}": "1"}
    return data


def test_staff_bring_a_sheet_and_take_what_it_says(staff, desk, edition, pages, file):
    answer = bring(staff, pages, file)
    sheet = FigureSheet.objects.get()
    address = f"{pages}{sheet.pk}/"
    assert answer.redirect_chain[-1][0] == address
    assert not SectionFigure.objects.filter(section__edition=edition).exists()
    assert page(desk, sheet).status_code == 200, "the contact point may decide as well"
    told = staff.post(address, ticked(answer), follow=True).content.decode()
    assert "1 figure is taken." in told
    figure = SectionFigure.objects.get(section__edition=edition)
    assert figure.value == GOOD["value"]
    sheet.refresh_from_db()
    assert not sheet.is_open


def test_staff_may_while_it_is_reviewed_and_the_desk_may_not(staff, desk, edition, pages, file):
    edition.status = "submitted"
    edition.save()
    brought(desk, edition, file)
    assert not FigureSheet.objects.exists()
    assert bring(staff, pages, file).redirect_chain
    edition.status = "published"
    edition.save()
    assert not bring(staff, pages, file).redirect_chain


def test_what_waits_is_listed_and_put_aside(staff, edition, pages, file):
    bring(staff, pages, file)
    assert "ours.xlsx" in staff.get(pages).content.decode()
    sheet = FigureSheet.objects.get()
    staff.post(f"{pages}{sheet.pk}/", {"do": "aside"})
    assert "ours.xlsx" not in staff.get(pages).content.decode()
    assert staff.post(f"{pages}{sheet.pk}/", {"do": "x"}).status_code == 404
    assert staff.get(f"{pages}{sheet.pk + 1}/").status_code == 404


def test_who_may_only_look_brings_nothing(may_only_view, edition, pages, file):
    viewer = signed_in(may_only_view, second_factor=True)
    assert "Look at the differences" not in viewer.get(pages).content.decode()
    assert bring(viewer, pages, file).status_code == 403
    assert not FigureSheet.objects.exists()
