from django import forms
from django.utils.translation import gettext_lazy as _

from registry.figures.filters import KnownAddress
from registry.imap.catalogue import DEFAULT, Wanted
from registry.states.models import State


class MapChoice(KnownAddress):
    """What the address says of the map."""

    layer = forms.SlugField(max_length=50, required=False, label=_("Layer"))
    year = forms.IntegerField(min_value=1900, max_value=2100, required=False, label=_("Year"))
    state = forms.ModelChoiceField(
        State.objects.all(), to_field_name="slug", required=False, label=_("Flows of")
    )
    classes = forms.ChoiceField(choices=[("year", ""), ("all", "")], required=False)

    def wanted(self) -> Wanted:
        """As far as it can be read."""
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            layer=data.get("layer") or DEFAULT,
            year=data.get("year"),
            state=data.get("state"),
            is_same_for_all=data.get("classes") == "all",
        )
