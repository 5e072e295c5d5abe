"""Logs carry ids: no token of a link, no value that a database quotes, and a refusal is one
line."""

import io
import logging
import re

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import get_resolver

from registry.accounts.models import User
from registry.common import log_lines, logs
from tests.conftest import signed_in
from tests.test_address_by_role import addresses_of

TOKEN = "Zm9vYmFyYmF6cXV4Zm9v:c2lnbmF0dXJl"
ROUTES = sorted(
    {f"/{route}" for route, _name in addresses_of(get_resolver()) if logs.TOKEN in route}
)


@pytest.fixture
def lines(monkeypatch):
    """What the console handler of the settings writes."""
    handlers = logging.getLogger().handlers
    console = next(one for one in handlers if isinstance(one.formatter, log_lines.LineFormatter))
    written = io.StringIO()
    monkeypatch.setattr(console, "stream", written)
    return lambda: written.getvalue().splitlines()


def test_every_route_with_a_token_is_known():
    assert len(ROUTES) == 11
    for route in ROUTES:
        address = route.replace(logs.TOKEN, TOKEN).replace("<int:pk>", "3")
        assert TOKEN not in logs.without_tokens(f"Not Found: {address}")
        assert TOKEN not in logs.without_tokens(f"http://127.0.0.1:8000{address}?x=1")
        assert TOKEN not in logs.without_tokens(f"Not Found: {address.replace('/', '//')}")
        assert logs.without_tokens(f"Gone: {address}").startswith(f"Gone: {address[:8]}")


def test_other_addresses_stay_readable():
    for address in ("/en/states/georgia/", "/admin/registry/user/3/change/", "/en/confirm"):
        assert logs.without_tokens(f"Not Found: {address}") == f"Not Found: {address}"


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES)
def test_no_token_stands_in_the_log(route, client, lines, caplog):
    address = route.replace(logs.TOKEN, TOKEN)
    status = client.get(address).status_code
    is_said_again = "/follow/stop/" in route  # who stops twice reads that it is stopped
    assert status in ((200,) if is_said_again else (404, 405, 410))  # 405: it takes what is typed
    client.get(address.rstrip("/") + "/nothing/")
    Client(enforce_csrf_checks=True).post(address)
    told = lines()
    assert len(told) == (1 if is_said_again else 3)
    for text in (*told, caplog.text):
        assert TOKEN not in text
        assert "foo" not in text
    assert logs.HIDDEN in told[0]


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES)
def test_no_token_leaves_in_a_referrer_and_the_form_still_has_an_origin(route, client):
    response = client.get(route.replace(logs.TOKEN, TOKEN))
    assert response["Referrer-Policy"] == "strict-origin"
    assert client.get("/en/states/")["Referrer-Policy"] == settings.SECURE_REFERRER_POLICY


@pytest.mark.django_db
def test_a_refusal_is_one_line(lines, nino, editor, rf, caplog):
    from django.core.handlers.exception import response_for_exception

    client = signed_in(editor, second_factor=True)
    assert client.get("/admin/registry/user/").status_code == 403
    assert signed_in(nino.account).get("/admin/").status_code == 404
    response_for_exception(rf.get("/en/x/"), PermissionDenied("x"))
    client.get("/en/states/", headers={"host": "evil.example"})  # leaves none: anyone can send it
    told = lines()
    assert len(told) == 3
    assert not [line for line in told if "Traceback" in line or line.startswith(" ")]
    assert "Traceback" not in caplog.text
    assert "Forbidden" in told[0]


def test_a_fault_keeps_its_traceback(lines):
    try:
        raise ZeroDivisionError("of ours")
    except ZeroDivisionError:
        logging.getLogger("django.request").error("Internal Server Error: /en/", exc_info=True)
    told = "\n".join(lines())
    assert "Traceback" in told
    assert "ZeroDivisionError: of ours" in told


@pytest.mark.django_db
def test_no_value_that_the_database_quotes(lines, nino):
    """PostgreSQL says "Key (email)=(nino@example.org) already exists."; our own words on it
    stay."""
    try:
        with transaction.atomic():
            User.objects.create(email=nino.email)
    except IntegrityError:
        logging.getLogger("django.request").error("Internal Server Error: /en/", exc_info=True)
    told = "\n".join(lines())
    assert "nino@" not in told
    assert "IntegrityError" in told
    if connection.vendor == "postgresql":
        assert re.search(r"\(registry_user_email_\w+\)", told)


def test_the_nginx_sample_hides_every_token():
    readme = (settings.BASE_DIR / "README.md").read_text()
    pattern = re.search(r'"~\^(\(\?<before>.+)" "\$\{before\}', readme)[1].replace("?<", "?P<")
    for route in ROUTES:
        assert re.match(pattern, route.replace(logs.TOKEN, TOKEN)), route
    assert "$http_referer" not in readme
