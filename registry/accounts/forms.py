from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from registry.common.forms import DigitsForm


class InvitationForm(DigitsForm):
    has_read = forms.BooleanField(label=_("I have read the privacy notice."))


class PasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        field = self.fields["passwordless"]
        field.label = _("Sign in with it alone, without a code by e-mail")
        field.help_text = _("Your device then asks for your fingerprint, face or PIN each time.")
        field.initial = True
