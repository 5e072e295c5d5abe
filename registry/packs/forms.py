"""What staff choose for a letter on paper."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.common.languages import LANGUAGE_NAMES
from registry.contacts.models import ContactPoint
from registry.packs.letters import LetterInput
from registry.packs.models import EMPTY_LINE, PaperLetter
from registry.profiles.models import Edition

BOTH = "en,ru"


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, row: Any) -> str:
        name = row.name_latin or row.name_cyrillic
        return f"{name} – {row.role_label}, {row.authority.name}"


def words_field(label: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
    return forms.CharField(
        label=label, required=False, max_length=2000, widget=area, help_text=EMPTY_LINE
    )


class LetterForm(forms.Form):
    kind = forms.ChoiceField(label=_("Letter"), choices=PaperLetter.Kind.choices)
    person = PersonField(
        ContactPoint.objects.none(),
        label=_("To"),
        required=False,
        empty_label=_("the state, without a person’s name"),
    )
    languages = forms.ChoiceField(
        label=_("Language"), choices=[*LANGUAGE_NAMES.items(), (BOTH, _("both, a sheet for each"))]
    )
    dated = forms.DateField(
        label=_("Date of the letter"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reference_number = forms.CharField(label=_("Reference number"), required=False, max_length=40)
    words_en = words_field(_("A paragraph more, English"))
    words_ru = words_field(_("A paragraph more, Russian"))
    form = forms.ChoiceField(label=_("File"), choices=[("pdf", "PDF"), ("docx", "Word (DOCX)")])

    def __init__(self, data: Any = None, *, edition: Edition, on: date) -> None:
        people = ContactPoint.objects.of_state(edition.profile.state, on)
        first = people.first()
        initial = {
            "dated": on,
            "person": first,
            "languages": first.mail_language if first else BOTH,
        }
        super().__init__(data, initial=initial)
        person = self.fields["person"]
        assert isinstance(person, PersonField)
        person.queryset = people

    def given(self) -> LetterInput:
        data = self.cleaned_data
        return LetterInput(
            kind=data["kind"],
            languages=tuple(data["languages"].split(",")),
            dated=data["dated"],
            form=data["form"],
            person=data["person"],
            reference_number=data["reference_number"],
            own_words={"en": data["words_en"], "ru": data["words_ru"]},
        )
