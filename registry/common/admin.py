"""The admin in its common form: history, import and export, both languages side by side, and two
people at one record.

A record's form carries the version that its editor saw. When someone else has saved meanwhile,
nothing is written: the form shows who saved and when, field by field what is saved now beside what
the editor typed, and the editor decides.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from registry.common.admin_deleting import CountedDeletion
from registry.common.admin_import import ImportsAndExports
from registry.common.admin_rights import ListedLookups
from registry.common.admin_versions import WithVersions
from registry.common.forms import WithVersion
from registry.common.languages import LANGUAGES
from registry.common.records import Record
from registry.common.richtext import editor_media, with_editor

SOURCES = ["source_url", "certainty", "editor_note"]
LANGUAGE_LABELS = {"en": "English", "ru": "Russian"}


def change_address(record: models.Model) -> str:
    """Of the page of the admin on which a record is edited."""
    return reverse(f"admin:{record._meta.label_lower.replace('.', '_')}_change", args=[record.pk])


class SeenVersionForm(WithVersion, forms.ModelForm):
    """A form that will not overwrite what its editor has not seen."""

    version_field = "seen_version"
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.begin_from(self.instance.version)

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {self.version_field})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not (self.instance.pk and self.has_changed()):
            return data
        now = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
        if now.version != data.get(self.version_field):
            self.show_again(now.version)
            raise ValidationError(self.what_differs(now), code="stale")
        self.instance.version = now.version + 1
        return data

    def what_differs(self, now: Record) -> str:
        last = now.history.first() if hasattr(now, "history") else None
        who = f" by {last.history_user}" if last and last.history_user else ""
        names = [
            name for name in self.cleaned_data if name in self.fields and name != self.version_field
        ]
        rows = []
        for name in names:
            saved, typed = (
                self.shown(name, getattr(now, name, None)),
                self.shown(name, self.cleaned_data[name]),
            )
            if saved != typed:
                rows.append((self.fields[name].label or name, saved, typed))
        cells = format_html_join("", "<tr><th>{}</th><td>{}</td><td>{}</td></tr>", rows)
        return format_html(
            "This record was saved{} while you were editing. Nothing of yours is lost: it stands in"
            " the form below. Save again to keep yours, or take over what is saved"
            " now.<table><thead><tr><th>Field</th><th>Saved"
            " now</th><th>Yours</th></tr></thead><tbody>{}</tbody></table>",
            who,
            cells,
        )

    def shown(self, name: str, value: Any) -> str:
        if isinstance(value, models.Manager):
            value = value.all()
        if isinstance(value, models.QuerySet):
            return ", ".join(sorted(str(row) for row in value))
        return "" if value is None else str(value)


class FieldsForEditors(BaseModelAdmin):
    """Form fields as editors want them, on a record's page and in the rows within it."""

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs: Any):
        if isinstance(db_field, models.TextField) and type(db_field) is models.TextField:
            kwargs.setdefault(
                "widget", forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})
            )
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(field, forms.DateField):
            field.error_messages["invalid"] = "Write the day as 2009-05-31 or 31.05.2009."
        stem, _separator, language = db_field.name.rpartition("_")
        if field and language in LANGUAGE_LABELS:
            field.label = f"{stem.replace('_', ' ').capitalize()}, {LANGUAGE_LABELS[language]}"
        return field


STATE_NAMES = ("designations__short_name_en", "designations__short_name_ru")


class RecordAdmin(
    ListedLookups, FieldsForEditors, CountedDeletion, ImportsAndExports, WithVersions
):
    """Base of every record's admin. `pairs` names the two-language fields, shown side by side in
    `fieldsets`."""

    form = SeenVersionForm
    save_on_top = True
    list_per_page = 50
    show_full_result_count = False

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """A row that belongs to a state is found by each name that the state has had, in both
        languages."""
        fields = list(super().get_search_fields(request))
        ways = [name.removesuffix("__slug") for name in fields if name.endswith("state__slug")]
        ways = [way for way in ways if not way.startswith("=")]
        if any(field.name == "states" for field in self.model._meta.many_to_many):
            ways.append("states")
        for way in ways:
            fields += [f"{way}__{name}" for name in STATE_NAMES]
        return fields

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """No link to a page that readers do not find: of a draft, or of news to come."""
        is_public = getattr(obj, "is_public", True)
        return super().get_view_on_site_url(obj) if is_public else None

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        """The fields in the model's order, a text in two languages as one line; where the facts
        come from last."""
        if self.fieldsets:
            return [*super().get_fieldsets(request, obj), hidden_version()]
        names = [name for name in self.get_fields(request, obj) if name != "seen_version"]
        shown: list = [(None, {"fields": paired([name for name in names if name not in SOURCES])})]
        if set(SOURCES) & set(names):
            shown.append(("Where this comes from", {"fields": SOURCES}))
        return [*shown, hidden_version()]

    @with_editor
    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        context["media"] = editor_media(request, context["media"])
        return super().render_change_form(request, context, *args, **kwargs)


class RecordInline(FieldsForEditors, admin.TabularInline):
    """Rows of a record within its parent's page; safe with sixty of them."""

    form = SeenVersionForm
    extra = 0
    show_change_link = True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list:
        version = SeenVersionForm.version_field
        left_out = (*SOURCES, version)
        shown = super().get_fields(request, obj)
        names = self.fields or [name for name in shown if name not in left_out]
        return [*names, version]


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
