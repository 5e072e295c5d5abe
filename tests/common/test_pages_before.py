"""While many read, nobody waits for a page that was just changed, and none is a second old."""

import time

import pytest

from registry.common import pages_before, shared_version, store
from registry.common.page_makers import AHEAD, READER
from registry.common.pages_before import BUSY, MOST_WANTED, PagesBefore
from registry.common.sessions import signed
from registry.common.store import PageStore
from registry.reports.reading import is_robot
from tests.common.a_site import Site, ask

NEW = b"<h1>The page as it is now</h1>"


class Clock:
    def __init__(self, monkeypatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(store.time, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def pages(site, clock) -> PageStore:
    """Before it readers have stood in a row."""
    found = PageStore(site)
    found.before = PagesBefore(found)  # not begun: what it has to make waits
    for _reader in range(BUSY + 1):  # the first finds none
        ask(found)
    return found


def publish(site: Site) -> None:
    site.body = NEW
    store.raise_content_version()


def made_behind(pages: PageStore) -> None:
    pages.before.queue.put(None)
    pages.before.run()


def test_readers_get_the_page_before_until_it_is_made_anew(pages, site):
    before = ask(pages)[2]
    publish(site)
    assert [ask(pages)[2] for _reader in range(3)] == [before] * 3
    assert site.asked == 1
    made_behind(pages)
    assert ask(pages)[2] == NEW
    assert site.asked == 2


def test_the_loop_gives_it_too(pages, site):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/en/", "HTTP_HOST": "x"}
    environ["wsgi.url_scheme"] = "http"
    before = pages.stored(environ)
    publish(site)
    assert pages.stored(environ) == before
    made_behind(pages)
    assert pages.stored(environ)[2] == NEW


def test_no_page_is_ever_a_second_old(pages, site, clock):
    publish(site)
    clock.now += pages_before.MOMENT + 0.01
    assert ask(pages)[2] == NEW
    assert pages_before.MOMENT < 1


def test_the_moment_begins_where_the_page_was_last_right(pages, site, clock):
    """Not at the first look after a change: nobody knows how long ago that was."""
    clock.now += 0.6  # nobody asked meanwhile
    publish(site)
    clock.now += 0.3
    for _reader in range(BUSY):
        ask(pages, path="/ru/")
    assert ask(pages)[2] == NEW


def test_where_few_read_the_first_who_asks_gets_the_new_page(site, clock):
    pages = PageStore(site)
    pages.before = PagesBefore(pages)
    for _reader in range(BUSY - 2):
        ask(pages)
    publish(site)
    assert ask(pages)[2] == NEW


def test_the_styles_and_scripts_of_a_page_are_no_readers(clock):
    """Somebody who edits and then looks at the page, in a browser, is one reader."""
    site = Site(mark=None)
    pages = PageStore(site)
    pages.before = PagesBefore(pages)
    for number in range(3 * BUSY):
        ask(pages, path=f"/static/{number}.css")
    site.headers.append((store.MARK, "q"))
    ask(pages)
    publish(site)
    assert ask(pages)[2] == NEW


def test_readers_of_a_while_ago_are_not_many(pages, site, clock):
    clock.now += 5
    ask(pages)
    publish(site)
    assert ask(pages)[2] == NEW


def test_two_changes_within_a_moment(pages, site, clock):
    before = ask(pages)[2]
    publish(site)
    ask(pages)
    clock.now += 0.5
    store.raise_content_version()
    assert ask(pages)[2] == before
    clock.now += 0.31  # of the first one it is the end
    assert ask(pages)[2] == NEW


def test_who_has_a_session_gets_the_page_as_it_is(pages, site, settings):
    publish(site)
    cookie = f"{settings.SESSION_COOKIE_NAME}={signed('s' * 20)}"
    assert ask(pages, HTTP_COOKIE=cookie)[2] == NEW


def test_a_page_made_ahead_is_made_anew(pages, site):
    publish(site)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/en/", "HTTP_HOST": "x"}
    pages.make({**environ, AHEAD: True, "wsgi.url_scheme": "http"})
    assert ask(pages)[2] == NEW


def test_a_page_that_is_not_kept_is_made(pages, site):
    publish(site)
    assert ask(pages, path="/ru/")[2] == NEW


def test_what_is_wanted_has_a_limit(pages, site, monkeypatch):
    for number in range(MOST_WANTED + 1):
        ask(pages, path=f"/en/{number}/")
    publish(site)
    for number in range(MOST_WANTED):
        assert ask(pages, path=f"/en/{number}/")[2] != NEW
    assert ask(pages, path=f"/en/{MOST_WANTED}/")[2] == NEW


def test_the_page_is_made_for_all_and_counted_for_nobody(site, clock, settings):
    read, seen = [], []

    def noted(environ, start_response):
        seen.append(environ)
        return site(environ, start_response)

    pages = PageStore(noted, read=read.append)
    pages.before = PagesBefore(pages)
    for _reader in range(BUSY + 1):
        ask(pages)
    given = len(read)
    publish(site)
    stranger = {"HTTP_COOKIE": "theme=dark", "HTTP_IF_NONE_MATCH": "x", "HTTP_RANGE": "bytes=0-1"}
    ask(pages, method="HEAD", **stranger)
    made_behind(pages)
    assert {environ["HTTP_USER_AGENT"] for environ in read[given:]} == {READER}
    assert is_robot({"HTTP_USER_AGENT": READER})
    assert not stranger.keys() & seen[-1].keys()
    assert seen[-1]["REQUEST_METHOD"] == "GET"


def test_a_page_that_cannot_be_made_is_told_to_who_asks_next(pages, site, clock, caplog):
    publish(site)
    ask(pages)

    def broken(environ, start_response):
        raise RuntimeError

    pages.application.application = broken
    made_behind(pages)
    assert "a page was not made: RuntimeError" in caplog.text
    clock.now += 1
    with pytest.raises(RuntimeError):
        ask(pages)


def test_where_the_version_is_shared_the_moment_is_that_of_the_last_answer(monkeypatch, settings):
    settings.CONTENT_VERSION_URL = "redis://x"

    class Known:
        url, until = "redis://x", 50.0

    monkeypatch.setattr(shared_version, "_follower", Known())
    assert shared_version.certain_at(99.0) == 50.0 - shared_version.LEASE
    settings.CONTENT_VERSION_URL = ""
    assert shared_version.certain_at(99.0) == 99.0


def test_it_works_in_a_thread_and_stops(site):
    pages = PageStore(site)
    pages.before = PagesBefore(pages)
    pages.before.start()
    for _reader in range(BUSY + 1):
        ask(pages)
    publish(site)
    ask(pages)
    until = time.monotonic() + 10
    while ask(pages)[2] != NEW and time.monotonic() < until:
        time.sleep(0.01)
    assert ask(pages)[2] == NEW
    pages.before.stop()
    assert not pages.before.is_alive()
