from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from registry.accounts.inviting import invite
from registry.accounts.models import Invitation, PrivacyNotice, User
from registry.accounts.roles import end_sessions, set_address
from registry.common.admin import RecordAdmin
from registry.common.admin_acts import Act, ReadOnlyAdmin, WithActs
from registry.common.models import SentMessage


@admin.register(User)
class AccountAdmin(WithActs, UserAdmin):
    """Accounts are made by invitation; here they are named, given rights, and closed."""

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
            "Sign out everywhere", lambda row, by: end_sessions(row), "Every open session of this account ends."
        )
    }

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def get_urls(self) -> list:
        """Without the password's own page."""
        return [url for url in super().get_urls() if "password" not in str(url.pattern)]

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            set_address(obj, obj.email)
        if not obj.is_active:
            end_sessions(obj)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """To staff. Contact points are invited from their own list."""

    list_display = ["__str__", "created_at", "expires_at", "used_at"]
    fields = ["email", "role", "language"]

    def has_add_permission(self, request) -> bool:
        return request.user.is_superuser

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        if not obj:
            role = form.base_fields["role"]
            role.choices = [pair for pair in role.choices if pair[0] != Invitation.Role.CONTACT_POINT]
        return form

    def save_model(self, request, obj, form, change) -> None:
        made, _secret = invite(obj.email, role=obj.role, language=obj.language, by=request.user)
        obj.pk, obj.expires_at = made.pk, made.expires_at


@admin.register(PrivacyNotice)
class PrivacyNoticeAdmin(RecordAdmin):
    list_display = ["number", "date"]
    fields = ["number", "date", ("text_en", "text_ru")]

    def has_change_permission(self, request, obj=None) -> bool:
        """A version that somebody has accepted doesn't change; write the next one."""
        return super().has_change_permission(request, obj) and not (obj and obj.acceptances.exists())

    def has_delete_permission(self, request, obj=None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(SentMessage)
class SentMessageAdmin(ReadOnlyAdmin):
    list_display = ["kind", "contact_point", "account", "language", "state", "problem", "at"]
    list_filter = ["kind", "state", "at"]
    list_select_related = ["contact_point__state", "account"]
