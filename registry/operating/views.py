"""What machines of an operator ask, and where to report a weakness."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from registry.common.dates import today
from registry.common.only_read import only_read
from registry.operating.security_txt import security_txt as text_of


@only_read
def metrics(request: HttpRequest) -> HttpResponse:
    """For who shows the token; for others it does not exist."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(shown, settings.METRICS_TOKEN):
        raise Http404
    from registry.operating.metrics import exposition  # begins to count: in serving processes only

    text, kind = exposition()
    return HttpResponse(text, content_type=kind)


@only_read
def security_txt(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(text_of(today()), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=86400"
    return response
