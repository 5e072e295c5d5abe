from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.html import format_html

from registry.common.admin import RecordAdmin, RecordInline
from registry.common.admin_acts import Act, WithActs
from registry.common.dates import today
from registry.profiles import collecting, drafting, forms, review, workflow
from registry.profiles.admin_pages import board_page, letter_page, review_page
from registry.profiles.endorsement import clock
from registry.profiles.models import Edition, MigrationProfile, Transition
from registry.profiles.rounds import CollectionRound
from registry.profiles.sections import Section
from registry.profiles.templates import ProfileTemplate, SectionIndicator, TemplateSection


def edition_address(edition: Edition) -> str:
    return reverse("admin:registry_edition_change", args=[edition.pk])


class TemplateSectionInline(RecordInline):
    model = TemplateSection
    fields = ["number", "order", "slug", "heading_en", "heading_ru", "is_required"]


class SectionIndicatorInline(RecordInline):
    model = SectionIndicator
    autocomplete_fields = ["indicator"]


class SectionListInline(admin.TabularInline):
    """The sections of an edition as a list; each is edited on a page of its own, so that sixty stay usable."""

    model = Section
    fields = readonly_fields = ["heading", "words_en", "words_ru", "is_prefilled", "progress", "review", "gap"]
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
    fields = readonly_fields = ["step", "from_status", "to_status", "on", "by", "on_behalf", "letter_link", "reason"]
    extra = 0
    can_delete = False

    @admin.display(description="letter")
    def letter_link(self, transition: Transition) -> str:
        if not transition.letter:
            return "—"
        return format_html('<a href="{}">letter</a>', reverse("admin:edition_letter", args=[transition.pk]))

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
class MigrationProfileAdmin(WithActs, RecordAdmin):
    list_display = ["state", "kind", "note_en"]
    list_filter = ["kind"]
    search_fields = ["state__iso_alpha3", "state__slug", "state__designations__short_name_en", "kind"]
    autocomplete_fields = ["state"]
    list_select_related = ["state"]
    acts = {
        "start": Act(
            "Start an edition",
            lambda profile, by, year, origin: edition_address(
                drafting.start_edition(profile, year, by=by, on=today(), origin=origin)
            ),
            "A draft that starts from the last edition and from the open figures.",
            form=forms.StartForm,
            is_link=True,
        )
    }


def form_of(step: workflow.Step) -> type | None:
    if step.is_of_state_alone:
        return forms.EndorsedOnBehalfForm if step.name.startswith("endorse") else forms.OnBehalfForm
    if workflow.Who.STATE in step.who:
        return forms.WithdrawForm if step.asks_reason else forms.OptionalLetterForm
    return forms.StepReasonForm if step.asks_reason else None


def act_of(step: workflow.Step) -> Act:
    """A step of the workflow as a button of the admin; what is the state’s alone is recorded with its letter."""
    suffix = " (on behalf of the state)" if step.is_of_state_alone else ""
    return Act(
        f"{step.label}{suffix}",
        lambda edition, by, **given: workflow.perform(edition, step.name, by=by, on=today(), **given),
        step.told,
        is_open=lambda edition: edition.status in step.origin,
        form=form_of(step),
        problems=lambda edition: workflow.problems_of(step, edition, today()),
    )


STEP_ACTS = {
    name: act_of(step)
    for name, step in workflow.STEPS.items()
    if name not in workflow.BY_THEMSELVES and workflow.may(step, workflow.Who.SECRETARIAT)
}


