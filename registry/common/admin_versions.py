"""Versions in the admin: the list of what changed, one version beside the record as it is now with
the button that brings it back, and records that were deleted."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from simple_history.admin import SimpleHistoryAdmin

from registry.common.admin_pages import FormOfAdmin, admin_page
from registry.common.kept_relations import keep_relations, relations_by_version, relations_of
from registry.common.keys import key_in
from registry.common.refusals import refusal_shown
from registry.common.restoring import (
    deleted_entries,
    restorable_names,
    restore_deleted,
    restore_version,
    rows_that_went_with,
)
from registry.common.versions import (
    Names,
    differences,
    relation_changes,
    versions_of,
    words_for,
)

ON_A_PAGE = 50


class RestoreForm(FormOfAdmin):
    """`seen`: the version of the record that the person compared with; none for a deleted one."""

    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stands in the history.",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WithVersions(SimpleHistoryAdmin):
    """`comes_back`: whether a deleted record can be restored. Not where the details that made it
    are in no history, or where only the workflow makes such a record."""

    comes_back = True

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("deleted/", view(self.deleted_view), name=f"{name}_deleted"),
            path("deleted/<int:entry>/", view(self.undelete_view), name=f"{name}_undelete"),
            path(
                "<path:object_id>/history/<int:entry>/restore/",
                view(self.restore_view),
                name=f"{name}_restore",
            ),
            *super().get_urls(),
        ]

    def rows_within(self, request: HttpRequest) -> list[tuple[Any, str]]:
        """(model, relation to the record) of the rows that are edited on its page."""
        found = []
        for inline in self.get_inline_instances(request):
            for field in inline.model._meta.fields:
                if field.is_relation and field.related_model is self.model:
                    found.append((inline.model, field.name))
                    break
        return found

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict | None = None
    ) -> HttpResponse:
        key = key_in(object_id)
        record = self.get_queryset(request).filter(pk=key).first()
        entry = None if record else self.model.history.filter(id=key).first()
        if record is None and entry is None:
            raise Http404
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        found = versions_of(self.model, key, self.rows_within(request) if record else [])
        page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("p"))
        title = f"Versions of {record or words_for(entry)}"
        context = {
            "record": record,
            "page_obj": page,
            "deleted_address": self.undelete_address(key),
        }
        return admin_page(request, "versions", title, opts=self.opts, **context)

    def undelete_address(self, key: int) -> str:
        """Of the page that restores a deleted record; "" where it is there."""
        entry = deleted_entries(self.model).filter(id=key).first() if self.comes_back else None
        return self.address("undelete", entry.pk) if entry else ""

    def address(self, page: str, *arguments: int) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=arguments)

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """One version beside the record as it is. The library's page would save what is posted,
        past the rules of the record."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        record, entry = self.version(request, key_in(object_id), key_in(version_id))
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        may_restore = record is not None and self.has_change_permission(request, record)
        form = RestoreForm(initial={"seen": record.version}) if may_restore else None
        return self.version_page(request, record, entry, form)

    def version(self, request: HttpRequest, key: int, number: int) -> tuple[Any, Any]:
        entry = self.model.history.filter(id=key, pk=number).select_related("history_user").first()
        if entry is None:
            raise Http404
        return self.get_queryset(request).filter(pk=key).first(), entry

    def version_page(
        self, request: HttpRequest, record: Any, entry: Any, form: RestoreForm | None
    ) -> HttpResponse:
        names = Names()
        changes = differences(self.model, record, entry, names)
        if record and relations_of(self.model):
            then = relations_by_version(self.model, record.pk)
            now = then.get(record.history.first().pk) if record.history.exists() else None
            changes += relation_changes(self.model, now, then.get(entry.pk), names)
        context: dict[str, Any] = {"record": record, "entry": entry, "changes": changes}
        context["form"] = form
        if form:
            context["restore"] = self.address("restore", record.pk, entry.pk)
            context["kept"] = self.not_offered(request, record)
        title = f"Version of {entry.history_date:%d.%m.%Y}: {record or words_for(entry)}"
        return admin_page(request, "version", title, opts=self.opts, **context)

    def not_offered(self, request: HttpRequest, record: Any) -> list[str]:
        """Fields of the record that its form does not change, so that no version brings them
        back."""
        offered = restorable_names(record, request, self.model)
        held = [field for field in self.model._meta.fields if field.editable]
        return [str(field.verbose_name) for field in held if field.name not in offered]

    def restore_view(self, request: HttpRequest, object_id: str, entry: int) -> HttpResponse:
        record, version = self.version(request, key_in(object_id), entry)
        if record is None or not self.has_change_permission(request, record):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = RestoreForm(request.POST)
        if form.is_valid():
            with refusal_shown(form) as refusals:
                restore_version(
                    record,
                    version,
                    request=request,
                    reason=form.cleaned_data["reason"],
                    seen=form.cleaned_data["seen"] or 0,
                )
            if not refusals:
                self.log_change(request, record, "Restored an earlier version.")
                messages.success(request, "The version is restored, as a new version.")
                return redirect(self.address("change", record.pk))
        record = self.get_queryset(request).get(pk=record.pk)
        return self.version_page(request, record, version, form)

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        entries: Any = deleted_entries(self.model) if hasattr(self.model, "history") else []
        page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("p"))
        rows = [(words_for(entry), entry, self.address("undelete", entry.pk)) for entry in page]
        title = f"Deleted {self.opts.verbose_name_plural}"
        return admin_page(request, "deleted", title, opts=self.opts, page_obj=page, rows=rows)

    def undelete_view(self, request: HttpRequest, entry: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = get_object_or_404(deleted_entries(self.model), pk=entry)
        may_restore = self.comes_back and self.has_add_permission(request)
        form = RestoreForm(request.POST or None)
        within = self.rows_within(request)
        if request.method == "POST":
            if not may_restore:
                raise PermissionDenied
            if form.is_valid():
                with refusal_shown(form) as refusals:
                    record = restore_deleted(
                        self.model,
                        found,
                        request=request,
                        reason=form.cleaned_data["reason"],
                        rows_within=within,
                    )
                if not refusals:
                    self.log_addition(request, record, "Restored after its deletion.")
                    messages.success(request, f"“{record}” is restored.")
                    return redirect(self.address("change", record.pk))
        rows = [
            f"{row.instance._meta.verbose_name} {words_for(row)}"
            for row in rows_that_went_with(found, within)
        ]
        return admin_page(
            request,
            "undelete",
            f"Deleted: {words_for(found)}",
            opts=self.opts,
            entry=found,
            changes=differences(self.model, None, found, Names()),
            rows=rows,
            form=form if may_restore else None,
        )

    def save_model(
        self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool
    ) -> None:
        if change:
            keep_relations(obj, overwrite=False)  # before the form writes them
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        keep_relations(form.instance)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        keep_relations(obj, overwrite=False)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        for row in queryset:
            keep_relations(row, overwrite=False)
        super().delete_queryset(request, queryset)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> HttpResponse:
        address = self.undelete_address(obj_id)
        if address:
            words = "What was deleted is kept for now."
            messages.info(request, format_html('{} <a href="{}">Restore it</a>', words, address))
        return super().response_delete(request, obj_display, obj_id)
