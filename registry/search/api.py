from typing import Any

from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from registry.common.api import CSVRenderer, JSONRenderer, Negotiation
from registry.common.languages import LANGUAGES
from registry.common.limits import MINUTE, Limit
from registry.search import answers
from registry.search.asked import asked
from registry.search.finding import find
from registry.search.models import Kind
from registry.states.designations import footnotes

ASKED = Limit("api-searches", 60, MINUTE)
PER_PAGE = 20


class HitSerializer(serializers.Serializer):
    key = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    address = serializers.CharField()
    place = serializers.CharField(help_text="States, by designation.")
    detail = serializers.CharField()
    status = serializers.CharField(help_text="Of the edition: show it wherever you show the hit.")
    passage = serializers.CharField()
    passage_language = serializers.CharField()


class AnswerSerializer(serializers.Serializer):
    count = serializers.IntegerField()
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


class SearchView(APIView):
    """One search over all that is public, as the page has it; never kept."""

    renderer_classes = (JSONRenderer, CSVRenderer)
    content_negotiation_class = Negotiation

    @extend_schema(
        operation_id="search", parameters=PARAMETERS, responses=AnswerSerializer, tags=["search"]
    )
    def get(self, request: Request) -> Response:
        if not ASKED.lets_read(request):
            raise Throttled(wait=MINUTE)
        language = request.query_params.get("lang", "en")
        with translation.override(language if language in LANGUAGES else "en"):
            return Response(answer(request.query_params))


def answer(parameters: Any) -> dict[str, Any]:
    wanted = asked(parameters)
    filters = wanted.filters | {"lang": parameters.get("written_in", "")[:2]}
    result = find(wanted.text, filters=filters, only_exact=wanted.is_exact)
    found = [hit_of(hit) for hit in answers.hits(result, wanted.page, PER_PAGE)]
    return {
        "count": len(result.numbers),
        "note": answers.note(result),
        "searched_for": result.question.also,
        "corrected": result.question.corrected,
        "footnotes": footnotes(),
        "facets": {name: dict(values) for name, values in result.facets.items()},
        "results": found,
    }


def hit_of(hit: answers.Hit) -> dict[str, str]:
    return {
        "key": hit.key,
        "kind": hit.kind_code,
        "title": hit.title,
        "address": hit.address,
        "place": hit.place,
        "detail": hit.detail,
        "status": hit.status,
        "passage": "".join(piece.text for piece in hit.passage.pieces),
        "passage_language": hit.passage.language,
    }
