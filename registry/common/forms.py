"""What forms outside the admin share."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.common.library_internals import UnwrittenModelForm
from registry.common.links import OneTimeLink
from registry.common.refusals import refusal_shown


class WithVersion(forms.Form):
    """Mixed into a form that carries the version of the row that its writer began from, so that an
    act can refuse to overwrite a later one. `version_field` names the hidden field."""

    version_field = "seen"

    def begin_from(self, version: int) -> None:
        self.fields[self.version_field].initial = version

    def show_again(self, version: int) -> None:
        """After somebody else's save: the form keeps what was typed, and saving it once more
        overwrites that version."""
        data: Any = copy(self.data)
        data[self.add_prefix(self.version_field)] = str(version)
        self.data = data


class VersionForm(WithVersion):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class EditForm(VersionForm, UnwrittenModelForm):
    """The values of a row for an act that writes them; the row itself stays as it was read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin_from(self.instance.version)


class DigitsForm(forms.Form):
    """Asks for what a person reads in the mail and a mail gateway does not supply."""

    asks_for_code = True  # the page promises to keep nothing
    digits = forms.RegexField(
        r"^\s*\d{4}\s*$",
        label=_("The four digits from the message"),
        help_text=_("They stand in the message, above the link."),
        max_length=10,
        error_messages={"invalid": _("Four digits, for instance 0742.")},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 6}
        ),
    )


def posted(request: HttpRequest, form: forms.BaseForm, act: Callable[[dict], Any]) -> Any:
    """What the act returns for the form's values; None where nothing valid was posted, or
    where a rule refuses, which the form then shows."""
    if request.method != "POST" or not form.is_valid():
        return None
    with refusal_shown(form):
        return act(form.cleaned_data)
    return None


def by_link(
    request: HttpRequest, form: DigitsForm, link: OneTimeLink, token: str, act: Callable[[], Any]
) -> Any:
    """As `posted`, for a link from a mail: only with the mail's digits."""

    def checked(values: dict) -> Any:
        link.check_digits(token, values["digits"])
        return act()

    return posted(request, form, checked)
