from django.contrib import admin

from registry.common.admin import RecordAdmin
from registry.common.admin_acts import ReadOnlyAdmin
from registry.search.models import MissedSearch, Synonyms


@admin.register(Synonyms)
class SynonymsAdmin(RecordAdmin):
    list_display = ["slug", "words_en", "words_ru", "state"]
    search_fields = ["slug", "words_en", "words_ru"]
    autocomplete_fields = ["state"]
    list_select_related = ["state"]


@admin.register(MissedSearch)
class MissedSearchAdmin(ReadOnlyAdmin):
    """What people looked for in vain: a word that they use and the registry does not belongs among
    the synonyms."""

    list_display = ["words", "count", "language", "last_on"]
    list_filter = ["language"]
    search_fields = ["words"]
    date_hierarchy = "last_on"
