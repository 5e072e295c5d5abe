"""A form that does not overwrite what its editor has not seen.

It carries the version that its editor began from. Where somebody has saved meanwhile, three
versions are compared field by field: the one begun from, theirs and the editor's. What only one of
the two has changed is taken from whoever changed it, and nobody is asked; where both changed a
field in different ways nothing is written, and the editor chooses for each field.
"""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.template.loader import render_to_string

from registry.common.admin_choices import give_known
from registry.common.appearing import clock_worded
from registry.common.dates import worded
from registry.common.forms import WithVersion
from registry.common.kept_relations import relations_by_version
from registry.common.known_dates import Known, KnownDateField, WithKnownDates, shown
from registry.common.records import Record
from registry.common.value_changes import ValueChange, named, value_change

CHOICE = "choice-"
GONE = (
    "Somebody deleted this row while you were editing. Tick “Delete” to leave it deleted, or enter"
    " it anew in an empty row."
)


@dataclass
class Conflict:
    """A field that both have changed. `name`: of the choice in the form."""

    name: str
    label: str
    theirs: ValueChange  # from the version begun from to theirs
    mine: ValueChange


class SeenVersionForm(WithVersion, WithKnownDates):
    version_field = "seen_version"
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken_over: list[str] = []  # labels of what came from the other's save
        if self.instance.pk:
            self.begin_from(self.instance.version)
            give_known(self, self.instance)

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {self.version_field})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.settle_precisions()
        if "id" in self.errors:
            self.add_error(None, GONE)
        if not (self.instance.pk and self.has_changed()):
            return data
        now = type(self.instance)._base_manager.select_for_update().get(pk=self.instance.pk)
        seen = data.get(self.version_field)
        if now.version != seen:
            self.merge(now, self.version_begun_from(now, seen))
        else:
            self.choose(now)
        self.__dict__.pop("changed_data", None)  # of what was posted, before the merging
        self.instance.version = now.version + 1 if self.has_changed() else now.version
        return self.cleaned_data

    def version_begun_from(self, now: Record, seen: int | None) -> dict[str, Any] | None:
        """The values by field; None where no history has it."""
        history: Any = getattr(now, "history", None)
        entry = history.filter(version=seen or 0).first() if history is not None else None
        if entry is None:
            return None
        values = {}
        for field in entry._meta.fields:
            if field.name in self.fields:
                values[field.name] = getattr(entry, field.attname)
        kept = relations_by_version(type(now), now.pk).get(entry.pk, {}) if now.pk else {}
        return values | {name: keys for name, keys in kept.items() if name in self.fields}

    def merge(self, now: Record, base: dict[str, Any] | None) -> None:
        """Takes over what only the other has changed; raises ValidationError where both have
        changed a field and no choice is made."""
        conflicts = []
        stored = {name: value_in(now, name) for name in self.own_names()}
        typed = {name: plain(self.cleaned_data[name]) for name in self.own_names()}
        begun = {name: plain(value) for name, value in (base or {}).items()}
        for name in self.compared_names():
            theirs, mine = self.as_known(name, stored), self.as_known(name, typed)
            is_known = name in begun
            was = self.as_known(name, begun) if is_known else None
            chosen = self.data.get(CHOICE + self.add_prefix(name))
            if same(theirs, mine):
                continue
            if chosen == "theirs" or (is_known and same(mine, was)):
                self.take_over(name, now)
            elif chosen != "mine" and not (is_known and same(theirs, was)):
                conflicts.append(self.conflict(name, was, theirs, mine))
        if conflicts:
            self.show_again(now.version)
            raise ValidationError(self.told(now, conflicts), code="stale")

    def choose(self, now: Record) -> None:
        """After a page that asked for a choice."""
        for name in self.compared_names():
            if self.data.get(CHOICE + self.add_prefix(name)) == "theirs":
                self.take_over(name, now)

    def own_names(self) -> list[str]:
        """Fields of the record that the form has read without an error."""
        own = {field.name for field in self.instance._meta.get_fields() if not field.auto_created}
        return [name for name in self.fields if name in own and name in self.cleaned_data]

    def compared_names(self) -> list[str]:
        """How exactly a date is known is compared with the date."""
        precisions = dict(self.precisions())
        return [name for name in self.own_names() if name not in precisions]

    def take_over(self, name: str, now: Record) -> None:
        """Their value, also in what the page shows again."""
        field: Any = self.fields[name]
        value = self.as_shown(name, now)
        data: Any = copy(self.data)
        place = self.add_prefix(name)
        if isinstance(field.widget, forms.MultiWidget):
            parts: Any = field.widget.decompress(value)
            for number, part in enumerate(parts):
                data[f"{place}_{number}"] = "" if part is None else str(part)
        elif isinstance(value, list):
            as_list = getattr(data, "setlist", data.__setitem__)
            as_list(place, [str(key) for key in value])
        elif isinstance(value, bool) and not value:
            data.pop(place, None)
        else:
            data[place] = "" if value is None else str(field.prepare_value(value))
        self.data = data
        model_field = self.instance._meta.get_field(name)
        self.cleaned_data[name] = (
            getattr(now, name).all() if model_field.many_to_many else getattr(now, name)
        )
        self.taken_over.append(named(model_field))

    def as_shown(self, name: str, now: Record) -> Any:
        """The value of a field; of a date that is not known to the day what says so, and with it
        how exactly it is known."""
        value, field = value_in(now, name), self.fields[name]
        if not (value and isinstance(field, KnownDateField) and field.precision in self.fields):
            return value
        precision = getattr(now, field.precision)
        self.cleaned_data[field.precision] = precision
        return shown(Known(value, precision), is_end=field.is_end)

    def conflict(self, name: str, was: Any, theirs: Any, mine: Any) -> Conflict:
        field = self.instance._meta.get_field(name)
        before = in_words(field, was)
        return Conflict(
            name=CHOICE + self.add_prefix(name),
            label=named(field),
            theirs=value_change(name, before, in_words(field, theirs), field),
            mine=value_change(name, before, in_words(field, mine), field),
        )

    def told(self, now: Record, conflicts: list[Conflict]) -> str:
        last = now.history.first() if hasattr(now, "history") else None
        return render_to_string(
            "admin/_conflict.html",
            {
                "who": last and last.history_user,
                "at": last and last.history_date,
                "conflicts": conflicts,
                "taken_over": self.taken_over,
            },
        )


