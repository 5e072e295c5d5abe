from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from registry.accounts.events import SecurityEvent, record_event
from registry.accounts.grave_pages import GravePages
from registry.accounts.inviting import invite
from registry.accounts.models import Invitation, PrivacyNotice, User
from registry.accounts.roles import end_every_session
from registry.accounts.signed_in import person_of
from registry.common import outbox
from registry.common.admin import RecordAdmin
from registry.common.admin_acts import Act, ReadOnlyAdmin, WithActs
from registry.common.admin_choices import ChosenByKey, KeysField
from registry.common.admin_deleting import CountedDeletion
from registry.common.admin_refusals import SavesByAct
from registry.common.admin_rights import ListedLookups
from registry.common.dates import today
from registry.common.models import SentMessage
from registry.contacts.addresses import WAITS_FOR_OWNER, ask_for_account, check_typed


def sign_out_everywhere(account: User, *, by: User) -> None:
    end_every_session(account)


RIGHTS = {"is_staff", "is_superuser", "groups"}


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(GravePages, ListedLookups, GroupAdmin):
    """Django’s own, narrowed as every list; for administrators alone."""

    is_form_grave = True

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        chosen = {"form_class": KeysField} | kwargs
        return super().formfield_for_manytomany(db_field, request, **chosen)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def save_related(self, request: HttpRequest, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        record_event(SecurityEvent.What.RIGHTS_CHANGED, about=f"group {form.instance.pk}")


class AccountForm(forms.ModelForm):
    """The address is checked here and changed by an act: its new owner confirms it
    (contacts/addresses.py)."""

    class Meta:
        model = User
        fields = ["email"]
        help_texts = {
            "email": (
                "A new one counts once its owner has opened the link that we send there and typed"
                " its digits. Until then the old one signs in; it is told at once, and need not"
                " answer."
            )
        }

    def clean_email(self) -> str:
        email, now = self.cleaned_data["email"].lower(), self.instance.email
        if email == now.lower():
            return now
        return check_typed(email, account=self.instance)


@admin.register(User)
class AccountAdmin(ChosenByKey, GravePages, ListedLookups, WithActs, CountedDeletion, UserAdmin):
    """Accounts are made by invitation; here they are named, given rights, and closed."""

    form = AccountForm
    is_form_grave = True

    list_display = ["email", "first_name", "last_name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]
    fieldsets = [
        (None, {"fields": ["email", ("first_name", "last_name"), ("language", "digest")]}),
        ("Rights", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    acts = {
        "sign_out": Act(
            "Sign out everywhere",
            sign_out_everywhere,
            "Every open session of this account ends.",
            is_grave=True,
        )
    }

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rights are given by administrators alone, whatever permission somebody was given."""
        return request.user.is_superuser and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser and super().has_delete_permission(request, obj)

    def get_urls(self) -> list:
        """Without the password's own page."""
        return [url for url in super().get_urls() if "password" not in str(url.pattern)]

    def save_model(self, request: HttpRequest, obj, form, change) -> None:
        wanted, obj.email = obj.email, form.initial["email"]
        super().save_model(request, obj, form, change)
        if wanted != obj.email:
            ask_for_account(obj, wanted)
            messages.info(request, WAITS_FOR_OWNER)
        if RIGHTS & set(form.changed_data):
            record_event(SecurityEvent.What.RIGHTS_CHANGED, account=obj)
        if not obj.is_active:
            if "is_active" in form.changed_data:
                record_event(SecurityEvent.What.CLOSED, account=obj)
            end_every_session(obj)


@admin.register(SecurityEvent)
class SecurityEventAdmin(ReadOnlyAdmin):
    """For administrators; no export, no search."""

    list_display = ["when", "event", "account", "by", "network", "about"]
    list_filter = ["what", "at"]
    list_select_related = ["account", "by"]

    @admin.display(ordering="at")
    def when(self, row: SecurityEvent) -> str:
        return f"{timezone.localtime(row.at):%d.%m.%Y %H:%M}"

    @admin.display(ordering="what")
    def event(self, row: SecurityEvent) -> str:
        return f"{row.get_what_display()}: {row.how}" if row.how else row.get_what_display()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)


@admin.register(Invitation)
class InvitationAdmin(GravePages, SavesByAct, ReadOnlyAdmin):
    """To staff. Contact points are invited from their own list."""

    is_form_grave = True

    list_display = ["__str__", "created_at", "expires_at", "used_at"]
    fields = ["email", "role", "language"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser

    def get_form(self, request: HttpRequest, obj: Any = None, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, *args, **kwargs)
        if not obj:
            role = form.base_fields["role"]
            role.choices = [
                pair for pair in role.choices if pair[0] != Invitation.Role.CONTACT_POINT
            ]
        return form

    def save_model(self, request: HttpRequest, obj, form, change) -> None:
        by = person_of(request)
        made, _secret = invite(obj.email, role=obj.role, language=obj.language, by=by)
        obj.pk, obj.expires_at = made.pk, made.expires_at


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(RecordAdmin):
    list_display = ["number", "date"]
    fields = ["number", "date", ("text_en", "text_ru")]
    comes_back = False  # whether it was in force is in no form
    kept_because = gettext_lazy(
        "This version is in force or was accepted, so it does not change. Write the next one."
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version that is in force, or that somebody has accepted, doesn't change; write the
        next one."""
        return super().has_change_permission(request, obj) and not (
            obj and (obj.date <= today() or obj.acceptances.exists())
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(SentMessage)
class SentMessageAdmin(WithActs, ReadOnlyAdmin):
    """What was given up has its reason, and is kept for a while so that it can be sent again."""

    list_display = ["kind", "contact_point", "account", "language", "state", "problem", "at"]
    list_filter = ["kind", "state", "at"]
    list_select_related = ["contact_point__state", "account"]
    acts = {
        "send_again": Act(
            "Send again",
            outbox.send_again,
            "The message goes out once more, as it was written then. If the state is “unclear”, the"
            " person may get it twice.",
            is_open=lambda row: row.can_be_sent_again,
        )
    }
