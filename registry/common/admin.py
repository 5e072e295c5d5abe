"""The admin in its common form: history, import and export, both languages side by side, and two people at one record.

A record's form carries the version that its editor saw. When someone else has saved meanwhile, nothing is written: the editor is told
who and when, sees field by field what is saved now beside what they typed, and decides.
"""

from typing import Any

from django import forms
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

SOURCES = ("Sources", {"fields": ["source_url", "certainty", "editor_note"], "classes": ["collapse"]})


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


class RecordAdmin(ImportExportModelAdmin, SimpleHistoryAdmin):
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

    def get_fields(self, request, obj=None) -> list:
        """Without `fieldsets`: every field, a field in two languages as one line, the version out of sight."""
        return paired([name for name in super().get_fields(request, obj) if name != "seen_version"]) + ["seen_version"]

    def get_fieldsets(self, request, obj=None) -> list:
        fieldsets = super().get_fieldsets(request, obj)
        if self.fieldsets:
            return [*fieldsets, (None, {"fields": ["seen_version"], "classes": ["visually-hidden"]})]
        return fieldsets

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.TextField) and type(db_field) is models.TextField:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def render_change_form(self, request, context, *args, **kwargs):
        context["media"] = AssetMedia.from_media(context["media"], nonce=request.csp_nonce)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_export_queryset(self, request):
        return super().get_export_queryset(request).order_by("pk")


class RecordInline(admin.TabularInline):
    """Rows of a record within its parent's page; safe with sixty of them."""

    form = SeenVersionForm
    extra = 0
    show_change_link = True

    def get_fields(self, request, obj=None) -> list:
        names = self.fields or [name for name in super().get_fields(request, obj) if name not in self.hidden]
        return [*names, *(["seen_version"] if "seen_version" not in names else [])]

    hidden = ("seen_version", "source_url", "certainty", "editor_note")


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

