"""Indicators and observations. A page of observations is made without model instances: it is the
API's longest answer."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from registry.common.api import ReadOnly, ReadOnlyList
from registry.common.dates import today
from registry.common.languages import active
from registry.common.required import required
from registry.common.store import once_a_version
from registry.figures.caveats import Caveats
from registry.figures.filters import IndicatorFilter, ObservationFilter
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.states.designations import designation
from registry.states.models import State


class SourceSerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    licence = serializers.CharField()


class IndicatorSerializer(serializers.ModelSerializer):
    title = serializers.CharField()
    unit = serializers.CharField()
    definition = serializers.CharField()
    formula = serializers.CharField(
        help_text="How the registry computes the figures; empty where a source publishes them."
    )
    source: Any = SourceSerializer()  # the library's own `source` is a name

    class Meta:
        model = Indicator
        fields = [
            "slug",
            "topic",
            "title",
            "unit",
            "definition",
            "formula",
            "decimals",
            "source",
            "certainty",
            "updated_at",
        ]


class ObservationSerializer(serializers.Serializer):
    """Describes the answer of ObservationViewSet, which is built by `row_of`."""

    indicator = serializers.CharField()
    iso_alpha3 = serializers.CharField()
    state = serializers.CharField(help_text="The state's name on the day asked for.")
    footnote = serializers.CharField(help_text="Belongs to the name; empty where none does.")
    year = serializers.IntegerField()
    sex = serializers.CharField()
    counterpart = serializers.CharField(help_text="Code of the other end; empty: all together.")
    counterpart_name = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    gap = serializers.CharField(help_text="Why there is no value.")
    expected_in = serializers.IntegerField(
        allow_null=True, help_text="Year, where the reason is that it is expected."
    )
    status = serializers.CharField()
    source: Any = serializers.CharField()
    note = serializers.CharField()
    caveat = serializers.CharField(
        help_text="What a reader must know beside the value: whom the source counts with whom."
    )


class IndicatorViewSet(ReadOnly):
    """Indicators with definition, unit and source."""

    queryset = Indicator.objects.for_api()
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilter


class ObservationViewSet(ReadOnlyList):
    """Figures and data gaps. Choose an indicator or a state; without a counterpart filter all
    are given."""

    queryset = Observation.versions.order_by("pk")
    serializer_class = ObservationSerializer
    filterset_class = ObservationFilter

    @extend_schema(responses=ObservationSerializer(many=True))
    def list(self, request: Request, *args, **kwargs) -> Response:
        columns = (
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
            f"note_{active()}",
        )
        on = self.as_of if self.as_of < today() else None
        found = self.filter_queryset(self.get_queryset()).held_on(on)
        rows = self.paginate_queryset(found.values_list(*columns))
        names = once_a_version(
            ("names of observations", active(), self.as_of), lambda: Names(self.as_of)
        )
        return self.get_paginated_response([names.row_of(row) for row in required(rows)])


class Names:
    """Codes and names by primary key, in the active language on a day: read once until content
    changes."""

    def __init__(self, as_of: date) -> None:
        self.indicators = dict(Indicator.objects.values_list("pk", "slug"))
        self.sources = dict(Source.objects.values_list("pk", "slug"))
        self.states = {
            pk: (code, designation(pk, as_of))
            for pk, code in State.objects.values_list("pk", "iso_alpha3")
        }
        self.caveats: dict[int, Caveats] = {}
        self.counterparts: dict[int | None, tuple[str, str]] = {None: ("", "")}
        for counterpart in Counterpart.objects.all():
            of_state = counterpart.state_id
            name = self.states[of_state][1].name if of_state else counterpart.name
            self.counterparts[counterpart.pk] = (counterpart.code, name)

    def row_of(self, row: tuple) -> dict:
        indicator, state, year, sex, counterpart, value, gap, expected_in, status, source, note = (
            row
        )
        (iso_alpha3, named), (code, name) = self.states[state], self.counterparts[counterpart]
        return {
            "indicator": self.indicators[indicator],
            "iso_alpha3": iso_alpha3,
            "state": named.name,
            "footnote": named.footnote,
            "year": year,
            "sex": sex,
            "counterpart": code,
            "counterpart_name": name,
            "value": value,
            "gap": gap,
            "expected_in": expected_in,
            "status": status,
            "source": self.sources[source],
            "note": note,
            "caveat": self.caveats_of(indicator).of(source=source, state=state, year=year)
            if value is not None
            else "",
        }

    def caveats_of(self, indicator: int) -> Caveats:
        return self.caveats.setdefault(indicator, Caveats(indicator))
