from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html

from registry.common.admin import RecordAdmin
from registry.common.admin_acts import ReadOnlyAdmin
from registry.common.keys import key_in
from registry.figure_imports.admin_pages import bring_page, errors_file, import_page
from registry.figure_imports.formats import PublisherFormat
from registry.figure_imports.imports import FigureImport
from registry.figure_imports.rights import may_bring


@admin.register(FigureImport)
class FigureImportAdmin(ReadOnlyAdmin):
    """The change sets. A row leads to the page of its import."""

    list_display = ["file_of", "at", "by", "reason", "status", "new", "changed", "same", "errors"]
    list_display_links = None
    list_filter = ["status"]
    search_fields = ["filename", "reason"]
    list_select_related = ["by"]
    change_list_template = "admin/observations_list.html"

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        return super().changelist_view(request, (extra_context or {}) | may_bring(request))

    @admin.display(description="file", ordering="filename")
    def file_of(self, row: FigureImport) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:figure_import", args=[row.pk]), row.filename
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context=None
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return redirect("admin:figure_import", key_in(object_id))

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("bring/", view(bring_page), name="figure_import_bring"),
            path("<int:pk>/", view(import_page), name="figure_import"),
            path("<int:pk>/errors/", view(errors_file), name="figure_import_errors"),
            *super().get_urls(),
        ]


@admin.register(PublisherFormat)
class PublisherFormatAdmin(RecordAdmin):
    """How publishers write their files. What is added here an import understands."""

    list_display = ["title", "slug", "source"]
    search_fields = ["slug", "title", "headings", "areas"]
    autocomplete_fields = ["source"]
    list_select_related = ["source"]
