"""Pages of our own in the frame of the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models.options import Options
from django.http import HttpRequest
from django.template.response import TemplateResponse


class FormOfAdmin(forms.Form):
    """Marks what is required, as Django's own forms of the admin do."""

    required_css_class = "required"


def admin_page(
    request: HttpRequest, template: str, title: str, *, opts: Options, **context: Any
) -> TemplateResponse:
    """`template`: its name within templates/admin/. `opts`: of the model whose list the page
    belongs to, for the path at its top and for its side bar."""
    shown = {**admin.site.each_context(request), "title": title, "opts": opts, **context}
    return TemplateResponse(request, f"admin/{template}.html", shown)
