"""The content version in Redis: heard at once, never stale for a second, and lost by nobody."""

import logging
import os
import subprocess
import sys
import time

import pytest
from django.core.exceptions import ImproperlyConfigured

from pragueprocess import env
from registry.common import kept_downloads, shared_version, store
from registry.common.limits import CannotCountError
from registry.common.shared_version import Follower
from registry.common.store import PageStore
from tests.common.a_site import Site, ask
from tests.scale.services import Redis, free_port, until

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def server():
    made = Redis(free_port())
    made.start()
    yield made
    made.kill()


@pytest.fixture
def shared(server, settings):
    if server.process is None:
        server.start()
    settings.CONTENT_VERSION_URL = server.url
    shared_version._follower = None
    yield server
    shared_version.follower().stop()
    shared_version._follower = None


@pytest.fixture
def another(shared):
    """Process, as far as the version goes."""
    made = Follower(shared.url)
    assert made.standing() is not None
    yield made
    made.stop()


def test_who_raises_it_sees_it_at_once_and_others_soon(shared, another):
    before, theirs = store.content_version(), another.standing()
    store.raise_content_version(list)
    assert store.content_version() != before
    began = time.monotonic()
    until(lambda: another.standing() != theirs, 1, "nobody has heard of it")
    assert time.monotonic() - began < shared_version.ASKS_EVERY * 2
    assert store.version_of(another.standing()) == store.content_version()


