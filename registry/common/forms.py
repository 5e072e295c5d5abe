"""What forms outside the admin share."""

from collections.abc import Callable
from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.common.dates import check_to_come, today
from registry.common.library_internals import UnwrittenModelForm
from registry.common.links import OneTimeLink
from registry.common.records import Record
from registry.common.refusals import refusal_as_form_error, refusal_shown


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


class WithDeadline(forms.Form):
    """Mixed into a form that takes a deadline: one that is typed is to come."""

    cleaned_data: dict[str, Any]

    def clean_deadline(self) -> date | None:
        day = self.cleaned_data["deadline"]
        if "deadline" in self.changed_data:
            with refusal_as_form_error():
                check_to_come(day, today())
        return day


class VersionForm(WithVersion):
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class EditForm(VersionForm, UnwrittenModelForm):
    """The values of a row for an act that writes them; the row itself stays as it was read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begin_from(self.instance.version)


class MergingForm(EditForm):
    """A form of which two pages may be open: each page carries the values that it showed
    (Django's hidden initial values), so that the act takes only what this page changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.kept_names():
            self.fields[name].show_hidden_initial = True

    def kept_names(self) -> list[str]:
        return [name for name in self.fields if name != self.version_field]

    def shown_values(self) -> dict[str, Any]:
        """What the page showed when it was opened; empty for a page that does not say so."""
        shown = {}
        for name in self.kept_names():
            value = self.data.get(self.add_initial_prefix(name))
            if value is not None:
                shown[name] = self.fields[name].to_python(value)
        return shown

    def show_merged(self, row: Record) -> None:
        """After a refusal: what others saved meanwhile stands in the fields that this page left
        alone. A field that both changed keeps what was typed and names the other value; saving
        once more keeps what was typed."""
        data: Any = copy(self.data)
        for name, shown in self.shown_values().items():
            stored, typed = getattr(row, name), self.cleaned_data.get(name, shown)
            data[self.add_initial_prefix(name)] = stored
            if typed == shown and name not in self.errors:
                data[self.add_prefix(name)] = stored
            elif stored not in (shown, typed):
                self.add_error(name, both_values(row, name, typed))
        data[self.add_prefix(self.version_field)] = str(row.version)
        self.data = data


def value_worded(row: Record, name: str) -> str:
    """As a person reads it."""
    worded = getattr(row, f"get_{name}_display", None)
    return str(worded() if worded else getattr(row, name)) or "—"


def both_values(row: Record, name: str, typed: Any) -> str:
    mine = copy(row)
    setattr(mine, name, typed)
    said = _("Saved elsewhere meanwhile: “%(stored)s”. Yours: “%(typed)s”; save again to keep it.")
    return said % {"stored": value_worded(row, name), "typed": value_worded(mine, name)}


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
