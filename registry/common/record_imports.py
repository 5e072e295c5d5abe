"""What files of records wrote, and bulk changes of a list; and how either is taken back as a whole.

Each record that an import made or changed is kept with the cells as they were before. To undo an
import writes these cells through the same form as the import did, so that rights, rules and the
workflow hold, and every record gets a new version; what the import added is deleted as its page
would delete it. Where somebody has edited one of the records since, nothing is undone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.common.errors import RuleError
from registry.common.records import Record
from registry.common.value_changes import named

MOST_NAMED = 20


class RecordImport(models.Model):
    """A file of records that was confirmed; or, with `column`, one field of the chosen rows of a
    list (bulk_edits.py)."""

    kind = models.CharField(max_length=50, help_text="The kind of record, as the code names it.")
    file_name = models.CharField(max_length=200, blank=True)
    column = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="record_imports"
    )
    at = models.DateTimeField(auto_now_add=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="undone_record_imports"
    )
    undone_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "import of records"
        verbose_name_plural = "imports of records"

    def __str__(self) -> str:
        return f"{self.title}, {timezone.localtime(self.at):%d.%m.%Y %H:%M}"

    @property
    def title(self) -> str:
        if not self.column:
            return f"Import of {self.file_name}"
        model = self.model
        label = named(model._meta.get_field(self.column)) if model else self.column
        return f"Bulk change of {label}"

    @property
    def model(self) -> type[Record] | None:
        """None where the kind is no longer among the records."""
        try:
            return apps.get_model("registry", self.kind)
        except LookupError:
            return None


class ImportedRecord(models.Model):
    """A record that an import made or changed. `before`: its cells as they were, by column."""

    brought_by = models.ForeignKey(RecordImport, models.CASCADE, related_name="rows")
    record = models.BigIntegerField()
    reference = models.CharField(max_length=300)
    is_new = models.BooleanField(default=False)
    version = models.PositiveIntegerField(help_text="As the import left it.")
    before = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.reference


@dataclass
class Written:
    """What one row of a file did. `before` is empty for a new record."""

    record: Record
    is_new: bool
    before: dict[str, str]


class EditedSinceError(RuleError):
    """An import cannot be undone: `records` were edited or deleted after it."""

    def __init__(self, records: list[ImportedRecord]) -> None:
        words = ", ".join(row.reference for row in records[:MOST_NAMED])
        super().__init__(
            f"Edited or deleted since: {words}. Nothing was undone: what others wrote after it"
            " would be lost. Mend the records one by one, in their forms."
        )
        self.records = records


def keep_import(
    model: type[Record], rows: Iterable[Written], *, by: Any, file_name: str, column: str = ""
) -> RecordImport | None:
    """Remembers what a file wrote; None where it wrote nothing. A record that the file names
    twice is kept as it was before the first row."""
    kept: dict[int, ImportedRecord] = {}
    for row in rows:
        first = kept.get(row.record.pk)
        if first:
            first.before = row.before | first.before
            first.version = row.record.version
            continue
        kept[row.record.pk] = ImportedRecord(
            record=row.record.pk,
            reference=row.record.reference[:300],
            is_new=row.is_new,
            version=row.record.version,
            before=row.before,
        )
    if not kept:
        return None
    new = sum(row.is_new for row in kept.values())
    imported = RecordImport.objects.create(
        kind=str(model._meta.model_name),
        file_name=file_name[:200],
        column=column,
        by=by,
        new=new,
        changed=len(kept) - new,
    )
    for kept_row in kept.values():
        kept_row.brought_by = imported
    ImportedRecord.objects.bulk_create(kept.values())
    return imported


def edited_since(imported: RecordImport) -> list[ImportedRecord]:
    rows = list(imported.rows.all())
    model = imported.model
    if model is None:
        return rows
    keys = [row.record for row in rows]
    versions = dict(model._base_manager.filter(pk__in=keys).values_list("pk", "version"))
    return [row for row in rows if versions.get(row.record) != row.version]


def undo(imported: RecordImport, *, request: HttpRequest, reason: str) -> None:
    """As before the import, as a whole, in the name of the person of `request`. Raises RuleError
    where a record was edited since, or where its own rules do not let it go back."""
    by: Any = request.user
    with transaction.atomic():
        now = RecordImport.objects.select_for_update().get(pk=imported.pk)
        if now.undone_at:
            raise RuleError(_("This was undone already."))
        edited = edited_since(now)
        if edited or now.model is None:
            raise EditedSinceError(edited)
        TakingBack(now, now.model, request, reason).take_back_all()
        now.undone_at, now.undone_by = timezone.now(), by
        now.undone_reason = reason
        now.save()


class TakingBack:
    """One undoing: its records in the opposite order of the file, as later rows may rest on
    earlier ones."""

    def __init__(
        self, imported: RecordImport, model: type[Record], request: HttpRequest, reason: str
    ) -> None:
        from registry.common.importing import resource_for  # which keeps imports by this module

        self.imported, self.model, self.request = imported, model, request
        title = imported.title
        self.reason = f"{title[:1].lower()}{title[1:]} undone: {reason}"
        self.resource = resource_for(model)(request=request)
        self.admin: Any = admin.site.get_model_admin(model)

    def take_back_all(self) -> None:
        for row in self.imported.rows.order_by("-pk"):
            record = self.model._base_manager.select_for_update().get(pk=row.record)
            try:
                self.remove(record) if row.is_new else self.write_back(record, row.before)
            except ValidationError as error:
                raise RuleError(
                    _("%(name)s cannot go back: %(why)s Nothing was undone.")
                    % {"name": row.reference, "why": in_words(error)}
                ) from None

    def write_back(self, record: Record, before: dict[str, str]) -> None:
        values, errors = self.resource.read(before)
        self.resource.row_form.write(record, values, errors=errors, reason=self.reason)

    def remove(self, record: Record) -> None:
        if not self.admin.has_delete_permission(self.request, record):
            raise ValidationError(_("You may not delete it."))
        going = self.admin.get_deleted_objects([record], self.request)
        resting, protected = going[1], going[3]
        if protected or sum(resting.values()) > 1:
            raise ValidationError(_("Other records rest on it by now."))
        record._change_reason = self.reason
        self.admin.log_deletions(self.request, [record])
        self.admin.delete_model(self.request, record)


def in_words(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    found = []
    for name, texts in error.message_dict.items():
        words = " ".join(texts)
        found.append(words if name == NON_FIELD_ERRORS else f"{name}: {words}")
    return " ".join(found)
