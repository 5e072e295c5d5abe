"""What holds for every request: one memory, a language for each address, and a new content
version after a change."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from registry.common.content import renewed_afterwards
from registry.common.logs import TOKEN
from registry.common.scope import scope
from registry.common.sharing import preflight, share

Handler = Callable[[HttpRequest], HttpResponse]


class RequestScopeMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with scope():
            return self.get_response(request)


class ContentVersionMiddleware:
    """After a request that wrote what public pages show, every finished page is made anew."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with renewed_afterwards():
            return self.get_response(request)


class ResponseHeadersMiddleware:
    """Headers that Django has no setting for; and pages that nobody published are nobody else's to
    keep.

    An address with a token goes to nobody, not even to our own log: "strict-origin" names the
    host alone. ("no-referrer" would empty the Origin of the page's own form as well, and Django
    takes no form of unknown origin.)
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = preflight(request) or self.get_response(request)
        share(request, response)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        if request.resolver_match and TOKEN in request.resolver_match.route:
            response.headers["Referrer-Policy"] = "strict-origin"
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response
