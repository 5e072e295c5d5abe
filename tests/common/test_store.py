"""The store of finished pages: quick, never stale, and closed to everything that is somebody's
own."""

import gzip
import threading
import time
from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from registry.common import store
from registry.common.sessions import signed
from registry.common.store import MARK, PageStore


class Site:
    """A WSGI application that counts how often it is asked."""

    def __init__(
        self, *headers: tuple[str, str], status: str = "200 OK", mark: str | None = "q,page"
    ) -> None:
        self.headers = [
            ("Content-Type", "text/html"),
            *headers,
            *([(MARK, mark)] if mark is not None else []),
        ]
        self.status, self.asked, self.body = status, 0, b"<h1>A page</h1>" * 100

    def __call__(self, environ, start_response):
        self.asked += 1
        start_response(self.status, self.headers)
        return [self.body]


def ask(application, path="/en/", method="GET", **environ):
    caught = []
    query = environ.pop("QUERY_STRING", "")
    base = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "x",
        "wsgi.url_scheme": "http",
    }
    body = b"".join(
        application(base | {"wsgi.input": BytesIO()} | environ, lambda *args: caught.append(args))
    )
    status, headers = caught[0][:2]
    return status, dict(headers), body


def test_a_published_page_is_made_once():
    site = Site()
    pages = PageStore(site)
    first, second = ask(pages), ask(pages)
    assert first == second
    assert site.asked == 1
    assert first[1]["ETag"].startswith('W/"')
    assert MARK not in first[1]


def test_what_changes_is_shown_at_once():
    site = Site()
    pages = PageStore(site)
    ask(pages)
    site.body = b"another page"
    store.raise_content_version()
    assert ask(pages)[2] == b"another page"


def test_a_new_day_is_a_new_version(monkeypatch):
    """Who takes part, and under which name, depends on the day."""
    site = Site()
    pages = PageStore(site)
    ask(pages)
    after_midnight = store.end_of_day() + 1
    monkeypatch.setattr(store, "_day_ends", store.end_of_day())
    monkeypatch.setattr(store, "clock", lambda: after_midnight)
    ask(pages)
    assert site.asked == 2


def test_a_clock_set_back_is_noticed(monkeypatch):
    """Forty days ahead by mistake, then right again: each of the days between is a new version."""
    now = store.clock()
    days = [now, now + 40 * 86_400, now, now + 86_400, now + 2 * 86_400]
    seen = []
    for day in days:
        monkeypatch.setattr(store, "clock", lambda day=day: day)
        seen.append(store.content_version())
        assert 0 < store.end_of_day() - day <= 90_000
    assert seen[2] == seen[0]
    assert len(set(seen)) == 4


def test_not_modified_and_compressed():
    pages = PageStore(Site())
    etag = ask(pages)[1]["ETag"]
    status, headers, body = ask(pages, HTTP_IF_NONE_MATCH=etag)
    assert (status, body) == ("304 Not Modified", b"")
    status, headers, body = ask(pages, HTTP_ACCEPT_ENCODING="br, gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == b"<h1>A page</h1>" * 100
    assert int(headers["Content-Length"]) == len(body)
    assert headers["Vary"] == "Accept-Encoding"


def test_head_has_no_body_and_fills_the_store():
    site = Site()
    pages = PageStore(site)
    status, headers, body = ask(pages, method="HEAD")
    assert body == b""
    assert headers["Content-Length"] == str(len(site.body))
    assert ask(pages)[2] == site.body
    assert site.asked == 1


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_COOKIE": f"csrftoken=a; sessionid={signed('p' * 20)}"},
        {"HTTP_COOKIE": f"sessionid={signed('p' * 20)}; sessionid=made-up"},
        {"HTTP_HOST": "9" * 30_000},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"method": "POST"},
        {"QUERY_STRING": f"q={'x' * 700}"},
    ],
)
def test_a_request_that_may_be_somebodys_own_passes_by(environ):
    site = Site()
    pages = PageStore(site)
    ask(pages)
    ask(pages, **environ)
    ask(pages, **environ)
    assert site.asked == 3


@pytest.mark.parametrize(
    "site",
    [
        Site(mark=None),
        Site(("Set-Cookie", "a=b")),
        Site(("Cache-Control", "private, max-age=1")),
        Site(("Cache-Control", "no-store")),
        Site(("Vary", "Cookie")),
        Site(("Vary", "Accept-Language, User-Agent")),
        Site(status="404 Not Found"),
        Site(status="302 Found"),
    ],
    ids=[
        "unmarked",
        "sets a cookie",
        "private",
        "no-store",
        "vary cookie",
        "vary agent",
        "404",
        "302",
    ],
)
def test_an_answer_that_is_not_everybodys_is_not_kept(site):
    pages = PageStore(site)
    ask(pages)
    _status, headers, body = ask(pages)
    assert site.asked == 2
    assert MARK not in headers
    assert body == site.body


