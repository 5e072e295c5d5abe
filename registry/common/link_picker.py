"""Finding a record to link to from a text: its address is copied into the editor, and saving keeps
the record (record_links.py)."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path

from registry.common import former_addresses
from registry.common.admin_pages import admin_page
from registry.common.admin_rights import registered
from registry.common.former_addresses import is_found
from registry.common.record_links import ROUTES, placed_kinds

LONGEST = 100
MOST_OF_A_KIND = 10


@dataclass(frozen=True, slots=True)
class Found:
    name: str
    address: str
    is_seen: bool  # by readers, now


class WithLinkPicker(ModelAdmin):
    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_links"
        return [
            path("links/", self.admin_site.admin_view(self.links_view), name=name),
            *super().get_urls(),
        ]

    def links_view(self, request: HttpRequest) -> HttpResponse:
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        words = request.GET.get("q", "").strip()[:LONGEST]
        kinds = self.found(request, words) if words else []
        return admin_page(
            request, "links", "Find a record to link to", opts=self.opts, words=words, kinds=kinds
        )

    def found(self, request: HttpRequest, words: str) -> list[tuple[str, list[Found]]]:
        """By kind, as the list of each kind in the admin finds them."""
        wanted = {former_addresses.place_of(route)[1] for route in ROUTES} | placed_kinds()
        kinds = []
        for model in registered():
            shown: Any = self.admin_site.get_model_admin(model)
            if model._meta.model_name in wanted and shown.has_view_permission(request):
                rows = rows_of(shown, request, words)
                kinds.append((str(model._meta.verbose_name_plural), rows))
        return [(name, rows) for name, rows in kinds if rows]


def rows_of(shown: Any, request: HttpRequest, words: str) -> list[Found]:
    rows, may_repeat = shown.get_search_results(request, shown.get_queryset(request), words)
    rows = rows.distinct() if may_repeat else rows
    return [
        Found(name=str(row), address=row.get_absolute_url(), is_seen=is_found(row))
        for row in rows[:MOST_OF_A_KIND]
    ]
