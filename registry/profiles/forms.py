from django import forms
from django.utils.translation import gettext_lazy as _

from registry.common.dates import today
from registry.contacts.letters import WithLetter
from registry.profiles.consulting import Answer
from registry.profiles.drafting import version_of
from registry.profiles.exchange import Consultation
from registry.profiles.models import Edition
from registry.profiles.sections import Section


class OnBehalfForm(WithLetter, forms.Form):
    """Staff record what a state did."""

    letter = forms.FileField(help_text="The state’s letter: PDF, PNG or JPEG, up to 5 MB. It is kept with the edition.")
    reason = forms.CharField(
        label="Note",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the log.",
    )


class EndorsedOnBehalfForm(OnBehalfForm):
    endorsed_on = forms.DateField(
        label="Day of the endorsement", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="As the letter says; empty: today.",
    )  # fmt: skip


class StepReasonForm(forms.Form):
    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text="Kept in the log.")


class OptionalLetterForm(OnBehalfForm):
    """For what the Secretariat may do by itself, or because the state asked for it."""

    letter = forms.FileField(
        required=False,
        help_text="If the state asked for it by letter: PDF, PNG or JPEG, up to 5 MB. The log then says so.",
    )


class WithdrawForm(OptionalLetterForm):
    reason = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text="Kept in the log.")


class StartForm(forms.Form):
    year = forms.IntegerField(min_value=2000, max_value=2100, initial=lambda: today().year)
    origin = forms.ChoiceField(
        choices=[
            (Edition.Origin.STATE, Edition.Origin.STATE.label),
            (Edition.Origin.SECRETARIAT, Edition.Origin.SECRETARIAT.label),
        ],
        help_text="Who holds the pen.",
    )


class CorrectionForm(forms.Form):
    note_en = forms.CharField(
        label="What is corrected, in English",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see it.",
    )
    note_ru = forms.CharField(
        label="What is corrected, in Russian", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class WaiverForm(forms.Form):
    reason = forms.CharField(
        max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="Why one language may lag."
    )


class ReviewForm(forms.Form):
    """One part in the review."""

    section = forms.IntegerField(widget=forms.HiddenInput)
    do = forms.ChoiceField(choices=[("accept", "Accept"), ("return", "Return"), ("comment", "Comment")])
    text = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> dict:
        data = super().clean()
        if data.get("do") in ("return", "comment") and not data.get("text", "").strip():
            self.add_error("text", "Write it here: its author reads it.")
        return data


class AnswerForm(forms.ModelForm):
    """What a ministry says about one part: a comment, and the text as it should be. Nothing is written into the row."""

    comment = forms.CharField(
        label=_("Comment"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    class Meta:
        model = Section
        fields = ["text_en", "text_ru"]
        labels = {"text_en": _("English"), "text_ru": _("Russian")}

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    field_order = ["comment", "text_en", "text_ru", "seen"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self.instance.version

    def _post_clean(self) -> None:
        """The draft stays as it is: what is suggested goes to the contact point."""

    def answer(self) -> Answer:
        """Against the text as it was shown: the draft may have changed meanwhile."""
        data, base = self.cleaned_data, version_of(self.instance, self.cleaned_data["seen"])
        shown = {"en": (base.text_en, data["text_en"]), "ru": (base.text_ru, data["text_ru"])}
        differing = {language: pair for language, pair in shown.items() if pair[0] != pair[1]}
        return Answer(self.instance, data["comment"], differing)


def answer_rows(link: Consultation, data) -> list[AnswerForm]:
    sections = link.sections.in_order()
    return [AnswerForm(data, instance=section, prefix=f"part-{section.pk}") for section in sections]
