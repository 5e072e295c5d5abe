"""Preview in the admin: the form as it is filled in, shown as readers would see it, in both
languages and two widths; and a link that shows what is saved to somebody without an account.

The form is saved as always, within a transaction that is taken back once the page is made: so a
preview knows everything that saving knows, and nothing of it stays.
"""

from typing import Any

from django.conf import settings
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.forms.formsets import all_valid
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone, translation

from registry.common.admin_pages import admin_page
from registry.common.appearing import clock_worded
from registry.common.content import nothing_written
from registry.common.errors import RuleError
from registry.common.keys import key_in
from registry.common.languages import ENGLISH_NAMES, LANGUAGES
from registry.common.previewing import LASTS, link_for, never_kept, preview_of


class WithPreview(ModelAdmin):
    """Mixed into the admin of a model that has a public page (previewing.py)."""

    _create_formsets: Any  # Django's own, which its types leave out

    def get_urls(self) -> list:
        base = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("add/preview/", view(self.preview_view), name=f"{base}_preview_new"),
            path("<path:object_id>/preview/", view(self.preview_view), name=f"{base}_preview"),
            path("<path:object_id>/share/", view(self.share_view), name=f"{base}_share"),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        row = self.row_of(request, object_id) if object_id else None
        if not (row or self.has_add_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        form = self.get_form(request, row, change=row is not None)(
            request.POST, request.FILES, instance=row
        )
        pages: dict[str, str] = {}
        problems: list[str] = []
        with nothing_written(), transaction.atomic():
            try:
                pages = self.pages_of(request, form, is_change=row is not None, found=problems)
            except RuleError as error:
                problems = [str(error)]
            except IntegrityError:
                problems = ["The database refuses this record: it breaks a rule over several."]
            transaction.set_rollback(True)
        answer = admin_page(
            request,
            "preview",
            f"Preview: {row or self.opts.verbose_name}",
            opts=self.opts,
            problems=problems,
            frames=[(code, ENGLISH_NAMES[code], page) for code, page in pages.items()],
        )
        return never_kept(answer)

    def pages_of(
        self, request: HttpRequest, form: Any, *, is_change: bool, found: list[str]
    ) -> dict[str, str]:
        """The page in each language; {} where the form has errors, which are added to `found`."""
        is_valid = form.is_valid()
        row = self.save_form(request, form, change=is_change) if is_valid else form.instance
        formsets, _inlines = self._create_formsets(request, row, change=is_change)
        if not all_valid(formsets) or not is_valid:
            found += self.problems_in(form, formsets)
            return {}
        self.save_model(request, row, form, change=is_change)
        self.save_related(request, form, formsets, change=is_change)
        saved = type(row)._base_manager.get(pk=row.pk)
        return {language: preview_of(saved, request, language) for language in LANGUAGES}

    def problems_in(self, form: Any, formsets: list) -> list[str]:
        rows, found = [form], []
        for formset in formsets:
            rows += formset.forms
            found += formset.non_form_errors()
        for row in rows:
            for name, texts in row.errors.items():
                label = row.fields[name].label if name in row.fields else ""
                found += [f"{label}: {text}" if label else text for text in texts]
        return found

    def row_of(self, request: HttpRequest, object_id: str) -> Any:
        row = get_object_or_404(self.get_queryset(request), pk=key_in(object_id))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return row

    def share_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        row = self.row_of(request, object_id)
        token = link_for(row)
        links = []
        for language in LANGUAGES:
            with translation.override(language):
                address = f"{settings.SITE_URL}{reverse('preview', args=[token])}"
            links.append((ENGLISH_NAMES[language], address))
        answer = admin_page(
            request,
            "share",
            f"Share a preview: {row}",
            opts=self.opts,
            row=row,
            links=links,
            until=clock_worded(timezone.now() + LASTS),
            back=reverse(
                f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk]
            ),
        )
        return never_kept(answer)

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row, base = kwargs.get("obj"), f"admin:{self.opts.app_label}_{self.opts.model_name}"
        shown: AdminForm | None = context.get("adminform")
        if shown is not None and context.get("has_change_permission", True):
            context["preview_address"] = (
                reverse(f"{base}_preview", args=[row.pk])
                if row and row.pk
                else reverse(f"{base}_preview_new")
            )
            if row and row.pk:
                context["share_address"] = reverse(f"{base}_share", args=[row.pk])
        return super().render_change_form(request, context, *args, **kwargs)
