from django import forms

from registry.common.dates import today
from registry.profiles.models import Edition


class StartForm(forms.Form):
    year = forms.IntegerField(min_value=2000, max_value=2100, initial=lambda: today().year)
    origin = forms.ChoiceField(
        choices=[
            (Edition.Origin.STATE, Edition.Origin.STATE.label),
            (Edition.Origin.SECRETARIAT, Edition.Origin.SECRETARIAT.label),
        ],
        help_text="Who holds the pen.",
    )


class NewVersionForm(forms.Form):
    in_use_from = forms.IntegerField(
        min_value=2000,
        max_value=2100,
        help_text="The year from which editions are written by the new version.",
    )
