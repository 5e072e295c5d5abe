"""Packs for a meeting, and letters on paper, in the admin."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.models import User
from registry.accounts.signed_in import person_of
from registry.common.admin import RecordAdmin, RecordInline, change_address
from registry.common.admin_acts import Act, WithActs
from registry.common.dates import today
from registry.common.keys import key_in
from registry.common.languages import OWN_NAMES
from registry.packs import admin_pages, packing
from registry.packs.models import MeetingPack, PackPart
from registry.packs.paper import version


class PartInline(RecordInline):
    """All parts of a pack: their order is that of the numbers, so that it works without a
    script."""

    model = PackPart
    fields = ["is_in", "place", "is_internal", ("comment_en", "comment_ru")]
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_frozen)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).order_by("place", "pk")


def freeze_today(row: MeetingPack, *, by: User) -> MeetingPack:
    return packing.freeze(row, by=by, on=today())


def is_draft(row: MeetingPack) -> bool:
    return not row.is_frozen


@admin.register(MeetingPack)
class MeetingPackAdmin(WithActs, RecordAdmin):
    """A draft until it is frozen."""

    comes_back = False  # its parts are made with it
    change_form_template = "admin/pack_form.html"
    list_display = ["name", "number", "follows", "frozen_on"]
    list_filter = ["frozen_on"]
    search_fields = ["meeting__title_en", "meeting__title_ru", "meeting__slug"]
    autocomplete_fields = ["meeting"]
    list_select_related = ["meeting", "follows__meeting"]
    fields = ["meeting", "number", "follows", ("foreword_en", "foreword_ru")]
    kept_because = gettext_lazy("This pack is frozen, so it does not change any more.")
    acts = {
        "freeze": Act(
            label=gettext_lazy("Freeze"),
            deed=freeze_today,
            told=gettext_lazy(
                "The pack is kept as it is today, in both languages, with the date and a checksum."
                " Then nobody changes or deletes it; a later pack can say what changed since."
            ),
            is_open=is_draft,
        )
    }

    @admin.display(description=gettext_lazy("meeting pack"), ordering="meeting__title_en")
    def name(self, row: MeetingPack) -> str:
        return row.meeting.title

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/papers/<slug:audience>/<slug:language>/",
                view(admin_pages.pack_page),
                name="pack_page",
            ),
            path(
                "<int:pk>/papers/<slug:audience>/<slug:language>/<slug:form>/",
                view(admin_pages.pack_file),
                name="pack_file",
            ),
            *super().get_urls(),
        ]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list:
        """The parts come with the first save."""
        return [PartInline] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_frozen)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_frozen)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Who may delete packs hears why not this one."""
        row = self.get_object(request, object_id) if key_in(object_id) else None
        if row and row.is_frozen and super().has_delete_permission(request):
            told = _("A frozen pack is not deleted: it was handed round as it is.")
            messages.error(request, told)
            return redirect(change_address(row))
        return super().delete_view(request, object_id, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            packing.add_parts(obj, by=person_of(request))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        """To the page of its parts."""
        if "_popup" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("The pack is begun. Choose, order and comment its parts."))
        return redirect(change_address(obj))

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = kwargs.get("obj")
        context["files"] = files_of(row) if row and row.pk else []
        context["pack"] = row
        return super().render_change_form(request, context, *args, **kwargs)


def files_of(row: MeetingPack) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """(for whom, language, its code, [(what, address)])."""
    found = []
    for audience in admin_pages.AUDIENCES:
        for code, language in OWN_NAMES.items():
            place = [row.pk, audience, code]
            links = [(_("Page to print"), reverse("admin:pack_page", args=place))]
            for form in admin_pages.FORMS:
                links.append((form.upper(), reverse("admin:pack_file", args=[*place, form])))
            found.append((version(audience), language, code, links))
    return found
