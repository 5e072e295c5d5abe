"""Pages of the admin that are grave acts as a whole: they ask for a fresh sign-in before they
open (common/freshness.py)."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse

from registry.accounts.events import SecurityEvent, record_event
from registry.common.admin_import import ImportsAndExports
from registry.common.freshness import ask_again


class GraveExport(ImportsAndExports):
    """Mixed into a record's admin before the others: its export holds what is personal."""

    def export_action(self, request: HttpRequest) -> HttpResponse:
        asked = ask_again(request)
        if asked:
            return asked
        response = super().export_action(request)
        if "attachment" in response.headers.get("Content-Disposition", ""):
            record_event(SecurityEvent.What.EXPORTED, about=str(self.opts.verbose_name_plural))
        return response


class GravePages(ModelAdmin):
    """Deleting people's records is erasing them, too."""

    grave_actions: frozenset[str] = frozenset({"delete_selected"})
    is_form_grave = False  # adding and changing: of accounts, roles and invitations

    def asks_on_form(self, request: HttpRequest, object_id: str | None) -> bool:
        return self.is_form_grave

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        asked = ask_again(request) if self.asks_on_form(request, object_id) else None
        return asked or super().changeform_view(request, object_id, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # every action that is named: the admin chooses among several by `index`
        is_grave = bool(self.grave_actions & set(request.POST.getlist("action")))
        asked = ask_again(request) if is_grave else None
        return asked or super().changelist_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return ask_again(request) or super().delete_view(request, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        number = obj.pk
        super().delete_model(request, obj)
        self.remember_erased(number)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        numbers = list(queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)
        for number in numbers:
            self.remember_erased(number)

    def remember_erased(self, number: int) -> None:
        record_event(SecurityEvent.What.ERASED, about=f"{self.opts.verbose_name} {number}")


class GraveRecords(GravePages, GraveExport):
    """The same for records that come and go as files, too."""

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """A file writes what the form does."""
        return ask_again(request) or super().import_action(request, **kwargs)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return ask_again(request) or super().process_import(request, **kwargs)

    def bulk_edit_view(self, request: HttpRequest) -> HttpResponse:
        return ask_again(request) or super().bulk_edit_view(request)
