"""What other sites and caches could make of the registry: redirects, forged hosts, headers that no
key of a cache holds, names that look like files, sessions that are given to somebody."""

import re
from io import BytesIO
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings

from pragueprocess.wsgi import django_application
from registry.common.request_ids import HEADER
from registry.common.store import PageStore
from registry.operating.door import Door, noted_as_made
from tests import everybody
from tests.clients import Client
from tests.conftest import signed_in
from tests.hostile.naughty import WORDS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
cast = everybody.cast
ELSEWHERE = (
    "https://x.invalid/",
    "//x.invalid/",
    "/\\x.invalid/",
    "\\\\x.invalid",
    "///x.invalid",
    "https:x.invalid",
    "http:///x.invalid",
    "javascript:alert(1)",
    "data:text/html,x",
    " //x.invalid",
    "\t//x.invalid",
    "/\t/x.invalid",
    "//testserver@x.invalid/",
    "https://testserver.x.invalid/",
    "/%09/x.invalid",
    "/%5cx.invalid",
    WORDS["line ends"],
)
WITH_NEXT = (
    "/en/account/sign-in/",
    "/en/account/sign-in/code/",
    "/en/account/sign-in/again/",
    "/en/account/sign-out/",
    "/admin/login/",
    "/en/desk/",
    "/en/account/second-factor/",
)


def leads_away(location: str) -> bool:
    parts = urlsplit(location.replace("\\", "/"))
    return bool(parts.netloc and parts.netloc != "testserver") or parts.scheme not in (
        *("", "http", "https"),
    )


@pytest.mark.parametrize("address", WITH_NEXT)
def test_no_next_leads_to_another_site(address, nino, editor):
    for client in (Client(), signed_in(nino.account), signed_in(editor, second_factor=True)):
        for target in ELSEWHERE:
            asked = f"{address}?next={quote(target)}"
            for answer in (client.get(asked), client.post(asked, {"next": target, "email": "x"})):
                assert not leads_away(answer.headers.get("Location", "")), (asked, answer)
                body = b"" if answer.streaming else answer.content
                links = re.findall(rb'(?:href|action)="([^"]*x\.invalid[^"]*)"', body)
                assert not [one for one in links if leads_away(one.decode())], (asked, links)


@pytest.mark.parametrize("word", ["nothing", "-1", "x y", "\u0430", "home", "[]"])
@pytest.mark.parametrize("address", WITH_NEXT)
def test_a_next_that_is_no_address_leads_nowhere(address, word, nino, editor):
    """Django takes a bare word for the name of a route, and fails where there is none."""
    for client in (Client(), signed_in(nino.account), signed_in(editor, second_factor=True)):
        answer = client.get(f"{address}?next={quote(word)}")
        assert answer.status_code in (200, 302, 403), answer.status_code
        assert not answer.headers.get("Location", "").startswith(word)


def ask(application, path: str, **environ) -> tuple[str, dict, bytes]:
    said: list = []
    base = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "192.0.2.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }
    body = b"".join(application(base | environ, lambda *args: said.append(args)))
    return said[0][0], dict(said[0][1]), body


@pytest.fixture
def site(connection_kept):
    """The application with an empty store, as a process has it at its start."""
    return with_empty_store()


def with_empty_store() -> Door:
    return Door(PageStore(noted_as_made(django_application)))


FORGED = {
    "HTTP_X_FORWARDED_HOST": "x.invalid",
    "HTTP_X_FORWARDED_SCHEME": "nothttps",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_PREFIX": "/x.invalid",
    "HTTP_X_FORWARDED_SERVER": "x.invalid",
    "HTTP_FORWARDED": "host=x.invalid;proto=https",
    "HTTP_X_HOST": "x.invalid",
    "HTTP_X_ORIGINAL_URL": "/admin/",
    "HTTP_X_REWRITE_URL": "/admin/",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "POST",
    "HTTP_ORIGIN": "https://x.invalid",
    "HTTP_REFERER": "https://x.invalid/",
    "HTTP_USER_AGENT": "<script>x.invalid</script>",
    "HTTP_ACCEPT_LANGUAGE": "ru, x.invalid",
    "HTTP_COOKIE": "language=x.invalid; sessionid=x.invalid",
    "HTTP_X_REQUEST_ID": "x.invalid.request",
    "HTTP_ACCEPT": "text/x.invalid",
    "HTTP_RANGE": "bytes=0-10",
}


@pytest.mark.parametrize("path", ["/en/states/", "/ru/", "/api/v1/states/", "/sitemap.xml", "/oai"])
def test_no_header_of_a_stranger_comes_to_the_next_reader(site, path):
    """Asked first with each header that no key of the store knows, then without any."""
    clean = ask(site, path)
    for name, value in FORGED.items():
        poisoned = with_empty_store()
        ask(poisoned, path, **{name: value})
        _status, headers, body = ask(poisoned, path)
        assert b"x.invalid" not in body, name
        assert "x.invalid" not in str(headers), name
        assert body == clean[2] or name == "HTTP_ACCEPT" or path == "/oai", name
        assert headers[HEADER] != value


def test_a_forged_host_is_refused_and_never_told(site):
    for host in ("x.invalid", "testserver.x.invalid", "testserver:80@x.invalid", "x.invalid:80"):
        status, headers, body = ask(site, "/en/states/", HTTP_HOST=host)
        assert status.startswith("400"), host
        assert b"x.invalid" not in body
        assert "x.invalid" not in str(headers)


DECEPTIONS = (
    "x.css",
    "x.js",
    ".css",
    "%2fx.css",
    ";x.css",
    "%3fx.css",
    "%23x.css",
    "%00x.css",
    "..%2fx",
)


@pytest.mark.parametrize("page", ["/en/desk/", "/admin/", "/en/account/sessions/", "/en/news/"])
def test_a_page_of_somebody_has_no_second_name_that_a_cache_would_keep(page, nino, editor):
    """Who is led to such an address gets no page of their own there, and none that may be kept."""
    for client in (signed_in(nino.account), signed_in(editor, second_factor=True)):
        for end in DECEPTIONS:
            answer = client.get(f"{page}{end}")
            assert answer.status_code in (302, 301, 404, 400), (page, end, answer.status_code)
            assert "public" not in answer.headers.get("Cache-Control", ""), (page, end)
            assert "nino@example.org" not in answer.content.decode()


def test_a_session_that_somebody_was_given_is_not_theirs_after_signing_in(client, post, nino):
    """Fixation: what a stranger set in the browser before is worth nothing afterwards."""
    client.post("/en/account/sign-in/", {"email": "nino@example.org"})
    given = client.cookies[settings.SESSION_COOKIE_NAME].value
    code = re.search(r"(?:code|код): (\S+)", post.last("nino@example.org").body)[1]
    client.post("/en/account/sign-in/code/", {"code": code})
    assert client.get("/en/desk/").status_code == 200
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != given
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE_NAME] = given
    assert stranger.get("/en/desk/").status_code == 302


def test_no_name_of_a_file_leaves_the_header_that_carries_it(staff, nino):
    """Whatever a state, a title or an address is called, a download has one header of one line."""
    for address in (
        "/en/library/?format=csv&q=" + quote(WORDS["line ends"]),
        "/en/data/population/chart.svg?title=" + quote(WORDS["line ends"]),
        "/en/compare.pdf?state=georgia&state=" + quote(WORDS["path"]),
    ):
        answer = staff.get(address)
        name = answer.headers.get("Content-Disposition", "")
        assert not re.search(r"[\r\n]|\.\./", name), (address, name)
