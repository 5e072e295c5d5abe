"""After a publication a page is made once, however many ask for it at the same time."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from registry.common import page_makers, store
from registry.common.store import PageStore
from tests.common.a_site import Site, ask

READERS = 8


class SlowSite(Site):
    """Answers when it may; `fails`: so many times before."""

    def __init__(self, *headers, fails=0, **options) -> None:
        super().__init__(*headers, **options)
        self.may_answer, self.is_asked, self.fails = Event(), Event(), fails

    def __call__(self, environ, start_response):
        answer = super().__call__(environ, start_response)
        self.is_asked.set()
        self.may_answer.wait(10)
        if self.asked <= self.fails:
            raise RuntimeError
        return answer


def asked_by_all(pages: PageStore, site: SlowSite) -> list:
    """What each of the readers gets, who all ask before the page is made."""
    together = Barrier(READERS + 1)

    def read():
        together.wait()
        return ask(pages)

    with ThreadPoolExecutor(READERS) as readers:
        reading = [readers.submit(read) for _reader in range(READERS)]
        together.wait()
        assert site.is_asked.wait(10)
        time.sleep(0.1)
        site.may_answer.set()
        return [one.exception() or one.result() for one in reading]


def test_a_page_is_made_once_for_all_who_ask_at_once():
    site = SlowSite()
    pages = PageStore(site)
    answers = asked_by_all(pages, site)
    assert site.asked == 1
    assert answers == [answers[0]] * READERS
    assert answers[0][2] == site.body
    assert not pages.makers.being_made


def test_other_pages_do_not_wait():
    site = SlowSite()
    pages = PageStore(site)
    with ThreadPoolExecutor(2) as readers:
        one, other = readers.submit(ask, pages), readers.submit(ask, pages, path="/ru/")
        while site.asked < 2:
            time.sleep(0.01)
        site.may_answer.set()
        assert one.result()[0] == other.result()[0] == "200 OK"


def test_what_is_not_kept_is_made_for_each_of_them():
    site = SlowSite(("Cache-Control", "no-store"))
    pages = PageStore(site)
    answers = asked_by_all(pages, site)
    assert site.asked == READERS
    assert {status for status, _headers, _body in answers} == {"200 OK"}


def test_where_the_maker_fails_the_others_make_it():
    site = SlowSite(fails=1)
    pages = PageStore(site)
    answers = asked_by_all(pages, site)
    assert sum(isinstance(answer, RuntimeError) for answer in answers) == 1
    assert sum(answer[0] == "200 OK" for answer in answers if isinstance(answer, tuple)) == 7
    assert not pages.makers.being_made


def test_who_waits_while_something_is_published_gets_the_new_page():
    site = SlowSite()
    pages = PageStore(site)
    with ThreadPoolExecutor(2) as readers:
        readers.submit(ask, pages)
        assert site.is_asked.wait(10)
        waiting = readers.submit(ask, pages)
        time.sleep(0.1)
        site.body = b"what was published"
        store.raise_content_version()
        site.may_answer.set()
        assert waiting.result()[2] == b"what was published"
    assert ask(pages)[2] == b"what was published"


def test_nobody_waits_without_end(monkeypatch):
    monkeypatch.setattr(page_makers, "PATIENCE", 0.05)
    site = SlowSite()
    pages = PageStore(site)
    with ThreadPoolExecutor(2) as readers:
        readers.submit(ask, pages)
        assert site.is_asked.wait(10)
        second = readers.submit(ask, pages)
        while site.asked < 2:
            time.sleep(0.01)
        site.may_answer.set()
        assert second.result()[0] == "200 OK"


def test_it_is_known_whether_a_request_is_at_work():
    site = SlowSite()
    pages = PageStore(site)
    with ThreadPoolExecutor(1) as reader:
        reader.submit(ask, pages)
        assert site.is_asked.wait(10)
        began = time.monotonic()
        pages.makers.wait_for_quiet(0.2, bool)
        assert time.monotonic() - began >= 0.2
        site.may_answer.set()
    began = time.monotonic()
    pages.makers.wait_for_quiet(10, bool)
    assert time.monotonic() - began < 5


@pytest.fixture(autouse=True)
def a_version(as_a_new_process):
    """Raised by the fixture of every test."""
