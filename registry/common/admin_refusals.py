"""Forms of the admin whose saving is an act: where a rule refuses, the form shows the refusal and
keeps what was typed."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from registry.common.errors import RuleError


class SavesByAct(ModelAdmin):
    """Mixed into a ModelAdmin whose `save_model` calls an act that may raise RuleError."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except RuleError as error:  # its transaction is rolled back
            request.refusal = str(error)  # type: ignore[attr-defined]  # for `get_form` below
            return super().changeform_view(request, *args, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[forms.ModelForm]:
        form: Any = super().get_form(request, *args, **kwargs)
        refusal = getattr(request, "refusal", "")
        if not refusal:
            return form

        class Refused(form):
            def clean(self) -> Any:
                super().clean()
                raise ValidationError(refusal)

        return Refused
