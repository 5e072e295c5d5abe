from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.compare.comparing import MOST
from registry.compare.sections import section_of
from registry.figures.downloads import FORMS
from registry.figures.filters import ChartChoice, StatesField
from registry.figures.models import Indicator
from registry.states.models import State


class ComparisonChoice(ChartChoice):
    """Which states, and what of them: a section, or an indicator in its years and scale."""

    section = forms.SlugField(max_length=60, required=False)
    indicator = forms.ModelChoiceField(
        Indicator.objects.for_page(), to_field_name="slug", required=False
    )
    state = StatesField(State.objects.all(), to_field_name="slug", required=False)
    format = forms.ChoiceField(choices=[(name, name) for name in FORMS], required=False)

    def clean_section(self) -> str:
        slug = self.cleaned_data["section"]
        if slug and section_of(slug) is None:
            raise forms.ValidationError(
                _("No template has this section. Choose one from the list.")
            )
        return slug

    most = MOST
    too_many = _("Four states at most stand side by side. Leave some of them out.")

    def wanted(self) -> dict[str, Any]:
        """As far as it can be read: the page shows what is right, and names above it what is
        wrong."""
        self.is_valid()
        found = dict.fromkeys(("year_from", "year_to"))
        found |= {"section": "", "indicator": None, "format": "", "scale": ""} | self.cleaned_data
        if "state" not in found:
            found["state"] = list(
                State.objects.for_page().filter(slug__in=self.data.getlist("state"))[:MOST]
            )
        return found
