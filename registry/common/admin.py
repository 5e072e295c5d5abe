"""The admin in its common form: history, import and export, both languages side by side, and two
people at one record.

A record's form carries the version that its editor saw, and merges or asks where someone else has
saved meanwhile (seen_version.py).
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from registry.common.admin_bulk_edit import WithBulkEdit
from registry.common.admin_choices import (
    ChosenAtOnce,
    ChosenByKey,
    WithoutRussian,
    ready_views,
)
from registry.common.admin_deleting import CountedDeletion
from registry.common.admin_import import ImportsAndExports
from registry.common.admin_lists import WithSavedViews
from registry.common.admin_long_lists import LongListPaginator
from registry.common.admin_rights import ListedLookups
from registry.common.admin_versions import WithVersions
from registry.common.editor_pages import editor_media, with_editor
from registry.common.known_dates import (
    KnownDateField,
    PrecisionField,
    WithKnownDates,
    options_of,
)
from registry.common.languages import LANGUAGES, column_worded
from registry.common.refused_forms import ask_for_files_again, forms_of_page, stored_row
from registry.common.seen_version import SeenVersionForm, merged_words

SOURCES = ["source_url", "certainty", "editor_note"]


def change_address(record: models.Model) -> str:
    """Of the page of the admin on which a record is edited."""
    return reverse(f"admin:{record._meta.label_lower.replace('.', '_')}_change", args=[record.pk])


class FieldsForEditors(ChosenByKey):
    """Form fields as editors want them, on a record's page and in the rows within it."""

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs: Any):
        if isinstance(db_field, models.TextField) and type(db_field) is models.TextField:
            kwargs.setdefault(
                "widget", forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"})
            )
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        if hasattr(db_field, "start") and issubclass(self.form, WithKnownDates):
            return PrecisionField(start=db_field.start, end=db_field.end)
        if type(db_field) is models.DateField and issubclass(self.form, WithKnownDates):
            kwargs |= {"form_class": KnownDateField, **options_of(db_field)}
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and (label := column_worded(db_field.name)):
            field.label = label
        return field


def filters_of_site(listed: admin.ModelAdmin) -> list:
    """Those of a kind of record by what other topics know of it."""
    of_site = getattr(listed.admin_site, "filters_for", None)
    return of_site(listed.model) if of_site else []


STATE_CODES = ("iso_alpha3", "slug")
STATE_NAMES = ("designations__short_name_en", "designations__short_name_ru")


class RecordAdmin(
    ListedLookups,
    WithSavedViews,
    WithBulkEdit,
    FieldsForEditors,
    CountedDeletion,
    ImportsAndExports,
    WithVersions,
):
    """Base of every record's admin. `pairs` names the two-language fields, shown side by side in
    `fieldsets`; `states_by`, further ways from a row to the states that it is about."""

    states_by: tuple[str, ...] = ()
    form = SeenVersionForm
    list_per_page = 50
    show_full_result_count = False
    paginator = LongListPaginator

    def ways_to_states(self) -> list[str]:
        """From a row to the states that it is about."""
        ways = []
        for name in self.search_fields:
            if name.endswith("state__slug"):
                ways.append(name.lstrip("=").removesuffix("__slug"))
        if any(field.name == "states" for field in self.model._meta.many_to_many):
            ways.append("states")
        return [*ways, *self.states_by]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """A row that is about a state is found by the state's codes, and by each name that it has
        had, in both languages."""
        fields = list(super().get_search_fields(request))
        for way in self.ways_to_states():
            if f"={way}__slug" not in fields:  # searched in a way of its own
                fields += [f"{way}__{name}" for name in (*STATE_CODES, *STATE_NAMES)]
        return list(dict.fromkeys(fields))

    def get_list_filter(self, request: HttpRequest) -> list:
        """Texts in two languages: also by what lacks Russian; and what the site narrows lists
        by."""
        filters = list(super().get_list_filter(request))
        if WithoutRussian.stem_of(self.model):
            filters.append(WithoutRussian)
        return [*filters, *filters_of_site(self)]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Who may change such records, and sends a form of one that was closed meanwhile, reads
        why it was not saved."""
        row = self.get_object(request, object_id) if request.method == "POST" else None
        is_closed = row is not None and not self.has_change_permission(request, row)
        if row and is_closed and self.has_change_permission(request):
            told = _("Nothing was saved. What you typed is still on the page before this one.")
            messages.error(request, f"{self.kept_because} {told}")
            return redirect(change_address(row))
        return super().change_view(request, object_id, form_url, extra_context)

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None):
        shown = {"ready_views": ready_views(self, request)}
        return super().changelist_view(request, shown | (extra_context or {}))

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
            folded = {"fields": SOURCES, "classes": ["collapse"]}
            shown.append((_("Where this comes from"), folded))
        return [*shown, hidden_version()]

    def save_related(self, request: HttpRequest, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        every_form = [form]
        for formset in formsets:
            every_form += formset.forms
        merged = merged_words(every_form)
        if merged:
            messages.info(request, merged)

    @with_editor
    def render_change_form(self, request: HttpRequest, context, *args: Any, **kwargs: Any):
        context["media"] = editor_media(request, context["media"])
        kwargs["obj"] = stored_row(self, request, context, kwargs.get("obj"))
        if context.get("errors"):
            context["errors"] += ask_for_files_again(forms_of_page(context))
        return super().render_change_form(request, context, *args, **kwargs)


class RecordInline(ChosenAtOnce, FieldsForEditors, admin.StackedInline):
    """Rows of a record within its parent's page, each a few lines high; safe with sixty of them."""

    form = SeenVersionForm
    extra = 0
    show_change_link = True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list:
        version = SeenVersionForm.version_field
        left_out = (*SOURCES, version)
        shown = super().get_fields(request, obj)
        names = self.fields or paired([name for name in shown if name not in left_out])
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