@admin.register(Edition)
class EditionAdmin(WithActs, RecordAdmin):
    list_display = [
        "state",
        "kind",
        "years",
        "number",
        "status",
        "endorsement_clock",
        "endorsement",
        "origin",
        "published_on",
    ]
    list_filter = ["status", "endorsement", "origin", "profile__kind", "year"]
    search_fields = ["profile__state__iso_alpha3", "profile__state__slug", "=year"]
    autocomplete_fields = ["profile", "template", "supersedes"]
    list_select_related = ["profile__state"]
    inlines = [SectionListInline, TransitionInline]
    change_form_template = "admin/edition_form.html"
    acts = STEP_ACTS | {
        "fill": Act(
            "Make the missing parts",
            lambda edition, by: drafting.fill_missing(edition, by=by, on=today()),
            "From the last edition and from open figures; parts that exist stay as they are.",
            is_open=lambda edition: edition.is_writable,
        ),
        "waive_parity": Act(
            "Waive parity of languages",
            lambda edition, by, reason: drafting.waive_parity(edition, by=by, on=today(), reason=reason),
            "The edition may be published with one language behind the other; readers are told in each part.",
            is_open=lambda edition: edition.is_in_work and not edition.is_compiled,
            form=forms.WaiverForm,
        ),
        "correct": Act(
            "Start a correction",
            lambda edition, by, **notes: edition_address(
                drafting.start_correction(edition, by=by, on=today(), **notes)
            ),
            "A new version of the same year with a public note. The published one stays as it is.",
            is_open=lambda edition: edition.is_frozen,
            form=forms.CorrectionForm,
            is_link=True,
        ),
    }

    @admin.display(ordering="profile__state__slug")
    def state(self, edition: Edition) -> str:
        return str(edition.profile.state)

    @admin.display(ordering="profile__kind")
    def kind(self, edition: Edition) -> str:
        return edition.profile.get_kind_display()

    @admin.display(ordering="submitted_on", description="three months")
    def endorsement_clock(self, edition: Edition) -> str:
        now = clock(edition, today()) if edition.is_with_the_state else None
        if now is None:
            return "—"
        return f"day {now.day}, until {now.ends:%d.%m.%Y}" if now.days_left >= 0 else f"over since {now.ends:%d.%m.%Y}"

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/review/", view(review_page), name="edition_review"),
            path("letters/<int:pk>/", view(letter_page), name="edition_letter"),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> list[str]:
        """Status and endorsement change by steps alone; of a frozen edition only the note on its standing changes."""
        steps = ["status", "endorsement_clock", "supersedes", "published_on"]
        if obj is None:
            return steps
        if obj.is_frozen:
            names = [field.name for field in Edition._meta.fields if field.editable]
            return ["endorsement_clock", *(name for name in names if not name.startswith("standing_note"))]
        return [*steps, *(name for name in Edition.BY_STEPS if name != "status")] if obj.sections.exists() else steps

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_frozen)

    def get_actions(self, request: HttpRequest) -> dict:
        """Without deletion in bulk, which would not ask about each."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


@admin.register(CollectionRound)
class CollectionRoundAdmin(WithActs, RecordAdmin):
    list_display = ["kind", "year", "deadline", "opened_on", "closed_on"]
    list_filter = ["kind"]
    search_fields = ["=year", "kind"]
    autocomplete_fields = ["template"]
    filter_horizontal = ["states"]
    readonly_fields = ["opened_on", "closed_on"]
    change_form_template = "admin/round_form.html"
    acts = {
        "open": Act(
            "Open the round",
            lambda round, by: collecting.open_round(round, by=by, on=today()),
            "Each state gets a draft that starts from its last edition and from open figures; its contact points are told by mail.",
            is_open=lambda round: round.opened_on is None,
        ),
        "remind": Act(
            "Remind those who have not answered",
            lambda round, by: collecting.remind_unanswered(round, by=by, on=today()),
            "A message to the contact points of states whose draft is not submitted; to no others, and once a day.",
            is_open=lambda round: round.is_running,
        ),
        "close": Act(
            "Close the round",
            lambda round, by: collecting.close_round(round, by=by, on=today()),
            "Nobody is reminded any more; drafts stay as they are.",
            is_open=lambda round: round.is_running,
        ),
    }

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [path("<int:pk>/board/", view(board_page), name="round_board"), *super().get_urls()]


@admin.register(Section)
class SectionAdmin(RecordAdmin):
    list_display = ["template_section", "edition", "is_prefilled", "progress", "review", "updated_at"]
    list_filter = ["is_prefilled", "progress", "review", "template_section__template"]
    search_fields = [
        "edition__profile__state__iso_alpha3",
        "edition__profile__state__slug",
        "template_section__heading_en",
    ]
    autocomplete_fields = ["edition", "template_section"]
    list_select_related = ["template_section", "edition__profile__state"]
    fields = ["edition", "template_section", "guidance", "text_en", "text_ru", "gap"]
    change_form_template = "admin/section_form.html"
    readonly_fields = ["guidance"]

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> list[str]:
        return [*self.readonly_fields, "edition", "template_section"] if obj else self.readonly_fields

    def guidance(self, section: Section) -> str:
        return format_html("{}", section.template_section.guidance_en) if section.pk else "—"

    def has_change_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        """A text changes while it is drafted or reviewed; what the state is asked about, and what is published, stands."""
        return super().has_change_permission(request, obj) and (obj is None or obj.edition.is_writable_by_staff)

    def has_delete_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.edition.is_writable_by_staff)

    def save_model(self, request: HttpRequest, obj: Section, form, change: bool) -> None:
        """By the same act as the contact point’s desk; the form has checked that nobody saved meanwhile."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        if "_suggest" in request.POST:
            self.suggest(request, obj)
            return
        seen = obj.version - 1 if form.has_changed() else obj.version
        values = {name: form.cleaned_data[name] for name in ("text_en", "text_ru", "gap")}
        drafting.save_section(obj, values, by=request.user, on=today(), seen=seen)

    def suggest(self, request: HttpRequest, typed: Section) -> None:
        """What was typed goes to the contact point as single changes; the text stays as it is."""
        now = Section.objects.select_related("edition").get(pk=typed.pk)
        texts = (("en", now.text_en, typed.text_en), ("ru", now.text_ru, typed.text_ru))
        made = sum(len(review.suggest(now, language, base, text, by=request.user)) for language, base, text in texts)
        messages.success(request, f"Suggested to the state: {made} changes. The text itself has not changed.")

    def response_change(self, request: HttpRequest, obj: Section) -> HttpResponse:
        if "_suggest" in request.POST:
            return redirect("admin:edition_review", obj.edition_id)
        return super().response_change(request, obj)

    def log_change(self, request: HttpRequest, obj: Section, message):
        return super().log_change(request, obj, "Suggested changes." if "_suggest" in request.POST else message)
