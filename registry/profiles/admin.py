from django.contrib import admin

from registry.accounts.models import User
from registry.common.admin import RecordAdmin, RecordInline, change_address
from registry.common.admin_acts import Act, WithActs
from registry.common.dates import today
from registry.drafting import starting
from registry.profiles import forms
from registry.profiles.models import MigrationProfile
from registry.profiles.template_versions import copy_as_new_version
from registry.profiles.templates import ProfileTemplate, SectionIndicator, TemplateSection


class TemplateSectionInline(RecordInline):
    model = TemplateSection
    fields = ["number", "order", "slug", "heading_en", "heading_ru", "is_required"]


class SectionIndicatorInline(RecordInline):
    model = SectionIndicator
    autocomplete_fields = ["indicator"]


def new_version(template: ProfileTemplate, by: User, in_use_from: int) -> str:
    return change_address(copy_as_new_version(template, by=by, in_use_from=in_use_from))


@admin.register(ProfileTemplate)
class ProfileTemplateAdmin(WithActs, RecordAdmin):
    list_display = ["name_en", "kind", "number", "in_use_from", "certainty"]
    search_fields = ["name_en", "name_ru"]
    inlines = [TemplateSectionInline]
    acts = {
        "copy": Act(
            "Copy as a new version",
            new_version,
            "All parts with their guidance and figures, under the next number. Editions that are"
            " written by the old version keep it.",
            form=forms.NewVersionForm,
            is_link=True,
            rights=(("add", "registry.ProfileTemplate"), ("add", "registry.TemplateSection")),
        )
    }


@admin.register(TemplateSection)
class TemplateSectionAdmin(RecordAdmin):
    list_display = ["number", "heading_en", "template", "is_required", "certainty"]
    list_filter = ["template", "is_required", "certainty"]
    search_fields = ["heading_en", "heading_ru", "slug", "number"]
    autocomplete_fields = ["template", "parent"]
    list_select_related = ["template"]
    inlines = [SectionIndicatorInline]


@admin.register(SectionIndicator)
class SectionIndicatorAdmin(RecordAdmin):
    list_display = ["section", "indicator", "order", "has_chart"]
    list_filter = ["has_chart", "section__template"]
    search_fields = ["section__heading_en", "indicator__title_en", "indicator__slug"]
    autocomplete_fields = ["section", "indicator"]
    list_select_related = ["section", "indicator"]


@admin.register(MigrationProfile)
class MigrationProfileAdmin(WithActs, RecordAdmin):
    list_display = ["state", "kind", "note_en"]
    list_filter = ["kind"]
    search_fields = [
        "state__iso_alpha3",
        "state__slug",
        "kind",
    ]
    autocomplete_fields = ["state"]
    list_select_related = ["state"]
    acts = {
        "start": Act(
            "Start an edition",
            lambda profile, by, year, origin: change_address(
                starting.start_edition(profile, year, by=by, on=today(), origin=origin)
            ),
            "A draft that starts from the last edition and from the open figures.",
            form=forms.StartForm,
            is_link=True,
            rights=(("add", "registry.Edition"),),
        )
    }
