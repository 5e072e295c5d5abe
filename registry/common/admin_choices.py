"""Choices of relations in the admin that cost the same number of queries however many rows a page
holds; and the filter of a list by what lacks Russian.

Django asks the database anew for each field of each row: for the chosen record of a field that is
searched by typing, for all records of a drop-down list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.widgets import (
    AutocompleteMixin,
    AutocompleteSelect,
    AutocompleteSelectMultiple,
)
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import (
    BaseInlineFormSet,
    Form,
    ModelChoiceField,
    ModelMultipleChoiceField,
)
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from registry.common.keys import key_in
from registry.common.scope import remembered


class OnlyKeys(AutocompleteMixin):
    """What is no key of a row chooses none, be it in the address of a new record's form or posted
    by hand. Django asks the database for it, which fails."""

    def optgroups(self, name: str, value: Any, attr: dict | None = None) -> list:
        return super().optgroups(name, [one for one in value if key_in(str(one))], attr)


class KeysField(ModelMultipleChoiceField):
    """Several records by their keys; a number that no database holds is none of them."""

    def clean(self, value: Any) -> Any:
        for key in value if isinstance(value, list | tuple) else ():
            if not key_in(str(key)):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": str(key)[:100]},
                )
        return super().clean(value)


class ChosenSeveral(OnlyKeys, AutocompleteSelectMultiple):
    """Searched by typing; the chosen records are those that were read for the form."""

    known: Sequence[models.Model] = ()

    def optgroups(self, name: str, value: Any, attrs: dict | None = None) -> list:
        if sorted(map(str, value)) != sorted(str(one.pk) for one in self.known):
            return super().optgroups(name, value, attrs)
        options = [
            self.create_option(name, one.pk, str(one), True, place)
            for place, one in enumerate(self.known)
        ]
        return [(None, options, 0)]


class ChosenSelect(OnlyKeys, AutocompleteSelect):
    """Searched by typing; the chosen record comes from the row, where that has been read with
    it."""

    known: models.Model | None = None

    def optgroups(self, name: str, value: Any, attrs: dict | None = None) -> list:
        known = self.known
        if known is None or [str(one) for one in value] != [str(known.pk)]:
            return super().optgroups(name, value, attrs)
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        option = self.create_option(name, known.pk, str(known), True, len(empty))
        return [(None, [*empty, option], 0)]


class ChosenByKey(BaseModelAdmin):
    """Mixed in wherever records are chosen: a page and the rows within it."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            chosen = ChosenSelect(db_field, self.admin_site, using=kwargs.get("using"))
            kwargs.setdefault("widget", chosen)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            chosen = ChosenSeveral(db_field, self.admin_site, using=kwargs.get("using"))
            kwargs.setdefault("widget", chosen)
        kwargs.setdefault("form_class", KeysField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def relations_of(model: type[models.Model], *, but: type[models.Model]) -> Iterator[str]:
    for field in model._meta.fields:
        if isinstance(field, models.ForeignKey) and field.related_model is not but:
            yield field.name


def give_known(form: Form, row: models.Model) -> None:
    """What was read with the row goes to the fields that show it."""
    relations: dict[str, Any] = {
        field.name: field for field in row._meta.fields if field.is_relation
    }
    for name, field in form.fields.items():
        relation = relations.get(name)
        shown = getattr(field.widget, "widget", field.widget)
        if isinstance(shown, ChosenSeveral):
            shown.known = form.initial.get(name) or ()
        if isinstance(field, ModelChoiceField) and relation and relation.is_cached(row):
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, ChosenSelect):
                widget.known = relation.get_cached_value(row)


class RowsOfParent(BaseInlineFormSet):
    """Its rows know the record that they belong to: naming it costs no query for each."""

    def get_queryset(self) -> models.QuerySet:
        rows = super().get_queryset()
        for row in rows:
            self.fk.set_cached_value(row, self.instance)
        return rows


class ChosenAtOnce(ChosenByKey, InlineModelAdmin):
    """Rows within a record: their relations are read with them."""

    formset = RowsOfParent

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        shown = relations_of(self.model, but=self.parent_model)
        return rows.select_related(*shown)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name in self.get_autocomplete_fields(request):
            return field
        if db_field.related_model is not self.parent_model and field is not None:
            read = partial(list[Any], field.choices)
            field.choices = remembered(("choices", db_field), read)  # read once for all rows
        return field


@dataclass(frozen=True, slots=True)
class ReadyView:
    """A list narrowed in a way that is often wanted."""

    label: Any
    query: str
    is_current: bool


def ready_views(listed: admin.ModelAdmin, request: HttpRequest) -> list[ReadyView]:
    """All rows, and those ready views that the filters of the list allow."""
    names = {"": _("All")}
    if WithoutRussian.stem_of(listed.model):
        names["without=ru"] = _("Without Russian")
    for found in listed.get_list_filter(request):
        if found == "certainty":
            names["certainty__exact=uncertain"] = _("To be checked")
        elif isinstance(found, type) and issubclass(found, ReadyFilter):
            names[f"{found.parameter_name}={found.value_of_view}"] = found.view
    asked = request.GET.urlencode()
    return [ReadyView(label, f"?{query}", query == asked) for query, label in names.items()]


class ReadyFilter(admin.SimpleListFilter):
    """Has a ready view above the list: `view` names it, `value_of_view` is what it asks for."""

    view: Any = ""
    value_of_view = "yes"


class WithoutRussian(admin.SimpleListFilter):
    title = _("languages")
    parameter_name = "without"

    @staticmethod
    def stem_of(model: type[models.Model]) -> str:
        """The text by which a record is known, where it has two languages."""
        names = {field.name for field in model._meta.fields}
        for stem in ("title", "name", "heading", "subject"):
            if {f"{stem}_en", f"{stem}_ru"} <= names:
                return stem
        return ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("ru", _("without Russian")), ("en", _("without English"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if self.value() not in ("ru", "en"):
            return queryset
        return queryset.filter(**{f"{self.stem_of(queryset.model)}_{self.value()}": ""})
