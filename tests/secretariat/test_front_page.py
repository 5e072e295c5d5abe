"""The front page of the admin: what waits, what comes next, whom we reach, what changed lately."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from registry.common.dates import today
from registry.common.models import SentMessage
from registry.contacts.handover import name_successor
from registry.contacts.traces import Bounce
from registry.library.models import Document
from registry.pages.models import NewsItem
from registry.process.models import Meeting
from registry.reports.counting import count_reports
from registry.reports.every import WORK
from registry.reports.models import LinkCheck, ReportCount
from registry.secretariat.daily_work import STEPS
from registry.states.models import State
from tests import make
from tests.clients import one_line
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
MOST = 12


def front(client) -> str:
    return one_line(client.get("/admin/").content.decode())


def waits(client) -> list[str]:
    text = front(client).partition("What waits")[2].partition('id="profiles"')[0]
    return re.findall(r'<div class="wait.*?</div>', text)


def test_a_clock_that_runs_out_stands_first_and_is_late_in_its_last_week(staff, georgia):
    make.edition(georgia, year=2031, status="submitted")
    began = today() - timedelta(days=88)
    clock = make.edition(georgia, year=2032, status="with_state", submitted_on=began)
    first, second = waits(staff)
    assert "Light Migration Profile 2032: the three months run out" in first
    assert 'class="wait late"' in first
    assert reverse("admin:registry_edition_change", args=[clock.pk]) in first
    assert "Light Migration Profile 2031: to be reviewed" in second


def test_a_clock_with_much_time_left_does_not_wait(staff, georgia):
    make.edition(georgia, year=2032, status="with_state", submitted_on=today())
    assert waits(staff) == []


def test_a_handover_says_whose_letter_is_missing(staff, nino):
    name_successor(
        nino,
        by=nino.account,
        name_latin="Gia Next",
        name_cyrillic="",
        email="gia@example.org",
        language="en",
        since=today(),
        note="",
        letter=None,
    )
    row = waits(staff)[0]
    assert "Successors were named: Georgia" in row
    assert "Without a letter: Georgia" in row


def test_what_was_not_sent_what_came_back_and_what_lacks_russian_waits(staff, nino):
    SentMessage.objects.create(key="a", kind="digest", language="en", state="failed")
    Bounce.objects.create(contact_point=nino, on=today(), is_permanent=True, source="report")
    Document.objects.filter(slug="hb-readmission").update(title_ru="")
    text = " ".join(waits(staff))
    assert "Messages were given up" in text
    assert "Mail came back: Georgia" in text
    assert "Document: 1" in text
    link = re.search(r'href="([^"]+without=ru)"', text)[1]
    assert list(staff.get(link).context["cl"].result_list) == [
        Document.objects.get(slug="hb-readmission")
    ]


def test_what_comes_next_is_in_the_order_of_its_days(staff):
    later, soon = today() + timedelta(days=9), today() + timedelta(days=3)
    NewsItem.objects.create(
        title_en="To appear",
        slug="to-appear",
        date=later,
        body_en="x",
        appears_at=timezone.now() + timedelta(days=9),
    )
    Meeting.objects.create(title_en="A meeting", slug="a-meeting", kind="som", starts_on=soon)
    text = front(staff).partition("Comes next")[2].partition("</div>")[0]
    assert text.index("A meeting · 0 states named") < text.index("“To appear” appears")


def test_a_tile_leads_to_the_next_step_of_its_state(staff, georgia):
    def address() -> str:
        return re.search(r'href="([^"]+)" title="Georgia"', front(staff))[1]

    assert address().endswith("/act/start/")
    edition = make.edition(georgia, year=2031, status="draft")
    assert address() == reverse("admin:registry_edition_change", args=[edition.pk])
    type(edition).objects.filter(pk=edition.pk).update(status="submitted")
    assert address() == reverse("admin:edition_review", args=[edition.pk])
    type(edition).objects.filter(pk=edition.pk).update(status="endorsed")
    assert address().endswith(f"/edition/{edition.pk}/act/publish/")


def cost(client) -> int:
    client.get("/admin/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/admin/").status_code == 200
    return len(queries)


def test_it_costs_no_more_queries_whatever_there_is(staff, nino, dato):
    assert cost(staff) <= MOST
    for number, state in enumerate(State.objects.all()[:20]):
        make.edition(state, year=2031, status="submitted")
        make.contact_point(state, email=f"cp{number}@example.org")
        SentMessage.objects.create(key=str(number), kind="digest", language="en", state="failed")
        NewsItem.objects.create(
            title_en=f"To appear {number}",
            slug=f"to-appear-{number}",
            date=today() + timedelta(days=9),
            body_en="x",
        )
    Bounce.objects.create(contact_point=nino, on=today(), is_permanent=True, source="report")
    assert cost(staff) <= MOST


def test_each_report_has_a_line_with_its_number(staff, without_rights):
    ReportCount.objects.all().delete()
    assert "Not counted yet" in front(staff)
    LinkCheck.objects.create(url="https://asked.example.org/")
    count_reports(today())
    ReportCount.objects.filter(slug="links").update(count=1234)
    text = front(staff).partition("Reports</h2>")[2].partition("Lately")[0]
    for report in WORK:
        assert reverse("admin:report", args=[report.slug]) in text
    assert "<b>1,234</b> uses of addresses that do not answer" in text
    nobody = signed_in(without_rights, second_factor=True)
    assert "uses of addresses" not in front(nobody)


def test_the_daily_work_counts_the_reports():
    ReportCount.objects.all().delete()
    LinkCheck.objects.create(url="https://asked.example.org/")
    assert STEPS["lines_of_reports"](today()) >= 0
    assert set(ReportCount.objects.values_list("slug", flat=True)) == {
        report.slug for report in WORK
    }
