from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from registry.accounts.models import User
from registry.common.admin import RecordAdmin, change_address
from registry.common.admin_acts import Act, WithActs
from registry.common.dates import today
from registry.drafting import starting, writing
from registry.drafting.admin_pages import review_page
from registry.drafting.sections import Section
from registry.packs.models import PaperLetter
from registry.profiles.by_hand import BY_STEPS, OF_DOCUMENTS, is_document_draft
from registry.profiles.endorsement_clock import clock
from registry.profiles.models import Edition
from registry.profiles.moves import Transition
from registry.profiles.notices import stamp
from registry.profiles.steps import Actor, Problem, Step, may, problems_of
from registry.publication import forms, workflow
from registry.publication.admin_pages import letter_page, preview_of_edition
from registry.sheets.admin_pages import figures_sheet, sheet_page, sheets_page
from registry.word.admin_pages import word_copy_page

STANDING_NOTES = ("standing_note_en", "standing_note_ru")  # all that staff change of a frozen text


class SectionListInline(admin.TabularInline):
    """The sections of an edition as a list; each is edited on a page of its own, so that sixty
    stay usable."""

    model = Section
    fields = readonly_fields = (
        "heading",
        "words_en",
        "words_ru",
        "is_prefilled",
        "progress",
        "review",
        "gap",
    )
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("template_section", "edition__profile__state")

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
    fields = readonly_fields = (
        "step",
        "from_status",
        "to_status",
        "on",
        "by",
        "on_behalf",
        "letter_link",
        "reason",
    )
    extra = 0
    can_delete = False

    @admin.display(description="letter")
    def letter_link(self, transition: Transition) -> str:
        if not transition.letter:
            return "—"
        return format_html(
            '<a href="{}">letter</a>', reverse("admin:edition_letter", args=[transition.pk])
        )

    def has_add_permission(self, request, obj=None) -> bool:
        return False


class PaperLetterInline(admin.TabularInline):
    """That a letter on paper was made: neither the letter nor a name is kept."""

    model = PaperLetter
    fields = readonly_fields = (
        "kind",
        "reference_number",
        "dated",
        "languages",
        "form",
        "made_by",
        "made_at",
        "checksum",
    )
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("made_by")


def form_of(step: Step) -> type | None:
    if step.is_of_state_alone:
        return forms.EndorsedOnBehalfForm if step.is_endorsement else forms.OnBehalfForm
    if Actor.STATE in step.who:
        return forms.OptionalLetterForm
    return forms.StepReasonForm if step.asks_reason else None


def act_of(step: Step) -> Act:
    """A step of the workflow as a button of the admin; what is the state’s alone is recorded
    with its letter."""
    suffix = " (on behalf of the state)" if step.is_of_state_alone else ""

    def perform(edition: Edition, by: User, **given: Any) -> Any:
        return workflow.perform(edition, step.name, by=by, on=today(), **given)

    def is_open(edition: Edition) -> bool:
        return edition.status in step.from_statuses

    def problems(edition: Edition) -> list[Problem]:
        return problems_of(step, edition, today())

    return Act(
        f"{step.label}{suffix}",
        perform,
        step.explanation,
        is_open=is_open,
        form=form_of(step),
        problems=problems,
        is_grave=step.is_grave,
    )


def fill_missing(edition: Edition, by: User) -> Any:
    return starting.fill_missing(edition, by=by, on=today())


def may_waive_parity(edition: Edition) -> bool:
    return edition.is_in_work and not edition.is_compiled


def start_correction(edition: Edition, by: User, **notes: str) -> str:
    """The address of the new version."""
    return change_address(starting.start_correction(edition, by=by, on=today(), **notes))


def take_kept(edition: Edition, by: User) -> int:
    return starting.take_kept(edition, by=by, on=today())


def has_kept_text(edition: Edition) -> bool:
    return starting.kept_edition(edition) is not None


STEP_ACTS = {
    name: act_of(step)
    for name, step in workflow.STEPS.items()
    if not step.is_consequence and may(step, Actor.SECRETARIAT)
}


