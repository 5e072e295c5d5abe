"""Public answers that are no pages (the API, files, feeds, calendars, shapes) may be read by
scripts of other sites: they hold nothing that depends on who asks (CORS)."""

from django.http import HttpRequest, HttpResponse

METHODS = "GET, HEAD, OPTIONS"
EXPOSED = (
    "Content-Disposition, Content-Language, ETag, Link, RateLimit, RateLimit-Policy, Retry-After,"
    " X-Total-Count, X-Total-Count-Is"
)
ASKED_BEFORE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "public, max-age=86400",
}


def preflight(request: HttpRequest) -> HttpResponse | None:
    """A browser asks whether it may ask; None where this is no such question."""
    is_question = "Access-Control-Request-Method" in request.headers
    if request.method != "OPTIONS" or not is_question or not is_open(request.path):
        return None
    return HttpResponse(status=204, headers=ASKED_BEFORE)


def is_open(path: str) -> bool:
    """Where a token is asked for, only a state's own system has business."""
    return path.startswith("/api/") and not path.startswith("/api/v1/proposals/")


def share(request: HttpRequest, response: HttpResponse) -> None:
    """Errors of the API are read as well."""
    if request.method not in ("GET", "HEAD") or "Authorization" in request.headers:
        return
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if request.path.startswith("/static/"):
        return
    is_public = "public" in response.headers.get("Cache-Control", "") and not response.cookies
    if is_open(request.path) or (is_public and not is_page):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
