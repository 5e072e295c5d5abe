"""What is asked of the pages of the admin that belong to no kind of record."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from registry.accounts.models import User
from registry.secretariat.changes import EXPORT, Asked, after_named, kinds_of
from registry.secretariat.kinds import kind_name

LONGEST_WORDS = 100


class WordsForm(forms.Form):
    words = forms.CharField(max_length=LONGEST_WORDS, required=False, strip=True)


class ErrorForm(forms.Form):
    number = forms.CharField(
        max_length=64, required=False, strip=True, label=_("Number on the error page")
    )


class LogForm(forms.Form):
    person = forms.ModelChoiceField(
        User.objects.filter(is_staff=True).order_by("first_name", "email"),
        required=False,
        label=_("Person"),
        empty_label=_("anybody"),
    )
    kind = forms.ChoiceField(required=False, label=_("Kind of record"))
    record = forms.IntegerField(
        required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput
    )
    day = forms.DateField(
        required=False, label=_("Day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    after = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, kind_name(model)) for name, model in kinds_of(user).items()]
        names.append((EXPORT, gettext("Export")))
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", _("any")), *sorted(names, key=second)]

    def asked(self) -> Asked:
        """What could not be read asks for nothing."""
        data = self.cleaned_data if self.is_bound and self.is_valid() else {}
        person = data.get("person")
        return Asked(
            kind=data.get("kind") or "",
            record=data.get("record"),
            person=person.pk if person else None,
            day=data.get("day"),
            after=after_named(data.get("after") or ""),
        )


def second(pair: tuple[str, str]) -> str:
    return pair[1]
