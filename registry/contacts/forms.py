from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import CallableChoiceIterator
from django.utils.translation import gettext as _

from registry.common.admin import SeenVersionForm
from registry.common.dates import today
from registry.common.refusals import refusal_as_form_error
from registry.contacts.addresses import check_typed
from registry.contacts.handover import check_began
from registry.contacts.letters import WithLetter
from registry.contacts.models import Authority, ContactPoint
from registry.contacts.names import NO_NAME
from registry.contacts.traces import Handover

SIGNS_IN_WITH_IT = (
    "The person signs in with it. A new one counts once its owner has opened the link that we send"
    " there and typed its digits; until then this one signs in. It is told at once, and need not"
    " answer."
)
WAITS = "A new address, asked for on {:%d.%m.%Y}, waits for its owner."


class ContactPointForm(SeenVersionForm):
    """In the admin. The address of who signs in is checked here and changed by an act
    (addresses.py)."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.account_id and "email" in self.fields:
            waiting = self.instance.email_changes.open().first()
            note = f" {WAITS.format(waiting.asked_at)}" if waiting else ""
            self.fields["email"].help_text = f"{SIGNS_IN_WITH_IT}{note}"
        if self.instance.pk and "authority" in self.fields:
            offered = CallableChoiceIterator(self.own_authorities)
            self.fields["authority"].widget = forms.Select(choices=offered)

    def own_authorities(self) -> list[tuple[int, str]]:
        """Of the office’s state alone; read when the list is shown. Which one is right for a state
        is the record’s own rule."""
        rows = Authority.objects.of_state(self.instance.state).select_related("state")
        return [(row.pk, str(row)) for row in rows]

    def clean_email(self) -> str:
        email, now = self.cleaned_data["email"], self.initial.get("email") or ""
        if not self.instance.account_id or email.lower() == now.lower():
            return email
        if not email:
            raise ValidationError(
                _("This person signs in with the address. To take the access away, end the term.")
            )
        return check_typed(email, account=self.instance.account)

    def clean(self):
        data = super().clean()
        if self.instance.erased_on:
            raise ValidationError(
                _("The personal details were erased; this record is kept as it is.")
            )
        names = {"name_latin", "name_cyrillic"} & set(self.fields)  # a file brings no names
        if names and not any(data.get(name) for name in names) and not names & set(self.errors):
            raise ValidationError(NO_NAME, code="no_name")
        return data


class HandoverByStaffForm(WithLetter, forms.ModelForm):
    class Meta:
        model = Handover
        fields = [
            "predecessor",
            "name_latin",
            "name_cyrillic",
            "email",
            "language",
            "since",
            "note",
            "letter",
        ]

    def clean_predecessor(self):
        predecessor = self.cleaned_data["predecessor"]
        if not ContactPoint.objects.in_office(today()).filter(pk=predecessor.pk).exists():
            raise ValidationError(_("This contact point is not in office."))
        if predecessor.handovers.waiting().exists():
            raise ValidationError(_("A successor has been named already; decide that first."))
        return predecessor

    def clean_since(self):
        """A past day is staff's to give: a letter may say what is over."""
        since, predecessor = self.cleaned_data["since"], self.cleaned_data.get("predecessor")
        if predecessor:
            with refusal_as_form_error():
                check_began(predecessor, since)
        return since
