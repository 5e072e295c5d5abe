"""The API in its common form: read-only, in the reader's language (`?lang=`), paged or whole,
explicit fields. Of what it does not know it answers nothing but a problem (problems.py)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any, ClassVar

from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework import mixins, serializers, viewsets
from rest_framework.exceptions import NotAcceptable, Throttled
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from registry.common.api_forms import (
    WHOLE,
    CSVRenderer,
    JSONRenderer,
    LinesRenderer,
    csv_pieces,
    headings_of,
    lines_pieces,
)
from registry.common.api_paging import PARAMETERS as PAGING
from registry.common.api_paging import Pages, counted
from registry.common.as_of import PARAMETER, parsed_day
from registry.common.comma_lists import both_ways, values_in
from registry.common.dates import today
from registry.common.encodings import encoding_for, is_at_hand, streamed, weak_mark
from registry.common.filters import Several
from registry.common.languages import LANGUAGES
from registry.common.library_internals import django_request
from registry.common.limits import MINUTE, Limit
from registry.common.media_types import ANYTHING, api_types
from registry.common.moments import parsed_moment
from registry.common.problems import Wrong, WrongParameterError, unknown, wrong_names
from registry.common.richtext import words_of
from registry.common.scope import remember, scope
from registry.common.store import content_version, published
from registry.common.tombstones import of_records

CACHING = "public, max-age=0, must-revalidate"
Row = dict[str, Any]
Rows = list[Row]  # a view has a method of the name `list`
Texts = list[str]
MOST_KEPT = 5000  # rows of a whole set that is kept as a finished page
WHOLE_SETS = Limit("whole-sets", 60, MINUTE)  # of one network


class RelatedSlug(serializers.SlugRelatedField):
    """Another record, by its slug."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("slug", read_only=True, **kwargs)


class PublicSlug(RelatedSlug):
    """A record that this one belongs to, by its slug; null while readers do not see it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_representation(self, row: Any) -> Any:
        return super().to_representation(row) if row.is_public else None


class Words(serializers.CharField):
    """A formatted text as machines have always had it: its words, paragraph by paragraph."""

    def to_representation(self, value: str) -> str:
        return words_of(value)


class Negotiation(DefaultContentNegotiation):
    """Reads of the Accept header what the store's key holds of it."""

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        """The library's own knows no weights."""
        form = request.query_params.get("format")
        if form:
            renderers = self.filter_renderers(renderers, form)
        known = {renderer.media_type: renderer for renderer in renderers}
        known[ANYTHING] = next(iter(known.values()))
        for kind in api_types(request.headers.get("accept", "")):
            if kind in known:
                return known[kind], known[kind].media_type
        raise NotAcceptable

    def filter_renderers(self, renderers: Iterable[Any], format: str) -> list[Any]:
        known = {renderer.format: renderer for renderer in renderers}
        if format not in known:
            detail = _("This address has no form of the name %(value)s.")
            raise WrongParameterError(unknown("format", format, known, detail))
        return [known[format]]


class Reading:
    """What every address of the API does with its question: it takes the parameters that it knows,
    each as often as it may come, and refuses any other."""

    renderer_classes: Any = (JSONRenderer, CSVRenderer, LinesRenderer)
    content_negotiation_class: Any = Negotiation

    def known_parameters(self) -> tuple[str, ...]:
        return ("lang", "format")

    def takes_several(self, name: str) -> bool:
        """Whether a parameter may come more than once."""
        return False

    def check_parameters(self, request: Request) -> None:
        wrong = wrong_names(request.query_params, self.known_parameters(), self.takes_several)
        if wrong:
            raise WrongParameterError(*wrong)

    def check_language(self, request: Request) -> None:
        language = request.query_params.get("lang", "en")
        if language not in LANGUAGES:
            detail = _("The languages are en and ru.")
            raise WrongParameterError(
                Wrong(parameter="lang", value=language[:100], detail=detail, nearest="en")
            )


def language_of(request: HttpRequest) -> str:
    language = request.GET.get("lang", "en")
    return language if language in LANGUAGES else "en"


