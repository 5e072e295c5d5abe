"""One field of many records, changed at once: tried first, then written as a whole, and taken back
as an import is (record_imports.py).

Each record is written through the admin's own form of it, as a row of a file is (import_rows.py):
rights, rules, versions and the workflow are those of the record's page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.models import CHANGE
from django.core.exceptions import ValidationError
from django.db import DataError, models, transaction
from django.forms.widgets import MultiWidget
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.admin_rights import log
from registry.common.errors import RuleError
from registry.common.import_rows import RowForm
from registry.common.importing import resource_for
from registry.common.known_dates import PrecisionField, known_in, read_together
from registry.common.record_imports import RecordImport, Written, in_words, keep_import
from registry.common.records import Record
from registry.common.richtext import is_rich_text
from registry.common.seen_version import in_words as value_worded
from registry.common.seen_version import value_in
from registry.common.value_changes import ValueChange, named, value_change

MOST = 200  # records at once: a request writes them within seconds
# What an act changes, a step of the workflow, or a person on the record's own page
BY_ACTS = frozenset(
    {
        "status",
        "endorsement",
        "account",
        "version",
        "seen_version",
        "stage",
        "appears_at",
        "goes_at",
        "confirmed_on",
    }
)
NO_SUCH_VALUE = gettext_lazy("This record cannot hold that value.")
WITH_IT = gettext_lazy(
    "With it, “{name}” would become “{value}”, and that is decided on the record’s own page. Make"
    " this change there."
)
CHANGED_SINCE = gettext_lazy(
    "Saved or deleted after the preview: {records}. Nothing was written; look again."
)


@dataclass(frozen=True)
class Tried:
    """What a change does to one record: nothing, a change, or a refusal with its reason."""

    record: Record
    version: int
    refusal: str = ""
    change: ValueChange | None = None
    beside: tuple[ValueChange, ...] = ()  # what the record's form sets with it
    written: Written | None = None


def editable_fields(model_admin: Any, request: HttpRequest) -> dict[str, forms.Field]:
    """By name: the fields of the record's form that may be the same in many records."""
    row_form = RowForm(model_admin, request)
    offered = row_form.admin.get_form(row_form.request, None, change=False).base_fields
    model = model_admin.model
    columns = set(resource_for(model)().fields) - set(model.reference_fields)
    columns -= set(model.personal_details) | set(model_admin.never_imported) | BY_ACTS
    found = {}
    for name, field in offered.items():
        if name in columns and may_be_shared(model._meta.get_field(name), field):
            found[name] = field
    return found


def may_be_shared(field: Any, offered: forms.Field) -> bool:
    is_own = field.name.endswith("_visibility") or getattr(field, "unique", False)
    is_file = isinstance(field, models.FileField | models.JSONField)
    in_pieces = isinstance(offered.widget, MultiWidget)
    goes_with_date = isinstance(offered, PrecisionField)
    return not (is_own or is_file or in_pieces or goes_with_date or is_rich_text(field))


class BulkEdit:
    """`value`: as the field's widget gives it. `request`: of the person who asks."""

    def __init__(self, model_admin: Any, request: HttpRequest, name: str, value: Any) -> None:
        self.admin, self.request = model_admin, request
        self.model: type[Record] = model_admin.model
        self.name, self.value = name, value
        self.field: Any = self.model._meta.get_field(name)
        self.row_form = RowForm(model_admin, request)
        self.resource = resource_for(self.model)(request=request)

    @property
    def label(self) -> str:
        return named(self.field)

    def tried(self, keys: Iterable[int]) -> list[Tried]:
        """What would happen; nothing is written."""
        with transaction.atomic():
            found = self.change_all(keys, reason="")
            transaction.set_rollback(True)
        return found

    def write(self, versions: dict[int, int], *, reason: str) -> RecordImport | None:
        """Writes what the preview showed, as a whole. `versions`: of the preview, by the key of
        each record that changes. Raises RuleError."""
        with transaction.atomic():
            rows = self.change_all(versions, reason=reason)
            self.check_as_previewed(rows, versions)
            written = [row.written for row in rows if row.written]
            kept = keep_import(
                self.model, written, by=self.request.user, file_name="", column=self.name
            )
            if kept:
                words = f"{self.label} of {len(written)} rows changed at once."
                log(self.request.user, self.model, CHANGE, words)
            return kept

    def check_as_previewed(self, rows: list[Tried], versions: dict[int, int]) -> None:
        now = {row.record.pk: row for row in rows}
        late = [f"no. {key}" for key in versions if key not in now]
        late += [str(row.record) for row in rows if row.version != versions[row.record.pk]]
        if late:
            raise RuleError(CHANGED_SINCE.format(records=", ".join(late)))
        for row in rows:
            if row.refusal:
                raise RuleError(
                    _("%(record)s: %(refusal)s Nothing was written.")
                    % {"record": row.record, "refusal": row.refusal}
                )

    def change_all(self, keys: Iterable[int], *, reason: str) -> list[Tried]:
        """Of the records that this person may see."""
        seen = self.admin.get_queryset(self.request).filter(pk__in=list(keys))
        numbers = set(seen.order_by().values_list("pk", flat=True))
        rows = self.model._base_manager.select_for_update().filter(pk__in=numbers)
        return [self.change(record, reason) for record in rows.order_by("pk")]

    def change(self, record: Record, reason: str) -> Tried:
        seen, shown = record.version, str(record)
        was, before = self.worded(record), self.resource.cells(record)
        try:
            with transaction.atomic():
                saved = self.row_form.write(
                    record, {self.name: self.value}, errors={}, reason=reason
                )
                if saved is None:
                    return Tried(record, seen)
                after = self.resource.cells(saved)
                kept = self.resource.altered(before, after, saved, asked=[self.name])
                beside = self.beside(kept, after)
        except ValidationError as error:
            return Tried(record, seen, refusal=in_words(error))
        except RuleError as error:
            return Tried(record, seen, refusal=str(error))
        except (ValueError, TypeError, ArithmeticError, DataError):
            return Tried(record, seen, refusal=str(NO_SUCH_VALUE))
        return Tried(
            record,
            seen,
            change=value_change(shown, was, self.worded(saved), self.field),
            beside=beside,
            written=Written(record=saved, is_new=False, before=kept),
        )

    def worded(self, record: Record) -> str:
        """A date as exactly as it is known."""
        known = known_in(record, self.name)
        return value_worded(self.field, known or value_in(record, self.name))

    def beside(self, kept: dict[str, str], after: dict[str, str]) -> tuple[ValueChange, ...]:
        """What the record's form sets together with the field, as files write it. Raises RuleError
        where only an act may change that, or a person who looks at the record."""
        found = []
        for name in kept.keys() - read_together(self.model, self.name):
            label = named(self.model._meta.get_field(name))
            if name in BY_ACTS:
                raise RuleError(WITH_IT.format(name=label, value=after[name]))
            found.append(value_change(label, kept[name], after[name]))
        return tuple(found)
