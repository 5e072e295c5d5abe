from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from registry.common.admin import RecordAdmin
from registry.common.admin_acts import ReadOnlyAdmin
from registry.common.dates import today, worded
from registry.common.numbers import exact
from registry.figures.admin_pages import bring_page, errors_file, import_page
from registry.figures.imports import FigureImport, StagedFigure
from registry.figures.models import Counterpart, Indicator, Observation, Source
from registry.figures.staging import keep_rows


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ["title_en", "slug", "licence", "is_state_own", "url"]
    search_fields = ["title_en", "title_ru", "slug"]


@admin.register(Indicator)
class IndicatorAdmin(RecordAdmin):
    list_display = ["title_en", "topic", "unit_en", "source", "certainty"]
    list_filter = ["topic", "source", "certainty"]
    search_fields = ["title_en", "title_ru", "slug"]
    autocomplete_fields = ["source"]
    list_select_related = ["source"]


@admin.register(Counterpart)
class CounterpartAdmin(RecordAdmin):
    list_display = ["code", "name_en", "name_ru", "state"]
    search_fields = ["code", "name_en", "name_ru"]
    autocomplete_fields = ["state"]
    list_select_related = ["state"]


@admin.register(Observation)
class ObservationAdmin(RecordAdmin):
    list_display = ["indicator", "state", "year", "value", "gap", "status", "sex", "counterpart", "source"]
    list_filter = ["indicator", "source", "gap", "status", "sex"]
    search_fields = ["=state__iso_alpha3", "=state__slug", "=indicator__slug"]
    search_help_text = "A state’s code or address (GEO, georgia), or an indicator’s (population)."
    autocomplete_fields = ["indicator", "state", "counterpart", "source"]
    list_select_related = ["indicator", "state", "counterpart", "source"]
    ordering = ["-pk"]
    readonly_fields = ["imports", "earlier"]
    change_list_template = "admin/observations_list.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Figures come by an import that is looked at and can be undone as a whole (admin_pages.py)."""
        return False

    def save_model(self, request: HttpRequest, obj: Observation, form, change: bool) -> None:
        keep_rows([obj.pk] if change else [])
        obj.held_since = today()
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Observation) -> None:
        keep_rows([obj.pk])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset) -> None:
        keep_rows(list(queryset.values_list("pk", flat=True)))
        super().delete_queryset(request, queryset)

    @admin.display(description="said before")
    def earlier(self, row: Observation) -> str:
        """What pages as of an earlier day show."""
        versions = row.earlier() if row.pk else []
        said = (
            (exact(one.value) if one.value is not None else one.gap_worded, worded(one.held_until)) for one in versions
        )
        return format_html_join(", ", "{} (changed {})", said) or "—"

    @admin.display(description="written by imports")
    def imports(self, row: Observation) -> str:
        """History tells what people changed in forms; what came in a file stands in its import."""
        staged = (
            StagedFigure.objects.filter(observation=row).select_related("brought_by").order_by("pk") if row.pk else []
        )
        links = ((reverse("admin:figure_import", args=[one.brought_by_id]), one.brought_by, one.row) for one in staged)
        return format_html_join(", ", '<a href="{}">{}, row {}</a>', links) or "—"


@admin.register(FigureImport)
class FigureImportAdmin(ReadOnlyAdmin):
    """The change sets. A row leads to the page of its import."""

    list_display = ["file_of", "at", "by", "reason", "status", "new", "changed", "same", "errors"]
    list_display_links = None
    list_filter = ["status"]
    search_fields = ["filename", "reason"]
    list_select_related = ["by"]
    change_list_template = "admin/observations_list.html"

    @admin.display(description="file", ordering="filename")
    def file_of(self, row: FigureImport) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:figure_import", args=[row.pk]), row.filename)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context=None) -> HttpResponse:
        return redirect("admin:figure_import", int(object_id) if object_id.isdigit() else 0)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("bring/", view(bring_page), name="figure_import_bring"),
            path("<int:pk>/", view(import_page), name="figure_import"),
            path("<int:pk>/errors/", view(errors_file), name="figure_import_errors"),
            *super().get_urls(),
        ]
