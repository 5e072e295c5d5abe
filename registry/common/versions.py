"""The versions of a record in words: who changed what, when and why.

A version says what differs from the one before: a value beside the earlier one, related records by
their names, of a text the words that came and went. The rows within a record (partners of a
project, attendance at a meeting) have histories of their own and stand in the same list.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from registry.common.appearing import clock_worded
from registry.common.kept_relations import relations_by_version, relations_of
from registry.common.records import BOOKKEEPING, Record
from registry.common.value_changes import ValueChange, named, value_change

MOST = 500  # entries of a record, and of each kind of row within it
WHAT = {"+": "added", "~": "changed", "-": "deleted"}
MISSING = "(a record that no longer exists)"


@dataclass
class Version:
    """`row`: the words for the row within the record that it is about; "" for the record."""

    entry: Any
    at: datetime
    by: Any
    reason: str
    what: str
    row: str = ""
    changes: list[ValueChange] = field(default_factory=list)


class Names:
    """The words for related records, each kind asked for once."""

    def __init__(self) -> None:
        self.known: dict[type[models.Model], dict[int, str]] = {}

    def learn(self, model: type[models.Model], keys: Iterable[int]) -> None:
        known = self.known.setdefault(model, {})
        wanted = {key for key in keys if key not in known}
        if wanted:
            rows = model._base_manager.in_bulk(list(wanted))
            known |= {key: str(rows[key]) if key in rows else MISSING for key in wanted}

    def of(self, model: type[models.Model], key: int) -> str:
        self.learn(model, [key])
        return self.known[model][key]


def tracked(model: type[Record]) -> list[Any]:
    """Fields that a history of the model holds and that people set."""
    history: Any = model
    held = {found.name for found in history.history.model._meta.fields}
    left_out = BOOKKEEPING | set(model.personal_details)
    return [
        found for found in model._meta.fields if found.name in held and found.name not in left_out
    ]


def worded(found: Any, row: Any, names: Names) -> str:
    """A value of a version or of a record in words."""
    value = getattr(row, found.attname)
    if value is None or value == "":
        return ""
    if found.is_relation:
        return names.of(found.related_model, value)
    if isinstance(value, datetime):
        return clock_worded(value)  # as forms show and read it
    if isinstance(found, models.BooleanField):
        return "yes" if value else "no"
    if found.choices:
        return str(dict(found.flatchoices).get(value, value))
    return str(value)


def differences(model: type[Record], before: Any, after: Any, names: Names) -> list[ValueChange]:
    """Between two versions, or a version and the record. `before`: None where it began."""
    found = []
    for one in tracked(model):
        now = worded(one, after, names)
        was = worded(one, before, names) if before is not None else ""
        if was != now:
            found.append(value_change(named(one), was, now, one))
    return found


def relation_changes(
    model: type[Record], before: dict | None, after: dict | None, names: Names
) -> list[ValueChange]:
    """Between what two versions were related to; nothing where it was not kept."""
    if before is None or after is None:
        return []
    found = []
    for one in relations_of(model):
        was, now = before.get(one.name, []), after.get(one.name, [])
        if sorted(was) != sorted(now):
            names.learn(one.related_model, [*was, *now])
            gone = [key for key in was if key not in now]
            came = [key for key in now if key not in was]
            found.append(
                ValueChange(
                    named(one),
                    listed(one.related_model, gone, names),
                    listed(one.related_model, came, names),
                )
            )
    return found


def listed(model: type[models.Model], keys: list[int], names: Names) -> str:
    return ", ".join(sorted(names.of(model, key) for key in keys))


def versions_of(
    model: type[Record], key: int, rows_within: list[tuple[type, str]]
) -> list[Version]:
    """Newest first. `rows_within`: (model, name of its relation to the record) of rows that are
    edited on the record's page."""
    names = Names()
    history: Any = model
    entries = list(history.history.filter(id=key).select_related("history_user")[:MOST])
    found = worded_entries(model, entries, names)
    for child, relation in rows_within:
        if hasattr(child, "history"):
            found += versions_within(child, relation, key, names)
    return sorted(found, key=lambda version: version.at, reverse=True)


def versions_within(child: Any, relation: str, key: int, names: Names) -> list[Version]:
    column = child._meta.get_field(relation).attname
    entries = child.history.filter(**{column: key}).select_related("history_user")[:MOST]
    by_row: dict[int, list[Any]] = {}
    for entry in entries:
        by_row.setdefault(entry.id, []).append(entry)
    found = []
    for of_one in by_row.values():
        for version in worded_entries(child, of_one, names):
            version.row = f"{child._meta.verbose_name} {words_for(version.entry)}"
            found.append(version)
    return found


def words_for(entry: Any) -> str:
    """A row as it was; its words may read records that are gone by now."""
    try:
        return f"“{entry.instance}”"
    except (models.ObjectDoesNotExist, AttributeError):
        return ""


def worded_entries(model: type[Record], entries: list[Any], names: Names) -> list[Version]:
    """`entries`: of one record, newest first."""
    relations = (
        relations_by_version(model, entries[0].id) if relations_of(model) and entries else {}
    )
    found = []
    for place, entry in enumerate(entries):
        before = entries[place + 1] if place + 1 < len(entries) else None
        version = Version(
            entry=entry,
            at=entry.history_date,
            by=entry.history_user,
            reason=entry.history_change_reason or "",
            what=WHAT[entry.history_type],
        )
        if entry.history_type != "-" and before is not None:
            version.changes = differences(model, before, entry, names)
            version.changes += relation_changes(
                model, relations.get(before.pk), relations.get(entry.pk), names
            )
        found.append(version)
    return found
