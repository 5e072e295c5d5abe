"""The base of every FilterSet: one for page, export and API; values are slugs and codes, never
row numbers."""

from collections.abc import Iterator
from datetime import datetime
from itertools import product
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ModelChoiceField, ModelChoiceIterator

from registry.common.appearing import Appearing
from registry.common.as_of import AsOfField
from registry.common.languages import LANGUAGES


class RecordFilter(django_filters.FilterSet):
    changed_since = django_filters.IsoDateTimeFilter(method="since", label=_("Changed since"))

    def since(self, queryset: models.QuerySet, name: str, moment: datetime) -> models.QuerySet:
        """What was written since, and what has appeared since without being written."""
        changed = models.Q(updated_at__gte=moment)
        if issubclass(queryset.model, Appearing):
            changed |= models.Q(appears_at__gte=moment)
        return queryset.filter(changed)

    @property
    def page_fields(self) -> list[forms.BoundField]:
        """Fields that a reader sees; "changed since" is for machines."""
        return [field for field in self.form if field.name != "changed_since"]


class TextFilter(django_filters.CharFilter):
    """Words looked for in both languages of the named fields; at most 100 characters."""

    def __init__(self, *names: str, **kwargs: Any) -> None:
        super().__init__(label=kwargs.pop("label", _("Words")), max_length=100, **kwargs)
        self.names = [f"{name}_{language}" for name, language in product(names, LANGUAGES)]

    def filter(self, queryset: models.QuerySet, value: str) -> models.QuerySet:
        for word in value.split()[:8]:
            wanted = models.Q()
            for name in self.names:
                wanted |= models.Q(**{f"{name}__icontains": word})
            queryset = queryset.filter(wanted)
        return queryset


class AsOfFilter(django_filters.DateFilter):
    """The day in the address, read by the same parser as everywhere (as_of.py)."""

    field_class = AsOfField


class SlugFilter(django_filters.ModelChoiceFilter):
    """A related record by its slug."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, to_field_name="slug", **kwargs)


class InAlphabet(ModelChoiceIterator):
    """Choices by what they are called in the reader's language, after the empty one."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        choices = list(super().__iter__())
        first = [choice for choice in choices if not choice[0]]
        yield from first
        yield from sorted(choices[len(first) :], key=label_in_order)


def label_in_order(choice: tuple[Any, str]) -> str:
    return str(choice[1]).casefold().replace("ё", "е")


class NamedField(ModelChoiceField):
    iterator = InAlphabet


class NamedFilter(SlugFilter):
    """A related record by its slug; those to choose from are in the order of their names."""

    field_class = NamedField


class YearFilter(django_filters.NumberFilter):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=kwargs.pop("label", _("Year")),
            min_value=1900,
            max_value=2100,
            decimal_places=0,
            **kwargs,
        )
