"""The store of finished pages: quick, never stale, and closed to everything that is somebody's own."""

import gzip
from io import BytesIO

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from registry.common import store
from registry.common.store import MARK, PageStore


class Site:
    """A WSGI application that counts how often it is asked."""

    def __init__(self, *headers: tuple[str, str], status: str = "200 OK", mark: str | None = "q,page") -> None:
        self.headers = [("Content-Type", "text/html"), *headers, *([(MARK, mark)] if mark is not None else [])]
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
    body = b"".join(application(base | {"wsgi.input": BytesIO()} | environ, lambda *args: caught.append(args)))
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
        {"HTTP_COOKIE": "csrftoken=a; sessionid=b"},
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
    ids=["unmarked", "sets a cookie", "private", "no-store", "vary cookie", "vary agent", "404", "302"],
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
    pages = PageStore(site, limit=6000)
    for number in range(10):
        ask(pages, path=f"/en/{number}/")
    assert pages.size <= 6000
    assert len(pages.pages) == 2


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
    request.COOKIES["sessionid"] = "x"
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
