"""The base of every FilterSet: one for page, export and API; values are slugs and codes, never row numbers."""

import django_filters
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from registry.common.languages import LANGUAGES


class RecordFilter(django_filters.FilterSet):
    changed_since = django_filters.IsoDateTimeFilter(
        field_name="updated_at", lookup_expr="gte", label=_("Changed since")
    )

    @property
    def page_fields(self) -> list[forms.BoundField]:
        """Fields that a reader sees; "changed since" is for machines."""
        return [field for field in self.form if field.name != "changed_since"]


class TextFilter(django_filters.CharFilter):
    """Words looked for in both languages of the named fields; at most 100 characters."""

    def __init__(self, *names: str, **kwargs) -> None:
        super().__init__(label=kwargs.pop("label", _("Words")), max_length=100, **kwargs)
        self.names = [f"{name}_{language}" for name in names for language in LANGUAGES]

    def filter(self, queryset: models.QuerySet, value: str) -> models.QuerySet:
        for word in value.split()[:8]:
            wanted = models.Q()
            for name in self.names:
                wanted |= models.Q(**{f"{name}__icontains": word})
            queryset = queryset.filter(wanted)
        return queryset


class SlugFilter(django_filters.ModelChoiceFilter):
    """A related record by its slug."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, to_field_name="slug", **kwargs)


class YearFilter(django_filters.NumberFilter):
    def __init__(self, **kwargs) -> None:
        super().__init__(
            label=kwargs.pop("label", _("Year")), min_value=1900, max_value=2100, decimal_places=0, **kwargs
        )
