"""The imports of records in the admin: what each file wrote, and the button that takes it back."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from registry.common.admin_acts import ReadOnlyAdmin
from registry.common.admin_pages import FormOfAdmin, admin_page
from registry.common.admin_rights import log
from registry.common.keys import key_in
from registry.common.record_imports import ImportedRecord, RecordImport, edited_since, undo
from registry.common.refusals import refusal_shown

CHANGED = 2  # Django's own flag in its log


class UndoForm(FormOfAdmin):
    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It stands in the history of each record.",
    )


@admin.register(RecordImport)
class RecordImportAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind_named", "at", "by", "new", "changed", "undone_at"]
    list_filter = ["kind"]
    search_fields = ["file_name", "column"]
    list_select_related = ["by"]

    @admin.display(description="records", ordering="kind")
    def kind_named(self, row: RecordImport) -> str:
        return str(row.model._meta.verbose_name_plural) if row.model else row.kind

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        imported = get_object_or_404(
            self.get_queryset(request).select_related("by", "undone_by"), pk=key_in(object_id)
        )
        kind: Any = admin.site.get_model_admin(imported.model) if imported.model else None
        if kind is None or not self.has_view_permission(request):
            raise PermissionDenied
        if not kind.has_view_permission(request):
            raise PermissionDenied
        may_undo = not imported.undone_at and kind.has_import_permission(request)
        form = UndoForm(request.POST or None)
        if request.method == "POST":
            if not may_undo:
                raise PermissionDenied
            if form.is_valid() and self.undone(request, imported, form):
                return redirect("admin:registry_recordimport_change", imported.pk)
        rows = list(imported.rows.all())
        return admin_page(
            request,
            "record_import",
            imported.title,
            opts=self.opts,
            imported=imported,
            rows=[shown(row, imported) for row in rows],
            edited=[] if imported.undone_at else edited_since(imported),
            form=form if may_undo else None,
        )

    def undone(self, request: HttpRequest, imported: RecordImport, form: UndoForm) -> bool:
        with refusal_shown(form) as refusals:
            undo(imported, request=request, reason=form.cleaned_data["reason"])
        if refusals or imported.model is None:
            return False
        what = "Bulk change" if imported.column else "Import"
        log(request.user, imported.model, CHANGED, f"{what} {imported.pk} undone.")
        messages.success(request, f"{imported.title} is undone: every record is as before it.")
        return True


def shown(row: ImportedRecord, imported: RecordImport) -> dict[str, Any]:
    """A record of an import for the page: a link where it still has a page."""
    address = reverse(f"admin:registry_{imported.kind}_change", args=[row.record])
    gone = row.is_new and imported.undone_at
    return {"row": row, "address": "" if gone else address, "before": sorted(row.before.items())}
