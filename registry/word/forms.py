from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.common.languages import LANGUAGE_NAMES
from registry.profiles.models import Edition
from registry.word.models import WordCopy


class CopyForm(forms.Form):
    languages = forms.ChoiceField(
        label=_("Language of the file"), choices=WordCopy.Languages.choices
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("The Word file that you filled in"),
        help_text=_("A .docx file of at most 20 MB. Nothing is written before you confirm it."),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ".docx,"
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
        ),
    )


class DecisionForm(forms.Form):
    """`do`: the button. `keys` of the items that it is about, with commas."""

    do = forms.ChoiceField(
        choices=[(name, name) for name in ("take", "all", "leave", "place", "discard")]
    )
    keys = forms.CharField(max_length=20_000, required=False)
    seen = forms.IntegerField(min_value=1)
    is_sure = forms.BooleanField(required=False)

    def clean_keys(self) -> list[str]:
        return [key for key in self.cleaned_data["keys"].split(",") if key]


class PlaceForm(forms.Form):
    section: Any = forms.ModelChoiceField(queryset=None, label=_("Part"))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGE_NAMES)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section: Any = self.fields["section"]
        section.queryset = edition.sections.in_order()
        section.label_from_instance = template_heading


def template_heading(section: Any) -> str:
    return str(section.template_section)
