import django_filters
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from registry.common.filters import NamedFilter, RecordFilter, SlugFilter, YearFilter
from registry.figures.downloads import FORMS
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.pictures.line_charts import MOST_LINES
from registry.states.models import RegionalGroup, State


class IndicatorFilter(RecordFilter):
    topic = django_filters.ChoiceFilter(choices=Indicator.Topic, label=_("Topic"))

    class Meta:
        model = Indicator
        fields = ["topic"]


class ObservationFilter(RecordFilter):
    indicator = SlugFilter(queryset=Indicator.objects.all(), label=_("Indicator"))
    state = NamedFilter(queryset=State.objects.all(), label=_("State"))
    year = YearFilter()
    year_from = YearFilter(field_name="year", lookup_expr="gte", label=_("From year"))
    year_to = YearFilter(field_name="year", lookup_expr="lte", label=_("To year"))
    sex = django_filters.ChoiceFilter(choices=Observation.Sex, label=_("Sex"))
    source = SlugFilter(queryset=Source.objects.all(), label=_("Source"))
    counterpart = django_filters.ModelChoiceFilter(
        queryset=Counterpart.objects.all(),
        to_field_name="code",
        label=_("Counterpart"),
        null_label=_("all together"),
    )
    is_gap = django_filters.BooleanFilter(
        field_name="value", lookup_expr="isnull", label=_("Data gaps only")
    )

    class Meta:
        model = Observation
        fields = ["indicator", "state", "year", "sex", "source", "counterpart"]


class IndicatorChoice(forms.Form):
    """What a reader wants to see of an indicator: a year for the table, up to eight states for
    the chart."""

    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2100, required=False)
    state = forms.ModelMultipleChoiceField(
        State.objects.all(), to_field_name="slug", required=False, label=_("States in the chart")
    )
    part = forms.ChoiceField(choices=[("table", ""), ("chart", ""), ("all", "")], required=False)
    format = forms.ChoiceField(choices=[(name, name) for name in FORMS], required=False)

    data: QueryDict

    def clean_state(self) -> list[State]:
        """In the order of the address, so that a reader decides which line is which colour."""
        chosen = {state.slug: state for state in self.cleaned_data["state"]}
        if len(chosen) > MOST_LINES:
            raise forms.ValidationError(
                _("A chart shows eight states at most. Leave some of them out.")
            )
        return [
            chosen[slug] for slug in dict.fromkeys(self.data.getlist("state")) if slug in chosen
        ]


class PairsChoice(forms.Form):
    """Of origin and destination data: one state's largest ends, and the groups of the matrix."""

    state = forms.ModelChoiceField(
        State.objects.all(), to_field_name="slug", required=False, label=_("State")
    )
    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2100, required=False)
    rows = forms.ModelChoiceField(
        RegionalGroup.objects.all(), to_field_name="slug", required=False, label=_("Rows")
    )
    columns = forms.ModelChoiceField(
        RegionalGroup.objects.all(), to_field_name="slug", required=False, label=_("Columns")
    )
    part = forms.ChoiceField(choices=[("top", ""), ("matrix", "")], required=False)
    format = forms.ChoiceField(choices=[(name, name) for name in FORMS], required=False)
