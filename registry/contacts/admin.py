from django.contrib import admin

from registry.common.admin import RecordAdmin
from registry.contacts.models import Authority, ContactPoint


@admin.register(Authority)
class AuthorityAdmin(RecordAdmin):
    list_display = ["name_en", "state", "holds_contact_point", "certainty"]
    list_filter = ["holds_contact_point", "certainty"]
    search_fields = ["name_en", "name_ru", "state__iso_alpha3", "state__slug"]
    autocomplete_fields = ["state"]
    list_select_related = ["state"]


@admin.register(ContactPoint)
class ContactPointAdmin(RecordAdmin):
    """Personal details stand in the form only: not in the list, the history, the log or the export."""

    list_display = ["state", "role", "authority", "since", "until", "confirmed_on"]
    list_filter = ["role", "confirmed_on"]
    search_fields = ["state__iso_alpha3", "state__slug", "authority__name_en", "name_latin", "name_cyrillic"]
    autocomplete_fields = ["state", "authority"]
    list_select_related = ["state", "authority"]
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
                    "confirmed_on",
                ]
            },
        ),
        (
            "Personal details",
            {
                "fields": [
                    ("name_latin", "name_cyrillic", "name_visibility"),
                    ("email", "email_visibility"),
                    ("phone", "phone_visibility"),
                ],
                "description": "Each detail is seen by the Secretariat only, unless the person consented to more.",
            },
        ),
    ]
