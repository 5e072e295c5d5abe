"""A client that meets the checks of a browser: each of its forms carries a token, and so does
each post."""

import re

from django import test
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.utils.crypto import get_random_string

FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)
POSTS = re.compile(r"^<form\b[^>]*\bmethod=[\"']?post", re.IGNORECASE)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def forms_without_token(text: str) -> list[str]:
    """The opening tags of forms that a browser would post without a token."""
    return [
        form[: form.index(">") + 1]
        for form in FORM.findall(text)
        if POSTS.match(form) and not TOKEN.search(form)
    ]


class Client(test.Client):
    """Django's, with the check of form tokens on.

    A post carries the token that the client's cookie asks for, as a browser's does after the form
    was fetched. That the form really has a token is checked on every page that any test fetches.
    """

    def __init__(self, enforce_csrf_checks: bool = True, **options) -> None:
        super().__init__(enforce_csrf_checks=enforce_csrf_checks, **options)

    def generic(self, method: str, *args, secure: bool = False, **extra) -> HttpResponse:
        if method not in ("GET", "HEAD", "OPTIONS") and self.handler.enforce_csrf_checks:
            extra.setdefault("HTTP_X_CSRFTOKEN", self.token())
            if secure:
                host = extra.get("HTTP_HOST", "testserver")
                extra.setdefault("HTTP_REFERER", f"https://{host}/")
        return super().generic(method, *args, secure=secure, **extra)

    def token(self) -> str:
        if settings.CSRF_COOKIE_NAME not in self.cookies:
            self.cookies[settings.CSRF_COOKIE_NAME] = get_random_string(CSRF_SECRET_LENGTH)
        return self.cookies[settings.CSRF_COOKIE_NAME].value

    def request(self, **request) -> HttpResponse:
        response = super().request(**request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            missing = forms_without_token(response.content.decode(response.charset, "replace"))
            assert not missing, f"{request['PATH_INFO']}: no token in {missing}"
        return response


def one_line(text: str) -> str:
    """HTML with its white space as a browser reads it: each run is one space."""
    return " ".join(text.split())
