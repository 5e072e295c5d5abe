from django import forms
from django.core.exceptions import ValidationError

from registry.common.admin import SeenVersionForm
from registry.common.dates import today
from registry.contacts.letters import WithLetter
from registry.contacts.models import ContactPoint
from registry.contacts.traces import Handover


class ContactPointForm(SeenVersionForm):
    """In the admin. A sign-in address is changed here by staff, for a person who can no longer read the old one."""

    def clean(self):
        data = super().clean()
        if self.instance.erased_on:
            raise ValidationError("The personal details were erased; this record is kept as it is.")
        return data


class HandoverByStaffForm(WithLetter, forms.ModelForm):
    class Meta:
        model = Handover
        fields = ["predecessor", "name_latin", "name_cyrillic", "email", "language", "since", "note", "letter"]

    def clean_predecessor(self):
        one = self.cleaned_data["predecessor"]
        if not ContactPoint.objects.in_office(today()).filter(pk=one.pk).exists():
            raise ValidationError("This contact point is not in office.")
        if one.handovers.waiting().exists():
            raise ValidationError("A successor has been named already; decide that first.")
        return one