def test_a_query_parameter_that_the_view_did_not_name_is_not_kept():
    site = Site()
    pages = PageStore(site)
    for query in ("q=a&page=2", "q=a&page=2", "utm=1", "utm=1"):
        ask(pages, QUERY_STRING=query)
    assert site.asked == 3


def test_hosts_and_schemes_do_not_share_pages():
    site = Site()
    pages = PageStore(site)
    ask(pages), ask(pages, HTTP_HOST="other"), ask(pages, **{"wsgi.url_scheme": "https"})
    assert site.asked == 3


def test_the_store_forgets_the_oldest_when_full():
    site = Site()
    pages = PageStore(site, limit=8000)
    for number in range(10):
        ask(pages, path=f"/en/{number}/")
    assert pages.size <= 8000
    assert len(pages.pages) == 2
    assert pages.size == sum(page.size for page in pages.pages.values())


@pytest.mark.parametrize(
    ("name", "value"),
    [("HTTP_ACCEPT", "text/{}"), ("HTTP_HOST", "{}"), ("HTTP_X_FORWARDED_PROTO", "{}")],
)
def test_what_the_store_takes_does_not_grow_with_headers(name, value, settings):
    settings.PROXIES = 1
    pages = PageStore(Site())
    taken = []
    for length in (100, 1000, 10_000):
        for number in range(20):
            ask(pages, path="/api/v1/states/", **{name: value.format(f"{number}{'x' * length}")})
        taken.append(pages.size)
    assert taken[2] <= taken[0] * 2


def test_the_store_counts_keys_and_headers():
    bare, adorned = PageStore(Site()), PageStore(Site(("X-Long", "x" * 10_000)))
    ask(bare), ask(adorned)
    assert adorned.size - bare.size > 10_000
    ask(bare, path=f"/en/{'y' * 500}/")
    assert bare.size > 2 * len(b"<h1>A page</h1>" * 100) + 500


@pytest.mark.parametrize(
    ("accept", "kept_as"),
    [
        ("", ("*/*",)),
        ("text/html,application/xhtml+xml,*/*;q=0.8", ("*/*",)),
        ("application/json", ("application/json",)),
        ("TEXT/CSV; q=0.3, application/json", ("application/json", "text/csv")),
        ("image/png", ("none/none",)),
    ],
)
def test_of_accept_only_what_the_api_tells_apart_is_looked_at(accept, kept_as):
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/api/v1/states/", "HTTP_ACCEPT": accept}
    assert store.page_key(environ)[-1] == kept_as


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accept", "status", "form"),
    [
        ("*/*", 200, "application/json"),
        ("text/html;q=0.9, */*;q=0.1", 200, "application/json"),
        ("text/csv", 200, "text/csv"),
        ("text/csv;x=1, application/json", 200, "application/json"),
        ("image/png", 406, "application/json"),
    ],
)
def test_the_api_answers_by_what_the_key_holds(client, accept, status, form):
    answer = client.get("/api/v1/groups/", headers={"accept": accept})
    assert answer.status_code == status
    assert answer["Content-Type"].startswith(form)
    taken_away = client.get("/api/v1/groups/?format=csv", headers={"accept": "*/*"})
    assert taken_away["Content-Type"].startswith("text/csv")


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
        store.once_a_version("another", lambda: "asked for meanwhile")
        return "old"

    assert store.once_a_version("slow", make) == "old"
    assert store.once_a_version("slow", lambda: "new") == "new"


def test_several_who_ask_at_once_wait_for_one_maker():
    made = []

    def make() -> int:
        made.append(1)
        time.sleep(0.05)
        return len(made)

    found = at_once(8, lambda _number: store.once_a_version("together", make))
    assert found == [1] * 8


class SlowKey:
    """Gives other threads the word wherever it is looked up."""

    def __hash__(self) -> int:
        time.sleep(0.0002)
        return 1


def test_a_version_that_rises_meanwhile_takes_nothing_away_from_who_asks(monkeypatch):
    """Threads that ask while the version rises: every one has its answer, and no error."""
    version, key = [0], SlowKey()
    monkeypatch.setattr(store, "content_version", lambda: version[0])

    def ask_or_raise(number: int) -> bool:
        for _turn in range(50):
            version[0] += number % 2
            if store.once_a_version(key, lambda: "answer") != "answer":
                return False
        return True

    assert at_once(6, ask_or_raise) == [True] * 6


def test_an_answer_that_cannot_be_made_is_asked_for_again():
    def fail():
        raise ValueError("no")

    for _time in range(2):
        with pytest.raises(ValueError, match="no"):
            store.once_a_version("failing", fail)
    assert store.once_a_version("failing", lambda: "made") == "made"


def test_what_is_remembered_is_bounded_and_the_least_asked_for_goes():
    for number in range(store.MOST_REMEMBERED * 2):
        store.once_a_version("often", lambda: "often")
        store.once_a_version(("many", number), lambda number=number: number)
    assert len(store._remembered) <= store.MOST_REMEMBERED
    assert store.once_a_version("often", lambda: "made anew") == "often"
    assert not store._being_made


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
