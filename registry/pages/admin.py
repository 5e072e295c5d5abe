from django.contrib import admin

from registry.common.admin import RecordAdmin
from registry.pages.models import NewsItem, Page


@admin.register(Page)
class PageAdmin(RecordAdmin):
    list_display = ["title_en", "title_ru", "slug", "order"]
    search_fields = ["title_en", "title_ru", "slug"]
    fields = [("title_en", "title_ru"), ("slug", "order"), ("body_en", "body_ru")]


@admin.register(NewsItem)
class NewsItemAdmin(RecordAdmin):
    list_display = ["title_en", "date", "certainty"]
    list_filter = ["certainty", "projects"]
    search_fields = ["title_en", "title_ru", "slug"]
    autocomplete_fields = ["states", "projects", "documents", "meetings"]
    date_hierarchy = "date"
