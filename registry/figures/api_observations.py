"""Figures and data gaps in the API. They are written without model instances and without
dictionaries (api_rows.py): they are its longest answer, and the whole set may have millions of
rows."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any, ClassVar

import orjson
from django.db.models import Exists, Max, OuterRef
from django.utils.functional import cached_property
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from registry.common.api import ReadOnlyList, Rows
from registry.common.api_forms import csv_pieces, lines_pieces
from registry.common.api_paging import PARAMETERS as PAGING
from registry.common.api_paging import CursorPages, chunks
from registry.common.api_walks import Order, of_one
from registry.common.dates import today
from registry.common.languages import active
from registry.common.moments import day_of
from registry.common.once_a_version import once_a_version
from registry.figures.api import IndicatorSerializer
from registry.figures.api_rows import CSV, JSON, Form, Writer, columns_of
from registry.figures.caveats import Caveats
from registry.figures.filters import ObservationFilter
from registry.figures.models import Counterpart, Indicator, Observation, ObservationQuerySet, Source
from registry.states.designations import Named, designation
from registry.states.models import State

COLUMNS = (
    "indicator_id",
    "state_id",
    "year",
    "sex",
    "counterpart_id",
    "value",
    "gap",
    "expected_in",
    "status",
    "source_id",
    "updated_at",
)
KEY = ("indicator_id", "state_id", "year", "sex", "counterpart_id", "source_id")
MOST_REMOVED = 1000  # in a page; JSON Lines have all
AT_A_TIME = 5_000  # rows of a whole set: some five megabytes
# Parameters that do not change which rows a list has
OF_THE_ANSWER = {"lang", "format", "fields", "ordering", "as_of", *PAGING}


class ObservationSerializer(serializers.Serializer):
    """Describes a row, which is built by `row_of`."""

    indicator = serializers.CharField()
    iso_alpha3 = serializers.CharField()
    state_slug = serializers.CharField(help_text="As the filter wants it.")
    state = serializers.CharField(help_text="The state's name on the day asked for.")
    footnote = serializers.CharField(help_text="Belongs to the name; empty where none does.")
    year = serializers.IntegerField()
    sex = serializers.CharField()
    counterpart = serializers.CharField(help_text="Code of the other end; empty: all together.")
    counterpart_iso_alpha3 = serializers.CharField(
        help_text="Empty where the other end is no country or area."
    )
    counterpart_name = serializers.CharField()
    counterpart_footnote = serializers.CharField(
        help_text="Belongs to that name; empty where none does."
    )
    value = serializers.FloatField(allow_null=True)
    gap = serializers.CharField(help_text="Why there is no value.")
    expected_in = serializers.IntegerField(
        allow_null=True, help_text="Year, where the reason is that it is expected."
    )
    status = serializers.CharField()
    source: Any = serializers.CharField()
    note = serializers.CharField()
    caveat = serializers.CharField(
        help_text="What a reader must know beside the value: whom the source counts with whom;"
        " behind it the footnotes of the names in it."
    )
    updated_at = serializers.DateTimeField()


class RemovedFigureSerializer(serializers.Serializer):
    indicator = serializers.CharField()
    iso_alpha3 = serializers.CharField()
    state_slug = serializers.CharField()
    year = serializers.IntegerField()
    sex = serializers.CharField()
    counterpart = serializers.CharField()
    source: Any = serializers.CharField()
    removed_on = serializers.DateField()


@extend_schema_serializer(many=False)
class ObservationAnswerSerializer(serializers.Serializer):
    """Describes a page."""

    count = serializers.IntegerField(
        help_text="Of more than 250,000 rows an estimate: then `count_is_estimate` is true."
    )
    count_is_estimate = serializers.BooleanField(
        required=False, help_text="Only where the count is one; then also `X-Total-Count-Is`."
    )
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    indicators = IndicatorSerializer(many=True, help_text="Those that the address names.")
    results = ObservationSerializer(many=True)
    removed = RemovedFigureSerializer(
        many=True, required=False, help_text="With `changed_since`, on the first page."
    )
    removed_count = serializers.IntegerField(required=False)


class ObservationViewSet(ReadOnlyList):
    """Figures and data gaps. Choose an indicator or a state; without a counterpart filter all
    are given, `counterpart=none` asks for those of all ends together. Read on by `next`, or take
    the whole set as CSV or JSON Lines."""

    queryset = Observation.objects.order_by("pk")
    serializer_class = ObservationSerializer
    filterset_class = ObservationFilter
    orderings: ClassVar = {
        "year": "year",
        "state": "state__slug",
        "indicator": "indicator__slug",
        "updated_at": "updated_at",
    }
    pagination_class = None  # a page is made by CursorPages, which the schema is told of here
    cursor_parameters = (
        OpenApiParameter("page", OpenApiTypes.INT, description="To begin elsewhere."),
        OpenApiParameter("page_size", OpenApiTypes.INT, description="At most 1000."),
        OpenApiParameter("cursor", description="From `next`: where the answer before ended."),
    )

    def known_parameters(self) -> tuple[str, ...]:
        return (*super().known_parameters(), "cursor")

    @extend_schema(responses=ObservationAnswerSerializer)
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        return super().list(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        if self.day_held is None:
            return super().get_queryset()
        return Observation.versions.order_by("pk").held_on(self.day_held)

    @cached_property
    def day_held(self) -> date | None:
        """None for today."""
        return self.as_of if self.as_of < today() else None

    @property
    def order(self) -> Order:
        """The key in the same direction as what is before it: an index is read one way."""
        asked = self.asked_order()
        columns = (*asked, "-pk" if asked and asked[-1].startswith("-") else "pk")
        within = self.of_one_value[0] if self.of_one_value else ""
        return Order(columns, within, is_of_all=not self.filters())

    def filter_queryset(self, queryset: Any) -> Any:
        found = super().filter_queryset(queryset)  # which says what is wrong in the address
        return of_one(queryset, *self.of_one_value) if self.of_one_value else found

    @cached_property
    def of_one_value(self) -> tuple[str, Any] | None:
        """Column and value, where the address asks for the figures of a single indicator, state,
        source, other end, year or sex, in no order of its own."""
        filters = self.filters()
        if len(filters) != 1 or len(filters[0]) != 2 or self.asked_order():
            return None
        name, value = filters[0]
        if name == "year":
            return ("year", int(value)) if re.fullmatch(r"[0-9]{4}", value) else None
        if name == "sex":
            return ("sex", value) if value in Observation.Sex.values else None
        key = self.names().keys.get(name, {}).get(value)
        return (f"{name}_id", key) if key else None

    def page(self, found: ObservationQuerySet) -> Response:
        pages = CursorPages(self.request, found, self.order, self.question())
        rows: Any
        if self.request.accepted_renderer.format == "json":
            read = pages.rows(*columns_of(active()), kept_as=("texts", active()))
            written = self.writer(JSON).write(read)
            rows = orjson.Fragment(f"[{','.join(written)}]")
        else:
            rows = self.chosen(self.rows(pages.rows(*self.columns)))
        beside: dict[str, Any] = {"indicators": self.about_indicators()}
        params = self.request.query_params
        if self.changed_since and not {"page", "cursor"} & params.keys():
            gone = list(self.removed(self.changed_since))
            beside |= {"removed": gone[:MOST_REMOVED], "removed_count": len(gone)}
        return pages.answer(rows, beside)

    def question(self) -> tuple:
        """What decides which rows the list has."""
        return ("observations", self.day_held, *self.filters())

    def filters(self) -> Sequence[tuple[str, ...]]:
        asked = self.request.query_params.lists()
        return sorted((name, *values) for name, values in asked if name not in OF_THE_ANSWER)

    @property
    def columns(self) -> tuple[str, ...]:
        return (*COLUMNS, f"note_{active()}")

    def about_indicators(self) -> Rows:
        named = self.request.query_params.getlist("indicator")
        if not named:
            return []
        key = ("about indicators", active(), self.as_of, *named)
        return once_a_version(key, self.about_indicators_anew)

    def about_indicators_anew(self) -> Rows:
        filters = self.filterset_class(self.request.query_params, queryset=self.queryset)
        if not filters.is_valid():
            return []
        named = [row.pk for row in filters.form.cleaned_data["indicator"]]
        rows = Indicator.objects.for_api().filter(pk__in=named)
        return list(IndicatorSerializer(rows, many=True).data)

    def names(self) -> "Names":
        key = ("names of observations", active(), self.as_of)
        return once_a_version(key, partial(Names, self.as_of))

    def writer(self, form: Form) -> Writer:
        if self.wanted:
            return Writer(self.names(), form, self.wanted)
        key = ("writer of observations", form is CSV, active(), self.as_of)
        return once_a_version(key, partial(Writer, self.names(), form))

    def rows(self, records: Any) -> Rows:
        names = self.names()
        return [names.row_of(row) for row in records]

    def sets(self, found: ObservationQuerySet) -> Iterator[Rows]:
        for rows in chunks(found, self.columns, order=self.order):
            yield self.rows(rows)

    def pieces(self, found: ObservationQuerySet, form: str) -> Iterator[bytes]:
        """Of a set that is too long to be made of dictionaries."""
        writer, end = self.writer(CSV if form == "csv" else JSON), ""
        if form == "csv":
            yield from csv_pieces(self.headings(), [[]])
        else:
            end = "\n"
        for rows in chunks(found, columns_of(active()), AT_A_TIME, self.order):
            lines = writer.write(rows)
            yield (end.join(lines) + end).encode()
        if self.changed_since and form == "jsonl":
            yield from lines_pieces([self.marked_removed(self.changed_since)])

    def removed(self, since: datetime) -> Any:
        """Figures of which there is no version any more. Versions are kept by day."""
        on = day_of(since)
        asked = self.request.query_params.copy()
        asked.pop("changed_since", None)
        rows = self.filterset_class(asked, queryset=Observation.versions.order_by()).qs
        rows = rows.filter(held_until__gte=on)
        same = {name: OuterRef(name) for name in KEY}
        of_pairs = Observation.objects.filter(**same)
        same.pop("counterpart_id")
        of_totals = Observation.objects.filter(**same, counterpart__isnull=True)
        names = Names(self.as_of)
        for kind, twin in ((True, of_totals), (False, of_pairs)):
            gone = rows.filter(~Exists(twin), counterpart__isnull=kind).values_list(*KEY)
            for row in gone.annotate(last=Max("held_until")).order_by("last", *KEY):
                yield names.removed_row(row)


class Names:
    """Codes and names by primary key, in the active language on a day: read once until content
    changes."""

    def __init__(self, as_of: date) -> None:
        self.indicators = dict(Indicator.objects.values_list("pk", "slug"))
        self.sources = dict(Source.objects.values_list("pk", "slug"))
        self.states = {
            pk: (code, slug, designation(pk, as_of))
            for pk, code, slug in State.objects.values_list("pk", "iso_alpha3", "slug")
        }
        self.keys = {
            "indicator": {slug: pk for pk, slug in self.indicators.items()},
            "source": {slug: pk for pk, slug in self.sources.items()},
            "state": {name: pk for pk, (*names, _) in self.states.items() for name in names},
            "counterpart": {},
        }
        self.caveats: dict[int, Caveats] = {}
        self.counterparts: dict[int | None, tuple[str, ...]] = {None: ("", "", "", "")}
        for counterpart in Counterpart.objects.select_related("state"):
            end = Named(counterpart.name, counterpart.name, "")
            if counterpart.state_id:
                end = self.states[counterpart.state_id][2]
            codes = (counterpart.code, counterpart.iso_alpha3)
            self.counterparts[counterpart.pk] = (*codes, end.name, end.footnote)
            self.keys["counterpart"] |= dict.fromkeys(filter(None, codes), counterpart.pk)

    def row_of(self, row: tuple) -> dict[str, Any]:
        indicator, state, year, sex, counterpart, value, gap, expected_in, status, source = row[:10]
        iso_alpha3, slug, named = self.states[state]
        code, code3, name, footnote = self.counterparts[counterpart]
        return {
            "indicator": self.indicators[indicator],
            "iso_alpha3": iso_alpha3,
            "state_slug": slug,
            "state": named.name,
            "footnote": named.footnote,
            "year": year,
            "sex": sex,
            "counterpart": code,
            "counterpart_iso_alpha3": code3,
            "counterpart_name": name,
            "counterpart_footnote": footnote,
            "value": value,
            "gap": gap,
            "expected_in": expected_in,
            "status": status,
            "source": self.sources[source],
            "note": row[11],
            "caveat": ""
            if value is None
            else self.caveats_of(indicator).for_machines(source=source, state=state, year=year),
            "updated_at": row[10],
        }

    def removed_row(self, row: tuple) -> dict[str, Any]:
        indicator, state, year, sex, counterpart, source, last = row
        iso_alpha3, slug, _named = self.states[state]
        return {
            "indicator": self.indicators[indicator],
            "iso_alpha3": iso_alpha3,
            "state_slug": slug,
            "year": year,
            "sex": sex,
            "counterpart": self.counterparts[counterpart][0],
            "source": self.sources[source],
            "removed_on": last,
        }

    def caveats_of(self, indicator: int) -> Caveats:
        return self.caveats.setdefault(indicator, Caveats(indicator))
