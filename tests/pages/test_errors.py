"""Pages for what went wrong, in the language of the address."""

import html

import pytest
from django.core.handlers.base import BaseHandler
from django.db import InterfaceError, OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisConnectionError

from registry.pages import errors
from registry.pages.above import LISTS
from registry.pages.frame_settings import frame_now

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("path", "language"), [("/en/x/", "en"), ("/ru/x/", "ru")])
@pytest.mark.parametrize(
    "handler",
    [errors.bad_request, errors.permission_denied, errors.page_not_found, errors.server_error],
)
def test_every_error_has_its_page_in_both_languages(handler, path, language):
    response = handler(RequestFactory().get(path))
    text = response.content.decode()
    assert f'<html lang="{language}">' in text
    assert f'<a class="btn" href="/{language}/">' in text
    assert response.status_code in (400, 403, 404, 500)


def test_a_server_error_needs_no_database(django_assert_num_queries):
    frame_now()  # read once, by whichever page comes first
    with django_assert_num_queries(0):
        errors.server_error(RequestFactory().get("/en/x/"))


def test_an_error_of_the_api_is_json():
    assert (
        errors.server_error(RequestFactory().get("/api/v1/x/"))["Content-Type"]
        == "application/problem+json"
    )


def test_a_view_that_breaks_shows_the_page_and_nothing_else(client, monkeypatch):
    from registry.pages.models import NewsItem

    def broken(*args, **kwargs):
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(NewsItem.objects, "public", broken, raising=False)
    client.raise_request_exception = False
    response = client.get("/ru/")
    assert response.status_code == 500
    assert "На нашей стороне произошла ошибка" in response.content.decode()
    assert "secret" not in response.content.decode()


def test_a_form_without_a_token_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post(
        "/admin/login/", {"username": "x", "password": "y"}
    )
    assert response.status_code == 403
    assert "open too long" in response.content.decode()


PASSING = [
    OperationalError("connection refused: 10.0.0.7"),
    InterfaceError("connection already closed"),
    OSError(28, "No space left on device", "/srv/registry/var"),
    OSError(30, "Read-only file system", "/srv/registry/var"),
    RedisConnectionError("10.0.0.7:6379"),
]
READING = {"en": "does not answer. Try again", "ru": "не отвечает. Повторите попытку"}
WRITING = {"en": "Nothing of what you sent was saved", "ru": "Ничего из отправленного не сохранено"}


@pytest.fixture
def failing(client, monkeypatch):
    """Asks for an address whose view raises `error`."""
    client.raise_request_exception = False

    def ask(error: Exception, method: str, address: str):
        def fails(request):
            raise error

        monkeypatch.setattr(
            BaseHandler, "resolve_request", lambda handler, request: (fails, (), {})
        )
        return getattr(client, method)(address)

    return ask


@pytest.mark.parametrize(
    "error", PASSING, ids=lambda error: type(error).__name__ + str(error.args[0])[:2]
)
@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_fault_beneath_the_registry_is_told_in_a_sentence(failing, error, language, method):
    answer = failing(error, method, f"/{language}/states/")
    text = html.unescape(answer.content.decode())
    assert answer.status_code == 503
    assert answer["Retry-After"] == "120"
    assert "no-store" in answer["Cache-Control"]
    assert (READING if method == "get" else WRITING)[language] in text
    assert f'<html lang="{language}">' in text
    assert "10.0.0.7" not in text
    assert "/srv" not in text


def test_the_api_says_so_in_json_and_in_the_language_asked_for(failing):
    for language in ("en", "ru"):
        answer = failing(PASSING[0], "get", f"/api/v1/states/?lang={language}")
        assert answer.status_code == 503
        assert answer.json()["status"] == 503
        assert READING[language] in answer.json()["detail"]


def test_the_admin_says_so_in_english(failing):
    answer = failing(PASSING[0], "post", "/admin/")
    assert answer.status_code == 503
    assert WRITING["en"] in answer.content.decode()
    assert '<html lang="en">' in answer.content.decode()


def test_who_is_signed_in_gets_the_page_although_the_session_cannot_be_read(nino, monkeypatch):
    """The frame greets nobody: the person, the session and messages may be what fails."""
    from django.db import connection

    from tests.conftest import signed_in

    client = signed_in(nino.account)
    client.raise_request_exception = False

    def silent(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", silent)
    for address in ("/en/desk/", "/ru/states/", "/admin/"):
        answer = client.get(address)
        assert answer.status_code == 503, address
        assert answer["Retry-After"]
    monkeypatch.undo()
    assert client.get("/en/desk/").status_code == 200


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_server_error_claims_nothing_that_is_not_so(language, settings):
    text = errors.server_error(RequestFactory().get(f"/{language}/x/")).content.decode()
    assert "has been told" not in text
    assert "уведомлен" not in text
    assert settings.DEFAULT_FROM_EMAIL in text


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/en/map/?layer=nope", '<a class="btn" href="/en/map/">The map</a>'),
        ("/ru/data/nope/", '<a class="btn" href="/ru/data/">Все показатели</a>'),
        ("/en/data/population/chart.svg?part=9", '<a class="btn" href="/en/data/">'),
        ("/en/profiles/georgia/light/1999/", '<a class="btn" href="/en/profiles/">'),
        ("/en/projects/nope/", '<a class="btn" href="/en/projects/">'),
        ("/ru/library/nope/", '<a class="btn" href="/ru/library/">'),
        ("/en/news/nope/", '<a class="btn" href="/en/news/">'),
        ("/en/meetings/nope/", '<a class="btn" href="/en/meetings/">'),
        ("/en/nope/deeper/", '<a class="btn" href="/en/">Home</a>'),
    ],
)
def test_a_page_that_does_not_exist_leads_to_the_list_above_it(client, address, above):
    response = client.get(address)
    assert response.status_code == 404
    assert above in response.content.decode()


def test_every_list_above_is_there(client):
    for name in LISTS.keys() - {"desk"}:
        assert client.get(reverse(name)).status_code == 200, name
