"""The pages that change one field of the chosen rows of a list: choose the field and its value,
look at what would change in each row, write. What was written can be undone as a whole
(admin_record_imports.py)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from registry.common.admin_pages import FormOfAdmin, admin_page
from registry.common.bulk_edits import MOST, BulkEdit, Tried, editable_fields
from registry.common.errors import RuleError
from registry.common.keys import key_in
from registry.common.value_changes import named

ROWS = "rows"
LASTS = 12 * 3600  # seconds that a preview may be confirmed: a session
NOT_THIS_PREVIEW = "This preview can no longer be confirmed. Choose the rows again."


class ReasonForm(FormOfAdmin):
    reason = forms.CharField(
        max_length=100,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="It stands in the history of each record.",
        label="Reason",
    )


class WithBulkEdit(ModelAdmin):
    """Mixed into the admin of records."""

    actions = ["change_one_field"]

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_bulk_edit"
        view = self.admin_site.admin_view(self.bulk_edit_view)
        return [path("bulk-edit/", view, name=name), *super().get_urls()]

    @admin.action(description=_("Change a field…"), permissions=["change"])
    def change_one_field(
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        keys = [str(key) for key in queryset.order_by("pk").values_list("pk", flat=True)]
        if len(keys) > MOST:
            messages.error(
                request, f"Up to {MOST} rows are changed at once; {len(keys)} are chosen."
            )
            return None
        return redirect(f"{self.bulk_edit_address()}?{ROWS}={','.join(keys)}")

    def bulk_edit_address(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_bulk_edit")

    def bulk_edit_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if "preview" in request.POST:
            return self.write_bulk_edit(request)
        fields = editable_fields(self, request)
        name = request.POST.get("field") or request.GET.get("field", "")
        keys = keys_of(request)
        form = self.value_form(request, fields[name], name) if name in fields else None
        if form and keys and request.method == "POST" and form.is_valid():
            value = form[name].data
            return self.preview_bulk_edit(request, keys, name, value, form.cleaned_data["reason"])
        labels = [(each, named(self.model._meta.get_field(each))) for each in fields]
        return self.bulk_page(request, keys, fields=labels, chosen=name, form=form)

    def value_form(self, request: HttpRequest, field: forms.Field, name: str) -> forms.Form:
        """With the field as the record's form has it, and the reason."""
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        field.label = named(self.model._meta.get_field(name))
        form_class = type("ValueForm", (ReasonForm,), {name: field})
        form = form_class(request.POST if request.method == "POST" else None)
        form.order_fields([name, "reason"])
        return form

    def bulk_page(self, request: HttpRequest, keys: list[int], **context: Any) -> HttpResponse:
        form = context.get("form")
        return admin_page(
            request,
            "bulk_edit",
            f"Change a field of {self.opts.verbose_name_plural}",
            opts=self.opts,
            number=len(keys),
            rows=",".join(map(str, keys)),
            media=self.media + form.media if form else self.media,
            list_address=reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
            **context,
        )

    def preview_bulk_edit(
        self, request: HttpRequest, keys: list[int], name: str, value: Any, reason: str
    ) -> HttpResponse:
        edit = BulkEdit(self, request, name, value)
        tried = edit.tried(keys)
        changes = [row for row in tried if row.change]
        signed = signing.dumps(
            {
                "door": self.bulk_door(request),
                "name": name,
                "value": value,
                "reason": reason,
                "versions": [(row.record.pk, row.version) for row in changes],
            },
            salt="bulk-edit",
            compress=True,
        )
        return self.bulk_page(
            request,
            keys,
            label=edit.label,
            field=name,
            reason=reason,
            changes=[self.addressed(row) for row in changes],
            refused=[self.addressed(row) for row in tried if row.refusal],
            same=sum(not row.refusal and not row.change for row in tried),
            gone=len(keys) - len(tried),
            preview=signed,
        )

    def addressed(self, row: Tried) -> tuple[Tried, str]:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return row, reverse(name, args=[row.record.pk])

    def bulk_door(self, request: HttpRequest) -> str:
        return f"{self.opts.label_lower} by account {request.user.pk}"

    def write_bulk_edit(self, request: HttpRequest) -> HttpResponse:
        back = redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        try:
            shown = signing.loads(request.POST["preview"], salt="bulk-edit", max_age=LASTS)
        except signing.BadSignature:
            shown = {}
        fields = editable_fields(self, request)
        if shown.get("door") != self.bulk_door(request) or shown["name"] not in fields:
            messages.error(request, NOT_THIS_PREVIEW)
            return back
        edit = BulkEdit(self, request, shown["name"], shown["value"])
        try:
            kept = edit.write(dict(shown["versions"]), reason=shown["reason"])
        except RuleError as error:
            messages.error(request, str(error))
            return back
        if kept:
            address = reverse("admin:registry_recordimport_change", args=[kept.pk])
            text = '{} of {} rows changed. <a href="{}">Look at it, or undo it as a whole</a>'
            messages.success(request, format_html(text, edit.label, kept.changed, address))
        return back


def keys_of(request: HttpRequest) -> list[int]:
    """The chosen rows, from the address or the form; what is no key is left out."""
    given = request.POST.get(ROWS) or request.GET.get(ROWS, "")
    keys = [key_in(part) for part in given.split(",")[:MOST]]
    return [key for key in dict.fromkeys(keys) if key]
