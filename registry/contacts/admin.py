from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from registry.accounts.roles import set_address
from registry.common.admin import RecordAdmin
from registry.common.admin_acts import Act, ReadOnlyAdmin, WithActs
from registry.common.dates import today
from registry.contacts import admin_pages, bulk, details, group_mail, handover, letters, merging, privacy
from registry.contacts.duplicates import duplicates
from registry.contacts.forms import ContactPointForm, HandoverByStaffForm
from registry.contacts.group_mail import Delivery, GroupMail
from registry.contacts.looks import remember_look
from registry.contacts.models import Authority, ContactPoint, Escalation
from registry.contacts.naming import tell_named
from registry.contacts.reachability import reach, with_facts
from registry.contacts.traces import Bounce, BulkAct, DetailChange, Handover, Look, Merge, OfficeChange


@admin.register(Authority)
class AuthorityAdmin(RecordAdmin):
    list_display = ["name_en", "state", "holds_contact_point", "certainty"]
    list_filter = ["holds_contact_point", "certainty"]
    search_fields = ["name_en", "name_ru", "state__iso_alpha3", "state__slug"]
    autocomplete_fields = ["state"]
    list_select_related = ["state"]


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
        }.get(self.value(), queryset.in_office(today()))


class BounceInline(admin.TabularInline):
    model = Bounce
    extra = 0
    fields = ["on", "is_permanent", "source"]
    readonly_fields = ["source"]


@admin.register(ContactPoint)
class ContactPointAdmin(admin_pages.ContactPointPages, WithActs, RecordAdmin):
    """Personal details stand in the form only: not in the list, the history, the log or the export. Who opens it is remembered."""

    form = ContactPointForm
    change_list_template = "admin/contact_points_list.html"
    list_display = ["state", "role", "authority", "since", "until", "confirmed_on", "reachability", "signs_in"]
    list_filter = [Standing, "role", "confirmed_on"]
    search_fields = ["state__iso_alpha3", "state__slug", "authority__name_en", "name_latin", "name_cyrillic"]
    autocomplete_fields = ["state", "authority"]
    readonly_fields = ["account"]
    inlines = [BounceInline]
    actions = ["invite", "ask_to_confirm", "end_term"]
    acts = {
        "see_as": Act(
            "See the desk as this person",
            None,
            "You read what this contact point reads; nothing can be changed. The person can see that somebody looked.",
            lambda row: row.is_in_office(today()),
        ),
        "erase": Act(
            "Erase personal details",
            lambda row, by: privacy.erase(row, by=by, on=today()),
            "The term ends if it runs. Name, addresses and numbers are erased here, in the account, in traces and letters; that "
            "somebody held the office, and when, is kept. This cannot be undone.",
            lambda row: not row.erased_on,
        ),
    }
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "state", "authority", "role", ("since", "since_precision"), ("until", "until_precision"),
                    ("confirmed_on", "confirm_every"), ("language", "account"),
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
                "description": "Each detail is seen by the Secretariat only, unless the person consented to more.",
            },
        ),
    ]  # fmt: skip

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
            remember_look(ContactPoint.objects.filter(pk=object_id), by=request.user, where=Look.Where.ADMIN)
        return response

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data and obj.account:
            set_address(obj.account, obj.email)
        tell_named(obj, by=request.user)

    @admin.action(description="Invite …")
    def invite(self, request, queryset) -> HttpResponse | None:
        return self.bulk_preview(request, queryset, bulk.Kind.INVITE)

    @admin.action(description="Ask to confirm …")
    def ask_to_confirm(self, request, queryset) -> HttpResponse | None:
        return self.bulk_preview(request, queryset, bulk.Kind.ASK)

    @admin.action(description="End the term …")
    def end_term(self, request, queryset) -> HttpResponse | None:
        return self.bulk_preview(request, queryset, bulk.Kind.END)

    def changelist_view(self, request, extra_context=None):
        found = len(list(duplicates(ContactPoint.objects.in_office(today()))))
        return super().changelist_view(request, (extra_context or {}) | {"duplicates": found})


@admin.register(Escalation)
class EscalationAdmin(RecordAdmin):
    list_display = ["state", "language"]
    list_select_related = ["state"]
    search_fields = ["state__iso_alpha3", "state__slug"]
    autocomplete_fields = ["state"]


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
            "Accept",
            lambda row, by: details.decide_office_change(row, accept=True, by=by),
            "Role and authority change at once, and the person is told. An authority that is not in the list is added to it.",
            lambda row: row.is_open,
        ),
        "refuse": Act(
            "Refuse",
            lambda row, by, reason: details.decide_office_change(row, accept=False, by=by, reason=reason),
            "Everything stays as it is, and the person is told why.",
            lambda row: row.is_open,
            asks_reason=True,
        ),
    }


