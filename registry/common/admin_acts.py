"""Acts in the admin: a button names an act; here it is confirmed, called and reported, and a refusal is told in its own words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from registry.common.errors import RuleError


@dataclass(frozen=True, slots=True)
class Act:
    """`deed(row, by=user, **what the form gives)`; `is_open(row)` tells whether the button stands; `asks_reason`: a field for it.

    `problems(row)`: what still stands against it, each with `text` and `sections` that have an admin page.
    """

    label: str
    deed: Callable[..., Any] | None  # None: the admin does it itself
    told: str  # what will happen, before it is confirmed
    is_open: Callable[[Any], bool] = lambda row: True
    asks_reason: bool = False
    is_link: bool = False  # afterwards to the address that `deed` gives
    form: type[forms.Form] | None = None
    problems: Callable[[Any], list] = lambda row: []

    @property
    def form_class(self) -> type[forms.Form] | None:
        return self.form or (ReasonForm if self.asks_reason else None)


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="The person reads it.")


class WithActs:
    """Mixed into a ModelAdmin: `acts` by name."""

    acts: dict[str, Act] = {}
    change_form_template = "admin/acts_form.html"

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        return [
            path("<path:object_id>/act/<slug:act>/", self.admin_site.admin_view(self.act_view), name=name),
            *super().get_urls(),
        ]

    def act_view(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        row = get_object_or_404(self.get_queryset(request), pk=object_id if object_id.isdigit() else 0)
        if not self.may_act(request, row):
            raise PermissionDenied
        if act not in self.acts:
            raise Http404
        chosen = self.acts[act]
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        form = chosen.form_class(*given) if chosen.form_class else None
        back = self.address_of(row)
        if request.method == "POST" and (form is None or form.is_valid()):
            try:
                result = chosen.deed(row, by=request.user, **(form.cleaned_data if form else {}))
            except RuleError as error:
                if form is None:
                    messages.error(request, str(error))
                    return redirect(back)
                form.add_error(None, str(error))  # what was typed stays
            else:
                self.log_change(request, row, f"{chosen.label}.")
                messages.success(request, f"{chosen.label}: done.")
                return redirect(result if chosen.is_link else back)
        context = {
            **self.admin_site.each_context(request), "title": chosen.label, "act": chosen, "row": row, "form": form,
            "back": back, "opts": self.opts, "problems": chosen.problems(row),
        }  # fmt: skip
        return TemplateResponse(request, "admin/act.html", context)

    def act_name(self) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_act"

    def may_act(self, request: HttpRequest, row: Any) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def address_of(self, row: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def render_change_form(self, request: HttpRequest, context: dict, *args, **kwargs) -> HttpResponse:
        row = kwargs.get("obj")
        context["acts"] = [
            (reverse(self.act_name(), args=[row.pk, name]), act.label)
            for name, act in self.acts.items()
            if row and row.pk and act.is_open(row) and self.may_act(request, row)
        ]
        return super().render_change_form(request, context, *args, **kwargs)


class ReadOnlyAdmin(admin.ModelAdmin):
    """A log: looked at, never written by hand."""

    show_full_result_count = False
    list_per_page = 100

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False
