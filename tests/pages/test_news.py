"""News that waits: before its time no page shows it, finds it or counts it."""

from datetime import timedelta

import pytest

from registry.common import store
from registry.common.dates import midnight_of, today
from registry.pages.models import NewsItem
from registry.process.models import Meeting
from tests import make
from tests.clients import Client
from tests.conftest import form_data, signed_in

pytestmark = pytest.mark.django_db
TITLE = "Planted words of tomorrow"


@pytest.fixture
def meeting() -> Meeting:
    return Meeting.objects.get(slug="mc1-prague-2009")


@pytest.fixture
def tomorrow(georgia, meeting) -> NewsItem:
    day = today() + timedelta(days=1)
    row = NewsItem.objects.create(
        slug="tomorrow",
        date=day,
        appears_at=midnight_of(day),
        title_en=TITLE,
        body_en="Words.",
    )
    row.states.add(georgia)
    row.meetings.add(meeting)
    return row


ADDRESSES = [
    "/en/",
    "/en/news/",
    "/en/news/?q=planted",
    "/en/news/?state=georgia",
    "/en/news/?format=csv",
    "/en/meetings/mc1-prague-2009/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_reads_it_before_its_day_and_everybody_on_it(client, tomorrow, address):
    assert TITLE not in client.get(address).content.decode()
    NewsItem.objects.filter(pk=tomorrow.pk).update(appears_at=midnight_of(today()))
    store.raise_content_version()
    assert TITLE in Client().get(address).content.decode()


def test_its_own_page_is_not_there_before_its_day(client, tomorrow):
    assert client.get("/en/news/tomorrow/").status_code == 404
    NewsItem.objects.filter(pk=tomorrow.pk).update(appears_at=None)
    assert client.get("/en/news/tomorrow/").status_code == 200


def test_finished_pages_are_made_anew_when_the_day_comes(monkeypatch):
    """The day is part of the version of each page, so that no page of yesterday is shown."""
    before = store.content_version()
    now = store.clock()
    monkeypatch.setattr(store, "clock", lambda: now + 24 * 3600)
    assert store.content_version() != before


def test_news_dated_for_a_day_to_come_waits_for_it_unless_another_time_is_set(editor):
    staff = signed_in(editor, second_factor=True)
    day = today() + timedelta(days=400)
    page = "/admin/registry/newsitem/add/"
    base = form_data(staff, page) | {"stage": "ready", "title_en": "Later", "body_en": "Words."}
    staff.post(page, base | {"slug": "later", "date": day.isoformat()})
    assert NewsItem.objects.get(slug="later").appears_at == midnight_of(day)
    sooner = f"{today() + timedelta(days=2)} 14:00"
    staff.post(page, base | {"slug": "sooner", "date": day.isoformat(), "appears_at": sooner})
    assert NewsItem.objects.get(slug="sooner").appears_at < midnight_of(day)


def test_staff_see_which_news_are_public_and_no_link_to_a_page_that_is_not_there(editor, tomorrow):
    staff = signed_in(editor, second_factor=True)
    text = staff.get("/admin/registry/newsitem/").content.decode()
    assert TITLE in text
    assert f"appears {today() + timedelta(days=1):%-d %B %Y}, 00:00" in text
    form = staff.get(f"/admin/registry/newsitem/{tomorrow.pk}/change/").content.decode()
    assert "viewsitelink" not in form


def test_a_draft_has_no_link_to_a_page_that_is_not_there(editor, georgia, light_georgia):
    staff = signed_in(editor, second_factor=True)
    draft = make.edition(georgia, year=2031)
    page = "/admin/registry/edition/{}/change/"
    assert "viewsitelink" not in staff.get(page.format(draft.pk)).content.decode()
    assert "viewsitelink" in staff.get(page.format(light_georgia.pk)).content.decode()
