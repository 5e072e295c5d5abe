"""The headers of trust on every address and every kind of answer: pages, files, the API and its
docs, static files, refusals, faults, and what the server itself says before Django is asked."""

import re

import pytest
from django import test
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import OperationalError
from django.test import override_settings
from django.utils.datastructures import CaseInsensitiveMapping

from registry.pages import errors
from tests import everybody
from tests.clients import Client
from tests.serving.running import Running
from tests.test_address_by_role import (
    ADMIN_ROUTES,
    EVERYONE,
    EXPECTED,
    FORMS_OF_STRANGERS,
    ROUTES,
    admin_address,
    filled,
)
from tests.test_api import LISTS as API_LISTS

pytestmark = [pytest.mark.django_db, pytest.mark.once]
cast = everybody.cast

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": r"strict-origin(-when-cross-origin)?",
    "Permissions-Policy": r"camera=\(\), geolocation=\(\), microphone=\(\), payment=\(\), usb=\(\)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin|cross-origin",
    "Content-Security-Policy": r".*default-src '(self|none)'.*",
    "Cache-Control": ".+",
}
READ_BY_POST = {
    "oai",  # the protocol asks so
    "follow_stop",  # one click in a mail program (RFC 8058)
    "contact_point",  # an address of mail is shown to who asks for it
}


def troubles(address: str, headers) -> list[str]:
    found = [
        f"{address}: {name}: {headers.get(name)}"
        for name, pattern in ALWAYS.items()
        if not re.fullmatch(pattern, headers.get(name) or "")
    ]
    policy = headers.get("Content-Security-Policy") or ""
    if "unsafe" in policy or ("frame-ancestors" not in policy and "sandbox" not in policy):
        found.append(f"{address}: {policy}")
    return found


def addresses(cast) -> set[str]:
    found = {
        filled(route, name, cast.arguments)
        for route, name in ROUTES
        if not route.startswith("api/v1/^")
    }
    return found | {f"/api/v1/{name}/" for name in API_LISTS} | {"/en/nothing/", "/nothing"}


def test_every_address_says_them_to_everybody(cast):
    wrong: list[str] = []
    for address in sorted(addresses(cast)):
        for role in ("public", "contact point of A", "editor"):
            answer = cast[role].get(address)
            wrong += troubles(f"{answer.status_code} {role} {address}", answer.headers)
    assert not wrong, "\n".join(wrong)


def test_every_page_of_the_admin_says_them_and_is_nobodys_to_keep(cast):
    wrong: list[str] = []
    for _route, name, model in ADMIN_ROUTES:
        page = name.removeprefix(f"{model._meta.app_label}_{model._meta.model_name}_")
        if address := admin_address(model, page):
            answer = cast["administrator"].get(address)
            wrong += troubles(address, answer.headers)
            if not keeps_to_itself(answer):
                wrong.append(f"{address}: {answer['Cache-Control']}")
    assert not wrong, "\n".join(wrong)


def keeps_to_itself(answer) -> bool:
    return {"private", "no-store"} <= {
        part.strip() for part in answer.headers.get("Cache-Control", "").split(",")
    }


def test_what_the_signed_in_see_is_private_and_not_stored(cast):
    """Behind the door whatever the status is; elsewhere what differs for who is signed in."""
    wrong = []
    for address in sorted(addresses(cast)):
        behind = re.match(r"/(admin|(en|ru)/(desk|account))/", address)
        for role in ("contact point of A", "editor"):
            answer = cast[role].get(address)
            is_page = "text/html" in answer.headers.get("Content-Type", "")
            is_own = behind or (is_page and answer.status_code != 303)  # /id/ leads all alike
            is_framed = "frame-ancestors *" in answer.headers["Content-Security-Policy"]
            if is_own and not is_framed and not keeps_to_itself(answer):
                wrong.append(f"{answer.status_code} {address}: {answer['Cache-Control']}")
    assert not wrong, "\n".join(wrong)


def test_what_is_only_read_refuses_other_methods_by_name(cast):
    wrong = []
    for route, name in ROUTES:
        if route.startswith("api/v1/^") or name in FORMS_OF_STRANGERS | READ_BY_POST:
            continue
        if EXPECTED.get(name, EXPECTED.get(route)) != EVERYONE:
            continue
        address = filled(route, name, cast.arguments)
        for method in ("post", "put", "delete", "patch"):
            answer = getattr(test.Client(enforce_csrf_checks=True), method)(address)
            if answer.status_code != 405 or "GET" not in answer.headers.get("Allow", ""):
                wrong.append(f"{method} {address} ({name}): {answer.status_code}")
            wrong += troubles(f"{method} {address}", answer.headers)
    assert not wrong, "\n".join(wrong)


