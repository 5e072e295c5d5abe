"""Who may do what in the admin, beyond what Django asks by itself; and what left the registry,
as log entries."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse

from registry.common.admin_searches import WithShortSearches
from registry.common.keys import key_in

# Beside Django's own: added 1, changed 2, deleted 3
TAKEN_OUT = 4
PREVIEWED = 5

# What may follow the name of a filter of a list: how the filters of the admin ask, and links to
# them
WAYS = {"exact", "in", "isnull", "gte", "lt", "lte", "year", "month", "day", "id__exact"}


def may(user: Any, right: str, model: type[models.Model]) -> bool:
    """`right`: view, add, change or delete. Who may change may view."""
    opts = model._meta
    names = ("view", "change") if right == "view" else (right,)
    return any(
        user.has_perm(f"{opts.app_label}.{get_permission_codename(name, opts)}") for name in names
    )


def check_right(request: HttpRequest, *wanted: tuple[str, type[models.Model]]) -> None:
    """For pages of our own: ("change", Edition), ("view", Section)."""
    if not all(may(request.user, right, model) for right, model in wanted):
        raise PermissionDenied


class ListedLookups(WithShortSearches):
    """Mixed into every ModelAdmin: a list is narrowed by its own filters and by nothing else, and
    an action takes keys of rows and nothing else.

    Django lets an address ask for any column (`?email__startswith=a`), and the number of rows
    answers.
    """

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        if not all(key_in(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise Http404
        return super().response_action(request, queryset, *args, **kwargs)

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        for name in self.listed_names(request):
            before, _name, way = lookup.partition(name)
            if not before and (not way or way.removeprefix("__") in WAYS):
                return True
        return False

    def listed_names(self, request: HttpRequest) -> Iterable[str]:
        for listed in self.get_list_filter(request):
            name: Any = listed[0] if isinstance(listed, list | tuple) else listed
            if isinstance(name, type) and issubclass(name, SimpleListFilter):
                name = name.parameter_name
            yield name
        if self.date_hierarchy:
            yield self.date_hierarchy


def log(user: Any, model: type[models.Model], flag: int, message: str, row: Any = None) -> None:
    """That something was done to a kind of record or to one: never with values."""
    LogEntry.objects.create(
        user_id=user.pk,
        content_type=ContentType.objects.get_for_model(model),
        object_id=row and row.pk,
        object_repr=str(row or model._meta.verbose_name_plural)[:200],
        action_flag=flag,
        change_message=message,
    )


def registered() -> list[type[models.Model]]:
    """Every model that has a place in the admin."""
    return [model for model in apps.get_models() if admin.site.is_registered(model)]
