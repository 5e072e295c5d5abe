"""Pages for what went wrong, in the language of the address."""

import pytest
from django.test import Client, RequestFactory

from registry.pages import errors

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("path", "language"), [("/en/x/", "en"), ("/ru/x/", "ru")])
@pytest.mark.parametrize(
    "handler", [errors.bad_request, errors.permission_denied, errors.page_not_found, errors.server_error]
)
def test_every_error_has_its_page_in_both_languages(handler, path, language):
    response = handler(RequestFactory().get(path))
    text = response.content.decode()
    assert f'<html lang="{language}">' in text
    assert f'<a class="btn" href="/{language}/">' in text
    assert response.status_code in (400, 403, 404, 500)


def test_a_server_error_needs_no_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        errors.server_error(RequestFactory().get("/en/x/"))


def test_an_error_of_the_api_is_json():
    assert errors.server_error(RequestFactory().get("/api/v1/x/"))["Content-Type"] == "application/json"


def test_a_view_that_breaks_shows_the_page_and_nothing_else(client, monkeypatch):
    from registry.pages.models import NewsItem

    def broken(*args, **kwargs):
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr(NewsItem.objects, "for_page", broken, raising=False)
    client.raise_request_exception = False
    response = client.get("/ru/")
    assert response.status_code == 500
    assert "На нашей стороне произошла ошибка" in response.content.decode()
    assert "secret" not in response.content.decode()


def test_a_form_without_a_token_says_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "open too long" in response.content.decode()
