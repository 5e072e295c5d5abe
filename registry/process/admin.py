from django.contrib import admin

from registry.common.admin import RecordAdmin, RecordInline
from registry.common.appearing_admin import AppearingAdmin
from registry.process.models import (
    Action,
    ActionPlan,
    Attendance,
    CooperationArea,
    Mandate,
    Meeting,
)


class ActionInline(RecordInline):
    model = Action
    fields = ["number", "area", "slug", "title_en", "title_ru", "order"]
    autocomplete_fields = ["area"]


class AttendanceInline(RecordInline):
    model = Attendance
    autocomplete_fields = ["state"]


@admin.register(CooperationArea)
class CooperationAreaAdmin(RecordAdmin):
    list_display = ["number", "name_en", "name_ru"]
    search_fields = ["name_en", "name_ru", "slug"]


@admin.register(ActionPlan)
class ActionPlanAdmin(RecordAdmin):
    list_display = ["title_en", "adopted_on", "first_year", "last_year"]
    search_fields = ["title_en", "title_ru", "slug"]
    autocomplete_fields = ["meeting", "document"]
    inlines = [ActionInline]


@admin.register(Action)
class ActionAdmin(RecordAdmin):
    list_display = ["title_en", "number", "plan", "area", "certainty"]
    list_filter = ["plan", "area", "certainty"]
    search_fields = ["title_en", "title_ru", "slug", "number"]
    autocomplete_fields = ["plan", "area"]
    list_select_related = ["plan", "area"]


@admin.register(Meeting)
class MeetingAdmin(AppearingAdmin):
    list_display = ["title_en", "kind", "dates_worded", "place_en", "states_count", "certainty"]
    list_filter = ["kind", "certainty", "is_online", "project"]
    search_fields = ["title_en", "title_ru", "slug", "place_en", "place_ru"]
    autocomplete_fields = ["country", "host", "project", "other_projects"]
    date_hierarchy = "starts_on"
    inlines = [AttendanceInline]


@admin.register(Attendance)
class AttendanceAdmin(RecordAdmin):
    list_display = ["meeting", "state", "role"]
    list_filter = ["role"]
    search_fields = ["meeting__title_en", "state__iso_alpha3", "state__slug"]
    autocomplete_fields = ["meeting", "state"]
    list_select_related = ["meeting", "state"]


@admin.register(Mandate)
class MandateAdmin(RecordAdmin):
    list_display = ["state", "kind", "since", "until", "certainty"]
    list_filter = ["kind", "certainty"]
    search_fields = ["state__iso_alpha3", "state__slug"]
    autocomplete_fields = ["state"]
    list_select_related = ["state"]
