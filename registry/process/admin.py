from django.contrib import admin
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from registry.common.admin import RecordAdmin, RecordInline
from registry.common.appearing_admin import AppearingAdmin
from registry.process.attendance_admin import attendance_page
from registry.process.chapters import Chapter
from registry.process.models import (
    Action,
    ActionPlan,
    Attendance,
    CooperationArea,
    Mandate,
    Meeting,
)
from registry.process.phases import Phase


class ActionInline(RecordInline):
    model = Action
    fields = ["number", "area", "slug", "title_en", "title_ru", "order"]
    autocomplete_fields = ["area"]


class ChapterInline(RecordInline):
    model = Chapter
    fields = ["area", "title_en", "title_ru", "certainty"]


@admin.register(CooperationArea)
class CooperationAreaAdmin(RecordAdmin):
    list_display = ["number", "name_en", "name_ru"]
    search_fields = ["name_en", "name_ru", "slug"]


@admin.register(ActionPlan)
class ActionPlanAdmin(RecordAdmin):
    list_display = ["title", "adopted_on", "first_year", "last_year"]
    search_fields = ["title_en", "title_ru", "slug"]
    autocomplete_fields = ["meeting", "document"]
    inlines = [ChapterInline, ActionInline]


@admin.register(Chapter)
class ChapterAdmin(RecordAdmin):
    list_display = ["title_en", "title_ru", "plan", "area", "certainty"]
    list_filter = ["plan", "area", "certainty"]
    search_fields = ["title_en", "title_ru"]
    autocomplete_fields = ["plan", "area"]
    list_select_related = ["plan", "area"]


@admin.register(Phase)
class PhaseAdmin(RecordAdmin):
    list_display = ["number", "title_en", "title_ru", "first_year", "last_year", "certainty"]
    search_fields = ["title_en", "title_ru"]


@admin.register(Action)
class ActionAdmin(RecordAdmin):
    list_display = ["title", "number", "plan", "area", "certainty"]
    list_filter = ["plan", "area", "certainty"]
    search_fields = ["title_en", "title_ru", "slug", "number"]
    autocomplete_fields = ["plan", "area"]
    list_select_related = ["plan", "area"]


@admin.register(Meeting)
class MeetingAdmin(AppearingAdmin):
    list_display = ["title", "kind", "dates", "place_en", "states_count", "certainty"]
    list_filter = ["kind", "certainty", "is_online", "project"]
    search_fields = ["title_en", "title_ru", "slug", "place_en", "place_ru"]
    states_by = ("country", "host", "attendances__state")
    autocomplete_fields = ["country", "host", "project", "other_projects"]
    date_hierarchy = "starts_on"
    change_form_template = "admin/meeting_form.html"

    @admin.display(description=_("date"), ordering="starts_on")
    def dates(self, row: Meeting) -> str:
        return row.dates_worded

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(attendance_page)
        return [path("<int:pk>/attendance/", view, name="meeting_attendance"), *super().get_urls()]

    def render_change_form(self, request: HttpRequest, context, *args, **kwargs):
        meeting = kwargs.get("obj")
        if meeting and meeting.pk:
            number = meeting.attendances.count()
            words = ngettext("%(number)s state named", "%(number)s states named", number)
            context["attendance_words"] = words % {"number": number}
        return super().render_change_form(request, context, *args, **kwargs)


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
