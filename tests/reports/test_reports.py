"""What the reports list, and what is counted of reading."""

from datetime import timedelta

import pytest

from registry.common.dates import today
from registry.common.store import PageStore
from registry.contacts.models import ContactPoint
from registry.library.models import Document
from registry.pages.models import NewsItem, Page
from registry.reports import reading
from registry.reports.ageing import ageing
from registry.reports.counting import count_reports
from registry.reports.every import REPORTS
from registry.reports.headings import headings
from registry.reports.languages import languages
from registry.reports.models import ReadCount, ReportCount
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
BASE = "/admin/registry/linkcheck/reports/"


def told(lines, record) -> str:
    return "; ".join(line.what for line in lines if line.record == str(record))


def test_a_record_that_nobody_saved_for_two_years_ages(nino):
    page = Page.objects.get(slug="terms")
    assert not told(ageing(today()), page)
    Page.objects.filter(pk=page.pk).update(updated_at=today() - timedelta(days=800))
    assert "not saved since" in told(ageing(today()), page)


def test_a_contact_point_ages_after_a_year(nino):
    ContactPoint.objects.filter(pk=nino.pk).update(confirmed_on=today() - timedelta(days=300))
    assert not told(ageing(today()), nino)
    ContactPoint.objects.filter(pk=nino.pk).update(confirmed_on=today() - timedelta(days=400))
    assert "not confirmed since" in told(ageing(today()), nino)
    assert "Kapanadze" not in str(ageing(today()))


def test_a_text_that_lacks_a_language_and_one_that_is_behind(staff):
    item = NewsItem.objects.get(slug="2011-poznan")
    address = f"/admin/registry/newsitem/{item.pk}/change/"
    assert not told(languages(today()), item)
    staff.post(address, form_data(staff, address) | {"body_en": "Rewritten."})
    item.refresh_from_db()
    assert told(languages(today()), item) == "body: Russian is behind"
    staff.post(address, form_data(staff, address) | {"body_ru": "Переписано."})
    assert not told(languages(today()), item)
    staff.post(address, form_data(staff, address) | {"body_ru": ""})
    assert told(languages(today()), item) == "body: no Russian"


def test_a_heading_that_leaves_out_a_level():
    page = Page.objects.get(slug="terms")
    assert not told(headings(today()), page)
    Page.objects.filter(pk=page.pk).update(body_ru="<h2>One</h2><h4>Two</h4>")
    assert "a heading 4 follows a heading 2" in told(headings(today()), page)


def test_a_document_without_an_address(staff):
    before = REPORTS["documents"].count(today())
    document = Document.objects.create(slug="paper", kind="report", title_en="A paper")
    text = staff.get(f"{BASE}documents/").content.decode()
    assert "has neither a file nor an address" in text
    assert f"/admin/registry/document/{document.pk}/change/" in text
    count_reports(today())
    assert ReportCount.objects.get(slug="documents").count == before + 1


@pytest.mark.parametrize("slug", [*REPORTS, "reading"])
def test_each_report_is_a_list_and_a_file(staff, without_rights, slug):
    assert staff.get(f"{BASE}{slug}/").status_code == 200
    file = staff.get(f"{BASE}{slug}/?format=csv")
    assert file["Content-Disposition"] == f'attachment; filename="{slug}.csv"'
    stranger = signed_in(without_rights, second_factor=True)
    assert stranger.get(f"{BASE}{slug}/").status_code == 403


def test_the_reports_are_listed_with_their_counts(staff):
    text = staff.get(BASE).content.decode()
    for report in REPORTS.values():
        assert report.title in text
    assert staff.get(f"{BASE}nothing/").status_code == 404


# Reading


@pytest.fixture(autouse=True)
def counted_here(monkeypatch):
    """Nothing left over, and no thread: a test writes itself."""
    reading._counts.clear()
    monkeypatch.setattr(reading, "_written_at", float("inf"))
    yield
    reading._counts.clear()


def read(path: str, agent: str = "Mozilla/5.0 (X11)", **environ) -> None:
    store = PageStore(page, read=reading.count_reading)
    base = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_USER_AGENT": agent}
    list(store(base | environ, lambda *answer: None))


def page(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/html"), ("X-Published", "page,format")])
    return [b"<p>A page</p>"]


def test_a_page_is_counted_by_day_and_language_and_nothing_of_the_reader():
    for path in ("/en/states/georgia/", "/en/states/georgia/", "/ru/states/georgia/", "/en/"):
        read(path, REMOTE_ADDR="192.0.2.1")
    assert reading.write_counts() == 3
    rows = ReadCount.objects.order_by("page", "language")
    assert list(rows.values_list("page", "language", "kind", "count", "day")) == [
        ("/", "en", "home", 1, today()),
        ("/states/georgia/", "en", "states", 2, today()),
        ("/states/georgia/", "ru", "states", 1, today()),
    ]
    assert {field.name for field in ReadCount._meta.fields} == {
        "id",
        "day",
        "kind",
        "page",
        "language",
        "count",
    }
    read("/en/")
    reading.write_counts()
    assert ReadCount.objects.get(page="/", language="en").count == 2


@pytest.mark.parametrize(
    ("path", "agent", "environ"),
    [
        ("/en/", "Googlebot/2.1", {}),
        ("/en/", "curl/8.0", {}),
        ("/en/", "", {}),
        ("/api/v1/states/", "Mozilla/5.0", {}),
        ("/en/states/", "Mozilla/5.0", {"QUERY_STRING": "format=csv"}),
        ("/en/", "Mozilla/5.0", {"REQUEST_METHOD": "HEAD"}),
    ],
)
def test_robots_machines_and_files_are_left_out(path, agent, environ):
    read(path, agent, **environ)
    assert reading.write_counts() == 0


def test_a_state_is_told_of_its_own_pages_only():
    for path in ("/en/states/georgia/", "/en/profiles/georgia/light/", "/en/states/armenia/"):
        read(path)
    reading.write_counts()
    found = dict(reading.readers_of("georgia", today()))
    assert set(found) == {"/states/georgia/", "/profiles/georgia/light/"}
    assert reading.by_kind(today()) == [("states", 2), ("profiles", 1)]
