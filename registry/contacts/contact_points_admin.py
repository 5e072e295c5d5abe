"""Contact points in the admin: the list, the form, and the acts on a contact point."""

from copy import copy
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.grave_pages import GraveRecords
from registry.accounts.models import User
from registry.common.admin import RecordAdmin
from registry.common.admin_acts import Act, WithActs
from registry.common.dates import today
from registry.contacts import addresses, admin_pages, bulk, privacy
from registry.contacts.duplicates import duplicates
from registry.contacts.forms import ContactPointForm
from registry.contacts.looks import remember_look
from registry.contacts.models import DETAILS, PERSONAL_DETAILS, ContactPoint
from registry.contacts.naming import send_privacy_notice
from registry.contacts.reachability import reach, with_facts
from registry.contacts.traces import Bounce, Look


class Standing(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("former", "former"),
            ("merged", "merged into another"),
            ("erasure", "erasure asked for"),
            ("all", "all"),
        ]

    def choices(self, changelist):
        first, *rest = super().choices(changelist)
        yield first | {"display": "in office"}
        yield from rest

    def queryset(self, request, queryset):
        return {
            "former": queryset.former(today()),
            "merged": queryset.merged(),
            "erasure": queryset.erasure_asked(),
            "all": queryset,
        }.get(self.value() or "", queryset.in_office(today()))


class BounceInline(admin.TabularInline):
    model = Bounce
    extra = 0
    fields = ["on", "is_permanent", "source"]
    readonly_fields = ["source"]


OFFICE = {"state", "authority", "role", "since", "until"}
GRAVE_FIELDS = OFFICE | {f"{name}_visibility" for name in DETAILS}


def is_in_office_today(row: ContactPoint) -> bool:
    return row.is_in_office(today())


def erase_today(row: ContactPoint, *, by: User) -> ContactPoint:
    return privacy.erase(row, by=by, on=today())


def can_be_erased(row: ContactPoint) -> bool:
    return not row.erased_on