class ReadOnlyList(Reading, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Base of the API's views: language, date of designations, and a place in the store of
    finished pages."""

    pagination_class: Any = Pages
    filterset_class: Any = None
    lookup_field = "slug"
    key: tuple[str, ...] = ("slug",)  # what names a record to those who keep a copy
    # names, columns
    orderings: ClassVar[dict[str, str]] = {"slug": "slug", "updated_at": "updated_at"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        language = language_of(request)
        as_view = super().dispatch

        @published(*self.known_parameters())
        def answer(request: HttpRequest) -> HttpResponse:
            response: Any = as_view(request, *args, **kwargs)
            response["Content-Language"] = language
            if hasattr(response, "render"):
                response.render()
                # the library takes it off what is empty, as no lines are
                response.headers.setdefault("Content-Type", response.accepted_media_type)
            return response

        with translation.override(language):
            return answer(request)

    # The question

    def known_parameters(self) -> tuple[str, ...]:
        found = ("lang", "format", "as_of", "fields")
        if getattr(self, "action", "list") not in ("list", None):
            return found
        filters = getattr(self.filterset_class, "base_filters", ())
        paging = tuple(name for name in PAGING if name != "cursor")
        return (*found, *paging, *(("ordering",) if self.orderings else ()), *filters)

    def takes_several(self, name: str) -> bool:
        filters = getattr(self.filterset_class, "base_filters", {})
        return name == "fields" or isinstance(filters.get(name), Several)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.check_parameters(request)
        self.check_language(request)
        self.as_of = self.asked_day(request.query_params.get(PARAMETER))
        remember(PARAMETER, self.as_of)
        self.wanted = self.asked_fields(request)

    def asked_day(self, text: str | None) -> date:
        if not text:
            return today()
        try:
            return parsed_day(text)
        except DjangoValidationError as error:
            wrong = Wrong(parameter=PARAMETER, value=text[:100], detail=error.messages[0])
            raise WrongParameterError(wrong) from None

    def asked_fields(self, request: Request) -> Texts:
        """In the order of the address; none for all of them."""
        names = values_in(request.query_params.getlist("fields"))
        known = self.field_names() if names else ()
        detail = _("A record here has no field of the name %(value)s.")
        wrong = [unknown("fields", name, known, detail) for name in names if name not in known]
        if wrong:
            raise WrongParameterError(*wrong)
        return names

    def field_names(self) -> Texts:
        serializer: Any = self.get_serializer()
        return list(serializer.fields)

    def filter_queryset(self, queryset: Any) -> Any:
        """Without a filter in the address the filter's form need not be built: half of a short
        answer's time."""
        known = getattr(self.filterset_class, "base_filters", {})
        if known.keys() & self.request.query_params.keys():
            filterset = self.filterset_class(
                self.request.query_params, queryset=queryset, request=self.request
            )
            if not filterset.is_valid():
                raise WrongParameterError(*wrong_filters(filterset))
            queryset = filterset.qs
        return self.ordered(queryset)

    def asked_order(self) -> Texts:
        """Columns; none where the address asks for no order."""
        text = self.request.query_params.get("ordering", "")
        names = values_in([text])
        known = both_ways(self.orderings)
        detail = _("The list has no order of the name %(value)s.")
        wrong = [unknown("ordering", name, known, detail) for name in names if name not in known]
        if wrong:
            raise WrongParameterError(*wrong)
        return [
            f"{'-' if name.startswith('-') else ''}{self.orderings[name.removeprefix('-')]}"
            for name in names
        ]

    def ordered(self, queryset: Any) -> Any:
        columns = self.asked_order()
        return queryset.order_by(*columns, "pk") if columns else queryset

    @property
    def changed_since(self) -> datetime | None:
        text = self.request.query_params.get("changed_since")
        return parsed_moment(text) if text else None

    # The answer

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        found = self.filter_queryset(self.get_queryset())
        form = request.accepted_renderer.format
        if form in WHOLE and not set(PAGING) & request.query_params.keys():
            return self.whole_set(request, found, form)
        return self.page(found)

    def page(self, found: Any) -> Response:
        rows = self.rows(self.paginate_queryset(found))
        response = self.get_paginated_response(self.chosen(rows))
        if self.changed_since and "page" not in self.request.query_params:
            response.data = {**response.data, "removed": self.removed(self.changed_since)}
        return response

    def rows(self, records: Any) -> Rows:
        return list(self.get_serializer(records, many=True).data)

    def chosen(self, rows: Rows) -> Rows:
        """With the fields that the address asks for."""
        if not self.wanted:
            return rows
        return [picked(row, self.wanted) for row in rows]

    def sets(self, found: Any) -> Iterator[Rows]:
        """All rows, some at a time."""
        yield self.rows(found)

    def removed(self, since: datetime) -> Rows:
        """What the list no longer holds since then."""
        return of_records(self.get_queryset().model, since, key=self.key)

    def headings(self) -> Texts:
        """Of the columns of a CSV."""
        found = headings_of(self.get_serializer())
        if not self.wanted:
            return found
        headings: Texts = []
        for name in self.wanted:
            headings += [one for one in found if one == name or one.startswith(f"{name}.")]
        return headings

    def whole_set(self, request: Request, found: Any, form: str) -> Any:
        """A small one is a finished page as any other; a large one is made while it is read."""
        if counted(found).number > MOST_KEPT:
            return self.whole_stream(request, found, form)
        rows = list(chain.from_iterable(map(self.chosen, self.sets(found))))
        if self.changed_since and form == "jsonl":
            rows += self.marked_removed(self.changed_since)
        return Response(rows, headers={"Content-Disposition": attached(request, form)})

    def whole_stream(self, request: Request, found: Any, form: str) -> HttpResponseBase:
        etag = weak_mark(repr((content_version(), request.get_full_path(), form)).encode())
        headers = {"ETag": etag, "Cache-Control": CACHING, "Vary": "Accept, Accept-Encoding"}
        if is_at_hand(etag, request.headers.get("If-None-Match", "")):
            return HttpResponseNotModified(headers=headers)
        headers |= counted_or_refused(request)
        encoding = encoding_for(request.headers.get("Accept-Encoding", ""))
        if encoding:
            headers["Content-Encoding"] = encoding
        headers["Content-Disposition"] = attached(request, form)
        renderer = request.accepted_renderer
        kind = f"{renderer.media_type}; charset=utf-8" if renderer.charset else renderer.media_type
        pieces = self.spoken(self.pieces(found, form), language_of(request))
        return StreamingHttpResponse(streamed(pieces, encoding), content_type=kind, headers=headers)

    def pieces(self, found: Any, form: str) -> Iterator[bytes]:
        sets = (self.chosen(rows) for rows in self.sets(found))
        if form == "csv":
            yield from csv_pieces(self.headings(), sets)
            return
        yield from lines_pieces(sets)
        if self.changed_since:
            yield from lines_pieces([self.marked_removed(self.changed_since)])

    def marked_removed(self, since: datetime) -> Rows:
        return [{"is_removed": True, **row} for row in self.removed(since)]

    def spoken(self, pieces: Iterable[bytes], language: str) -> Iterator[bytes]:
        """Made after the view has ended, in its language and on its day all the same."""
        with scope(), translation.override(language):
            remember(PARAMETER, self.as_of)
            yield from pieces

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "as_of": getattr(self, "as_of", today())}


