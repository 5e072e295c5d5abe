from django.contrib import admin

from registry.common.admin import RecordAdmin
from registry.figures.models import Counterpart, Indicator, Observation, Source


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ["title_en", "slug", "licence", "url"]
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
    list_display = ["indicator", "state", "year", "sex", "counterpart", "value", "gap", "status", "source"]
    list_filter = ["indicator", "source", "gap", "status", "sex"]
    search_fields = ["=state__iso_alpha3", "=state__slug", "=indicator__slug"]
    search_help_text = "A state’s code or address (GEO, georgia), or an indicator’s (population)."
    autocomplete_fields = ["indicator", "state", "counterpart", "source"]
    list_select_related = ["indicator", "state", "counterpart", "source"]
    ordering = ["-pk"]