REFUSED = {
    400: {"path": "/en/states/", "headers": {"host": "evil.example"}},
    403: {"path": "/en/account/sign-in/", "method": "post"},
    404: {"path": "/ru/nothing/"},
    414: {"path": "/en/data/", "query_params": {"x": "y" * 9000}},
    431: {"path": "/en/states/", "headers": {"x-long": "y" * 9000}},
    413: {"path": "/en/account/sign-in/", "method": "post", "CONTENT_LENGTH": "99999999"},
}


@pytest.mark.parametrize("status", REFUSED)
def test_every_refusal_says_them(status):
    asked = dict(REFUSED[status])
    client = test.Client(enforce_csrf_checks=True)  # sends no token
    answer = getattr(client, asked.pop("method", "get"))(asked.pop("path"), **asked)
    assert answer.status_code == status
    assert not troubles(str(status), answer.headers)


@pytest.mark.parametrize(
    ("error", "status"), [(ZeroDivisionError(), 500), (OperationalError(), 503)]
)
@pytest.mark.parametrize("address", ["/en/states/", "/api/v1/states/", "/admin/", "/ru/desk/"])
def test_every_fault_says_them(client, monkeypatch, error, status, address):
    def fails(request):
        raise error

    client.raise_request_exception = False
    monkeypatch.setattr(BaseHandler, "resolve_request", lambda handler, request: (fails, (), {}))
    answer = client.get(address)
    assert answer.status_code == status
    assert not troubles(address, answer.headers)
    assert keeps_to_itself(answer)


def test_a_static_file_says_them(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    settings.WHITENOISE_AUTOREFRESH = True
    (tmp_path / "a.css").write_text("p{}")
    answer = Client().get("/static/a.css")
    assert answer.status_code == 200
    assert not troubles("/static/a.css", answer.headers)
    assert "public" in answer["Cache-Control"]


def test_a_page_under_the_name_of_a_static_file_is_nobodys_to_keep(cast):
    """The page of a missing file greets who is signed in."""
    for role in ("public", "contact point of A", "editor"):
        answer = cast[role].get("/static/nothing.css")
        assert answer.status_code == 404
        assert keeps_to_itself(answer), role
        assert not troubles(role, answer.headers)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_pages_of_people_take_no_method_but_those_of_forms(cast, method):
    for address in ("/admin/", "/admin/registry/page/", "/en/desk/", "/ru/account/sign-in/"):
        answer = getattr(cast["editor"], method)(address)
        assert answer.status_code == 405, address
        assert not answer.content
        assert not troubles(f"{method} {address}", answer.headers)


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=31_536_000)
def test_over_https_each_answer_keeps_the_browser_there(client):
    for address in ("/en/states/", "/en/nothing/", "/api/v1/states/", "/admin/"):
        answer = client.get(address, secure=True)
        assert answer["Strict-Transport-Security"].startswith("max-age=31536000"), address
    assert client.get("/en/states/").status_code == 301


RAW = {
    "nonsense": (400, b"nonsense\r\n\r\n"),
    "long headers": (431, b"GET /ru/ HTTP/1.1\r\nX: " + b"y" * 40_000 + b"\r\n\r\n"),
    "a large body": (413, b"POST /en/ HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n"),
    "an unknown coding": (
        400,
        b"POST /en/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    ),
}


def nobody_is_asked(environ, start_response):
    raise AssertionError("refused before")


@pytest.mark.parametrize("kind", RAW)
def test_what_the_server_itself_refuses_says_them(kind):
    status, request = RAW[kind]
    server = Running(nobody_is_asked)
    server.start()
    try:
        head, _, body = server.ask(request).partition(b"\r\n\r\n")
    finally:
        server.stop()
    line, *lines = head.decode().splitlines()
    headers = CaseInsensitiveMapping(dict(text.split(": ", 1) for text in lines))
    assert f" {status} " in line
    assert not troubles(line, headers)
    assert body.strip()


def test_a_range_that_is_no_number_of_ours_is_judged_as_a_range():
    from registry.common.file_answers import NOTHING, part_wanted

    long = "9" * 40
    assert part_wanted(f"bytes=0-{long}", 100) == (0, 99)
    assert part_wanted(f"bytes=-{long}", 100) == (0, 99)
    assert part_wanted(f"bytes={long}-", 100) == NOTHING
    assert part_wanted(f"bytes={long}-{long}", 100) == NOTHING
    assert part_wanted("bytes=" + "0" * 5000 + "5-", 100) is None  # longer than anybody writes
    assert part_wanted("bytes=1-2,4-5", 100) is None
    assert {"GET", "HEAD"} <= errors.SAFE_METHODS
    assert settings.SECURE_CONTENT_TYPE_NOSNIFF
