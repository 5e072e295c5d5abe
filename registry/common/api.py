"""The API in its common form: read-only, in the reader's language (`?lang=`), paged, explicit fields, JSON or CSV."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from django.core.paginator import Paginator
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import mixins, renderers, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.views import exception_handler

from registry.common.dates import today
from registry.common.exports import neutralised
from registry.common.languages import LANGUAGES
from registry.common.store import once_a_version, published

COMMON_PARAMETERS = ("lang", "format", "page", "page_size", "as_of", "changed_since")


def plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


class JSONRenderer(renderers.BaseRenderer):
    media_type, format, charset = "application/json", "json", None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: dict | None = None) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=plain, option=orjson.OPT_NON_STR_KEYS)


class CSVRenderer(renderers.BaseRenderer):
    """The rows of a page; what is nested becomes `state.name`, lists become "a; b"."""

    media_type, format, charset = "text/csv", "csv", "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: dict | None = None) -> str:
        rows = data.get("results", [data]) if isinstance(data, dict) else data or []
        flat = [dict(flattened(row)) for row in rows]
        headings = list(dict.fromkeys(name for row in flat for name in row))
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(headings)
        writer.writerows([neutralised(row.get(name)) for name in headings] for row in flat)
        return out.getvalue()


def flattened(row: dict, prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from flattened(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            yield (
                f"{prefix}{name}",
                "; ".join(str(next(iter(one.values()), "")) if isinstance(one, dict) else str(one) for one in value),
            )
        else:
            yield f"{prefix}{name}", value


class CountedOnce(Paginator):
    """Counts a list once until content changes: counting the observations costs more than a page of them."""

    @cached_property
    def count(self) -> int:
        return once_a_version(("count", str(self.object_list.query)), self.object_list.count)


class Pages(PageNumberPagination):
    django_paginator_class = CountedOnce
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000


class Schema(AutoSchema):
    def get_override_parameters(self) -> list[OpenApiParameter]:
        return [
            OpenApiParameter("lang", enum=list(LANGUAGES), description="Language of names and texts (default: en)."),
            OpenApiParameter(
                "as_of",
                date,
                description="The registry on this day: who took part, names, editions, figures as they were held (default: today).",
            ),
        ]


def problem(error: Exception, context: dict):
    response = exception_handler(error, context)
    if response is not None and isinstance(response.data, dict):
        response.data = {"status": response.status_code} | response.data
    return response


class ReadOnlyList(mixins.ListModelMixin, viewsets.GenericViewSet):
    """Base of the API's views: language, date of designations, and a place in the store of finished pages."""

    renderer_classes = (JSONRenderer, CSVRenderer)
    pagination_class = Pages
    filter_backends = (DjangoFilterBackend,)
    filterset_class = None
    lookup_field = "slug"

    def dispatch(self, request, *args, **kwargs):
        language = request.GET.get("lang", "en")

        @published(*COMMON_PARAMETERS, *getattr(self.filterset_class, "base_filters", ()))
        def answer(request):
            return super(ReadOnlyList, self).dispatch(request, *args, **kwargs).render()

        with translation.override(language if language in LANGUAGES else "en"):
            return answer(request)

    def filter_queryset(self, queryset):
        """Without a filter in the address the filter's form need not be built: half of a short answer's time."""
        known = getattr(self.filterset_class, "base_filters", {})
        return super().filter_queryset(queryset) if known.keys() & self.request.query_params.keys() else queryset

    def initial(self, request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if request.query_params.get("lang", "en") not in LANGUAGES:
            raise ValidationError({"lang": [_("The languages are en and ru.")]})
        self.as_of = self.asked_day(request.query_params.get("as_of"))

    def asked_day(self, text: str | None) -> date:
        if not text:
            return today()
        try:
            day = parse_date(text[:10])
        except ValueError:
            day = None
        if day is None:
            raise ValidationError({"as_of": [_("A date has the form 2024-12-31.")]})
        return day

    def get_serializer_context(self) -> dict:
        return super().get_serializer_context() | {"as_of": getattr(self, "as_of", today())}


class ReadOnly(mixins.RetrieveModelMixin, ReadOnlyList):
    """A list, and each of its records at an address of its own."""
