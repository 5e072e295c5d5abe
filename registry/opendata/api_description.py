"""The description of the API (OpenAPI 3), made once in a process for each form and language: it
says what the code does, and no record changes it."""

from functools import cache

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

from registry.common.api import language_of
from registry.common.only_read import only_read
from registry.common.problems import problem_answer, unknown
from registry.opendata.machine_answers import packed, takes

FORMS = {"yaml": OpenApiYamlRenderer, "json": OpenApiJsonRenderer}


@only_read
@takes("format", "lang")
def description(request: HttpRequest) -> HttpResponseBase:
    """YAML, unless JSON is asked for."""
    usual = "json" if "json" in request.headers.get("Accept", "") else "yaml"
    form = request.GET.get("format", usual)
    if form not in FORMS:
        wrong = unknown("format", form, FORMS, _("The answer comes as json or yaml."))
        return problem_answer(400, wrong.sentence, [wrong])
    language = language_of(request)
    kind = f"{FORMS[form].media_type}; charset=utf-8"
    response = packed(request, written(form, language), kind, language)
    response["Vary"] = "Accept, Accept-Encoding"
    return response


@cache
def written(form: str, language: str) -> bytes:
    with translation.override(language):
        found = SchemaGenerator().get_schema(request=None, public=True)
        text = FORMS[form]().render(found, renderer_context={})
    return text if isinstance(text, bytes) else text.encode()
