"""Indicators and observations. A page of observations is made without model instances: it is the API's longest answer."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from registry.common.api import ReadOnly, ReadOnlyList
from registry.common.languages import active
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
    source = SourceSerializer()

    class Meta:
        model = Indicator
        fields = ["slug", "topic", "title", "unit", "definition", "decimals", "source", "certainty", "updated_at"]


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
    status = serializers.CharField()
    source = serializers.CharField()
    note = serializers.CharField()


class IndicatorViewSet(ReadOnly):
    """Indicators with definition, unit and source."""

    queryset = Indicator.objects.for_api()
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilter


class ObservationViewSet(ReadOnlyList):
    """Figures and data gaps. Choose an indicator or a state; without a counterpart filter all are given."""

    queryset = Observation.objects.order_by("pk")
    serializer_class = ObservationSerializer
    filterset_class = ObservationFilter

    @extend_schema(responses=ObservationSerializer(many=True))
    def list(self, request: Request, *args, **kwargs) -> Response:
        columns = ("indicator_id", "state_id", "year", "sex", "counterpart_id", "value", "gap", "status", "source_id", f"note_{active()}")
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()).values_list(*columns))
        names = Names(rows, self.as_of)
        return self.get_paginated_response([names.row_of(row) for row in rows])


class Names:
    """What the numbers in a page's rows stand for, read once for the page."""

    def __init__(self, rows: list[tuple], as_of) -> None:
        self.indicators = Indicator.objects.in_bulk({row[0] for row in rows})
        self.states = State.objects.in_bulk({row[1] for row in rows})
        self.counterparts = Counterpart.objects.in_bulk({row[4] for row in rows if row[4]})
        self.sources = Source.objects.in_bulk({row[8] for row in rows})
        self.named = {pk: designation(pk, as_of) for pk in self.states}
        self.ends = {
            pk: (one.code, designation(one.state_id, as_of).name if one.state_id else one.name) for pk, one in self.counterparts.items()
        }

    def row_of(self, row: tuple) -> dict:
        indicator, state, year, sex, counterpart, value, gap, status, source, note = row
        code, name = self.ends.get(counterpart, ("", ""))
        return {
            "indicator": self.indicators[indicator].slug,
            "iso_alpha3": self.states[state].iso_alpha3,
            "state": self.named[state].name,
            "footnote": self.named[state].footnote,
            "year": year,
            "sex": sex,
            "counterpart": code,
            "counterpart_name": name,
            "value": value,
            "gap": gap,
            "status": status,
            "source": self.sources[source].slug,
            "note": note,
        }
