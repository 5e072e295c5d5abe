"""The store of finished pages: quick, and closed to everything that is somebody's own."""

import gzip

import pytest

from registry.common import store
from registry.common.sessions import signed
from registry.common.store import MARK, PageStore
from tests.common.a_site import Site, ask


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
    status, headers, body = ask(pages, HTTP_ACCEPT_ENCODING="gzip")
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
    one = PageStore(site)
    ask(one, path="/en/0/")
    pages = PageStore(site, limit=one.size * 5 // 2)
    for number in range(10):
        ask(pages, path=f"/en/{number}/")
    assert pages.size <= pages.limit
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
    before = bare.size
    ask(bare, path=f"/en/{'y' * 500}/")
    assert bare.size >= 2 * before + 450


def test_a_page_that_gets_smaller_is_kept_in_few_bytes_and_given_as_it_is():
    site = Site()
    site.body = b"".join(b"<p>A line of its own, number %d</p>" % number for number in range(2000))
    pages = PageStore(site)
    for _time in range(2):
        _status, headers, body = ask(pages)
        assert body == site.body
        assert headers["Content-Length"] == str(len(site.body))
        assert "Content-Encoding" not in headers
    assert pages.size < len(site.body) / 2
    assert site.asked == 1


def test_a_page_that_does_not_get_smaller_is_given_as_it_is():
    site = Site()
    site.body = b"<p>1"
    pages = PageStore(site)
    for accepted in ("gzip, br", ""):
        _status, headers, body = ask(pages, HTTP_ACCEPT_ENCODING=accepted)
        assert body == site.body
        assert headers["Content-Length"] == str(len(site.body))
        assert "Content-Encoding" not in headers


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
        ("image/png", 406, "application/problem+json"),
    ],
)
def test_the_api_answers_by_what_the_key_holds(client, accept, status, form):
    answer = client.get("/api/v1/groups/", headers={"accept": accept})
    assert answer.status_code == status
    assert answer["Content-Type"].startswith(form)
    taken_away = client.get("/api/v1/groups/?format=csv", headers={"accept": "*/*"})
    assert taken_away["Content-Type"].startswith("text/csv")
