"""The base of every FilterSet: one for page, export and API; values are slugs and codes, never
row numbers.

A filter takes several values: a parameter that comes again, or values with commas between them.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import reduce
from itertools import product
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.drainage import set_override

from registry.common.appearing import Appearing
from registry.common.as_of import AsOfField
from registry.common.comma_lists import values_in
from registry.common.languages import LANGUAGES, sort_key
from registry.common.moments import MomentField

MOST_VALUES = 100  # of one parameter
NONE_OF_THEM = "none"  # the word for rows that have no such record


class MomentFilter(django_filters.Filter):
    field_class = MomentField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        set_override(self, "field", {"type": "string", "format": "date-time"})


class RecordFilter(django_filters.FilterSet):
    changed_since = MomentFilter(method="since", label=_("Changed since"))

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


def values_named(data: Any, name: str) -> list[str]:
    """Of all parameters of that name, what stands between commas; each once."""
    texts = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
    if isinstance(texts[0] if texts else "", list):
        texts = texts[0]
    return values_in(map(str, texts))


class SeveralSelect(forms.SelectMultiple):
    """A list of which a reader chooses one; where the address names several, all are chosen."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return values_named(data, name)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if len(value or []) < 2:
            context["widget"]["attrs"].pop("multiple", None)
        return context


def refuse_too_many(values: list[Any]) -> None:
    if len(values) > MOST_VALUES:
        raise ValidationError(
            _("At most %(count)s values are asked for at once."), params={"count": MOST_VALUES}
        )


