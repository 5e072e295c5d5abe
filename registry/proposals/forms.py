from django import forms
from django.utils.translation import gettext_lazy as _

from registry.proposals.models import SystemToken


class TokenForm(forms.ModelForm):
    class Meta:
        model = SystemToken
        fields = ["name"]
        help_texts = {"name": _("So that you recognise it: for instance “Statistics database”.")}


class DecisionForm(forms.Form):
    """`seen`: what stood beside the proposal (deciding.mark_of)."""

    do = forms.ChoiceField(choices=[("take", ""), ("refuse", "")])
    seen = forms.CharField(max_length=16, required=False)
    reason = forms.CharField(max_length=500, required=False)
