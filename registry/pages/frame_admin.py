"""The frame of the pages in the admin, with a preview in both languages before it is saved."""

from abc import abstractmethod
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import translation

from registry.common.admin import RecordAdmin
from registry.common.keys import key_in
from registry.common.languages import LANGUAGES
from registry.common.previewing import never_kept
from registry.pages.context import frame_of
from registry.pages.frame_settings import (
    Frame,
    FrameLink,
    FrameSettings,
    place_of,
    read_frame,
)


class FramePreview(RecordAdmin):
    """The base of the two parts of the frame."""

    change_form_template = "admin/frame_form.html"
    comes_back = False  # what the frame needs is written anew

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/preview/", view, name=name), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = kwargs.get("obj")
        if row and row.pk and self.has_change_permission(request, row):
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_preview"
            context["preview"] = reverse(name, args=[row.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The first words of the home page in the frame as it is typed; nothing is written."""
        row = self.get_queryset(request).filter(pk=key_in(object_id)).first()
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        language = request.POST.get("language")
        if language not in LANGUAGES:
            raise Http404
        form = self.get_form(request, row, change=True)(request.POST, instance=row)
        is_valid = form.is_valid()
        with translation.override(language):
            typed = self.frame_with(form.instance) if is_valid else read_frame()
            context = frame_of(request, f"/{language}/", typed) | {
                "has_session": False,
                "errors": [] if is_valid else list(form.errors.items()),
            }
            text = render_to_string("pages/frame_preview.html", context, request=None)
        return never_kept(HttpResponse(text))

    @abstractmethod
    def frame_with(self, row: Any) -> Frame:
        """The frame with this record in it as it is typed."""


@admin.register(FrameSettings)
class FrameSettingsAdmin(FramePreview):
    list_display = ["__str__", "banner_en", "banner_from", "banner_until"]
    fields = [
        ("home_title_en", "home_title_ru"),
        ("home_lead_en", "home_lead_ru"),
        ("banner_en", "banner_ru"),
        ("banner_from", "banner_until"),
        ("secretariat_en", "secretariat_ru"),
        "contact_email",
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not FrameSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def frame_with(self, row: FrameSettings) -> Frame:
        return Frame(row, read_frame().links)


@admin.register(FrameLink)
class FrameLinkAdmin(FramePreview):
    list_display = ["label_en", "label_ru", "place", "order", "page", "route", "url"]
    list_filter = ["place"]
    list_select_related = ["page"]
    search_fields = ["label_en", "label_ru", "slug"]
    fields = [
        ("label_en", "label_ru"),
        ("place", "order", "slug"),
        "page",
        "route",
        "url",
    ]

    def frame_with(self, row: FrameLink) -> Frame:
        now = read_frame()
        others = [link for link in now.links if link.pk != row.pk]
        in_order = sorted([*others, row], key=place_of)
        return Frame(now.settings, tuple(in_order))
