from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from registry.common.admin import RecordAdmin, RecordInline
from registry.common.appearing_admin import AppearingAdmin
from registry.library.models import Document, DocumentVersion


class VersionInline(RecordInline):
    model = DocumentVersion


@admin.register(Document)
class DocumentAdmin(AppearingAdmin):
    list_display = ["title", "kind", "published", "publisher", "certainty"]
    list_filter = ["kind", "certainty", "areas", "series"]
    search_fields = ["title_en", "title_ru", "slug", "authors", "publisher"]
    autocomplete_fields = ["part_of", "project", "meeting", "areas", "states"]
    date_hierarchy = "published_on"
    inlines = [VersionInline]

    @admin.display(description=_("published"), ordering="published_on")
    def published(self, row: Document) -> str:
        return row.published_worded


@admin.register(DocumentVersion)
class DocumentVersionAdmin(RecordAdmin):
    list_display = ["document", "language", "url"]
    list_filter = ["language"]
    search_fields = ["document__title_en", "document__title_ru", "url"]
    autocomplete_fields = ["document"]
    list_select_related = ["document"]
