"""The API in its common form: read-only, in the reader's language (`?lang=`), paged, explicit
fields, JSON or CSV."""

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

import orjson
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import mixins, renderers, serializers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from registry.common.as_of import PARAMETER, parsed_day
from registry.common.dates import today
from registry.common.exports import neutralised
from registry.common.former_addresses import Gone, Moved, what_became_of
from registry.common.languages import LANGUAGES
from registry.common.media_types import api_types
from registry.common.richtext import words_of
from registry.common.store import once_a_version, published

COMMON_PARAMETERS = ("lang", "format", "page", "page_size", "as_of", "changed_since")


def as_json(value: Any) -> Any:
    """What JSON has no form for: numbers with a decimal point, days."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


class JSONRenderer(renderers.BaseRenderer):
    media_type, format, charset = "application/json", "json", None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return (
            b""
            if data is None
            else orjson.dumps(data, default=as_json, option=orjson.OPT_NON_STR_KEYS)
        )


class CSVRenderer(renderers.BaseRenderer):
    """The rows of a page; what is nested becomes `state.name`, lists become "a; b"."""

    media_type, format, charset = "text/csv", "csv", "utf-8"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        rows = data.get("results", [data]) if isinstance(data, dict) else data or []
        flat = [dict(flattened(row)) for row in rows]
        headings = list(dict.fromkeys(chain.from_iterable(flat)))
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(headings)
        for row in flat:
            writer.writerow([neutralised(row.get(name)) for name in headings])
        return out.getvalue()


def flattened(row: dict, prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from flattened(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield f"{prefix}{name}", "; ".join(map(in_a_list, value))
        else:
            yield f"{prefix}{name}", value


def in_a_list(item: Any) -> str:
    """Of a nested record its first value."""
    return str(next(iter(item.values()), "")) if isinstance(item, dict) else str(item)


class RelatedSlug(serializers.SlugRelatedField):
    """Another record, by its slug."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("slug", read_only=True, **kwargs)


class PublicSlug(RelatedSlug):
    """A record that this one belongs to, by its slug; null while readers do not see it."""

    def to_representation(self, row: Any) -> Any:
        return super().to_representation(row) if row.is_public else None


class Words(serializers.CharField):
    """A formatted text as machines have always had it: its words, paragraph by paragraph."""

    def to_representation(self, value: str) -> str:
        return words_of(value)


class CountedOnce(Paginator):
    """Counts a list once until content changes: counting the observations costs more than a page
    of them."""

    object_list: Any

    @cached_property
    def count(self) -> int:
        return once_a_version(("count", self.question), self.object_list.count)

    @property
    def question(self) -> bytes:
        """As long for a long question as for a short one."""
        return hashlib.sha256(str(self.object_list.query).encode()).digest()


class Pages(PageNumberPagination):
    django_paginator_class = CountedOnce
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000


class Schema(AutoSchema):
    def get_override_parameters(self) -> list[Any]:
        return [
            OpenApiParameter(
                "lang",
                enum=list(LANGUAGES),
                description="Language of names and texts (default: en).",
            ),
            OpenApiParameter(
                "as_of",
                date,
                description=(
                    "The registry on this day: who took part, names, editions, figures as they were"
                    " held (default: today)."
                ),
            ),
        ]


def problem(error: Exception, context: dict):
    response = exception_handler(error, context)
    if response is not None and response.status_code == 404:
        fate = what_became_of(context["request"])
        if isinstance(fate, Moved):
            headers = {"Location": fate.to, "Cache-Control": "no-cache"}
            return Response({"status": 301, "detail": fate.to}, status=301, headers=headers)
        if isinstance(fate, Gone):
            response = Response({"detail": _("It was removed from the registry.")}, status=410)
    if response is not None and isinstance(response.data, dict):
        response.data = {"status": response.status_code} | response.data
    return response


class Negotiation(DefaultContentNegotiation):
    """Reads of the Accept header what the store's key holds of it."""

    def get_accept_list(self, request: HttpRequest) -> list[str]:
        return list(api_types(request.headers.get("accept", "")))


class ReadOnlyList(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Base of the API's views: language, date of designations, and a place in the store of
    finished pages."""

    renderer_classes = (JSONRenderer, CSVRenderer)
    content_negotiation_class = Negotiation
    pagination_class = Pages
    filter_backends = (DjangoFilterBackend,)
    filterset_class: Any = None
    lookup_field = "slug"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any):
        language = request.GET.get("lang", "en")

        @published(*COMMON_PARAMETERS, *getattr(self.filterset_class, "base_filters", ()))
        def answer(request: HttpRequest) -> HttpResponse:
            response: Any = super(ReadOnlyList, self).dispatch(request, *args, **kwargs)
            return response.render()

        with translation.override(language if language in LANGUAGES else "en"):
            return answer(request)

    def filter_queryset(self, queryset):
        """Without a filter in the address the filter's form need not be built: half of a short
        answer's time."""
        known = getattr(self.filterset_class, "base_filters", {})
        return (
            super().filter_queryset(queryset)
            if known.keys() & self.request.query_params.keys()
            else queryset
        )

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.query_params.get("lang", "en") not in LANGUAGES:
            raise ValidationError({"lang": [_("The languages are en and ru.")]})
        self.as_of = self.asked_day(request.query_params.get(PARAMETER))

    def asked_day(self, text: str | None) -> date:
        if not text:
            return today()
        try:
            return parsed_day(text)
        except DjangoValidationError as error:
            raise ValidationError({PARAMETER: error.messages}) from None

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "as_of": getattr(self, "as_of", today())}


class ReadOnly(mixins.RetrieveModelMixin, ReadOnlyList):
    """A list, and each of its records at an address of its own."""
