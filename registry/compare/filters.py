from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from registry.figures.downloads import FORMS
from registry.figures.models import Indicator
from registry.profiles.templates import TemplateSection
from registry.states.models import State

FEWEST, MOST = 2, 4


class ComparisonChoice(forms.Form):
    """Which states, and what of them: a section or an indicator."""

    section = forms.SlugField(max_length=60, required=False)
    indicator = forms.ModelChoiceField(
        Indicator.objects.for_page(), to_field_name="slug", required=False
    )
    state = forms.ModelMultipleChoiceField(
        State.objects.for_page(), to_field_name="slug", required=False
    )
    format = forms.ChoiceField(choices=[(name, name) for name in FORMS], required=False)

    def clean_section(self) -> str:
        slug = self.cleaned_data["section"]
        if slug and not TemplateSection.objects.filter(slug=slug).exists():
            raise forms.ValidationError(
                _("No template has this section. Choose one from the list.")
            )
        return slug

    data: QueryDict

    def clean_state(self) -> list[State]:
        """In the order of the address."""
        chosen = {state.slug: state for state in self.cleaned_data["state"]}
        if len(chosen) > MOST:
            raise forms.ValidationError(
                _("Four states at most stand side by side. Leave some of them out.")
            )
        asked = dict.fromkeys(slug for slug in self.data.getlist("state") if slug)
        return [chosen[slug] for slug in asked if slug in chosen]

    def wanted(self) -> dict[str, Any]:
        """As far as it can be read: the page shows what is right, and names above it what is
        wrong."""
        self.is_valid()
        found = {"section": "", "indicator": None, "format": ""} | self.cleaned_data
        if "state" not in found:
            found["state"] = list(
                State.objects.for_page().filter(slug__in=self.data.getlist("state"))[:MOST]
            )
        return found
