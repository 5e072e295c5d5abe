"""Behind a publication the pages most read are made anew, and give way to readers."""

from datetime import timedelta

import pytest

from registry.common import store
from registry.common.dates import today
from registry.common.store import PageStore
from registry.reports import pages_ahead
from registry.reports.models import ReadCount
from registry.reports.pages_ahead import PagesAhead
from registry.reports.reading import most_read_addresses
from tests.common.a_site import Site, ask

pytestmark = pytest.mark.django_db


class KnownSite(Site):
    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    def __call__(self, environ, start_response):
        self.paths.append(environ["PATH_INFO"])
        return super().__call__(environ, start_response)


@pytest.fixture
def site(monkeypatch, settings) -> KnownSite:
    monkeypatch.setattr(pages_ahead, "SHORTEST_REST", 0)
    settings.SITE_URL = "http://x"
    read("/states/", "ru", 30)
    read("/map/", "en", 70)
    return KnownSite()


def read(page: str, language: str, count: int, day=None) -> None:
    ReadCount.objects.create(
        day=day or today(), kind="x", page=page, language=language, count=count
    )


def test_the_most_read_come_first_after_the_home_page(site):
    behind = PagesAhead(PageStore(site))
    assert behind.look() == 4
    assert site.paths == ["/en/", "/ru/", "/en/map/", "/ru/states/"]


def test_a_reader_then_waits_for_nothing(site):
    pages = PageStore(site)
    behind = PagesAhead(pages)
    ask(pages, path="/en/map/")
    store.raise_content_version()
    behind.look()
    made = len(site.paths)
    assert ask(pages, path="/en/map/")[2] == site.body
    assert len(site.paths) == made


def test_what_is_fresh_is_not_made_again(site):
    pages = PageStore(site)
    behind = PagesAhead(pages)
    ask(pages, path="/ru/states/")
    assert behind.look() == 3
    assert behind.look() == 0
    assert site.paths.count("/ru/states/") == 1


def test_it_stops_where_the_version_moves_on(site):
    behind = PagesAhead(PageStore(site))

    def published(environ, start_response):
        if environ["PATH_INFO"] == "/ru/":
            store.raise_content_version()
        return site(environ, start_response)

    behind.store.makers.application = published
    assert behind.look() == 2
    behind.store.makers.application = site
    assert behind.look() == 0  # more may follow at once
    behind.newest_since -= pages_ahead.CALM
    assert behind.look() == 4


def test_the_first_change_after_a_pause_is_followed_at_once(site):
    behind = PagesAhead(PageStore(site))
    assert behind.look() == 4
    behind.newest_since -= pages_ahead.CALM
    store.raise_content_version()
    assert behind.look() == 4


def test_of_changes_in_a_row_the_last_is_followed_once_they_have_paused(site):
    behind = PagesAhead(PageStore(site))
    assert behind.look() == 4
    for _change in range(3):
        store.raise_content_version()
        assert behind.look() == 0
    behind.newest_since -= pages_ahead.CALM
    assert behind.look() == 4


def test_it_asks_under_the_name_that_readers_use(site):
    pages = PageStore(site)
    ask(pages, path="/en/process/", HTTP_HOST="registry.example.org")
    PagesAhead(pages).look()
    made = len(site.paths)
    ask(pages, path="/en/map/", HTTP_HOST="registry.example.org")
    assert len(site.paths) == made


def test_it_is_no_reader(site):
    told = []
    pages = PageStore(site, read=lambda environ: told.append(environ["HTTP_USER_AGENT"]))
    PagesAhead(pages).look()
    from registry.reports.reading import is_robot

    assert told
    assert all(is_robot({"HTTP_USER_AGENT": agent}) for agent in told)


def test_it_ends_when_it_is_told_to(site):
    behind = PagesAhead(PageStore(site))
    behind.is_stopping.set()
    assert behind.look() == 0
    behind.start()
    behind.stop()
    assert not behind.is_alive()


def test_what_was_read_long_ago_does_not_count(site):
    read("/old/", "en", 900, today() - timedelta(days=200))
    assert most_read_addresses(today(), 5) == ["/en/map/", "/ru/states/"]
