import django_filters
from django.utils.translation import gettext_lazy as _

from registry.common.filters import RecordFilter, SlugFilter, YearFilter
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.states.models import State


class IndicatorFilter(RecordFilter):
    topic = django_filters.ChoiceFilter(choices=Indicator.Topic, label=_("Topic"))

    class Meta:
        model = Indicator
        fields = ["topic"]


class ObservationFilter(RecordFilter):
    indicator = SlugFilter(queryset=Indicator.objects.all(), label=_("Indicator"))
    state = SlugFilter(queryset=State.objects.all(), label=_("State"))
    year = YearFilter()
    year_from = YearFilter(field_name="year", lookup_expr="gte", label=_("From year"))
    year_to = YearFilter(field_name="year", lookup_expr="lte", label=_("To year"))
    sex = django_filters.ChoiceFilter(choices=Observation.Sex, label=_("Sex"))
    source = SlugFilter(queryset=Source.objects.all(), label=_("Source"))
    counterpart = django_filters.ModelChoiceFilter(
        queryset=Counterpart.objects.all(), to_field_name="code", label=_("Counterpart"), null_label=_("all together")
    )
    is_gap = django_filters.BooleanFilter(field_name="value", lookup_expr="isnull", label=_("Data gaps only"))

    class Meta:
        model = Observation
        fields = ["indicator", "state", "year", "sex", "source", "counterpart"]
