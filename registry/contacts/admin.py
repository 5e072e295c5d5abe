"""Authorities and escalation paths in the admin."""

from django.contrib import admin

from registry.accounts.grave_pages import GraveRecords
from registry.common.admin import RecordAdmin
from registry.contacts.models import Authority, Escalation


@admin.register(Authority)
class AuthorityAdmin(RecordAdmin):
    list_display = ["name_en", "state", "holds_contact_point", "certainty"]
    list_filter = ["holds_contact_point", "certainty"]
    search_fields = ["name_en", "name_ru", "state__iso_alpha3", "state__slug"]
    autocomplete_fields = ["state"]
    list_select_related = ["state"]


@admin.register(Escalation)
class EscalationAdmin(GraveRecords, RecordAdmin):
    comes_back = False  # its details are in no history
    list_display = ["state", "language"]
    list_select_related = ["state"]
    search_fields = ["state__iso_alpha3", "state__slug"]
    autocomplete_fields = ["state"]
