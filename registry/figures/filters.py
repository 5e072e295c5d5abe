from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from registry.common.as_of import PARAMETER
from registry.common.filters import (
    ChoiceFilter,
    NamedFilter,
    RecordFilter,
    SlugFilter,
    YearBoundFilter,
    YearFilter,
    YearsForm,
    YesOrNoFilter,
    refuse_reversed,
)
from registry.common.known_names import strange_names, strange_told
from registry.figures.downloads import FORMS
from registry.figures.indicator_chart import View
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.pictures.line_charts import MOST_LINES
from registry.states.models import RegionalGroup, State

OF_A_CHART = ("state", "year_from", "year_to", "scale")
SCALE_NAMES = {
    "linear": _("as they are"),
    "log": _("logarithmic"),
    "index": _("first common year = 100"),
}


class YearField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1900, max_value=2100, required=False, **kwargs)


class StatesField(forms.ModelMultipleChoiceField):
    """Empty values are left out: a list whose first choice is "none" sends them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label=_("States in the chart"), **kwargs)

    def clean(self, value: Any) -> Any:
        return super().clean([slug for slug in value or () if slug])


class IndicatorFilter(RecordFilter):
    topic = ChoiceFilter(choices=Indicator.Topic, label=_("Topic"))

    class Meta:
        model = Indicator
        fields = ["topic"]


class SourceFilter(RecordFilter):
    class Meta:
        model = Source
        fields: ClassVar[list[str]] = []


class CounterpartFilter(RecordFilter):
    class Meta:
        model = Counterpart
        fields: ClassVar[list[str]] = []


class ObservationFilter(RecordFilter):
    indicator = SlugFilter(queryset=Indicator.objects.all(), label=_("Indicator"))
    state = NamedFilter(queryset=State.objects.all(), label=_("State"))
    year = YearFilter()
    year_from = YearBoundFilter(field_name="year", lookup_expr="gte", label=_("From year"))
    year_to = YearBoundFilter(field_name="year", lookup_expr="lte", label=_("To year"))
    sex = ChoiceFilter(choices=Observation.Sex, label=_("Sex"))
    source = SlugFilter(queryset=Source.objects.all(), label=_("Source"))
    counterpart = SlugFilter(
        queryset=Counterpart.objects.all(),
        to_field_name="code",
        none=True,
        label=_("Counterpart"),
    )
    is_gap = YesOrNoFilter(field_name="value", lookup_expr="isnull", label=_("Data gaps only"))

    class Meta:
        model = Observation
        form = YearsForm
        fields = ["indicator", "state", "year", "sex", "source", "counterpart"]


class KnownAddress(forms.Form):
    """A form whose address says all that is shown: a word that it does not know is told, so that
    nobody takes another view for the one they asked for."""

    also_known: tuple[str, ...] = (PARAMETER,)

    def clean(self) -> dict[str, Any]:
        strange = strange_names(self.data, {*self.fields, *self.also_known})
        if strange:
            raise forms.ValidationError(strange_told(strange))
        return super().clean() or self.cleaned_data


class ChartChoice(KnownAddress):
    """What a reader wants to see on a chart: up to eight states, the years, the scale."""

    state = StatesField(State.objects.all(), to_field_name="slug", required=False)
    year_from = YearField(label=_("From year"))
    year_to = YearField(label=_("To year"))
    scale = forms.ChoiceField(choices=SCALE_NAMES.items(), required=False, label=_("Scale"))

    data: QueryDict
    most = MOST_LINES
    too_many: str | Promise = _("A chart shows eight states at most. Leave some of them out.")

    def clean_state(self) -> list[State]:
        """In the order of the address, so that a reader decides which line is which colour."""
        chosen = {state.slug: state for state in self.cleaned_data["state"]}
        if len(chosen) > self.most:
            raise forms.ValidationError(str(self.too_many))
        return [
            chosen[slug] for slug in dict.fromkeys(self.data.getlist("state")) if slug in chosen
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        refuse_reversed(data.get("year_from"), data.get("year_to"))
        return data

    def view(self) -> View:
        """As far as it can be read."""
        self.is_valid()
        data = self.cleaned_data
        return View(
            states=tuple(data.get("state") or ()),
            first=data.get("year_from"),
            last=data.get("year_to"),
            scale=data.get("scale") or "linear",
        )


class IndicatorChoice(ChartChoice):
    """What a reader wants to see of an indicator: its chart, and a year for the table."""

    year = YearField(label=_("Year"))
    part = forms.ChoiceField(choices=[("table", ""), ("chart", ""), ("all", "")], required=False)
    format = forms.ChoiceField(choices=[(name, name) for name in FORMS], required=False)

    def clean(self) -> dict[str, Any]:
        """A file of states or years that the address names is that of the chart: the others hold
        all of them."""
        data = super().clean()
        if not data.get("part") and any(self.data.get(name) for name in OF_A_CHART):
            data["part"] = "chart"
        return data


class PairsChoice(KnownAddress):
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
