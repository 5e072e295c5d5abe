from django import forms

from registry.contacts.letters import WithLetter


class OnBehalfForm(WithLetter):
    """Staff record what a state did."""

    letter = forms.FileField(
        help_text="The state’s letter: PDF, PNG or JPEG, up to 5 MB. It is kept with the edition."
    )
    reason = forms.CharField(
        label="Note",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the log.",
    )


class EndorsedOnBehalfForm(OnBehalfForm):
    endorsed_on = forms.DateField(
        label="Day of the endorsement",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="As the letter says; empty: today.",
    )


class StepReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text="Kept in the log."
    )


class OptionalLetterForm(OnBehalfForm):
    """For what the Secretariat may do by itself, or because the state asked for it."""

    letter = forms.FileField(
        required=False,
        help_text=(
            "If the state asked for it by letter: PDF, PNG or JPEG, up to 5 MB. The log then"
            " says so."
        ),
    )


class CorrectionForm(forms.Form):
    note_en = forms.CharField(
        label="What is corrected, in English",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see it.",
    )
    note_ru = forms.CharField(
        label="What is corrected, in Russian",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WaiverForm(forms.Form):
    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Why one language may lag.",
    )
