"""Lists of the admin as each person wants them: chosen columns, and views that are kept.

`?columns=title,kind` in the address goes before what a person keeps, and that before the list's
usual columns.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ORDER_VAR, SEARCH_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.admin_pages import FormOfAdmin, admin_page
from registry.common.errors import RuleError
from registry.common.kept_lists import (
    LONGEST_NAME,
    LONGEST_QUERY,
    SavedView,
    columns_kept,
    keep_columns,
    keep_view,
)
from registry.common.keys import key_in
from registry.common.records import Record
from registry.common.scope import remembered
from registry.common.value_changes import named

COLUMNS = "columns"
# Kinds of field that a column can show: short, and without a query for each row
SHORT = (
    models.CharField,
    models.DateField,
    models.BooleanField,
    models.IntegerField,
    models.DecimalField,
    models.FloatField,
)
TOO_LONG = 200  # characters of a text that no column shows


class RecordList(ChangeList):
    """Knows that the columns in its address are no filter."""

    def get_filters_params(self, params: dict | None = None) -> dict:
        found = super().get_filters_params(params)
        found.pop(COLUMNS, None)
        return found


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    label: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class ShownView:
    view: SavedView
    address: str
    is_current: bool


class KeepForm(FormOfAdmin):
    name = forms.CharField(
        max_length=LONGEST_NAME, label=gettext_lazy("Name of the view"), label_suffix=""
    )
    is_shared = forms.BooleanField(
        required=False, label=gettext_lazy("Share with all staff"), label_suffix=""
    )


class NewViewForm(KeepForm):
    query = forms.CharField(max_length=2 * LONGEST_QUERY, required=False)


class WithSavedViews(ModelAdmin):
    """Mixed into the admin of records. `usual_columns` says what a list shows by itself."""

    def get_urls(self) -> list:
        name = f"{self.opts.app_label}_{self.opts.model_name}_views"
        view = self.admin_site.admin_view(self.views_view)
        return [path("views/", view, name=name), *super().get_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RecordList

    # Columns

    def usual_columns(self, request: HttpRequest) -> list:
        return list(super().get_list_display(request))

    def get_list_display(self, request: HttpRequest) -> list:
        return self.chosen_columns(request) or self.usual_columns(request)

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> list:
        """Where no shown column leads to the record, the first does."""
        shown = [name for name in self.list_display_links or () if name in list_display]
        return shown or list(list_display)[:1]

    def chosen_columns(self, request: HttpRequest) -> list[str]:
        """Those of the address or those kept, without what the list does not know."""
        if COLUMNS in request.GET:
            asked = request.GET[COLUMNS].split(",")
        else:
            read = partial(columns_kept, request.user.pk, self.opts.label_lower)
            asked = remembered((COLUMNS, self.opts.label_lower, request.user.pk), read)
        possible = self.possible_columns(request)
        return [name for name in dict.fromkeys(asked) if name in possible]

    def possible_columns(self, request: HttpRequest) -> list[str]:
        """The usual ones, then each short field of the record that its history shows too."""
        usual = [name for name in self.usual_columns(request) if isinstance(name, str)]
        personal = {*getattr(self.model, "personal_details", ()), "version", "checksum"}
        more = [field.name for field in self.model._meta.concrete_fields if is_short(field)]
        return usual + [name for name in more if name not in personal and name not in usual]

    def columns(self, request: HttpRequest) -> list[Column]:
        shown = self.get_list_display(request)
        found = []
        for name in self.possible_columns(request):
            found.append(Column(name, column_label(self, name), name in shown))
        return found

    # Views

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        shown = {
            "saved_views": list(self.shown_views(request)),
            "columns": self.columns(request),
            "keep_form": KeepForm(auto_id="view-%s"),
            "views_address": self.views_address(),
            "asked": self.asked(request),
        }
        return super().changelist_view(request, shown | (extra_context or {}))

    def views_address(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_views")

    def list_address(self, query: str = "") -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return reverse(name) + (f"?{query}" if query else "")

    def asked(self, request: HttpRequest) -> str:
        """What of the address a view keeps, in one spelling."""
        kept = {name: request.GET[name] for name in request.GET if self.may_keep(request, name)}
        return urlencode(kept)

    def may_keep(self, request: HttpRequest, name: str) -> bool:
        return name in (ORDER_VAR, SEARCH_VAR, COLUMNS) or self.lookup_allowed(name, "", request)

    def shown_views(self, request: HttpRequest) -> Iterable[ShownView]:
        asked = self.asked(request)
        for view in self.views_of(request):
            address = self.address_of_view(request, view)
            yield ShownView(view, address, is_current=address.partition("?")[2] == asked)

    def views_of(self, request: HttpRequest) -> models.QuerySet:
        return SavedView.objects.visible_to(request.user).of_list(self.opts.label_lower)

    def address_of_view(self, request: HttpRequest, view: SavedView) -> str:
        possible = self.possible_columns(request)
        columns = [name for name in view.columns if name in possible]
        places = place_by_name(columns, has_boxes=bool(self.get_actions(request)))
        order = []
        for name in view.order:
            place = places.get(name.removeprefix("-"))
            if place is not None:
                order.append(f"-{place}" if name.startswith("-") else str(place))
        asked = {COLUMNS: ",".join(columns), ORDER_VAR: ".".join(order)}
        own = dict(QueryDict(view.query).items())
        return self.list_address(
            urlencode(own | {name: text for name, text in asked.items() if text})
        )

    def views_view(self, request: HttpRequest) -> HttpResponse:
        """What this person may see of the views, to rename, share and delete; what is posted here
        keeps a view or columns, too."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            deeds = {
                "keep": self.keep,
                "columns": self.choose_columns,
                "change": self.change_kept,
                "delete": self.delete_kept,
            }
            deed = deeds.get(request.POST.get("do", ""))
            if deed is not None:
                return redirect(deed(request))
        rows = []
        for shown in self.shown_views(request):
            form = None
            if shown.view.may_be_changed_by(request.user):
                initial = {"name": shown.view.name, "is_shared": shown.view.is_shared}
                form = KeepForm(initial=initial, auto_id=f"view-{shown.view.pk}-%s")
            rows.append((shown, form))
        title = _("Views of the list: %(list)s") % {
            "list": capfirst(str(self.opts.verbose_name_plural))
        }
        return admin_page(
            request,
            "views",
            title,
            opts=self.opts,
            rows=rows,
            list_address=self.list_address(),
        )

    def keep(self, request: HttpRequest) -> str:
        """The view as the list was shown, with its columns: what is usual may change later, and
        is not the same for everybody."""
        by: Any = request.user
        form = NewViewForm(request.POST)
        asked = QueryDict(request.POST.get("query", "")[: 2 * LONGEST_QUERY])
        back = self.list_address(asked.urlencode())
        if not form.is_valid():
            messages.error(request, _("Give the view a name of up to 60 characters."))
            return back
        columns = self.columns_asked(request, asked)
        kept = {name: asked[name] for name in asked if self.may_keep(request, name)}
        order = kept.pop(ORDER_VAR, "")
        kept.pop(COLUMNS, None)
        view = SavedView(
            kind=self.opts.label_lower,
            by=by,
            name=form.cleaned_data["name"],
            is_shared=form.cleaned_data["is_shared"],
            query=urlencode(kept),
            columns=columns,
            order=self.order_by_name(request, columns, order),
        )
        try:
            keep_view(view)
        except RuleError as error:
            messages.error(request, str(error))
            return back
        messages.success(request, _("“%(name)s” is kept.") % {"name": view.name})
        return self.address_of_view(request, view)

    def columns_asked(self, request: HttpRequest, asked: QueryDict) -> list[str]:
        possible = self.possible_columns(request)
        named_there = [name for name in asked.get(COLUMNS, "").split(",") if name in possible]
        shown = named_there or self.get_list_display(request)
        return [name for name in shown if isinstance(name, str)]

    def order_by_name(self, request: HttpRequest, columns: list[str], order: str) -> list[str]:
        """ "-2.1" of an address as names of columns."""
        places = place_by_name(columns, has_boxes=bool(self.get_actions(request)))
        names = {str(place): name for name, place in places.items()}
        found = []
        for part in order.split("."):
            name = names.get(part.removeprefix("-"))
            if name:
                found.append(f"-{name}" if part.startswith("-") else name)
        return found

    def choose_columns(self, request: HttpRequest) -> str:
        """For this person and this list. The order is by places of columns, so it goes."""
        possible = self.possible_columns(request)
        chosen = [name for name in possible if name in request.POST.getlist("column")]
        if request.POST.get("usual") or chosen == self.usual_columns(request):
            chosen = []
        keep_columns(request.user, self.opts.label_lower, chosen)
        asked = QueryDict(request.POST.get("query", "")[: 2 * LONGEST_QUERY], mutable=True)
        for name in (COLUMNS, ORDER_VAR):
            asked.pop(name, None)
        return self.list_address(asked.urlencode())

    def kept_to_change(self, request: HttpRequest) -> SavedView:
        key = key_in(request.POST.get("view", ""))
        view = get_object_or_404(self.views_of(request), pk=key)
        if not view.may_be_changed_by(request.user):
            raise PermissionDenied
        return view

    def change_kept(self, request: HttpRequest) -> str:
        view = self.kept_to_change(request)
        form = KeepForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Give the view a name of up to 60 characters."))
            return self.views_address()
        view.name = form.cleaned_data["name"]
        view.is_shared = form.cleaned_data["is_shared"]
        try:
            keep_view(view)
        except RuleError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": view.name})
        return self.views_address()

    def delete_kept(self, request: HttpRequest) -> str:
        view = self.kept_to_change(request)
        view.delete()
        messages.success(request, _("“%(name)s” is deleted.") % {"name": view.name})
        return self.views_address()


def is_short(field: Any) -> bool:
    if field.primary_key or not isinstance(field, SHORT):
        return False
    is_text = isinstance(field, models.CharField) and not field.choices
    return not is_text or (field.max_length or TOO_LONG) <= TOO_LONG


def column_label(listed: ModelAdmin, name: str) -> str:
    fields = {field.name: field for field in listed.model._meta.concrete_fields}
    if name in fields and issubclass(listed.model, Record):
        return named(fields[name])
    return capfirst(str(label_for_field(name, listed.model, listed)))


def place_by_name(columns: list[str], *, has_boxes: bool) -> dict[str, int]:
    """Where the address counts a column; the boxes that choose rows are the first."""
    return {name: place + has_boxes for place, name in enumerate(columns)}
