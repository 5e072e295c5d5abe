from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from registry.opendata.machine_answers import packed
from registry.opendata.oai import answer


@csrf_exempt  # the protocol asks by POST too; it writes nothing
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    """For harvesters; sentences in English, records in both languages."""
    arguments = request.POST if request.method == "POST" else request.GET
    with translation.override("en"):
        content = answer(arguments, timezone.now())
    # No mark: each answer says when it was given
    return packed(request, content, "text/xml; charset=utf-8", "en", has_mark=False)
