from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.common.admin import RecordAdmin, RecordInline
from registry.common.admin_choices import ChosenSeveral
from registry.common.appearing_admin import AppearingAdmin
from registry.projects.models import Output, Partner, Project


class PartnerInline(RecordInline):
    model = Partner
    autocomplete_fields = ["state"]


class OutputInline(RecordInline):
    model = Output
    autocomplete_fields = ["document"]


@admin.register(Project)
class ProjectAdmin(AppearingAdmin):
    list_display = ["title", "acronym", "kind", "number", "years", "certainty"]
    list_filter = ["kind", "certainty", "areas"]
    search_fields = ["title_en", "title_ru", "slug", "acronym"]
    states_by = ("partners__state",)
    autocomplete_fields = ["parent", "plans", "areas", "actions"]
    inlines = [PartnerInline, OutputInline]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in ("areas", "plans"):  # the name of an action needs further records
            kwargs["widget"] = ChosenSeveral(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("years"), ordering="starts_on")
    def years(self, row: Project) -> str:
        return row.years_worded


@admin.register(Partner)
class PartnerAdmin(RecordAdmin):
    list_display = ["project", "role", "state", "organisation_en"]
    list_filter = ["role", "project"]
    search_fields = [
        "project__title_en",
        "state__iso_alpha3",
        "state__slug",
        "organisation_en",
        "organisation_ru",
    ]
    autocomplete_fields = ["project", "state"]
    list_select_related = ["project", "state"]


@admin.register(Output)
class OutputAdmin(RecordAdmin):
    list_display = ["title", "kind", "project", "document"]
    list_filter = ["kind", "project"]
    search_fields = ["title_en", "title_ru", "slug"]
    autocomplete_fields = ["project", "document"]
    list_select_related = ["project", "document"]
