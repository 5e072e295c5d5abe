"""Letters on paper in the admin: the log of those that were made, the page that makes one, and the
page for nominations that come on paper."""

from django.contrib import admin
from django.urls import path
from django.utils.translation import gettext_lazy

from registry.common.admin_acts import ReadOnlyAdmin
from registry.packs.letter_page import letter_page
from registry.packs.models import PaperLetter
from registry.packs.nomination_page import nomination_page


@admin.register(PaperLetter)
class PaperLetterAdmin(ReadOnlyAdmin):
    list_display = [
        "kind",
        "edition_named",
        "reference_number",
        "dated",
        "form",
        "made_by",
        "made_at",
    ]
    list_filter = ["kind", "form", "dated"]
    search_fields = ["reference_number", "edition__profile__state__slug", "checksum"]
    list_select_related = ["edition__profile__state", "made_by"]

    @admin.display(description=gettext_lazy("edition"), ordering="edition__profile__state__slug")
    def edition_named(self, row: PaperLetter) -> str:
        return str(row.edition)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("make/<int:pk>/", view(letter_page), name="paper_letter"),
            path("nomination/", view(nomination_page), name="nomination"),
            *super().get_urls(),
        ]