@admin.register(Edition)
class EditionAdmin(WithActs, RecordAdmin):
    comes_back = False  # only the workflow makes an edition
    list_display = [
        "state",
        "kind",
        "years",
        "number",
        "status",
        "endorsement_clock",
        "as_endorsed",
        "origin",
        "published_on",
    ]
    list_filter = ["status", "endorsement", "origin", "profile__kind", "year"]
    search_fields = ["profile__state__iso_alpha3", "profile__state__slug", "=year"]
    autocomplete_fields = ["profile", "template", "supersedes"]
    list_select_related = ["profile__state"]
    inlines = [SectionListInline, TransitionInline, PaperLetterInline]
    change_form_template = "admin/edition_form.html"
    acts = STEP_ACTS | {
        "fill": Act(
            "Make the missing parts",
            fill_missing,
            "From the last edition and from open figures; parts that exist stay as they are.",
            is_open=lambda edition: edition.is_writable,
        ),
        "waive_parity": Act(
            "Waive parity of languages",
            writing.waive_parity,
            "The edition may be published with one language behind the other; readers are told in"
            " each part.",
            is_open=may_waive_parity,
            form=forms.WaiverForm,
        ),
        "take_kept": Act(
            "Take in the text of the withdrawn edition",
            take_kept,
            "Into the parts that nobody has touched yet; what was typed since stays.",
            is_open=has_kept_text,
        ),
        "correct": Act(
            "Start a correction",
            start_correction,
            "A new version of the same year with a public note. The published one stays as it is.",
            is_open=lambda edition: edition.is_frozen,
            form=forms.CorrectionForm,
            is_link=True,
            rights=(("add", "registry.Edition"),),
        ),
    }
    never_imported = dict.fromkeys(
        BY_STEPS, "This changes by a step of the workflow, on the page of the edition."
    )

    @admin.display(ordering="profile__state__slug")
    def state(self, edition: Edition) -> str:
        return str(edition.profile.state)

    @admin.display(ordering="profile__kind")
    def kind(self, edition: Edition) -> str:
        return edition.profile.get_kind_display()

    @admin.display(ordering="endorsement", description=_("endorsement"))
    def as_endorsed(self, edition: Edition) -> str:
        """As readers are told: our reading of a source alone does not count as an endorsement."""
        return stamp(edition).text

    @admin.display(ordering="submitted_on", description="three months")
    def endorsement_clock(self, edition: Edition) -> str:
        now = clock(edition, today()) if edition.is_with_the_state else None
        if now is None:
            return "—"
        return (
            f"day {now.day}, until {now.ends:%d.%m.%Y}"
            if now.days_left >= 0
            else f"over since {now.ends:%d.%m.%Y}"
        )

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        review_url = path("<int:pk>/review/", view(review_page), name="edition_review")
        letter_url = path("letters/<int:pk>/", view(letter_page), name="edition_letter")
        preview_url = path(
            "<int:pk>/preview/<slug:language>/",
            view(preview_of_edition),
            name="edition_preview",
        )
        sheet_url = path(
            "<int:pk>/figures/<slug:language>.xlsx", view(figures_sheet), name="edition_figures"
        )
        sheets_url = path("<int:pk>/sheets/", view(sheets_page), name="edition_sheets")
        one_sheet_url = path("<int:pk>/sheets/<int:sheet>/", view(sheet_page), name="edition_sheet")
        word_url = path("<int:pk>/word/", view(word_copy_page), name="edition_word")
        return [
            review_url,
            letter_url,
            preview_url,
            sheet_url,
            sheets_url,
            one_sheet_url,
            word_url,
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Edition | None = None) -> list[str]:
        """Status and endorsement change by steps alone; of a frozen edition only the note on its
        standing changes."""
        if obj and obj.is_frozen:
            names = [field.name for field in Edition._meta.fields if field.editable]
            return [
                "endorsement_clock",
                *(name for name in names if name not in STANDING_NOTES),
            ]
        free = OF_DOCUMENTS if obj is None or is_document_draft(obj) else ()
        return ["endorsement_clock", *(name for name in BY_STEPS if name not in free)]

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """Where it may be entered by hand at all (by_hand.py), only what needs no answer of the
        state."""
        offered = OF_DOCUMENTS.get(db_field.name)
        if offered:
            kwargs["choices"] = [pair for pair in db_field.choices if pair[0] in offered]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_frozen)

    def get_actions(self, request: HttpRequest) -> dict:
        """Without deletion in bulk, which would not ask about each."""
        return {
            name: action
            for name, action in super().get_actions(request).items()
            if name != "delete_selected"
        }
