from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from registry.common.api import Reading, language_of, limit_headers
from registry.common.api_forms import CSVRenderer, JSONRenderer
from registry.common.api_paging import page_headers
from registry.common.languages import LANGUAGES
from registry.common.library_internals import django_request
from registry.common.limits import MINUTE, Limit
from registry.common.problems import Wrong, WrongParameterError, unknown
from registry.search import answers
from registry.search.asked import asked
from registry.search.finding import find
from registry.search.models import Kind
from registry.states.designations import footnotes, footnotes_in

ASKED = Limit("api-searches", 60, MINUTE)
PER_PAGE = 20


class HitSerializer(serializers.Serializer):
    key = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    address = serializers.CharField()
    place = serializers.CharField(help_text="States, by designation.")
    footnote = serializers.CharField(help_text="Of the names of states in the hit.")
    detail = serializers.CharField()
    status = serializers.CharField(help_text="Of the edition: show it wherever you show the hit.")
    passage = serializers.CharField()
    passage_language = serializers.CharField()


class AnswerSerializer(serializers.Serializer):
    count = serializers.IntegerField(
        help_text="Of all that was found; the first 500 can be read, and filters narrow it."
    )
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    note = serializers.CharField(
        help_text="What a reader is told where nothing was found, or not all was looked for."
    )
    searched_for = serializers.ListField(child=serializers.CharField())
    corrected = serializers.DictField(child=serializers.CharField())
    footnotes = serializers.ListField(child=serializers.CharField())
    facets = serializers.DictField()
    results = HitSerializer(many=True)


PARAMETERS = [
    OpenApiParameter("q", description="Words, as on the page of the search."),
    OpenApiParameter("kind", enum=[str(kind) for kind in Kind]),
    OpenApiParameter("state", description="Slug or ISO code."),
    OpenApiParameter("year", OpenApiTypes.INT),
    OpenApiParameter("area", description="Slug of a co-operation area."),
    OpenApiParameter("written_in", enum=list(LANGUAGES), description="Language of what is found."),
    OpenApiParameter("exact", OpenApiTypes.BOOL, description="Only these words."),
    OpenApiParameter("page", OpenApiTypes.INT),
    OpenApiParameter("lang", enum=list(LANGUAGES), description="Language of the answer."),
]


SHORTENED = "To the same search, without what no text has or what is too much to look for."


class SearchView(Reading, APIView):
    """One search over all that is public, as the page has it; never kept."""

    renderer_classes = (JSONRenderer, CSVRenderer)

    def known_parameters(self) -> tuple[str, ...]:
        return ("format", *(one.name for one in PARAMETERS))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        language = language_of(request)
        with translation.override(language):
            response: Any = super().dispatch(request, *args, **kwargs)
            response["Content-Language"] = language
            return response.render() if hasattr(response, "render") else response

    @extend_schema(
        operation_id="search",
        parameters=PARAMETERS,
        responses={200: AnswerSerializer, 302: OpenApiResponse(description=SHORTENED)},
        tags=["search"],
    )
    def get(self, request: Request) -> Response:
        number = ASKED.readings(django_request(request))
        if number > ASKED.most:
            raise Throttled(wait=MINUTE)
        self.check_parameters(request)
        self.check_language(request)
        check_values(request.query_params)
        found = answer(request)
        links = {"next": found["next"], "prev": found["previous"]}
        headers = page_headers(found["count"], **links) | limit_headers(ASKED, number)
        return Response(found, headers=headers)


def codes_of_states() -> list[str]:
    states = answers.states_by_code().values()
    found: list[str] = []
    for state in states:
        found += [state.iso_alpha3, state.iso_alpha2, state.slug]
    return found


def check_values(parameters: Any) -> None:
    """The page of the search leaves out what it does not know; a machine is told. Raises
    WrongParameterError."""
    known = {
        "kind": [str(kind) for kind in Kind],
        "written_in": list(LANGUAGES),
        "exact": ["true", "false", "1", "0"],
        "state": codes_of_states(),
        "area": list(answers.areas_by_slug()),
    }
    wrong = []
    detail = _("%(value)s is none of the values that this takes.")
    for name, values in known.items():
        value = parameters.get(name, "")
        if value and value.casefold() not in {one.casefold() for one in values}:
            wrong.append(unknown(name, value, values, detail))
    for name, most in (("year", 9999), ("page", answers.MOST_PAGES)):
        value = parameters.get(name, "1")
        is_number = value.isascii() and value.isdigit() and len(value) < 6
        if not is_number or not 1 <= int(value) <= most:
            words = _("A whole number from 1 to %(most)s is wanted.") % {"most": most}
            if name == "page":
                words = f"{words} {why_no_more()}"
            near = str(most) if is_number and int(value) else "1"
            wrong.append(Wrong(parameter=name, value=value[:100], detail=words, nearest=near))
    if wrong:
        raise WrongParameterError(*wrong)


def why_no_more() -> str:
    return _(
        "A search gives the first %(count)s of what it finds; kind, state, year and area narrow it."
    ) % {"count": answers.MOST_PAGES * PER_PAGE}


def answer(request: Request) -> dict[str, Any]:
    parameters = request.query_params
    wanted = asked(parameters)
    filters = wanted.filters | {"lang": parameters.get("written_in", "")[:2]}
    result = find(wanted.text, filters=filters, only_exact=wanted.is_exact)
    found = [hit_of(hit) for hit in answers.hits(result, wanted.page, PER_PAGE)]
    return {
        "count": len(result.numbers),
        **beside(request, wanted.page, pages=-(-len(result.numbers) // PER_PAGE)),
        "note": answers.note(result),
        "searched_for": result.question.also,
        "corrected": result.question.corrected,
        "footnotes": footnotes(),
        "facets": {name: dict(values) for name, values in result.facets.items()},
        "results": found,
    }


def beside(request: Request, page: int, *, pages: int) -> dict[str, str | None]:
    """Addresses of the pages beside this one, as far as a search goes."""
    last = max(1, min(pages, answers.MOST_PAGES))
    here = request.build_absolute_uri()
    return {
        "next": replace_query_param(here, "page", page + 1) if page < last else None,
        "previous": replace_query_param(here, "page", min(page - 1, last)) if page > 1 else None,
    }


def hit_of(hit: answers.Hit) -> dict[str, str]:
    passage = "".join(piece.text for piece in hit.passage.pieces)
    return {
        "key": hit.key,
        "kind": hit.kind_code,
        "title": hit.title,
        "address": hit.address,
        "place": hit.place,
        "footnote": " ".join(footnotes_in("; ".join([hit.title, hit.place, hit.detail, passage]))),
        "detail": hit.detail,
        "status": hit.status,
        "passage": passage,
        "passage_language": hit.passage.language,
    }
