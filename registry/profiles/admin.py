from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html

from registry.common.admin import RecordAdmin, RecordInline
from registry.common.dates import today
from registry.common.errors import RuleError
from registry.profiles.models import (
    Edition,
    MigrationProfile,
    ProfileTemplate,
    Section,
    SectionIndicator,
    TemplateSection,
    Transition,
)
from registry.profiles.prefill import fill_sections
from registry.profiles.publishing import publish


class TemplateSectionInline(RecordInline):
    model = TemplateSection
    fields = ["number", "order", "slug", "heading_en", "heading_ru", "is_required"]


class SectionIndicatorInline(RecordInline):
    model = SectionIndicator
    autocomplete_fields = ["indicator"]


class SectionListInline(admin.TabularInline):
    """The sections of an edition as a list; each is edited on a page of its own, so that sixty stay usable."""

    model = Section
    fields = readonly_fields = ["heading", "words_en", "words_ru", "is_prefilled"]
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("template_section", "edition__profile__state")

    def heading(self, section: Section) -> str:
        return str(section.template_section)

    @admin.display(description="words, English")
    def words_en(self, section: Section) -> int:
        return len(section.text_en.split())

    @admin.display(description="words, Russian")
    def words_ru(self, section: Section) -> int:
        return len(section.text_ru.split())


class TransitionInline(admin.TabularInline):
    model = Transition
    fields = readonly_fields = ["from_status", "to_status", "on", "by", "reason"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False


@admin.register(ProfileTemplate)
class ProfileTemplateAdmin(RecordAdmin):
    list_display = ["name_en", "kind", "number", "in_use_from", "certainty"]
    search_fields = ["name_en", "name_ru"]
    inlines = [TemplateSectionInline]


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
class MigrationProfileAdmin(RecordAdmin):
    list_display = ["state", "kind", "note_en"]
    list_filter = ["kind"]
    search_fields = ["state__iso_alpha3", "state__slug", "state__designations__short_name_en", "kind"]
    autocomplete_fields = ["state"]
    list_select_related = ["state"]


@admin.register(Edition)
class EditionAdmin(RecordAdmin):
    list_display = ["state", "kind", "years", "number", "status", "endorsement", "origin", "published_on"]
    list_filter = ["status", "endorsement", "origin", "profile__kind", "year"]
    search_fields = ["profile__state__iso_alpha3", "profile__state__slug", "=year"]
    autocomplete_fields = ["profile", "template", "supersedes"]
    list_select_related = ["profile__state"]
    inlines = [SectionListInline, TransitionInline]
    actions = ["fill_from_figures", "publish_editions"]

    @admin.display(ordering="profile__state__slug")
    def state(self, edition: Edition) -> str:
        return str(edition.profile.state)

    @admin.display(ordering="profile__kind")
    def kind(self, edition: Edition) -> str:
        return edition.profile.get_kind_display()

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> list[str]:
        """A frozen edition never changes; a correction is a new version."""
        if obj and obj.is_frozen:
            names = [field.name for field in Edition._meta.fields if field.editable]
            return [name for name in names if name not in Edition.FREE_AFTER_PUBLICATION or name == "status"]
        return []

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_frozen)

    def get_actions(self, request: HttpRequest) -> dict:
        """Without deletion in bulk, which would not ask about each."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    @admin.action(description="Fill empty sections from open figures", permissions=["change"])
    def fill_from_figures(self, request: HttpRequest, queryset) -> None:
        for edition in queryset:
            try:
                made = fill_sections(edition, on=today())
                self.message_user(request, f"{edition}: {made} sections made.", messages.SUCCESS)
            except RuleError as error:
                self.message_user(request, f"{edition}: {error}", messages.ERROR)

    @admin.action(description="Publish: freeze text, figures and charts", permissions=["change"])
    def publish_editions(self, request: HttpRequest, queryset) -> None:
        for edition in queryset:
            try:
                publish(edition, by=request.user, on=today())
                self.message_user(request, f"{edition} is published.", messages.SUCCESS)
            except RuleError as error:
                self.message_user(request, f"{edition}: {error}", messages.ERROR)


@admin.register(Section)
class SectionAdmin(RecordAdmin):
    list_display = ["template_section", "edition", "is_prefilled", "updated_at"]
    list_filter = ["is_prefilled", "template_section__template"]
    search_fields = [
        "edition__profile__state__iso_alpha3",
        "edition__profile__state__slug",
        "template_section__heading_en",
    ]
    autocomplete_fields = ["edition", "template_section"]
    list_select_related = ["template_section", "edition__profile__state"]
    fields = ["edition", "template_section", "guidance", ("text_en", "text_ru")]
    readonly_fields = ["guidance"]

    def guidance(self, section: Section) -> str:
        return format_html("{}", section.template_section.guidance_en) if section.pk else "—"

    def has_change_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        """The sections of a published edition are frozen with it."""
        return super().has_change_permission(request, obj) and not (obj and obj.edition.is_frozen)

    has_delete_permission = has_change_permission
