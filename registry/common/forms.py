"""What forms outside the admin share."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.common.errors import RuleError


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