def value_in(row: models.Model, name: str) -> Any:
    """Of a record: a key, a list of keys, or a value."""
    field: Any = row._meta.get_field(name)
    if field.many_to_many:
        return sorted(getattr(row, name).values_list("pk", flat=True))
    return getattr(row, field.attname)


def plain(value: Any) -> Any:
    """A value of a form as `value_in` gives it."""
    if isinstance(value, models.QuerySet | list):
        return sorted(getattr(row, "pk", row) for row in value)
    return value.pk if isinstance(value, models.Model) else value


def same(one: Any, other: Any) -> bool:
    if one in (None, "") and other in (None, ""):
        return True
    if isinstance(one, str) and isinstance(other, str):
        return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
    return one == other


def in_words(field: Any, value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, Known):
        return worded(*value)
    if field.is_relation:
        keys = value if isinstance(value, list) else [value]
        rows = field.related_model._base_manager.filter(pk__in=keys)
        return ", ".join(sorted(str(row) for row in rows))
    if isinstance(value, datetime):
        return clock_worded(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)


def merged_words(every_form: list[forms.BaseForm]) -> str:
    """What was taken over from others in the forms of a page; "" where nothing was."""
    names: list[str] = []
    for form in every_form:
        names += getattr(form, "taken_over", [])
    if not names:
        return ""
    return f"Somebody saved this record meanwhile; taken over from them: {', '.join(names)}."
