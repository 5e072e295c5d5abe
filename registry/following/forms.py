from django import forms
from django.utils.translation import gettext_lazy as _

from registry.common.languages import OWN_NAMES
from registry.following.models import Pace

LANGUAGE_CHOICES = list(OWN_NAMES.items())


class ChangeForm(forms.Form):
    pace = forms.ChoiceField(label=_("How often"), choices=Pace, widget=forms.RadioSelect)
    language = forms.ChoiceField(
        label=_("Language of the messages"), choices=LANGUAGE_CHOICES, widget=forms.RadioSelect
    )


class FollowForm(ChangeForm):
    email = forms.EmailField(
        label=_("Your e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ["email", "pace", "language"]
