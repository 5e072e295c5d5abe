"""What a person typed into a form that is kept (freshness.py), as they recognise it: a line for
each field, with its label and no mark of ours.

A view says by `at_desk(form=…)` which form its page holds; a page of the admin says it itself. Of a
form that nobody names, only what can be nothing but somebody's words is shown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from django.utils.choices import flatten_choices

from registry.common.dates import worded

INITIAL = "initial-"  # Django's prefix of what the page showed
OURS = re.compile(
    r"_|initial-|csrf|(seen|ticket|token|mark|next|from|do|send|page|code|digits|keys)\b"
    r"|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$"
)
WORDS = re.compile(r"\s|@|[^\x00-\x7f]|^[A-Z][a-z]+$")
SAYS_NOTHING = (forms.BooleanField, forms.FileField, forms.ModelChoiceField)


@dataclass(frozen=True, slots=True)
class Line:
    """`label`: empty where the form is not known."""

    label: str
    value: str


def lines_of(address: str, posted: Iterable[tuple[str, str]]) -> list[Line]:
    """Of a form posted there. What was left as the page showed it was not typed."""
    values: dict[str, list[str]] = {}
    for name, value in posted:
        values.setdefault(name, []).append(value)
    known, lines = fields_at(address), []
    for name, typed in values.items():
        if OURS.match(name) or typed == values.get(f"{INITIAL}{name}"):
            continue
        field = known.get(name)
        said = in_words(field, typed) if field else [one for one in typed if WORDS.search(one)]
        text = ", ".join(one.strip() for one in said if one.strip())
        if text:
            lines.append(Line(str(field.label or "") if field else "", text))
    return lines


def in_words(field: forms.Field, typed: list[str]) -> list[str]:
    if field.widget.is_hidden or isinstance(field, SAYS_NOTHING):
        return []
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        pairs: Any = flatten_choices(offered)
        worded_as = {str(key): str(label) for key, label in pairs}
        return [worded_as[one] for one in typed if one and one in worded_as]
    if isinstance(field, forms.DateField):
        return [day_in_words(field, one) for one in typed]
    return typed


def day_in_words(field: forms.DateField, typed: str) -> str:
    try:
        return worded(field.to_python(typed))
    except ValidationError:
        return typed


def fields_at(address: str) -> dict[str, forms.Field]:
    """By name, without a form being made: forms ask for rows and persons."""
    match = match_of(address)
    if match is None:
        return {}
    form = getattr(match.func, "form", None)
    if form is not None:
        return form.base_fields
    admin: Any = getattr(match.func, "model_admin", None)
    name = match.url_name or ""
    if admin is None or not name.endswith(("_add", "_change")):
        return {}
    return forms.fields_for_model(admin.model) | admin.form.base_fields


def match_of(address: str) -> ResolverMatch | None:
    """In the language of the address, which may not be that of the page which asks."""
    path = address.partition("?")[0]
    with translation.override(translation.get_language_from_path(path)):
        try:
            return resolve(path)
        except Resolver404:
            return None
