"""Where a person reads why a rule refused an act: in the form they filled in, or as a message on
the next page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from registry.common.errors import RuleError
from registry.common.refused_forms import ask_for_files_again


@contextmanager
def refusal_shown(where: HttpRequest | forms.BaseForm) -> Iterator[list[str]]:
    """Around an act. Where a rule refuses it, the refusal is added to the form, which keeps what
    was typed, or to the messages of the request.

    Gives a list that holds the refusal afterwards, and nothing where the act was done.
    """
    refusals: list[str] = []
    try:
        yield refusals
        return
    except RuleError as error:
        refused = ValidationError(str(error))
    except ValidationError as error:
        refused = error
    refusals += refused.messages
    if isinstance(where, forms.BaseForm):
        where.add_error(None, refused)
        if len(where.fields) > 1:  # else the refusal is about the file
            ask_for_files_again([where])
        return
    for refusal in refusals:
        messages.error(where, refusal)


@contextmanager
def refusal_as_form_error(code: str | None = None) -> Iterator[None]:
    """Around a rule that the check of a form asks: its refusal becomes a ValidationError."""
    try:
        yield
    except RuleError as error:
        raise ValidationError(str(error), code=code) from None
