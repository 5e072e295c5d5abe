"""What holds for every request: one memory, a language for each address, and a new content version after a change."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from registry.common import store
from registry.common.scope import scope

Handler = Callable[[HttpRequest], HttpResponse]
SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}


class RequestScopeMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with scope():
            return self.get_response(request)


class ContentVersionMiddleware:
    """After a signed-in person's request that may have written, every finished page is made anew.

    A GET never writes in this house, so the method tells; commands that write raise the version themselves.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in SAFE_METHODS and getattr(request.user, "is_authenticated", False):
            store.raise_content_version()
        return response


class ResponseHeadersMiddleware:
    """Headers that Django has no setting for; and pages that nobody published are nobody else's to keep."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
