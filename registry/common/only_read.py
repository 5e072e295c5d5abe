"""Addresses that are read and never written: whatever else is tried there is refused by its method
(405), before anybody asks for the token of a form."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from registry.common.languages import LANGUAGES
from registry.common.problems import FOR_MACHINES, problem_answer

METHODS = ("GET", "HEAD")


def only_read(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return refused_method(request) or view(request, *args, **kwargs)

    return csrf_exempt(wrapper)


def refused_method(request: HttpRequest) -> HttpResponse | None:
    if request.method in METHODS:
        return None
    if not request.path.startswith(FOR_MACHINES):
        return HttpResponseNotAllowed(METHODS)
    language = request.GET.get("lang", "en")
    with translation.override(language if language in LANGUAGES else "en"):
        detail = _("This address is only read: by GET or HEAD.")
        return problem_answer(405, detail, headers={"Allow": ", ".join(METHODS)})
