"""What we use of libraries beyond their documented interface, in one place.

No other module imports one named `internal` or reads a private attribute of a library, save hooks
that a class of ours overrides: tests/common/test_library_internals.py names them, and fails where
an update moves or renames any of these parts. lean_imports.py names a module to put off its import.

django-allauth has no documented way to begin a sign-in by code for an address that has no account,
nor to note how somebody has shown who they are.
"""

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.stages import LoginStage
from allauth.core.internal.cryptokit import normalize_user_code
from django import forms
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request

__all__ = [
    "LoginCodeVerificationProcess",
    "UnwrittenModelForm",
    "django_request",
    "login_stage",
    "login_stage_required",
    "mark_as_logged",
    "normalize_user_code",
    "record_authentication",
]


class UnwrittenModelForm(forms.ModelForm):
    """A model form that checks what was typed and leaves its row as it was read: an act writes the
    row later, under a lock."""

    def _post_clean(self) -> None:
        """Django's own writes the values into the row here and checks the row."""
        self.check_values()

    def check_values(self) -> None:
        """What a form checks beyond its fields. May call `add_error`."""


def django_request(request: Request) -> HttpRequest:
    """The request within one of the REST framework, as limits and bodies want it."""
    return request._request


def login_stage(request: HttpRequest) -> LoginStage:
    """The stage of the sign-in that `login_stage_required` has found."""
    return request._login_stage  # type: ignore[attr-defined]  # set by the decorator


def mark_as_logged(response: HttpResponse) -> HttpResponse:
    """Django writes no line of its own about this answer: the registry has written one, or the line
    would hold an address as long as a stranger made it."""
    response._has_been_logged = True  # type: ignore[attr-defined]  # private
    return response