@admin.register(Handover)
class HandoverAdmin(DecidedAdmin):
    """Staff may name a successor too, for a state that wrote a letter."""

    form = HandoverByStaffForm
    list_display = ["predecessor", "since", "asked_at", "decision"]
    list_select_related = ["predecessor__state"]
    autocomplete_fields = ["predecessor"]
    acts = {
        "confirm": Act(
            "Confirm",
            lambda row, by: handover.confirm_handover(row, by=by, on=today()),
            "The predecessor’s term and access end now, in open sessions too. What is open passes to the successor, who is invited.",
            lambda row: row.is_open,
        ),
        "refuse": Act(
            "Refuse",
            lambda row, by, reason: handover.refuse_handover(row, by=by, reason=reason),
            "Everything stays as it is, and the predecessor is told why.",
            lambda row: row.is_open,
            asks_reason=True,
        ),
    }
    add_fields = ["predecessor", "name_latin", "name_cyrillic", "email", "language", "since", "note", "letter"]
    shown_fields = [
        "predecessor", "name_latin", "name_cyrillic", "email", "language", "since", "note", "letter_link", "asked_by", "asked_at",
        "decision", "decided_by", "decided_at", "reason", "successor",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("registry.add_handover")

    def get_fields(self, request, obj=None):
        return self.shown_fields if obj else self.add_fields

    def save_model(self, request, obj, form, change) -> None:
        """The act, not the form, makes the row: it tells the person named."""
        named = {name: form.cleaned_data[name] for name in self.add_fields if name != "predecessor"}
        made = handover.name_successor(form.cleaned_data["predecessor"], by=request.user, **named)
        obj.pk, obj.letter = made.pk, made.letter

    def get_urls(self) -> list:
        letter = self.admin_site.admin_view(self.letter_view)
        return [path("<int:pk>/letter/", letter, name="handover_letter"), *super().get_urls()]

    def letter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(Handover.objects.all(), pk=pk)
        if not self.may_act(request, row) or not row.letter:
            raise Http404
        return letters.letter_response(row.letter)

    @admin.display(description="letter")
    def letter_link(self, row: Handover) -> str:
        if not row.letter:
            return "none"
        return format_html('<a href="{}">Download</a>', reverse("admin:handover_letter", args=[row.pk]))


@admin.register(Merge)
class MergeAdmin(WithActs, ReadOnlyAdmin):
    list_display = ["__str__", "by", "at", "undone_at"]
    list_select_related = ["by"]
    exclude = ["before"]
    acts = {
        "undo": Act(
            "Undo the merge",
            lambda row, by: merging.undo_merge(row, by=by),
            "Both stand again as they were before.",
            lambda row: not row.undone_at,
        )
    }


@admin.register(BulkAct)
class BulkActAdmin(WithActs, ReadOnlyAdmin):
    list_display = ["__str__", "by", "undone_at"]
    list_select_related = ["by"]
    exclude = ["before"]
    acts = {
        "undo": Act(
            "Undo",
            lambda row, by: bulk.undo(row, by=by),
            "Links are closed, terms are restored. Mails that went out stay out.",
            lambda row: not row.undone_at,
        )
    }


@admin.register(Look)
class LookAdmin(ReadOnlyAdmin):
    list_display = ["contact_point", "by", "where", "at"]
    list_filter = ["where", "at"]
    list_select_related = ["contact_point__state", "by"]


@admin.register(DetailChange)
class DetailChangeAdmin(ReadOnlyAdmin):
    list_display = ["contact_point", "fields", "by", "at"]
    list_filter = ["at"]
    list_select_related = ["contact_point__state", "by"]


class DeliveryInline(admin.TabularInline):
    model = Delivery
    extra = 0
    can_delete = False
    fields = readonly_fields = ["contact_point", "answered_at", "answer"]

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("contact_point__state")


@admin.register(GroupMail)
class GroupMailAdmin(WithActs, RecordAdmin):
    """A draft until it is sent."""

    list_display = ["subject_en", "audience", "group", "sent_at", "answered"]
    search_fields = ["subject_en", "subject_ru"]
    fields = [
        ("subject_en", "subject_ru"), ("body_en", "body_ru"), ("audience", "group"), ("wants_answer", "deadline"), "preview",
    ]  # fmt: skip
    readonly_fields = ["preview"]
    inlines = [DeliveryInline]
    acts = {
        "send": Act(
            "Send",
            lambda row, by: group_mail.send_letter(row, by=by, on=today()),
            "It goes out at once to everybody whom the preview names. Then it does not change any more.",
            lambda row: not row.sent_at,
        ),
        "remind": Act(
            "Write to those who have not answered",
            lambda row, by: admin_pages.change_address(group_mail.make_reminder(row, by=by)),
            "Makes a draft with the same words, to nobody but them.",
            lambda row: bool(row.sent_at and row.wants_answer),
            is_link=True,
        ),
    }

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.sent_at)

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.sent_at)

    @admin.display(description="answers")
    def answered(self, row: GroupMail) -> str:
        rows = row.deliveries.all()
        return f"{sum(one.answered_at is not None for one in rows)} of {len(rows)}" if row.wants_answer else ""

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("deliveries")

    @admin.display(description="preview")
    def preview(self, row: GroupMail) -> str:
        """To whom it would go, and how it reads to the first of each language."""
        if not row.pk:
            return "Save the draft to see whom it reaches and how it reads."
        people = group_mail.recipients(row, today())
        first = {one.mail_language: one for one in reversed(people)}
        texts = [(language, *group_mail.filled(row, one)) for language, one in sorted(first.items())]
        return format_html(
            "<p>{} recipients: {}</p>{}",
            len(people),
            ", ".join(one.state.iso_alpha3 for one in people),
            format_html_join("", "<p><b>{}: {}</b></p><pre>{}</pre>", texts),
        )
