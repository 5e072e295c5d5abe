"""What an address of figures for SDMX may ask: states, years, the language of notes."""

from typing import Any

from django import forms
from django.http import QueryDict

from registry.common.filters import RecordsField, YearsField, refuse_reversed
from registry.common.languages import LANGUAGE_NAMES
from registry.common.problems import Wrong, unknown, wrong_names
from registry.figures.models import Indicator, Observation, ObservationQuerySet
from registry.states.models import State

SEVERAL = ("state", "year")


class Asked(forms.Form):
    """`startPeriod` and `endPeriod` are the words of SDMX."""

    state = RecordsField(State.objects.all(), to_field_name="slug", required=False)
    year = YearsField(min_value=1900, max_value=2100, required=False)
    startPeriod = forms.IntegerField(min_value=1900, max_value=2100, required=False)  # noqa: N815
    endPeriod = forms.IntegerField(min_value=1900, max_value=2100, required=False)  # noqa: N815
    lang = forms.ChoiceField(choices=list(LANGUAGE_NAMES.items()), required=False)

    data: QueryDict

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        refuse_reversed(data.get("startPeriod"), data.get("endPeriod"), field="startPeriod")
        return data

    def figures(self, indicator: Indicator) -> ObservationQuerySet:
        """Needs a form that is valid."""
        asked = self.cleaned_data
        found = Observation.objects.filter(indicator=indicator)
        if asked["state"]:
            found = found.filter(state__in=asked["state"])
        if asked["year"]:
            found = found.filter(year__in=asked["year"])
        if asked["startPeriod"]:
            found = found.filter(year__gte=asked["startPeriod"])
        if asked["endPeriod"]:
            found = found.filter(year__lte=asked["endPeriod"])
        return found

    def wrong(self) -> list[Wrong]:
        """What the address has that it cannot have; none where all is known."""
        found = wrong_names(self.data, self.fields, SEVERAL.__contains__)
        for name, errors in self.errors.get_json_data().items():
            field = self.fields[name]
            known = field.known_values() if isinstance(field, RecordsField) else []
            value = ", ".join(self.data.getlist(name))
            sentence = " ".join(error["message"] for error in errors)
            found.append(unknown(name, value, known, sentence.replace("%", "%%")))
        return found


PARAMETERS = tuple(Asked.base_fields)
