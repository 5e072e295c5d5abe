from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from registry.common.appearing import FIELDS
from registry.common.appearing_admin import AppearingAdmin, AppearingForm
from registry.common.dates import midnight_of, today
from registry.pages.models import NewsItem, Page


@admin.register(Page)
class PageAdmin(AppearingAdmin):
    list_display = ["title_en", "title_ru", "slug", "order"]
    search_fields = ["title_en", "title_ru", "slug"]
    fields = [("title_en", "title_ru"), ("slug", "order"), ("body_en", "body_ru"), *FIELDS]

    def has_delete_permission(self, request: HttpRequest, obj: Page | None = None) -> bool:
        """Not for a page that every page links to; it may be written anew and renamed."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_of_the_frame)


class NewsForm(AppearingForm):
    def clean(self) -> dict[str, Any]:
        """News that is dated for a day to come, and for which nothing else is said, waits for
        it."""
        data = super().clean()
        day = data.get("date")
        if day and day > today() and "appears_at" in data and not data["appears_at"]:
            data["appears_at"] = self.instance.appears_at = midnight_of(day)
        return data


@admin.register(NewsItem)
class NewsItemAdmin(AppearingAdmin):
    form = NewsForm
    list_display = ["title_en", "date", "certainty"]
    list_filter = ["certainty", "projects"]
    search_fields = ["title_en", "title_ru", "slug"]
    autocomplete_fields = ["picture", "states", "projects", "documents", "meetings"]
    date_hierarchy = "date"
