"""What forms outside the admin share."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.common.errors import RuleError
from registry.common.links import OneTimeLink


class DigitsForm(forms.Form):
    """Asks for what a person reads in the mail and a mail gateway does not supply."""

    digits = forms.RegexField(
        r"^\s*\d{4}\s*$",
        label=_("The four digits from the message"),
        help_text=_("They stand in the message, above the link."),
        max_length=10,
        error_messages={"invalid": _("Four digits, for instance 0742.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "size": 6}),
    )


def act(form: forms.BaseForm, deed, *args: Any, **kwargs: Any) -> Any:
    """What `deed` gives; where a rule refuses, its sentence stands in the form and nothing typed is lost. None then."""
    try:
        return deed(*args, **kwargs)
    except RuleError as error:
        form.add_error(None, str(error))
    except ValidationError as error:
        form.add_error(None, error)
    return None


def posted(request: HttpRequest, form: forms.BaseForm, deed: Callable[[dict], Any]) -> Any:
    """What `deed` makes of the form's values, where it was posted, is valid and no rule refuses; None otherwise."""
    if request.method != "POST" or not form.is_valid():
        return None
    return act(form, deed, form.cleaned_data)


def by_link(request: HttpRequest, form: DigitsForm, link: OneTimeLink, token: str, deed: Callable[[], Any]) -> Any:
    """As `posted`, for a link from a mail: only with the mail's digits."""

    def checked(values: dict) -> Any:
        link.check_digits(token, values["digits"])
        return deed()

    return posted(request, form, checked)
