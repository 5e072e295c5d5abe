"""Letters of the Secretariat to contact points in the admin: written, looked at, sent, and who
has answered."""

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.accounts.grave_pages import GraveExport
from registry.accounts.models import User
from registry.common.admin import RecordAdmin, SeenVersionForm, change_address
from registry.common.admin_acts import Act, WithActs
from registry.common.dates import today
from registry.common.forms import WithDeadline
from registry.contacts import group_mail
from registry.contacts.group_mail import Delivery, GroupMail


class DeliveryInline(admin.TabularInline):
    model = Delivery
    extra = 0
    can_delete = False
    fields = readonly_fields = ("contact_point", "answered_at", "answer")

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("contact_point__state")


def send_today(row: GroupMail, *, by: User) -> int:
    return group_mail.send_letter(row, by=by, on=today())


def is_draft(row: GroupMail) -> bool:
    return not row.sent_at


def draft_reminder(row: GroupMail, *, by: User) -> str:
    """Where the draft is."""
    return change_address(group_mail.make_reminder(row, by=by))


def can_be_reminded_of(row: GroupMail) -> bool:
    return bool(row.sent_at and row.wants_answer)


class GroupMailForm(WithDeadline, SeenVersionForm):
    pass


def said_to_lack(number: int) -> str:
    return _(
        "A language is missing: %(count)s of the recipients get the letter in the language that"
        " they did not choose."
    ) % {"count": number}


@admin.register(GroupMail)
class GroupMailAdmin(GraveExport, WithActs, RecordAdmin):
    """A draft until it is sent."""

    form = GroupMailForm

    list_display = ["subject_en", "audience", "group", "sent_at", "answered"]
    search_fields = ["subject_en", "subject_ru"]
    fields = [
        ("subject_en", "subject_ru"),
        ("body_en", "body_ru"),
        ("audience", "group"),
        ("wants_answer", "deadline"),
        "preview",
    ]
    readonly_fields = ["preview"]
    comes_back = False  # whether it was sent is in no form
    kept_because = gettext_lazy("This letter was sent, so it does not change any more.")
    inlines = [DeliveryInline]
    acts = {
        "send": Act(
            label="Send",
            deed=send_today,
            told=(
                "It goes out at once to everybody whom the preview names. Then it does not change"
                " any more."
            ),
            is_open=is_draft,
        ),
        "remind": Act(
            label="Write to those who have not answered",
            deed=draft_reminder,
            told="Makes a draft with the same words, to nobody but them.",
            is_open=can_be_reminded_of,
            is_link=True,
            rights=(("add", "registry.GroupMail"),),
        ),
    }

    def has_change_permission(self, request, obj=None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.sent_at)

    def has_delete_permission(self, request, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.sent_at)

    @admin.display(description="answers")
    def answered(self, row: GroupMail) -> str:
        rows = row.deliveries.all()
        return (
            f"{sum(row.answered_at is not None for row in rows)} of {len(rows)}"
            if row.wants_answer
            else ""
        )

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("deliveries")

    @admin.display(description="preview")
    def preview(self, row: GroupMail) -> str:
        """To whom it would go, and how it reads to the first of each language."""
        if not row.pk:
            return "Save the draft to see whom it reaches and how it reads."
        people = group_mail.recipients(row, today())
        first = {person.mail_language: person for person in reversed(people)}
        texts = [
            (language, *group_mail.filled(row, person))
            for language, person in sorted(first.items())
        ]
        lacking = row.without_their_text(people)
        return format_html(
            "{}<p>{} recipients: {}</p>{}",
            format_html("<p><b>{}</b></p>", said_to_lack(lacking)) if lacking else "",
            len(people),
            ", ".join(person.state.iso_alpha3 for person in people),
            format_html_join("", "<p><b>{}: {}</b></p><pre>{}</pre>", texts),
        )
