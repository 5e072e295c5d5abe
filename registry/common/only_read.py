"""Addresses that are read and never written: whatever else is tried there is refused by its method
(405), before anybody asks for the token of a form."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseNotAllowed
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

METHODS = ("GET", "HEAD")


def only_read(view: Callable[..., Any]) -> Callable[..., Any]:
    return csrf_exempt(require_safe(view))


def refused_method(request: HttpRequest) -> HttpResponseNotAllowed | None:
    return None if request.method in METHODS else HttpResponseNotAllowed(METHODS)