class InAlphabet(ModelChoiceIterator):
    """Choices by what they are called in the reader's language, after the empty one."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        choices = list(super().__iter__())
        first = [choice for choice in choices if not choice[0]]
        yield from first
        yield from sorted(choices[len(first) :], key=label_in_order)


def label_in_order(choice: tuple[Any, str]) -> str:
    return sort_key(str(choice[1]))


class RecordsField(forms.ModelMultipleChoiceField):
    """Related records by a code; a model may have other codes that lead to the same record
    (`also_found_by`)."""

    widget = SeveralSelect
    default_error_messages = {
        "invalid_choice": _("Nothing here has the code or name %(value)s."),
    }

    def __init__(self, *args: Any, none: bool = False, **kwargs: Any) -> None:
        self.none = none
        super().__init__(*args, **kwargs)
        self.empty_label = settings.FILTERS_EMPTY_CHOICE_LABEL
        widget: Any = self.widget
        widget.choices = self.choices

    def by_code(self) -> dict[str, Any]:
        queryset: Any = self.queryset
        rows = list(queryset.all())
        also = getattr(queryset.model, "also_found_by", ())
        found: dict[str, Any] = {NONE_OF_THEM: None} if self.none else {}
        for name in (*also, self.to_field_name):
            found |= {getattr(row, name).casefold(): row for row in rows if getattr(row, name)}
        return found

    def known_values(self) -> list[str]:
        return list(self.by_code())

    def clean(self, value: list[str]) -> Any:
        refuse_too_many(value)
        known = self.by_code() if value else {}
        for text in value:
            if text.casefold() not in known:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": text[:100]},
                )
        return list(dict.fromkeys(known[text.casefold()] for text in value))

    def bound_data(self, data: Any, initial: Any) -> Any:
        """As the list of choices has them, so that those are shown as chosen."""
        known = self.by_code() if data else {}
        rows = (known.get(text.casefold()) for text in data or [])
        return [getattr(row, str(self.to_field_name)) for row in rows if row is not None]


class NamedField(RecordsField):
    iterator = InAlphabet


class Several:
    """A filter by any of several values. `many`: a row may have several of them, so it is looked
    for by its key and stands once in the answer."""

    field_name: str | None
    method: Any
    _many = False

    def filter(self, queryset: Any, values: list[Any]) -> Any:
        if not values:
            return queryset
        found = models.Q(**{f"{self.field_name}__in": [one for one in values if one is not None]})
        if None in values:
            found |= models.Q(**{f"{self.field_name}__isnull": True})
        if self._many:
            rows = queryset.model._base_manager.filter(found)
            return queryset.filter(pk__in=rows.values("pk"))
        return queryset.filter(found)

    def describe(self, values: list[str] | None = None, kind: str = "string") -> None:
        """To the schema."""
        item: dict[str, Any] = {"type": kind}
        if values:
            item["enum"] = values
        set_override(self, "field", {"type": "array", "items": item})


class SlugFilter(Several, django_filters.Filter):
    """Related records by their slugs, or by `to_field_name`. `none`: also those that have none."""

    field_class = RecordsField

    def __init__(self, *args: Any, many: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, to_field_name=kwargs.pop("to_field_name", "slug"), **kwargs)
        self._many = many
        self.describe()


class NamedFilter(SlugFilter):
    """Those to choose from are in the order of their names."""

    field_class = NamedField


class ChoicesField(forms.MultipleChoiceField):
    widget = SeveralSelect
    default_error_messages = {
        "invalid_choice": _("%(value)s is none of the values that this takes.")
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pairs: Any = self.choices
        self.codes = [str(code) for code, _label in pairs]
        self.choices = [("", settings.FILTERS_EMPTY_CHOICE_LABEL), *pairs]

    def known_values(self) -> list[str]:
        return self.codes

    def validate(self, value: list[str]) -> None:
        refuse_too_many(value)
        super().validate(value)


class ChoiceFilter(Several, django_filters.Filter):
    """By values of a short list."""

    field_class = ChoicesField

    def __init__(self, *args: Any, many: bool = False, **kwargs: Any) -> None:
        choices = getattr(kwargs["choices"], "choices", kwargs["choices"])
        pairs = list(choices.items() if isinstance(choices, dict) else choices)
        super().__init__(*args, **kwargs | {"choices": pairs})
        self._many = many
        self.describe([str(code) for code, _label in pairs])


class YesOrNoFilter(Several, django_filters.Filter):
    """true or false, in these words; both are all."""

    field_class = ChoicesField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, choices=[("true", _("yes")), ("false", _("no"))], **kwargs)
        set_override(self, "field", {"type": "boolean"})

    def filter(self, queryset: Any, values: list[str]) -> Any:
        if len(values) != 1:
            return queryset
        return queryset.filter(**{f"{self.field_name}__{self.lookup_expr}": values[0] == "true"})


class YearsInput(forms.NumberInput):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return values_named(data, name)

    def format_value(self, value: Any) -> str:
        return ",".join(map(str, value)) if isinstance(value, list) else str(value or "")

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if isinstance(value, list) and (len(value) > 1 or not "".join(value).isdecimal()):
            context["widget"]["type"] = "text"  # a field for numbers shows one number
        return context


class YearsField(forms.IntegerField):
    widget = YearsInput

    def clean(self, value: list[str]) -> list[int]:
        refuse_too_many(value)
        cleaned = [super(YearsField, self).clean(text) for text in value]
        return list(dict.fromkeys(cleaned))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)


class YearFilter(Several, django_filters.Filter):
    field_class = YearsField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=kwargs.pop("label", _("Year")), min_value=1900, max_value=2100, **kwargs
        )
        set_override(
            self,
            "field",
            {"type": "array", "items": {"type": "integer", "minimum": 1900, "maximum": 2100}},
        )


class YearBoundFilter(django_filters.NumberFilter):
    """From or to a year."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1900, max_value=2100, decimal_places=0, **kwargs)


def refuse_reversed(
    first: int | Decimal | None, last: int | Decimal | None, *, field: str = NON_FIELD_ERRORS
) -> None:
    """Years in the wrong order: nothing is between them, and an empty answer would not say why."""
    if first and last and first > last:
        raise ValidationError({field: _("The first year is later than the last.")})


class YearsForm(forms.Form):
    """Of a FilterSet that has both bounds."""

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        refuse_reversed(data.get("year_from"), data.get("year_to"), field="year_from")
        return data


def any_of(querysets: Iterable[models.QuerySet]) -> models.QuerySet:
    """Rows that are in one of them."""
    return reduce(or_, querysets)
