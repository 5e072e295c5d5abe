"""What is asked for a new name, status or group of a state."""

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.states.models import Designation, GroupMembership, Participation


class BeginForm(forms.ModelForm):
    since = forms.DateField(
        label=_("From this day on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("What held before ends on the day before."),
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=100, required=False, help_text=_("For the history.")
    )


class NewNameForm(BeginForm):
    class Meta:
        model = Designation
        fields = [
            "since",
            "short_name_en",
            "short_name_ru",
            "official_name_en",
            "official_name_ru",
            "footnote_en",
            "footnote_ru",
            "shows_flag",
            "source_url",
        ]


class NewStatusForm(BeginForm):
    class Meta:
        model = Participation
        fields = ["since", "status", "note_en", "note_ru", "source_url", "certainty"]


class NewGroupForm(BeginForm):
    class Meta:
        model = GroupMembership
        fields = ["since", "group", "source_url"]
