"""Requests to forms of the admin, as somebody without rights would send them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from registry.common.dates import today
from registry.common.importing import resource_for
from tests import importing
from tests.clients import Client

LETTER = b"%PDF-1.7 letter"


@dataclass
class Body:
    """`proves`: the administrator's post of it changes the database."""

    address: str
    data: dict = field(default_factory=dict)
    proves: bool = False

    def post(self, client: Client):
        files = {
            name: SimpleUploadedFile(value[0], value[1])
            for name, value in self.data.items()
            if isinstance(value, tuple)
        }
        return client.post(self.address, self.data | files)


def altered(form: forms.BaseForm) -> dict:
    """One field of a form, otherwise: words where it has any, else a day, a choice or a mark."""
    kept = ("seen_version", "slug", "kind", "code", "number")
    fields = {name: one for name, one in form.fields.items() if name not in kept}
    for name, one in fields.items():
        is_text = type(one.widget) in (AdminTextareaWidget, forms.Textarea, AdminTextInputWidget)
        if is_text and (one.max_length is None or one.max_length > 20):
            return {name: f"{form[name].value() or ''} x".strip()}
    for name, one in fields.items():
        value = form[name].value()
        if isinstance(one, forms.DateField):
            return {name: (value if isinstance(value, date) else today()) + timedelta(days=400)}
        if isinstance(one, forms.BooleanField):
            return {name: "" if value else "on"}
        if isinstance(one, forms.TypedChoiceField):
            return {name: next(key for key, _label in one.choices if key and key != value)}
    return {name: f"<p>{name}</p>" for name in ("text_en",) if name in fields}


def files(client: Client, row: models.Model) -> Iterator[Body]:
    model_admin, base = admin.site._registry[type(row)], importing.base(type(row))
    fields = client.get(f"{base}export/").context["form"].fields
    chosen = dict.fromkeys([name for name in fields if "resource_" in name], "on")
    yield Body(f"{base}export/", {"format": "1", "resource": "0"} | chosen, proves=True)
    form = client.get(f"{base}{row.pk}/change/").context["adminform"].form
    columns = set(resource_for(type(row))().fields) - set(model_admin.never_imported)
    shown = {name: one for name, one in form.fields.items() if name in columns}
    for name in set(form.fields) - set(shown):
        del form.fields[name]
    content = importing.as_csv(
        importing.exported(row)
        | {
            name: {"on": "1", "": "0"}.get(value, str(value))
            for name, value in altered(form).items()
        }
    )
    data = {"format": "1", "resource": "0", "import_file": ("rows.csv", content)}
    yield Body(f"{base}import/", data)
    preview = Body(f"{base}import/", data).post(client)
    if importing.confirmation(preview):
        yield Body(f"{base}process_import/", importing.confirmation(preview), proves=True)
