from datetime import date
from operator import attrgetter
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from registry.accounts.models import User
from registry.common.dates import today
from registry.common.forms import MergingForm
from registry.common.mail_choices import (
    FIXED,
    OF_OTHERS,
    RULES,
    Pace,
    choose,
    nearest,
    pace_of,
)
from registry.common.refusals import refusal_as_form_error
from registry.contacts.details import OWN
from registry.contacts.dialling import dialling_code
from registry.contacts.group_mail import Delivery
from registry.contacts.handover import check_day
from registry.contacts.letters import WithLetter
from registry.contacts.models import DETAILS, Authority, ContactPoint
from registry.contacts.names import NO_NAME, either_is_enough
from registry.contacts.traces import Handover, OfficeChange
from registry.desk.own_data import MESSAGES

WITH_VISIBILITY = {
    "name": ("name_latin", "name_cyrillic"),
    "shared_email": ("shared_email",),
    "phone": ("phone",),
    "mobile": ("mobile",),
    "spoken": ("spoken",),
    "address": ("address", "room"),
}
HELP = {
    "name_latin": _("As in your passport."),
    "shared_email": _("A mailbox that the office reads when you are away."),
    "spoken": _("For instance: English, Russian, Georgian."),
    "language": _("We write to you in this language."),
}
AUTOCOMPLETE = {
    "name_latin": "name",
    "shared_email": "off",
    "phone": "tel",
    "mobile": "tel",
    "address": "street-address",
}


class DetailsForm(MergingForm):
    """What a person changes alone, each detail beside the circle that sees it."""

    class Meta:
        model = ContactPoint
        fields = OWN
        labels = dict.fromkeys([f"{name}_visibility" for name in DETAILS], _("Who sees it"))
        help_texts = HELP

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        either_is_enough(self.fields)
        for name, value in AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = value
        code = dialling_code(self.instance.state)
        for name in ("phone", "mobile"):
            if code:
                self.fields[name].help_text = _("With the country code: %(code)s …") % {
                    "code": code
                }

    def rows(self) -> list[tuple[list[forms.BoundField], forms.BoundField]]:
        return [
            ([self[name] for name in names], self[f"{detail}_visibility"])
            for detail, names in WITH_VISIBILITY.items()
        ]

    def check_values(self) -> None:
        for name, value in list(self.cleaned_data.items()):
            if name != self.version_field:
                field = self._meta.model._meta.get_field(name)
                try:
                    field.run_validators(value)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        names = [self.cleaned_data.get(name) for name in ("name_latin", "name_cyrillic")]
        if not any(names) and not self.errors:
            self.add_error("name_latin", NO_NAME)


class NewAddressForm(forms.Form):
    email = forms.EmailField(
        label=_("New e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class OfficeForm(forms.ModelForm):
    class Meta:
        model = OfficeChange
        fields = ["role", "authority", "authority_name"]

    def __init__(self, *args, post: ContactPoint, **kwargs) -> None:
        kwargs["initial"] = {"role": post.role, "authority": post.authority_id}
        super().__init__(*args, **kwargs)
        authority: Any = self.fields["authority"]
        authority.queryset = Authority.objects.of_state(post.state)
        authority.label_from_instance = attrgetter("name")
        self.fields["authority_name"].help_text = _(
            "Only if it is missing above. The Secretariat adds it."
        )


class HandoverForm(WithLetter, forms.ModelForm):
    class Meta:
        model = Handover
        fields = ["name_latin", "name_cyrillic", "email", "language", "since", "note", "letter"]
        widgets = {
            "since": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "note": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "email": _(
                "The successor’s own address; they get the privacy notice today and an invitation"
                " later."
            ),
            "letter": _("PDF, PNG or JPEG, up to 5 MB. Only the Secretariat sees it."),
        }

    def __init__(self, *args, leaving: ContactPoint, by: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        either_is_enough(self.fields)
        self.leaving, self.by = leaving, by
        self.fields["since"].initial = today()

    def clean_since(self) -> date:
        with refusal_as_form_error():
            check_day(self.leaving, self.cleaned_data["since"], by=self.by)
        return self.cleaned_data["since"]


class AnswerForm(forms.ModelForm):
    class Meta:
        model = Delivery
        fields = ["answer"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True


class MailForm(forms.ModelForm):
    """The summary, and how often each kind of message comes."""

    class Meta:
        model = User
        fields = ["digest"]
        labels = {"digest": _("Summary of what is asked of you")}
        widgets = {"digest": forms.RadioSelect}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["all_kinds"] = forms.ChoiceField(
            label=_("All messages alike"),
            choices=[("", _("each kind as chosen below")), *Pace.choices],
            required=False,
            help_text=_(
                "Where a kind cannot come as rarely, it comes as rarely as it can. It goes before"
                " what is chosen below."
            ),
        )
        for kind, rule in RULES.items():
            self.fields[kind] = forms.ChoiceField(
                label=capfirst(str(MESSAGES[kind])),
                choices=[(pace.value, pace.label) for pace in rule.paces],
                initial=pace_of(kind, self.instance),
                help_text=str(rule.why),
            )

    def save(self, commit: bool = True) -> User:
        account = super().save(commit)
        every = self.cleaned_data["all_kinds"]
        wanted: dict[str, str] = {kind: self.cleaned_data[kind] for kind in RULES}
        if every:
            wanted = {kind: nearest(kind, Pace(every)) for kind in RULES}
        choose(account, wanted)
        return account

    def fixed(self) -> list[tuple[str, str]]:
        """What cannot be chosen, and why."""
        shown = [(MESSAGES[kind], why) for kind, why in FIXED.items() if why and why != OF_OTHERS]
        return [(capfirst(str(name)), str(why)) for name, why in shown]


class ErasureForm(forms.Form):
    is_meant = forms.BooleanField(label=_("I know that my office in the registry ends with it."))
