"""Bringing back: a version of a record, or a record that was deleted.

Both go through the admin's own form of the record, as an import does: who may not change a field
there does not bring it back here either, what the form checks is checked, and the result is a new
version with a reason. So nothing by this door sets the status of an edition or an endorsement, and
no personal detail comes back: no history holds one.
"""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.admin_rights import may
from registry.common.errors import RuleError
from registry.common.history import written_by
from registry.common.import_rows import RowForm
from registry.common.kept_relations import keep_relations, relations_by_version, relations_of
from registry.common.record_imports import in_words
from registry.common.records import Record
from registry.common.versions import tracked, words_for

TOGETHER = timedelta(minutes=1)  # rows that one deletion took with it
SAVED_MEANWHILE = gettext_lazy(
    "Somebody saved this record meanwhile. Look at the difference again."
)


def form_values(model: type[Record], entry: Any) -> dict[str, Any]:
    """A version as the form of the record would be given it."""
    values = {}
    for found in tracked(model):
        value = getattr(entry, found.attname)
        values[found.name] = "" if value is None else value
    relations = relations_by_version(model, entry.id).get(entry.pk)
    for found in relations_of(model):
        if relations is not None:
            values[found.name] = relations.get(found.name, [])
    return values


def restorable_names(record: Record | None, request: HttpRequest, model: type[Record]) -> set[str]:
    """Fields that this person's form of the record offers."""
    model_admin: Any = admin.site.get_model_admin(model)
    form = model_admin.get_form(request, record, change=record is not None)
    return set(form.base_fields) - set(model_admin.never_imported)


def only(names: set[str], values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in names}


def restore_version(
    record: Record, entry: Any, *, request: HttpRequest, reason: str, seen: int
) -> None:
    """The record as that version has it, as far as its form offers. Raises RuleError."""
    model = type(record)
    with transaction.atomic():
        now = model._base_manager.select_for_update().get(pk=record.pk)
        if now.version != seen:
            raise RuleError(SAVED_MEANWHILE)
        offered = restorable_names(now, request, model)
        values = only(offered, form_values(model, entry))
        when = f"{entry.history_date:%d.%m.%Y %H:%M}"
        words = f"version of {when} restored: {reason}"
        row_form = RowForm(admin.site.get_model_admin(model), request)
        try:
            saved = row_form.write(now, values, errors={}, reason=words)
        except ValidationError as error:
            raise RuleError(
                _("This version cannot come back as it was. %(why)s") % {"why": in_words(error)}
            ) from None
        if saved is None:
            raise RuleError(_("The record is as this version has it: nothing was changed."))


def deleted_entries(model: Any) -> models.QuerySet:
    """The last version of each record that is gone, newest first."""
    gone = model.history.filter(history_type="-").exclude(id__in=model._base_manager.values("pk"))
    latest = gone.values("id").annotate(last=models.Max("history_id")).values("last")
    return (
        model.history.filter(history_id__in=latest)
        .select_related("history_user")
        .order_by("-history_date", "-history_id")
    )


def rows_that_went_with(entry: Any, rows_within: list[tuple[Any, str]]) -> list[Any]:
    """The versions of the rows within a record that were deleted with it."""
    found = []
    for child, relation in rows_within:
        if not hasattr(child, "history"):
            continue
        column = child._meta.get_field(relation).attname
        rows = child.history.filter(
            history_type="-",
            history_date__range=(entry.history_date - TOGETHER, entry.history_date + TOGETHER),
            **{column: entry.id},
        )
        found += list(rows.exclude(id__in=child._base_manager.values("pk")).order_by("id"))
    return found


def restore_deleted(
    model: type[Record],
    entry: Any,
    *,
    request: HttpRequest,
    reason: str,
    rows_within: list[tuple[Any, str]],
) -> Record:
    """The record with its number and the rows that went with it, or nothing. Raises RuleError."""
    words = f"restored after its deletion: {reason}"
    with transaction.atomic():
        if model._base_manager.filter(pk=entry.id).exists():
            raise RuleError(_("This record is there: somebody has restored it already."))
        model_admin = admin.site.get_model_admin(model)
        row_form = RowForm(model_admin, request)
        offered = restorable_names(None, request, model)
        values = only(offered, form_values(model, entry))
        try:
            record = row_form.write(None, values, errors={}, reason=words, deleted=entry)
        except ValidationError as error:
            raise RuleError(_("It cannot come back. %(why)s") % {"why": in_words(error)}) from None
        assert record is not None
        for row in rows_that_went_with(entry, rows_within):
            restore_row(row, request=request, words=words)
    return record


def restore_row(entry: Any, *, request: HttpRequest, words: str) -> None:
    """A row within a record, checked by its own rules."""
    row = entry.instance
    model = type(row)
    name = f"{model._meta.verbose_name} {words_for(entry)}"
    if not may(request.user, "add", model):
        raise RuleError(_("You may not add what went with it: %(name)s.") % {"name": name})
    row.version = entry.version + 1
    written_by(row, request.user, reason=words)
    try:
        row.full_clean(exclude=["id"])
    except ValidationError as error:
        raise RuleError(
            _("%(name)s cannot come back. %(why)s") % {"name": name, "why": in_words(error)}
        ) from None
    row.save(force_insert=True)
    relations = relations_by_version(model, entry.id).get(entry.pk, {})
    for found in relations_of(model):
        there = found.related_model._base_manager.filter(pk__in=relations.get(found.name, []))
        getattr(row, found.name).set(there)
    keep_relations(row)
