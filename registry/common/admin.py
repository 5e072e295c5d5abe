"""The admin in its common form: history, import and export, both languages side by side, and two people at one record.

A record's form carries the version that its editor saw. When someone else has saved meanwhile, nothing is written: the editor is told
who and when, sees field by field what is saved now beside what they typed, and decides.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import format_html, format_html_join
from import_export.admin import ImportExportModelAdmin
from js_asset.media import Media as AssetMedia
from simple_history.admin import SimpleHistoryAdmin

from registry.common.importing import FORMATS, resource_for
from registry.common.languages import LANGUAGES
from registry.common.records import Record

SOURCES = ["source_url", "certainty", "editor_note"]
LANGUAGE_LABELS = {"en": "English", "ru": "Russian"}


class SeenVersionForm(forms.ModelForm):
    """A form that will not overwrite what its editor has not seen."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen_version"].initial = self.instance.version

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {"seen_version"})

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not (self.instance.pk and self.has_changed()):
            return data
        now = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
        if now.version != data.get("seen_version"):
            self.data = self.data.copy()  # the form is shown again with what was typed; saved once more, it is meant
            self.data[self.add_prefix("seen_version")] = str(now.version)
            raise ValidationError(self.what_differs(now), code="stale")
        self.instance.version = now.version + 1
        return data

    def what_differs(self, now: Record) -> str:
        last = now.history.first() if hasattr(now, "history") else None
        who = f" by {last.history_user}" if last and last.history_user else ""
        names = [name for name in self.cleaned_data if name in self.fields and name != "seen_version"]
        rows = []
        for name in names:
            saved, typed = self.shown(name, getattr(now, name, None)), self.shown(name, self.cleaned_data[name])
            if saved != typed:
                rows.append((self.fields[name].label or name, saved, typed))
        cells = format_html_join("", "<tr><th>{}</th><td>{}</td><td>{}</td></tr>", rows)
        return format_html(
            "This record was saved{} while you were editing. Nothing of yours is lost: it stands in the form below. "
            "Save again to keep yours, or take over what is saved now."
            "<table><thead><tr><th>Field</th><th>Saved now</th><th>Yours</th></tr></thead><tbody>{}</tbody></table>",
            who,
            cells,
        )

    def shown(self, name: str, value: Any) -> str:
        if isinstance(value, models.Manager):
            value = value.all()
        if isinstance(value, models.QuerySet):
            return ", ".join(sorted(str(one) for one in value))
        return "" if value is None else str(value)


class FieldsForEditors:
    """Form fields as editors want them, on a record's page and in the rows within it."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.TextField) and type(db_field) is models.TextField:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}))
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        stem, _separator, language = db_field.name.rpartition("_")
        if field and language in LANGUAGE_LABELS:
            field.label = f"{stem.replace('_', ' ').capitalize()}, {LANGUAGE_LABELS[language]}"
        return field


class RecordAdmin(FieldsForEditors, ImportExportModelAdmin, SimpleHistoryAdmin):
    """Base of every record's admin. `pairs` names the two-language fields, shown side by side in `fieldsets`."""

    form = SeenVersionForm
    formats = FORMATS
    save_on_top = True
    list_per_page = 50
    show_full_result_count = False
    show_change_form_export = False
    history_list_display = ["history_change_reason"]

    def get_resource_classes(self, request) -> list[type]:
        return [resource_for(self.model)]

    def get_fieldsets(self, request, obj=None) -> list:
        """The fields in the model's order, a text in two languages as one line; where the facts come from last."""
        if self.fieldsets:
            return [*super().get_fieldsets(request, obj), hidden_version()]
        names = [name for name in self.get_fields(request, obj) if name != "seen_version"]
        shown = [(None, {"fields": paired([name for name in names if name not in SOURCES])})]
        if set(SOURCES) & set(names):
            shown.append(("Where this comes from", {"fields": SOURCES}))
        return [*shown, hidden_version()]

    def render_change_form(self, request, context, *args, **kwargs):
        """The rich text editor brings an import map and one style block; they are named to the content policy one by one."""
        context["media"] = AssetMedia.from_media(context["media"], nonce=request.csp_nonce)
        response = super().render_change_form(request, context, *args, **kwargs)
        response._csp_update = {"style-src": [settings.PROSE_EDITOR_STYLE_HASH]}
        return response

    def get_export_queryset(self, request):
        return super().get_export_queryset(request).order_by("pk")


class RecordInline(FieldsForEditors, admin.TabularInline):
    """Rows of a record within its parent's page; safe with sixty of them."""

    form = SeenVersionForm
    extra = 0
    show_change_link = True

    def get_fields(self, request, obj=None) -> list:
        names = self.fields or [
            name for name in super().get_fields(request, obj) if name not in (*SOURCES, "seen_version")
        ]
        return [*names, "seen_version"]


def hidden_version() -> tuple:
    return (None, {"fields": ["seen_version"], "classes": ["visually-hidden"]})


def paired(names: list) -> list:
    """["title_en", "title_ru", "slug"] as [("title_en", "title_ru"), "slug"]."""
    lines: list = []
    for name in names:
        stem, _separator, language = name.rpartition("_") if isinstance(name, str) else ("", "", "")
        if language == LANGUAGES[1] and lines and lines[-1] == f"{stem}_{LANGUAGES[0]}":
            lines[-1] = (lines[-1], name)
        else:
            lines.append(name)
    return lines
