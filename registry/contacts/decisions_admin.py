"""What waits for a decision of the Secretariat, in the admin: changes of office, handovers."""

from functools import partial
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html

from registry.accounts.models import User
from registry.accounts.signed_in import person_of
from registry.common.admin_acts import Act, ReadOnlyAdmin, WithActs
from registry.common.admin_choices import ChosenByKey
from registry.common.admin_refusals import SavesByAct
from registry.common.dates import today
from registry.contacts import details, handover, letters
from registry.contacts.admin_pages import CHANGES_CONTACT_POINTS
from registry.contacts.forms import HandoverByStaffForm
from registry.contacts.looks import remember_look
from registry.contacts.models import ContactPoint
from registry.contacts.traces import Handover, Look, OfficeChange


class DecidedAdmin(WithActs, ReadOnlyAdmin):
    list_filter = ["decision"]

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).select_related("decided_by", "asked_by")


@admin.register(OfficeChange)
class OfficeChangeAdmin(DecidedAdmin):
    list_display = ["contact_point", "role", "authority", "authority_name", "asked_at", "decision"]
    list_select_related = ["contact_point__state", "authority__state"]
    acts = {
        "accept": Act(
            label="Accept",
            deed=partial(details.decide_office_change, accept=True),
            told=(
                "Role and authority change at once, and the person is told. An authority that is"
                " not in the list is added to it."
            ),
            is_open=attrgetter("is_open"),
            rights=(CHANGES_CONTACT_POINTS,),
            is_grave=True,
        ),
        "refuse": Act(
            label="Refuse",
            deed=partial(details.decide_office_change, accept=False),
            told="Everything stays as it is, and the person is told why.",
            is_open=attrgetter("is_open"),
            asks_reason=True,
        ),
    }


def confirm_today(row: Handover, *, by: User) -> ContactPoint:
    return handover.confirm_handover(row, by=by, on=today())


@admin.register(Handover)
class HandoverAdmin(ChosenByKey, SavesByAct, DecidedAdmin):
    """Staff may name a successor too, for a state that wrote a letter."""

    form = HandoverByStaffForm
    list_display = ["predecessor", "since", "asked_at", "decision"]
    list_select_related = ["predecessor__state"]
    autocomplete_fields = ["predecessor"]
    acts = {
        "confirm": Act(
            label="Confirm",
            deed=confirm_today,
            told=(
                "The predecessor’s term and access end now, in open sessions too. What is open"
                " passes to the successor, who is invited."
            ),
            is_open=attrgetter("is_open"),
            rights=(CHANGES_CONTACT_POINTS, ("add", "registry.ContactPoint")),
            is_grave=True,
        ),
        "refuse": Act(
            label="Refuse",
            deed=handover.refuse_handover,
            told="Everything stays as it is, and the predecessor is told why.",
            is_open=attrgetter("is_open"),
            asks_reason=True,
        ),
    }
    add_fields = HandoverByStaffForm.Meta.fields
    shown_fields = [
        "predecessor",
        "name_latin",
        "name_cyrillic",
        "email",
        "language",
        "since",
        "note",
        "letter_link",
        "asked_by",
        "asked_at",
        "decision",
        "decided_by",
        "decided_at",
        "reason",
        "successor",
    ]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("registry.add_handover")

    def get_fields(self, request, obj=None):
        return self.shown_fields if obj else self.add_fields

    def save_model(self, request, obj, form, change) -> None:
        """The act, not the form, makes the row: it writes to the person named."""
        named = {name: form.cleaned_data[name] for name in self.add_fields if name != "predecessor"}
        made = handover.name_successor(form.cleaned_data["predecessor"], by=request.user, **named)
        obj.pk, obj.letter = made.pk, made.letter

    def get_urls(self) -> list:
        letter = self.admin_site.admin_view(self.letter_view)
        return [path("<int:pk>/letter/", letter, name="handover_letter"), *super().get_urls()]

    def letter_view(self, request: HttpRequest, pk: int) -> FileResponse:
        row = get_object_or_404(Handover.objects.all(), pk=pk)
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if not row.letter:
            raise Http404
        remember_look([row.predecessor], by=person_of(request), where=Look.Where.ADMIN)
        return letters.letter_response(row.letter)

    @admin.display(description="letter")
    def letter_link(self, row: Handover) -> str:
        if not row.letter:
            return "none"
        return format_html(
            '<a href="{}">Download</a>', reverse("admin:handover_letter", args=[row.pk])
        )
