"""Deleting in the admin: rows that refer to a record are counted and shown by a few examples, never
listed whole.

Django's own page collects every related row and writes a line for each: over a minute for a source
with 180,000 figures. Here each relation costs one query for its examples and one for its count,
whatever number of rows it has. What may be deleted is decided as Django does: protected rows refuse
it, and so does a kind of record that the person may not delete.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin, actions
from django.contrib.admin.utils import quote
from django.db import models
from django.db.models.deletion import (
    CASCADE,
    PROTECT,
    RESTRICT,
    get_candidate_relations_to_delete,
)
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from registry.common.numbers import grouped

EXAMPLES = 10
MOST_AT_ONCE = 1000
MOST_IN_A_LINK = 50

RowsByModel = dict[type[models.Model], models.QuerySet]


@dataclass
class Rows:
    """Rows of one model that rest on what is deleted. `links`: the relations by which they do,
    and on which rows."""

    model: type[models.Model]
    links: list[tuple[models.ForeignKey, models.QuerySet]] = field(default_factory=list)

    def query(self) -> models.QuerySet:
        found = models.Q()
        for relation, parents in self.links:
            found |= models.Q(**{f"{relation.name}__in": parents})
        return self.model._base_manager.filter(found).order_by("pk")


class CountedDeletion(ModelAdmin):
    """A part of an admin class, for every model on which many rows may rest."""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple:
        """Django's answer in Django's form: what goes, counts by kind, kinds without the right,
        what refuses."""
        return Deletion(self, list(objs), request).summary()

    def get_actions(self, request: HttpRequest) -> dict:
        found: dict[str, Any] = super().get_actions(request)
        if "delete_selected" in found:
            _django, name, description = found["delete_selected"]
            found["delete_selected"] = (delete_selected, name, description)
        return found


def delete_selected(
    modeladmin: ModelAdmin, request: HttpRequest, queryset: models.QuerySet
) -> HttpResponse | None:
    """Django's own action, for as many rows as one form can confirm."""
    count = queryset.count()
    if count <= MOST_AT_ONCE:
        return actions.delete_selected(modeladmin, request, queryset)
    modeladmin.message_user(
        request,
        f"{grouped(count)} {modeladmin.opts.verbose_name_plural} are selected, and nothing "
        f"was deleted: at most {grouped(MOST_AT_ONCE)} are deleted at once. "
        "Narrow the list by its filters and select fewer.",
        messages.ERROR,
    )
    return None


