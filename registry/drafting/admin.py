from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from registry.accounts.models import User
from registry.accounts.signed_in import person_of
from registry.common.admin import RecordAdmin
from registry.common.admin_acts import Act, WithActs
from registry.common.dates import today
from registry.drafting import collecting, forms, review, writing
from registry.drafting.admin_pages import board_page
from registry.drafting.parity import keep_lags, put_in_step
from registry.drafting.rounds import CollectionRound
from registry.drafting.sections import Section


def open_today(round: CollectionRound, by: User) -> int:
    return collecting.open_round(round, by=by, on=today())


def remind_today(round: CollectionRound, **_who: User) -> int:
    return collecting.remind_unanswered(round, on=today())


def close_today(round: CollectionRound, by: User) -> CollectionRound:
    return collecting.close_round(round, by=by, on=today())


def is_new(round: CollectionRound) -> bool:
    return round.opened_on is None


@admin.register(CollectionRound)
class CollectionRoundAdmin(WithActs, RecordAdmin):
    comes_back = False  # what it asked for was asked by its act
    form = forms.RoundForm
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
            open_today,
            "Each state gets a draft that starts from its last edition and from open figures; its"
            " contact points are told by mail.",
            is_open=is_new,
            rights=(("add", "registry.Edition"),),
        ),
        "remind": Act(
            "Remind those who have not answered",
            remind_today,
            "A message to the contact points of states whose draft is not submitted; to no others,"
            " and once a day.",
            is_open=lambda round: round.is_running,
        ),
        "close": Act(
            "Close the round",
            close_today,
            "Nobody is reminded any more; drafts stay as they are.",
            is_open=lambda round: round.is_running,
        ),
    }

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [path("<int:pk>/board/", view(board_page), name="round_board"), *super().get_urls()]


@admin.register(Section)
class SectionAdmin(RecordAdmin):
    comes_back = False  # it goes with its edition
    form = forms.SectionForm
    list_display = [
        "template_section",
        "edition",
        "is_prefilled",
        "progress",
        "review",
        "updated_at",
    ]
    list_filter = ["is_prefilled", "progress", "review", "template_section__template"]
    search_fields = [
        "edition__profile__state__iso_alpha3",
        "edition__profile__state__slug",
        "template_section__heading_en",
    ]
    autocomplete_fields = ["edition", "template_section"]
    list_select_related = ["template_section", "edition__profile__state"]
    fields = ["edition", "template_section", "guidance", "text_en", "text_ru", "in_step", "gap"]
    change_form_template = "admin/section_form.html"
    readonly_fields = ["guidance"]
    never_imported = {"in_step": "A person ticks it, on the page of the part."}
    kept_because = gettext_lazy("The text of this edition does not change now.")

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> list[str]:
        return (
            [*self.readonly_fields, "edition", "template_section"] if obj else self.readonly_fields
        )

    def get_fields(self, request: HttpRequest, obj: Section | None = None) -> list[Any]:
        """Who only looks has nothing to tick."""
        may_write = self.has_change_permission(request, obj) if obj else True
        names = super().get_fields(request, obj)
        return [name for name in names if may_write or name != "in_step"]

    def guidance(self, section: Section) -> str:
        return format_html("{}", section.template_section.guidance_en) if section.pk else "—"

    def has_change_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        """A text changes while it is drafted or reviewed, not once the state is asked to endorse
        it."""
        return super().has_change_permission(request, obj) and (
            obj is None or obj.edition.is_writable_by_staff
        )

    def has_delete_permission(self, request: HttpRequest, obj: Section | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (
            obj is None or obj.edition.is_writable_by_staff
        )

    def save_model(self, request: HttpRequest, obj: Section, form, change: bool) -> None:
        """By the same act as the contact point’s desk; the form has checked that nobody saved
        meanwhile."""
        if not change:
            if form.cleaned_data.get("in_step"):
                put_in_step(obj, today())
            keep_lags(obj)
            super().save_model(request, obj, form, change)
            return
        if "_suggest" in request.POST:
            self.suggest(request, obj)
            return
        seen = obj.version - 1 if form.has_changed() else obj.version
        values = {name: form.cleaned_data[name] for name in ("text_en", "text_ru", "gap")}
        saved = writing.save_section(obj, values, by=person_of(request), on=today(), seen=seen)
        if form.cleaned_data.get("in_step"):
            writing.mark_in_step(saved, by=person_of(request), on=today())

    def suggest(self, request: HttpRequest, typed: Section) -> None:
        """What was typed goes to the contact point as single changes; the text stays as it is."""
        now = Section.objects.select_related("edition").get(pk=typed.pk)
        texts = {"en": (now.text_en, typed.text_en), "ru": (now.text_ru, typed.text_ru)}
        made = review.suggest_to_state(now, texts, by=person_of(request))
        messages.success(
            request, f"Suggested to the state: {made} changes. The text itself has not changed."
        )

    def response_change(self, request: HttpRequest, obj: Section) -> HttpResponse:
        if "_suggest" in request.POST:
            return redirect("admin:edition_review", obj.edition_id)
        return super().response_change(request, obj)

    def log_change(self, request: HttpRequest, obj: Section, message):
        return super().log_change(
            request, obj, "Suggested changes." if "_suggest" in request.POST else message
        )
