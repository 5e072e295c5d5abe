from django import forms
from django.utils.translation import gettext_lazy as _

from registry.common.forms import DigitsForm


class InvitationForm(DigitsForm):
    has_read = forms.BooleanField(label=_("I have read the privacy notice."))