def test_it_is_the_same_number_in_every_process(shared):
    store.raise_content_version(lambda: [store.clock() + 3600])
    keys = {"SECRET_KEY": "s" * 20, "FACTOR_KEY": "f" * 20}
    done = subprocess.run(
        [sys.executable, "-c", LOOK],
        env=os.environ
        | keys
        | {"CONTENT_VERSION_URL": shared.url, "DJANGO_SETTINGS_MODULE": "pragueprocess.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    until(lambda: int(done.stdout) == store.content_version(), 2, "they differ")


LOOK = """
import time, django; django.setup()
from registry.common import shared_version, store
while shared_version.standing() is None:  # a busy machine
    time.sleep(0.05)
print(store.content_version())
"""


def test_what_appears_at_its_time_begins_a_version(shared, monkeypatch):
    now = store.clock()
    store.raise_content_version(lambda: [now + 600])
    store.raise_content_version(lambda: [now + 900])
    assert {now + 600, now + 900} <= set(store.kept_times()), "an earlier look takes no time away"
    seen = []
    for later in (0, 601, 602, 901):
        monkeypatch.setattr(store, "clock", lambda later=later: now + later)
        seen.append(store.content_version())
    assert seen[1] == seen[2]
    assert len(set(seen)) == 3


def test_the_day_of_the_last_change_stays_where_nothing_changed(shared):
    store.raise_content_version(list)
    before, day = store.content_version(), store.content_date()
    store.renew_pages()
    assert store.content_version() != before
    assert store.content_date() == day is not None


def test_a_page_asks_no_network(shared, monkeypatch):
    site = Site()
    pages = PageStore(site)
    ask(pages)
    monkeypatch.setattr(Follower, "connection", lambda self: pytest.fail("a connection"))
    monkeypatch.setattr(Follower, "ask", lambda self, client: pytest.fail("a question"))
    ask(pages)
    assert site.asked == 1


@pytest.mark.parametrize("way", ["killed", "hangs"])
def test_without_redis_a_page_is_made_anew_and_content_is_not_written(shared, way):
    site = Site()
    pages = PageStore(site)
    ask(pages)
    shared.kill() if way == "killed" else shared.pause()
    time.sleep(shared_version.LEASE)
    try:
        site.body = b"what somebody wrote elsewhere"
        until(lambda: ask(pages)[2] == site.body, store.BETWEEN + 0.1, "it is stale")
        with pytest.raises(CannotCountError):
            shared_version.check_can_tell()
    finally:
        shared.start() if way == "killed" else shared.resume()
    until(lambda: shared_version.standing() is not None, 5, "Redis is not found again")
    shared_version.check_can_tell()
    before = ask(pages)
    asked = site.asked
    time.sleep(store.BETWEEN * 2)
    assert ask(pages) == before
    assert site.asked == asked


def test_a_redis_that_has_lost_all_begins_a_version(shared, another):
    store.raise_content_version(list)
    version = store.content_version()
    number = shared_version.standing().number  # the other process may not have heard of it yet
    shared.kill()
    shared.start()
    until(lambda: (one := another.standing()) and one.number > number, 5, "the version goes back")
    until(lambda: shared_version.standing() == another.standing(), 5, "they differ")
    assert store.content_version() != version


def test_what_could_not_be_told_is_told_later(shared, another, monkeypatch, caplog):
    """The connection broke between the look and the commit."""
    caplog.set_level(logging.ERROR, "registry.version")
    store.content_version()
    monkeypatch.setattr(shared_version, "is_serving", lambda: True)
    theirs = another.standing()
    shared.pause()
    due = store.clock() + 600
    store.raise_content_version(lambda: [due])
    store.raise_content_version(lambda: [due])
    assert shared_version.standing() is None, "its own pages are made anew meanwhile"
    shared.resume()
    until(lambda: (one := another.standing()) and due in one.due, 5, "it was never told")
    assert another.standing().number > theirs.number
    assert len(caplog.records) == 1


def test_a_command_waits_for_redis(shared, monkeypatch):
    monkeypatch.setattr(shared_version, "PAYS_WITHIN", 0.5)
    store.content_version()
    shared.pause()
    began = time.monotonic()
    store.raise_content_version(list)
    assert time.monotonic() - began >= 0.5
    shared.resume()


@pytest.mark.django_db
def test_content_is_refused_in_words_and_what_is_nobodys_page_is_not(shared, staff):
    from registry.pages.models import Page

    page = Page.objects.get(slug="privacy")
    shared.kill()
    time.sleep(shared_version.LEASE)
    data = {"title_en": "Privacy!", "title_ru": "x", "slug": "privacy", "order": 6}
    data |= {"body_en": "", "body_ru": "", "seen_version": page.version}
    answer = staff.post(f"/admin/registry/page/{page.pk}/change/", data)
    assert answer.status_code == 503
    assert "Nothing of what you sent was saved" in answer.content.decode()
    page.refresh_from_db()
    assert page.title_en != "Privacy!"


@pytest.mark.django_db
def test_pages_tell_no_size_that_another_machine_does_not_know(shared, client, settings):
    """A file that one machine has made, and the other not yet."""
    address = "/en/states/georgia/?format=xlsx"
    assert client.get(address).status_code == 200
    assert kept_downloads.size_kept(address) == 0
    settings.CONTENT_VERSION_URL = ""
    assert kept_downloads.size_kept(address) > 0
    settings.CONTENT_VERSION_URL = shared.url


def test_an_older_place_in_the_log_takes_nothing_away(shared):
    follower = shared_version.follower()
    for told, kept in ((500, 500), (400, 500), (600, 600), (2**40, 2**40), (700, 700)):
        follower.raise_version({"place": told})
        assert shared_version.standing().place == kept


def test_several_machines_need_keys_of_their_own_choice(monkeypatch):
    monkeypatch.setattr(env, "CONTENT_VERSION_URL", "redis://127.0.0.1/0")
    with pytest.raises(ImproperlyConfigured, match="each machine would make its own"):
        env.keys_of("SECRET_KEY", [], "secret-key")


def test_replicas_need_a_shared_version(monkeypatch):
    monkeypatch.setattr(env, "REPLICA_URLS", ["postgres://host/name"])
    with pytest.raises(ImproperlyConfigured, match="CONTENT_VERSION_URL"):
        env.replicas()
