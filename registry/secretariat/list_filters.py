"""Filters of the admin's lists by what other topics know: the states that a row is about, addresses
that do not answer, and what ages."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.common.admin_choices import ReadyFilter
from registry.common.dates import today
from registry.contacts.models import ContactPoint
from registry.library.models import Document
from registry.projects.models import Project
from registry.reports.ageing import not_confirmed, not_saved
from registry.reports.links import with_broken_links
from registry.reports.reporting import kinds
from registry.states.designations import by_name
from registry.states.models import State

WITH_ADDRESSES = (Document, Project)


class DoesNotAnswer(ReadyFilter):
    title = _("addresses")
    view = _("Address does not answer")
    parameter_name = "answers"
    value_of_view = "no"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("one does not answer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "no":
            return queryset
        return queryset.filter(pk__in=with_broken_links(queryset.model))


class Ageing(ReadyFilter):
    title = _("age")
    view = _("Ageing")
    parameter_name = "ageing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("not saved for two years"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return not_saved(queryset, today()) if self.value() == "yes" else queryset


class NotConfirmed(Ageing):
    """Of those in office, as the report counts them."""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("not confirmed for a year"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "yes":
            return queryset
        day = today()
        in_office = ContactPoint.objects.in_office(day).order_by().values("pk")
        return not_confirmed(queryset.filter(pk__in=in_office), day)


class OfState(admin.SimpleListFilter):
    """By each way from a row to the states that it is about; not offered where there is none."""

    title = _("State")
    parameter_name = "of_state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        self.ways = model_admin.ways_to_states()
        if not self.ways or "states" in model_admin.list_filter:
            return []
        return [(state.slug, str(state)) for state in by_name(State.objects.all())]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        state = State.objects.filter(slug=self.value()).first()
        if state is None:
            return queryset.none()
        is_about = Q()
        for way in self.ways:
            is_about |= Q(**{way: state})
        if any(lookup_spawns_duplicates(queryset.model._meta, way) for way in self.ways):
            about = queryset.model._base_manager.filter(is_about)
            return queryset.filter(pk__in=about.order_by().values("pk"))
        return queryset.filter(is_about)


def filters_for(model: type[Model]) -> list[type[admin.SimpleListFilter]]:
    found: list[type[admin.SimpleListFilter]] = [OfState]
    if model in WITH_ADDRESSES:
        found.append(DoesNotAnswer)
    if model is ContactPoint:
        found.append(NotConfirmed)
    elif model in kinds():
        found.append(Ageing)
    return found
