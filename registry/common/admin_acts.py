"""Acts in the admin: a button names an act; the page here asks to confirm it, calls it, and reports
that it was done or why a rule refused it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import Promise

from registry.common.admin_pages import admin_page
from registry.common.admin_rights import ListedLookups, may
from registry.common.freshness import ask_again
from registry.common.keys import key_in
from registry.common.refusals import refusal_shown
from registry.common.refused_forms import stored_row
from registry.common.required import required


def always(row: Any) -> bool:
    return True


def none(row: Any) -> list:
    return []


@dataclass(frozen=True, slots=True)
class Act:
    """`deed(row, by=user, **what the form gives)` does it; `is_open(row)`: whether the page has the
    button; `asks_reason`: the form has a field for a reason.

    `problems(row)`: what still hinders it, each with `text` and `sections` that have an admin page.
    `is_grave`: asks for a fresh sign-in (freshness.py).
    """

    label: str | Promise
    deed: Callable[..., Any] | None  # None: the admin does it itself
    told: str | Promise  # what will happen, before it is confirmed
    is_open: Callable[[Any], bool] = always
    asks_reason: bool = False
    is_link: bool = False  # afterwards to the address that `deed` gives
    form: type[forms.Form] | None = None
    problems: Callable[[Any], list] = none
    rights: tuple[tuple[str, str], ...] = ()  # beside changing the row: ("add", "registry.Edition")
    is_grave: bool = False

    @property
    def form_class(self) -> type[forms.Form] | None:
        return self.form or (ReasonForm if self.asks_reason else None)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="The person reads it."
    )


class WithActs(admin.ModelAdmin):
    """Mixed into a ModelAdmin: `acts` by name."""

    acts: dict[str, Act] = {}
    change_form_template = "admin/acts_form.html"

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        return [
            path(
                "<path:object_id>/act/<slug:act>/",
                self.admin_site.admin_view(self.act_view),
                name=name,
            ),
            *super().get_urls(),
        ]

    def act_view(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        row = get_object_or_404(self.get_queryset(request), pk=key_in(object_id))
        if not self.may_act(request, row):
            raise PermissionDenied
        if act not in self.acts:
            raise Http404
        chosen = self.acts[act]
        if not self.has_rights(request, chosen):
            raise PermissionDenied
        asked = ask_again(request, str(chosen.label)) if chosen.is_grave else None
        if asked:
            return asked
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        form = chosen.form_class(*given) if chosen.form_class else None
        back = self.address_of(row)
        if request.method == "POST" and (form is None or form.is_valid()):
            with refusal_shown(request if form is None else form):
                deed = required(chosen.deed)
                result = deed(row, by=request.user, **(form.cleaned_data if form else {}))
                self.log_change(request, row, f"{chosen.label}.")
                messages.success(request, f"{chosen.label}: done.")
                return redirect(result if chosen.is_link else back)
            if form is None:
                return redirect(back)
        return admin_page(
            request,
            "act",
            str(chosen.label),
            opts=self.opts,
            act=chosen,
            row=row,
            form=form,
            back=back,
            problems=chosen.problems(row),
        )

    def act_name(self) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_act"

    def may_act(self, request: HttpRequest, row: Any) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    def has_rights(self, request: HttpRequest, act: Act) -> bool:
        """Of what the act writes elsewhere."""
        wanted = [(right, apps.get_model(name)) for right, name in act.rights]
        return all(may(request.user, right, model) for right, model in wanted)

    def address_of(self, row: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def buttons(self, request: HttpRequest, row: Any) -> list[tuple[str, str | Promise]]:
        """Address and label of each act that this person may do with the row."""
        found: list[tuple[str, str | Promise]] = []
        for name, act in self.acts.items():
            is_open = act.is_open(row) and self.may_act(request, row)
            if is_open and self.has_rights(request, act):
                found.append((reverse(self.act_name(), args=[row.pk, name]), act.label))
        return found

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        kwargs["obj"] = row = stored_row(self, request, context, kwargs.get("obj"))
        context["acts"] = self.buttons(request, row) if row and row.pk else []
        return super().render_change_form(request, context, *args, **kwargs)


class ReadOnlyAdmin(ListedLookups, admin.ModelAdmin):
    """A log: looked at, never written by hand."""

    show_full_result_count = False
    list_per_page = 100

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