class ReadOnly(mixins.RetrieveModelMixin, ReadOnlyList):
    """A list, and each of its records at an address of its own."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Any = super().retrieve(request, *args, **kwargs)
        response.data = self.chosen([response.data])[0]
        return response


def picked(row: Row, names: Texts) -> Row:
    return {name: row[name] for name in names}


def attached(request: Request, form: str) -> str:
    name = f"{request.path.strip('/').rpartition('/')[2]}.{form}"
    return f'attachment; filename="{name}"'


def counted_or_refused(request: Request) -> dict[str, str]:
    """Headers that say how often a network may still ask for a whole set."""
    number = WHOLE_SETS.readings(django_request(request))
    if number > WHOLE_SETS.most:
        raise Throttled(wait=MINUTE)
    return limit_headers(WHOLE_SETS, number)


def limit_headers(limit: Limit, number: int) -> dict[str, str]:
    left = max(0, limit.most - number)
    return {
        "RateLimit-Policy": f'"{limit.name}";q={limit.most};w={limit.seconds}',
        "RateLimit": f'"{limit.name}";r={left};t={limit.seconds}',
    }


def wrong_filters(filterset: Any) -> list[Wrong]:
    found = []
    for name, errors in filterset.errors.as_data().items():
        field = filterset.form.fields[name]
        values = filterset.form[name].data
        for error in errors:
            value = str((error.params or {}).get("value") or first_of(values))
            known = field.known_values() if hasattr(field, "known_values") else ()
            found.append(unknown(name, value, known, " ".join(error.messages).replace("%", "%%")))
    return found


def first_of(values: Any) -> str:
    if isinstance(values, list | tuple):
        return ", ".join(map(str, values))
    return "" if values is None else str(values)
