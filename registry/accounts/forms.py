import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.fields import EmailField
from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.models import User
from registry.common.brought_json import json_in
from registry.common.forms import DigitsForm
from registry.common.library_internals import record_authentication

What = SecurityEvent.What

LONGEST_CODE = 40


class InvitationForm(DigitsForm):
    has_read = forms.BooleanField(label=_("I have read the privacy notice."))
    is_shown = forms.BooleanField(
        label=_("Show my name and e-mail to the network of contact points."),
        help_text=_("Otherwise the Secretariat alone sees them. You can change it at any time."),
        required=False,
    )

    def __init__(self, *args: Any, has_office: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_office:
            del self.fields["is_shown"]


class ShortCode(forms.Form):
    """The library's code fields take any length; ours has a limit before anything reads it."""

    asks_for_code = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["code"]
        field.max_length = LONGEST_CODE
        field.validators = [MaxLengthValidator(LONGEST_CODE)]


class SignInForm(forms.Form):
    """An address and nothing else: who has it is not asked while somebody waits (codes.py)."""

    email = EmailField(label=_("E-mail address"))


class SignInCodeForm(ShortCode, ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the message")
        self.fields["code"].widget.attrs.pop("placeholder", None)


class FactorCode(ShortCode):
    """The digits of the app, or a recovery code: it says which of them the account has."""

    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        factors = set(Authenticator.objects.filter(user=self.user).values_list("type", flat=True))
        self.has_passkey = Authenticator.Type.WEBAUTHN in factors
        field = self.fields["code"]
        field.label = (
            _("Six digits of the app, or a recovery code")
            if Authenticator.Type.TOTP in factors
            else _("A recovery code")
        )
        field.help_text = _(
            "The app’s digits change every half minute; each recovery code serves once."
        )
        field.widget.attrs.pop("placeholder", None)


class SecondFactorForm(FactorCode, AuthenticateForm):
    def save(self) -> None:
        super().save()
        remember_recovery_code(self.authenticator)

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        record_event(What.CODE_FAILED, account=self.user, how="second factor")


class SecondFactorAgainForm(FactorCode, ReauthenticateForm):
    def save(self) -> None:
        super().save()
        remember_recovery_code(self.authenticator)
        record_event(What.AGAIN_PASSED, account=self.user, how="second factor")

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        super()._emit_authentication_failed(authenticator)
        record_event(What.AGAIN_FAILED, account=self.user, how="second factor")


class CredentialField(forms.JSONField):
    def to_python(self, value: Any) -> Any:
        try:
            return json_in(value or "")
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def bound_data(self, data: Any, initial: Any) -> Any:
        """What a device answered serves once, and is not shown again."""
        return None


# What the library raises where no device wrote what it reads
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


@contextmanager
def refused_where_unreadable() -> Iterator[None]:
    try:
        yield
    except UNREADABLE:
        raise get_adapter().validation_error("incorrect_code") from None


class WithAssertion(forms.Form):
    """Mixed into the library's forms for a passkey that is there."""

    credential = CredentialField(widget=forms.HiddenInput)

    def clean_credential(self) -> Authenticator:
        inherited: Any = super()
        with refused_where_unreadable():
            return inherited.clean_credential()


class PasskeySignInForm(WithAssertion, LoginWebAuthnForm):
    pass


class PasskeyAgainForm(WithAssertion, ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        try:
            authenticator = super().clean_credential()
        except forms.ValidationError:
            record_event(What.AGAIN_FAILED, account=self.user, how="passkey")
            raise
        record_event(What.AGAIN_PASSED, account=self.user, how="passkey")
        return authenticator


def remember_recovery_code(authenticator: Authenticator) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record_event(What.CODE_USED, account=authenticator.user)


class CodeAgainForm(forms.Form):
    asks_for_code = True

    code = forms.CharField(
        label=_("Code from the message"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )


class ShownInThisSession(forms.Form):
    """Who has just set a second factor up has shown it: nobody is asked for it twice in a
    minute."""

    second_factor: str
    user: User

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors:
            record_authentication(
                context.request,
                self.user,
                method="mfa",
                type=self.second_factor,
                reauthenticated=True,
            )
        return data


class AuthenticatorAppForm(ShortCode, ShownInThisSession, ActivateTOTPForm):
    second_factor = Authenticator.Type.TOTP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("The six digits that the app shows now")
        self.fields["code"].widget.attrs.pop("placeholder", None)


class PasskeyForm(ShownInThisSession, AddWebAuthnForm):
    second_factor = Authenticator.Type.WEBAUTHN

    name = forms.CharField(label=_("Name of the passkey"), required=False, max_length=100)
    credential = CredentialField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["passwordless"]
        field.label = _("Sign in with it alone, without a code by e-mail")
        field.help_text = _("Your device then asks for your fingerprint, face or PIN each time.")
        field.initial = True

    def clean(self) -> dict[str, Any]:
        with refused_where_unreadable():
            return super().clean()


class PasskeyNameForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name of the passkey"), max_length=100)
