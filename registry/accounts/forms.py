from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from registry.common.forms import DigitsForm

LONGEST_CODE = 40


class InvitationForm(DigitsForm):
    has_read = forms.BooleanField(label=_("I have read the privacy notice."))


class ShortCode(forms.Form):
    """The library's code fields take any length; ours has a limit before anything reads it."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.max_length = LONGEST_CODE
        field.validators = [MaxLengthValidator(LONGEST_CODE)]
        field.widget.attrs["maxlength"] = LONGEST_CODE


class SignInCodeForm(ShortCode, ConfirmLoginCodeForm):
    pass


class SecondFactorForm(ShortCode, AuthenticateForm):
    pass


class SecondFactorAgainForm(ShortCode, ReauthenticateForm):
    pass


class ShownInThisSession(forms.Form):
    """Who has just set a second factor up has shown it: nobody is asked for it twice in a minute."""

    second_factor: str

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            record_authentication(
                context.request, self.user, method="mfa", type=self.second_factor, reauthenticated=True
            )
        return data


class AuthenticatorAppForm(ShortCode, ShownInThisSession, ActivateTOTPForm):
    second_factor = Authenticator.Type.TOTP


class PasskeyForm(ShownInThisSession, AddWebAuthnForm):
    second_factor = Authenticator.Type.WEBAUTHN

    name = forms.CharField(label=_("Name of the passkey"), required=False, max_length=100)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["passwordless"]
        field.label = _("Sign in with it alone, without a code by e-mail")
        field.help_text = _("Your device then asks for your fingerprint, face or PIN each time.")
        field.initial = True


class PasskeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name of the passkey"), max_length=100)
