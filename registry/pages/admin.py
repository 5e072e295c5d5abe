from django.contrib import admin
from django.http import HttpRequest

from registry.common.admin import RecordAdmin
from registry.pages.models import NewsItem, Page


@admin.register(Page)
class PageAdmin(RecordAdmin):
    list_display = ["title_en", "title_ru", "slug", "order"]
    search_fields = ["title_en", "title_ru", "slug"]
    fields = [("title_en", "title_ru"), ("slug", "order"), ("body_en", "body_ru")]

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Not for a page that every page links to; it may be written anew and renamed."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_of_the_frame)


@admin.register(NewsItem)
class NewsItemAdmin(RecordAdmin):
    list_display = ["title_en", "date", "is_public", "certainty"]
    list_filter = ["certainty", "projects"]
    search_fields = ["title_en", "title_ru", "slug"]
    autocomplete_fields = ["states", "projects", "documents", "meetings"]
    date_hierarchy = "date"

    @admin.display(boolean=True, description="public")
    def is_public(self, row: NewsItem) -> bool:
        return row.is_public
