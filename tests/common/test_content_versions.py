"""The store of finished pages is never stale: what is written renews it, once."""

import threading
import time

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory

from registry.common import once_a_version, store
from registry.common.content import nothing_written, renewed_afterwards
from registry.common.sessions import signed
from registry.common.store import MARK, PageStore
from registry.states.designations import designation
from registry.states.models import Designation, State
from tests.common.a_site import Site, ask


def test_a_new_process_does_not_trust_the_version_it_finds():
    before = store.content_version()
    PageStore(Site())
    assert store.content_version() != before


def test_only_whole_answers_are_marked():
    @store.published("q")
    def view(request):
        return HttpResponse("x", status=int(request.GET["status"]))

    ask = RequestFactory().get
    assert view(ask("/", {"status": 200}))[MARK] == "q"
    assert MARK not in view(ask("/", {"status": 404})).headers


def test_what_somebody_signed_in_sees_is_not_kept():
    @store.published("q")
    def view(request):
        return HttpResponse("x")

    request = RequestFactory().get("/")
    request.META["HTTP_COOKIE"] = f"sessionid={signed('p' * 20)}"
    assert MARK not in view(request).headers


@pytest.mark.django_db
def test_a_staff_members_save_renews_the_pages(staff):
    from registry.pages.models import Page

    page = Page.objects.get(slug="privacy")
    before = store.content_version()
    staff.get(f"/admin/registry/page/{page.pk}/change/")
    assert store.content_version() == before
    data = {
        "title_en": "Privacy!",
        "title_ru": "x",
        "slug": "privacy",
        "order": 6,
        "body_en": "",
        "body_ru": "",
        "seen_version": 1,
    }
    assert staff.post(f"/admin/registry/page/{page.pk}/change/", data).status_code == 302
    assert store.content_version() != before


@pytest.mark.django_db
def test_a_strangers_post_does_not_renew_the_pages(client):
    before = store.content_version()
    client.post("/admin/login/", {"username": "x", "password": "y"})
    assert store.content_version() == before


@pytest.mark.django_db
def test_pages_of_the_signed_in_are_private(staff, client):
    assert "no-store" in staff.get("/admin/")["Cache-Control"]
    assert "no-store" in client.get("/en/nothing/")["Cache-Control"]


def test_what_takes_long_to_make_is_kept_under_the_version_it_was_made_of():
    """Content changes while an answer is being made, and another asks: the new version is not
    given the old answer."""

    def make() -> str:
        store.raise_content_version()
        once_a_version.once_a_version("another", lambda: "asked for meanwhile")
        return "old"

    assert once_a_version.once_a_version("slow", make) == "old"
    assert once_a_version.once_a_version("slow", lambda: "new") == "new"


def test_several_who_ask_at_once_wait_for_one_maker():
    made = []

    def make() -> int:
        made.append(1)
        time.sleep(0.05)
        return len(made)

    found = at_once(8, lambda _number: once_a_version.once_a_version("together", make))
    assert found == [1] * 8


class SlowKey:
    """Gives other threads the word wherever it is looked up."""

    def __hash__(self) -> int:
        time.sleep(0.0002)
        return 1


def test_a_version_that_rises_meanwhile_takes_nothing_away_from_who_asks(monkeypatch):
    """Threads that ask while the version rises: every one has its answer, and no error."""
    version, key = [0], SlowKey()
    monkeypatch.setattr(once_a_version, "content_version", lambda: version[0])

    def ask_or_raise(number: int) -> bool:
        for _turn in range(50):
            version[0] += number % 2
            if once_a_version.once_a_version(key, lambda: "answer") != "answer":
                return False
        return True

    assert at_once(6, ask_or_raise) == [True] * 6


def test_an_answer_that_cannot_be_made_is_asked_for_again():
    def fail():
        raise ValueError("no")

    for _time in range(2):
        with pytest.raises(ValueError, match="no"):
            once_a_version.once_a_version("failing", fail)
    assert once_a_version.once_a_version("failing", lambda: "made") == "made"


def test_what_is_remembered_is_bounded_and_the_least_asked_for_goes():
    for number in range(once_a_version.MOST_REMEMBERED * 2):
        once_a_version.once_a_version("often", lambda: "often")
        once_a_version.once_a_version(("many", number), lambda number=number: number)
    assert len(once_a_version._remembered) <= once_a_version.MOST_REMEMBERED
    assert once_a_version.once_a_version("often", lambda: "made anew") == "often"
    assert not once_a_version._being_made


def at_once(count: int, act) -> list:
    """What `act` gives in each of so many threads; an exception in place of what was not given."""
    found: list = [None] * count
    together = threading.Barrier(count)

    def one(number: int) -> None:
        together.wait()
        try:
            found[number] = act(number)
        except Exception as error:
            found[number] = error

    threads = [threading.Thread(target=one, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_strangers_session_has_the_pages_that_are_kept_and_keeps_its_own():
    """Whoever asks for a code gets a session; what they are told on a page is theirs alone."""
    cookie = {"HTTP_COOKIE": f"sessionid={signed('s' * 20)}"}
    site = Site()
    pages = PageStore(site)
    ask(pages, **cookie)
    ask(pages, **cookie)
    assert (site.asked, len(pages.pages)) == (2, 0)
    ask(pages)
    assert ask(pages, **cookie)[2] == site.body
    assert site.asked == 3


def test_who_has_written_reads_anew_and_keeps_nothing(georgia):
    """A request that writes a name, or shows one that will be taken back, sees its own; the
    others see the one before."""
    assert register_name(georgia) == "Georgia"
    with renewed_afterwards():
        Designation.objects.filter(state=georgia).update(short_name_en="Sakartvelo")
        assert register_name(georgia) == "Sakartvelo"


def test_a_preview_leaves_nothing_in_the_memory_of_all(georgia):
    assert register_name(georgia) == "Georgia"
    with nothing_written(), transaction.atomic():
        Designation.objects.filter(state=georgia).update(short_name_en="Sakartvelo")
        assert register_name(georgia) == "Sakartvelo"
        transaction.set_rollback(True)
    assert register_name(georgia) == "Georgia"


def test_a_transaction_that_is_open_reads_what_it_wrote(georgia):
    assert register_name(georgia) == "Georgia"
    Designation.objects.filter(state=georgia).update(short_name_en="Sakartvelo")
    assert register_name(georgia) == "Sakartvelo"


def register_name(state: State) -> str:
    return designation(state).name