class Deletion:
    def __init__(self, modeladmin: ModelAdmin, objs: list, request: HttpRequest) -> None:
        self.site: AdminSite = modeladmin.admin_site
        self.model = modeladmin.model
        self.objs = objs
        self.request = request
        self.perms_needed: set[str] = set()
        self.counts: dict[str, int] = {}
        self.going: list = []
        self.protected: list = []

    def summary(self) -> tuple[list, dict[str, int], set[str], list]:
        if not self.objs:
            return [], {}, set(), []
        self.count_selected()
        chosen = self.model._base_manager.filter(pk__in=[row.pk for row in self.objs])
        level = {self.model: chosen}
        while level:
            level = self.count_resting_on(level)
        return self.going, self.counts, self.perms_needed, self.protected

    def count_selected(self) -> None:
        admin = self.site.get_model_admin(self.model)
        if not all(admin.has_delete_permission(self.request, row) for row in self.objs):
            self.perms_needed.add(self.model._meta.verbose_name)
        self.counts[self.model._meta.verbose_name_plural] = len(self.objs)
        self.going += [self.named(row) for row in self.objs[:EXAMPLES]]
        if len(self.objs) > EXAMPLES:
            self.going.append(and_more(len(self.objs) - EXAMPLES))

    def count_resting_on(self, level: RowsByModel) -> RowsByModel:
        """One step from what goes to what rests on it; the rows that go too are the next step's."""
        going: dict[type[models.Model], Rows] = {}
        for parent, parents in level.items():
            relations: Iterable[Any] = get_candidate_relations_to_delete(parent._meta)
            for relation in relations:
                child, foreign_key = relation.related_model, relation.field
                if relation.on_delete is CASCADE:
                    going.setdefault(child, Rows(child)).links.append((foreign_key, parents))
                elif relation.on_delete in (PROTECT, RESTRICT):
                    _count, lines = self.described(Rows(child, [(foreign_key, parents)]))
                    self.protected += lines
        return {rows.model: rows.query() for rows in going.values() if self.goes(rows)}

    def goes(self, rows: Rows) -> bool:
        count, lines = self.described(rows)
        if not count:
            return False
        meta: Any = rows.model._meta
        self.going += lines
        self.counts[meta.verbose_name_plural] = self.counts.get(meta.verbose_name_plural, 0) + count
        if not self.may_delete(rows):
            self.perms_needed.add(meta.verbose_name)
        return True

    def described(self, rows: Rows) -> tuple[int, list]:
        """How many, and [the count in words, [examples]]: examples only of what the person may
        look at."""
        meta = rows.model._meta
        query = rows.query()
        shown = list(query.select_related(*self.relations_in_names(rows.model))[: EXAMPLES + 1])
        if not shown:
            return 0, []
        count = len(shown) if len(shown) <= EXAMPLES else query.order_by().count()
        name = meta.verbose_name if count == 1 else meta.verbose_name_plural
        words = f"{grouped(count)} {name}"
        address = self.list_address(rows) if self.may_view(rows.model) else ""
        lines: list = [format_html('<a href="{}">{}</a>', address, words) if address else words]
        if self.may_view(rows.model):
            examples = [self.named(row) for row in shown[:EXAMPLES]]
            lines.append(examples + ([and_more(count - EXAMPLES)] if count > EXAMPLES else []))
        return count, lines

    def relations_in_names(self, model: type[models.Model]) -> list[str]:
        """What the words for a row may read of others: as the admin's own list does, else its
        nearest relations."""
        if self.site.is_registered(model):
            relations = self.site.get_model_admin(model).list_select_related
            if isinstance(relations, list | tuple):
                return list(relations)
        return [field.name for field in model._meta.fields if field.many_to_one or field.one_to_one]

    def list_address(self, rows: Rows) -> str:
        """The admin's list of exactly these rows; "" where no filter of lists can say which."""
        relation = rows.links[0][0]
        is_direct = len(rows.links) == 1 and relation.related_model is self.model
        if not is_direct or len(self.objs) > MOST_IN_A_LINK:
            return ""
        meta = rows.model._meta
        address = reverse(f"{self.site.name}:{meta.app_label}_{meta.model_name}_changelist")
        if len(self.objs) == 1:
            return f"{address}?{relation.name}__id__exact={self.objs[0].pk}"
        return f"{address}?{relation.name}__id__in={','.join(str(row.pk) for row in self.objs)}"

    def may_view(self, model: type[models.Model]) -> bool:
        if not self.site.is_registered(model):
            return False
        return self.site.get_model_admin(model).has_view_permission(self.request)

    def may_delete(self, rows: Rows) -> bool:
        """Asked of the kind; of each row only where its admin has a rule of its own, as parts of
        an edition have."""
        if not self.site.is_registered(rows.model):
            return True
        admin = self.site.get_model_admin(rows.model)
        if not admin.has_delete_permission(self.request):
            return False
        if type(admin).has_delete_permission is ModelAdmin.has_delete_permission:
            return True
        query = rows.query().select_related(*self.relations_in_names(rows.model))
        return all(admin.has_delete_permission(self.request, row) for row in query.iterator(500))

    def named(self, row: models.Model) -> str:
        meta = row._meta
        kind = capfirst(meta.verbose_name)
        if not self.site.is_registered(meta.model):
            return f"{kind}: {row}"
        name = f"{self.site.name}:{meta.app_label}_{meta.model_name}_change"
        address = reverse(name, args=[quote(row.pk)])
        return format_html('{}: <a href="{}">{}</a>', kind, address, row)


def and_more(count: int) -> str:
    return f"and {grouped(count)} more"