@admin.register(ContactPoint)
class ContactPointAdmin(GraveRecords, admin_pages.ContactPointPages, WithActs, RecordAdmin):
    """Personal details are in the form only: not in the list, the history, the log or the export.
    Who opens the form is recorded."""

    form = ContactPointForm
    change_list_template = "admin/contact_points_list.html"
    list_display = [
        "state",
        "role",
        "authority",
        "since",
        "until",
        "confirmed_on",
        "reachability",
        "signs_in",
    ]
    list_filter = [Standing, "role", "confirmed_on"]
    search_fields = [
        "state__iso_alpha3",
        "state__slug",
        "authority__name_en",
        "name_latin",
        "name_cyrillic",
        "email",
        "shared_email",
    ]
    autocomplete_fields = ["state", "authority"]
    readonly_fields = ["account"]
    inlines = [BounceInline]
    actions = ["change_one_field", "invite", "ask_to_confirm", "end_term"]
    comes_back = False  # the details are in no history
    never_imported = {
        **dict.fromkeys(
            [f"{name}_visibility" for name in DETAILS],
            "Who sees a detail is the person’s own consent; enter it in the form of the record.",
        ),
        "confirmed_on": "Details are confirmed by the person, or in the form of the record.",
    }
    grave_actions = frozenset({"delete_selected", "end_term"})
    acts = {
        "see_as": Act(
            label="See the desk as this person",
            deed=None,
            told=(
                "You read what this contact point reads; nothing can be changed. The person can"
                " see that somebody looked."
            ),
            is_open=is_in_office_today,
            is_grave=True,
        ),
        "erase": Act(
            label="Erase personal details",
            deed=erase_today,
            told=(
                "The term ends if it runs. Name, addresses and numbers are erased here, in the"
                " account, in traces and letters; that somebody held the office, and when, is"
                " kept. This cannot be undone."
            ),
            is_open=can_be_erased,
            is_grave=True,
        ),
    }
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "state",
                    "authority",
                    "role",
                    ("since", "since_precision"),
                    ("until", "until_precision"),
                    ("confirmed_on", "confirm_every"),
                    ("language", "account"),
                ]
            },
        ),
        (
            "Personal details",
            {
                "fields": [
                    ("name_latin", "name_cyrillic", "name_visibility"),
                    ("email", "email_visibility"),
                    ("shared_email", "shared_email_visibility"),
                    ("phone", "phone_visibility"),
                    ("mobile", "mobile_visibility"),
                    ("spoken", "spoken_visibility"),
                    ("address", "room", "address_visibility"),
                ],
                "description": (
                    "Each detail is seen by the Secretariat only, unless the person consented to"
                    " more."
                ),
            },
        ),
    ]

    def get_queryset(self, request: HttpRequest):
        return with_facts(super().get_queryset(request))

    @admin.display(description="reachability")
    def reachability(self, row: ContactPoint) -> str:
        return reach(row, today()).verdict

    @admin.display(description="signs in", boolean=True)
    def signs_in(self, row: ContactPoint) -> bool:
        return row.account_id is not None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if object_id and request.method == "GET" and response.status_code == 200:
            remember_look(
                ContactPoint.objects.filter(pk=object_id), by=request.user, where=Look.Where.ADMIN
            )
        return response

    def get_search_results(self, request, queryset, search_term):
        """Finding a person by name counts as looking: the answer says whether the name is right."""
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        if search_term:
            by_office: Any = copy(self)
            by_office.search_fields = [
                name for name in self.search_fields if name not in PERSONAL_DETAILS
            ]
            others, _ = super(ContactPointAdmin, by_office).get_search_results(
                request, queryset, search_term
            )
            by_name = ContactPoint.objects.filter(pk__in=found.values("pk"))
            by_name = by_name.exclude(pk__in=others.values("pk"))
            remember_look(by_name, by=request.user, where=Look.Where.ADMIN)
        return found, has_duplicates

    def asks_on_form(self, request: HttpRequest, object_id: str | None) -> bool:
        """Where an office is given, changed or ended, or more is shown of a person than before."""
        if request.method != "POST":
            return False
        row = self.get_object(request, object_id) if object_id else None
        if row is None:
            return True
        form = self.get_form(request, row, change=True)(request.POST, instance=copy(row))
        grave = GRAVE_FIELDS if row.account_id is None else GRAVE_FIELDS | {"email"}
        return bool(grave & set(form.changed_data))

    def save_model(self, request, obj, form, change) -> None:
        wanted, before = obj.email, form.initial.get("email") or ""
        is_new = change and wanted.lower() != before.lower()
        if is_new and obj.account:
            obj.email = before
        elif is_new:
            addresses.close_links(obj)
        super().save_model(request, obj, form, change)
        if is_new and obj.account:
            addresses.ask_for_account(obj.account, wanted, contact_point=obj)
            messages.info(request, addresses.WAITS_FOR_OWNER)
        if OFFICE & set(form.changed_data):
            record_event(
                SecurityEvent.What.RIGHTS_CHANGED,
                account=obj.account,
                about=f"contact point {obj.pk}",
            )
        send_privacy_notice(obj, by=request.user)

    @admin.action(description="Invite …", permissions=["change"])
    def invite(self, request, queryset) -> HttpResponse | None:
        return self.bulk_preview(request, queryset, bulk.Kind.INVITE)

    @admin.action(description="Ask to confirm …", permissions=["change"])
    def ask_to_confirm(self, request, queryset) -> HttpResponse | None:
        return self.bulk_preview(request, queryset, bulk.Kind.ASK)

    @admin.action(description="End the term …", permissions=["change"])
    def end_term(self, request, queryset) -> HttpResponse | None:
        return self.bulk_preview(request, queryset, bulk.Kind.END)

    def changelist_view(self, request, extra_context=None):
        found = len(list(duplicates(ContactPoint.objects.in_office(today()))))
        return super().changelist_view(request, (extra_context or {}) | {"duplicates": found})
