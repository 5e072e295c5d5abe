"""What a refused form says: each error with the way to its field, the record as it is stored, and
that a chosen file is gone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

CHOOSE_AGAIN = _("Choose the file again: a refused form cannot keep it.")


def stored_row(given: ModelAdmin, request: HttpRequest, context: dict, row: Any) -> Any:
    """The record of a page of the admin as the database has it. Checking a form writes what was
    typed into the record, also where the form is refused; what the page says of it must not be
    read from there. Once for a page, also in the page's heading."""
    if row is None or row.pk is None or not context.get("errors"):
        return row
    if "stored" not in context:
        stored = given.get_queryset(request).filter(pk=row.pk).first() or row
        context |= {"stored": stored, "original": stored, "subtitle": str(stored)}
    return context["stored"]


def ask_for_files_again(refused: Iterable[forms.BaseForm]) -> list[str]:
    """Says so at each field whose file was chosen and is lost, because the page is refused for
    something else: a browser fills in no file. Returns what was said."""
    told = []
    for form in refused:
        for name, field in form.fields.items():
            is_chosen = isinstance(field, forms.FileField) and form.files.get(form.add_prefix(name))
            if is_chosen and name not in form.errors:
                form.add_error(name, str(CHOOSE_AGAIN))
                told.append(str(CHOOSE_AGAIN))
    return told


def forms_of_page(context: dict) -> list[forms.BaseForm]:
    """Of a page of the admin: the record's form and those of the rows within it."""
    found = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        found += inline.formset.forms
    return found


class AsksForFileAgain(forms.Form):
    """Mixed into a form that takes a file beside other fields, outside of a record's page."""

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.errors:
            ask_for_files_again([self])


@dataclass(frozen=True, slots=True)
class PlacedError:
    """`place`: the id in the page of what is to be mended."""

    place: str
    label: str
    message: str


def errors_of_page(own: forms.BaseForm, inlines: Iterable[Any]) -> Iterator[PlacedError]:
    """In the order of the page. What is wrong with the record as a whole stands at the top of the
    page anyway."""
    yield from errors_of_fields(own, "")
    for inline in inlines:
        formset, named = inline.formset, inline.opts
        for message in formset.non_form_errors():
            label = capfirst(str(named.verbose_name_plural))
            yield PlacedError(f"{formset.prefix}-group", label, str(message))
        for number, form in enumerate(formset.forms, 1):
            label = f"{capfirst(str(named.verbose_name))} {number}"
            for message in whole_row_messages(form):
                yield PlacedError(form.prefix, label, message)
            yield from errors_of_fields(form, f"{label}, ")


def errors_of_fields(form: forms.BaseForm, before: str) -> Iterator[PlacedError]:
    for name in form.fields:
        for message in form.errors.get(name, []):
            field = form[name]
            place = field.id_for_label or field.auto_id
            yield PlacedError(place, f"{before}{field.label}", str(message))


def whole_row_messages(form: forms.BaseForm) -> Iterator[str]:
    """A choice between two versions is a table in its row; here only that there is one."""
    for error in form.errors.as_data().get(NON_FIELD_ERRORS, []):
        if error.code == "stale":
            yield gettext("Somebody saved this row meanwhile. Choose in the table there.")
        else:
            yield from error.messages
