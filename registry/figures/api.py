"""What figures are about: indicators, their sources and units, the other ends of flows. The figures
themselves are in api_observations.py."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from registry.common.api import ReadOnly, ReadOnlyList, Rows
from registry.figures.about_indicators import Held, cautions, held, unit_code
from registry.figures.filters import CounterpartFilter, IndicatorFilter, SourceFilter
from registry.figures.models import Counterpart, Indicator, Source
from registry.states.designations import designation


class SourceSerializer(serializers.Serializer):
    slug = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    licence = serializers.CharField()
    licence_url = serializers.CharField()


class FullSourceSerializer(SourceSerializer):
    obtained_from = serializers.CharField(help_text="The copy that was loaded, with its version.")
    is_state_own = serializers.BooleanField(
        help_text="Figures that states endorsed in their profiles."
    )
    updated_at = serializers.DateTimeField()


class CautionSerializer(serializers.Serializer):
    text = serializers.CharField()
    states = serializers.ListField(
        child=serializers.CharField(), help_text="ISO alpha-3; none: it holds for all states."
    )
    first_year = serializers.IntegerField(allow_null=True)
    last_year = serializers.IntegerField(allow_null=True)


class IndicatorSerializer(serializers.ModelSerializer):
    title = serializers.CharField()
    unit = serializers.CharField()
    unit_code = serializers.SerializerMethodField(help_text="As in the list of units.")
    definition = serializers.CharField()
    formula = serializers.CharField(
        help_text="How the registry computes the figures; empty where a source publishes them."
    )
    # the library's own `source` is a name
    source: Any = SourceSerializer(allow_null=True)
    first_year = serializers.SerializerMethodField()
    last_year = serializers.SerializerMethodField()
    observations = serializers.SerializerMethodField(help_text="Figures and data gaps on record.")
    last_change = serializers.SerializerMethodField(help_text="Of any of its figures.")
    caveats = serializers.SerializerMethodField(
        help_text="What a reader must know beside its figures."
    )

    class Meta:
        model = Indicator
        fields = [
            "slug",
            "topic",
            "title",
            "unit",
            "unit_code",
            "definition",
            "formula",
            "decimals",
            "source",
            "first_year",
            "last_year",
            "observations",
            "last_change",
            "caveats",
            "certainty",
            "updated_at",
        ]

    def held(self, indicator: Indicator) -> Held:
        return held().get(indicator.pk) or Held()

    def get_unit_code(self, indicator: Indicator) -> str:
        return unit_code(indicator)

    def get_first_year(self, indicator: Indicator) -> int | None:
        return self.held(indicator).first_year

    def get_last_year(self, indicator: Indicator) -> int | None:
        return self.held(indicator).last_year

    def get_observations(self, indicator: Indicator) -> int:
        return self.held(indicator).observations

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_last_change(self, indicator: Indicator) -> datetime | None:
        return self.held(indicator).last_change

    @extend_schema_field(CautionSerializer(many=True))
    def get_caveats(self, indicator: Indicator) -> list[dict]:
        return [dict(CautionSerializer(row).data) for row in cautions(indicator)]


class IndicatorViewSet(ReadOnly):
    """Indicators with definition, unit, source and licence, years, last change and caveats."""

    queryset = Indicator.objects.for_api()
    serializer_class = IndicatorSerializer
    filterset_class = IndicatorFilter
    orderings: ClassVar = {"slug": "slug", "topic": "topic", "updated_at": "updated_at"}


class SourceViewSet(ReadOnly):
    """Who publishes the figures, and under which licence."""

    queryset = Source.objects.all()
    serializer_class = FullSourceSerializer
    filterset_class = SourceFilter


class CounterpartSerializer(serializers.Serializer):
    code = serializers.CharField(
        help_text="ISO alpha-2; XXA stateless, UNK unknown, ZZ all others. NA is Namibia."
    )
    iso_alpha3 = serializers.CharField(help_text="Empty where it is no country or area.")
    name = serializers.SerializerMethodField()
    footnote = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField(
        help_text="Slug; null where it is no state of the Process."
    )
    updated_at = serializers.DateTimeField()

    def get_name(self, row: Counterpart) -> str:
        return designation(row.state, self.context["as_of"]).name if row.state else row.name

    def get_state(self, row: Counterpart) -> str | None:
        return row.state.slug if row.state else None

    def get_footnote(self, row: Counterpart) -> str:
        return designation(row.state, self.context["as_of"]).footnote if row.state else ""


class CounterpartViewSet(ReadOnly):
    """The other ends of flows and stocks: countries of origin, destination or asylum."""

    queryset = Counterpart.objects.select_related("state")
    serializer_class = CounterpartSerializer
    filterset_class = CounterpartFilter
    lookup_field = "code"
    key = ("code",)
    orderings: ClassVar = {"code": "code", "updated_at": "updated_at"}


class UnitSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    indicators = serializers.ListField(child=serializers.CharField(), help_text="Slugs.")


class UnitViewSet(ReadOnlyList):
    """In what indicators count."""

    queryset = Indicator.objects.order_by("unit_en", "slug")
    serializer_class = UnitSerializer
    orderings: ClassVar[dict[str, str]] = {}

    def units(self) -> Rows:
        found: dict[str, dict[str, Any]] = {}
        for indicator in self.get_queryset():
            code, name = unit_code(indicator), indicator.unit
            unit = found.setdefault(code, {"code": code, "name": name, "indicators": []})
            unit["indicators"].append(indicator.slug)
        return sorted(found.values(), key=lambda unit: unit["code"])

    def filter_queryset(self, queryset: Any) -> Any:
        return queryset

    def rows(self, records: Any) -> Rows:
        return list(records)

    def sets(self, found: Any) -> Iterator[Rows]:
        yield self.units()

    def page(self, found: Any) -> Response:
        return super().page(self.units())
