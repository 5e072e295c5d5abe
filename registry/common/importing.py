"""Import and export of records in the admin: one resource a model, made from the model itself.

Rows are known by their reference ("GEO/light/2026/1"), relations are written as references, and
every cell that a spreadsheet might take for a formula is neutralised on the way out and read back
on the way in. A preview shows what would change, and names row and column of an error; nothing is
written before it is confirmed. What a row may write is the business of the admin's own form
(import_rows.py).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from functools import cache, partial
from time import thread_time
from typing import Any

import tablib
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import DataError, models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import results, widgets
from import_export.fields import Field

from registry.common import known_dates, references
from registry.common.errors import RuleError
from registry.common.history import last_saved
from registry.common.import_cells import (
    ReferencesWidget,
    ReferenceWidget,
    TextWidget,
    YesNoWidget,
    normal,
    remedy,
    spelled,
    without_apostrophe,
)
from registry.common.import_formats import is_blank
from registry.common.import_results import RecordResult
from registry.common.import_rows import RowForm
from registry.common.long_exports import LongExports
from registry.common.record_imports import Written, keep_import
from registry.common.records import BOOKKEEPING, Record
from registry.common.required import required

VERSION = "version"
LONGEST_IMPORT = 20.0  # seconds of computing for one file, in one request
TOO_MUCH_WORK = gettext_lazy(
    "Checking this file takes too long; nothing was written. Bring it in several files; rows that "
    "would not change need not be in it."
)
NO_SUCH_VALUE = gettext_lazy(
    "A cell of this row holds what no record can hold: a number or a day beyond all bounds, or"
    " signs that are no text. Look at the row in the sheet, or type it anew."
)


class RecordResource(LongExports):
    """Base of the resources. Rows that would not change are skipped and counted; one row that is
    refused refuses them all.

    `request`: who brings the file; without, nothing can be written. `form`: of the preview, where
    the versions that it saw are kept for the confirmation, or of the confirmation, which brings
    them back.
    """

    def __init__(
        self, *, request: HttpRequest | None = None, form: Any = None, **kwargs: Any
    ) -> None:
        super().__init__()
        self.request, self.form = request, form
        self.row_form = RowForm(admin.site.get_model_admin(self._meta.model), request)
        self.expected: list[int] | None = getattr(form, "seen", None)
        self.seen: list[int] = []
        self.rows: list[dict] = []
        self.outcomes: list[results.RowResult] = []
        self.written: list[Written] = []
        self.is_readable = True
        self.began = thread_time()

    @classmethod
    def get_result_class(cls) -> type[RecordResult]:
        return RecordResult

    @classmethod
    def widget_from_django_field(cls, field: Any, default: Any = widgets.Widget) -> Any:
        if isinstance(field, models.ManyToManyField | models.ForeignKey) and issubclass(
            field.related_model, Record
        ):
            widget = ReferencesWidget if field.many_to_many else ReferenceWidget
            return partial(widget_of, widget, field.related_model)
        if isinstance(field, models.CharField | models.TextField):
            return TextWidget
        if isinstance(field, models.BooleanField):
            return YesNoWidget
        return super().widget_from_django_field(field, default)

    @classmethod
    def field_from_django_field(
        cls, field_name: str, django_field: models.Field, readonly: bool
    ) -> Field:
        """The library reads a relation's number; we read the relation."""
        field = super().field_from_django_field(field_name, django_field, readonly)
        if isinstance(field.widget, ReferenceWidget):
            field.attribute = field_name
        return field

    def get_user_visible_fields(self) -> list:
        """What the page of the import or export says that a file holds."""
        fields = super().get_user_visible_fields()
        if self.request is None:
            return fields
        written = self.row_form.names_for_new()
        return [field for field in fields if field.column_name in (*written, VERSION)]

    def import_data(self, dataset: tablib.Dataset, *args: Any, **kwargs: Any) -> RecordResult:
        result = super().import_data(
            dataset, *args, **kwargs | {"rollback_on_validation_errors": True}
        )
        result.sheet = dataset.title or ""
        result.remedies = self.remedies() if result.invalid_rows else {}
        return result

    def remedies(self) -> dict[str, str]:
        fields = self._meta.model._meta
        return {
            name: remedy(fields.get_field(name), field.widget)
            for name, field in self.fields.items()
        }

    def _check_import_id_fields(self, headers: list[str]) -> None:
        """Done in `before_import`."""

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        self.is_readable = False  # until the headings are found to be right
        self.check_headings(dataset.headers or [])
        mark = hashlib.sha256(repr((dataset.headers, list(dataset))).encode()).hexdigest()
        if self.expected is None and self.form is not None:
            self.form.mark = mark
        elif self.expected is not None and self.form.mark != mark:
            raise RuleError(_("This is not the file of the preview. Bring it again."))
        self.rows = dataset.dict
        self.find_records()
        self.is_readable = True

    def check_headings(self, headings: list[str]) -> None:
        unknown = [name for name in headings if name not in self.fields]
        personal = [name for name in unknown if name in self._meta.model.personal_details]
        missing = [name for name in self._meta.model.reference_fields if name not in headings]
        if personal:
            raise RuleError(
                _(
                    "Personal details do not come by import: %(names)s. Enter them in the form of"
                    " the record."
                )
                % {"names": ", ".join(personal)}
            )
        if unknown:
            raise RuleError(
                _(
                    "Row 1 has headings that are no column of these records: %(names)s. Columns"
                    " are: %(fields)s."
                )
                % {"names": ", ".join(unknown), "fields": ", ".join(self.fields)}
            )
        if missing:
            raise RuleError(
                _(
                    "Row 1 lacks %(names)s, by which a record is known. Export the records to see"
                    " how it looks."
                )
                % {"names": ", ".join(missing)}
            )

    def after_import(self, dataset: tablib.Dataset, result: RecordResult, **kwargs: Any) -> None:
        """In the transaction of the import, so that what was written and how to take it back are
        kept together."""
        if self.written and not kwargs.get("dry_run"):
            name = kwargs.get("file_name") or "a file"
            by = self.request.user if self.request else None
            result.kept = keep_import(self._meta.model, self.written, by=by, file_name=name)
        if self.expected is None and self.form is not None:
            self.form.seen = self.seen

    def import_row(self, row: dict, instance_loader: Any, **kwargs: Any) -> results.RowResult:
        if self.is_readable and not self.outcomes:
            self.judge_all(kwargs.get("file_name") or "a file")
        return self.outcomes[kwargs["row_number"] - 1] if self.outcomes else unchanged()

    def judge_all(self, file_name: str) -> None:
        """The file as a whole: a row that is refused is tried again once others are written, as
        it may wait for one of them. A period begins where a later row ends the one before it."""
        self.seen = [0] * len(self.rows)
        self.outcomes = [unchanged() for _row in self.rows]
        named = Counter(self.key(row) for row in self.rows)
        waiting = list(range(len(self.rows)))
        while waiting:
            before = len(self.written)
            for place in waiting:
                self.outcomes[place] = self.judge(place, file_name)
            refused = [place for place in waiting if self.outcomes[place].validation_error]
            # of rows for one record the last one holds, so none of them is written late
            late = [place for place in refused if named[self.key(self.rows[place])] == 1]
            waiting = late[::-1] if len(self.written) > before else []

    def judge(self, place: int, file_name: str) -> results.RowResult:
        """Of the row at that place of the file, which is written where nothing refuses it."""
        outcome = unchanged()
        if not self.is_readable or is_blank(self.rows[place].values()):
            return outcome
        if thread_time() - self.began > LONGEST_IMPORT:
            self.is_readable = False  # the rows after it would take as long
            outcome.import_type = outcome.IMPORT_TYPE_INVALID
            outcome.validation_error = ValidationError(TOO_MUCH_WORK)
            return outcome
        try:
            with (
                transaction.atomic()
            ):  # what the database refuses leaves the rows before as they are
                self.take(place, outcome, file_name)
        except ValidationError as error:
            outcome.import_type = outcome.IMPORT_TYPE_INVALID
            outcome.validation_error = error
        except (ValueError, TypeError, ArithmeticError, DataError):
            outcome.import_type = outcome.IMPORT_TYPE_INVALID
            outcome.validation_error = ValidationError(NO_SUCH_VALUE)
        return outcome

    def take(self, place: int, outcome: results.RowResult, file_name: str) -> None:
        row = self.rows[place]
        record = self.existing(row)
        self.seen[place] = record.version if record else 0
        before = self.cells(record)
        given = {name: cell for name, cell in row.items() if name != VERSION}
        changed = {name: cell for name, cell in given.items() if self.differs(name, cell, before)}
        if record and not changed:
            return
        self.check_not_overtaken(row, record, place)
        values, errors = self.read(changed)
        saved = self.row_form.write(record, values, errors=errors, reason=f"import of {file_name}")
        if saved is None:
            return
        outcome.import_type = outcome.IMPORT_TYPE_UPDATE if record else outcome.IMPORT_TYPE_NEW
        outcome.instance = saved
        outcome.add_instance_info(saved)
        self.known[saved.reference] = [saved.pk]
        after = self.cells(saved)
        kept = self.altered(before, after, saved, asked=changed)
        is_new = record is None
        self.written.append(Written(record=saved, is_new=is_new, before={} if is_new else kept))
        was, now = (known_dates.as_known(self._meta.model, cells) for cells in (before, after))
        outcome.diff = []
        for name in kept:
            if was[name] != now[name]:
                shown = "" if is_new else normal(was[name])
                outcome.diff.append((name, shown, normal(now[name])))

    def altered(
        self, before: dict[str, str], after: dict[str, str], saved: Record, *, asked: Iterable[str]
    ) -> dict[str, str]:
        """The cells of before that are others now, and not only those that were asked for: what
        else the form sets on saving is to be shown and taken back too. A date goes with how
        exactly it is known."""
        model = self._meta.model
        names: set[str] = set()
        for name, cell in before.items():
            if after[name] != cell and name != VERSION:
                names |= known_dates.read_together(model, name)
        if names - set(asked):
            names &= set(asked) | self.row_form.offered(saved)
        return {name: cell for name, cell in before.items() if name in names}

    def find_records(self) -> None:
        """All that the file names, in a few queries."""
        model = self._meta.model
        self.known = references.numbers(model)
        wanted: set[int] = set()
        for row in self.rows:
            wanted.update(self.known.get(self.key(row), []))
        rows = model._base_manager.select_related(*references.joins(model))
        self.records = rows.in_bulk(list(wanted))

    def key(self, row: dict) -> str:
        """The reference in the row. A day may be written in other ways than ours."""
        parts = []
        for name in self._meta.model.reference_fields:
            cell, widget = row[name], self.fields[name].widget
            if isinstance(widget, widgets.DateWidget):
                with suppress(ValueError):
                    cell = widget.clean(cell)
            parts.append(without_apostrophe(normal(cell)))
        return "/".join(parts)

    def existing(self, row: dict) -> Record | None:
        """The row's record by its reference; None for a new one. Read anew where an earlier row
        of the file named it too."""
        found = self.known.get(self.key(row), [])
        if len(found) > 1:
            raise ValidationError(
                _("Several records are known by this reference; change them in their forms.")
            )
        if not found:
            return None
        return self.records.pop(found[0], None) or self._meta.model._base_manager.get(pk=found[0])

    def cells(self, record: Record | None) -> dict[str, str]:
        """The record as a file holds it, to be compared or brought back; what a new one is by
        default."""
        row = record or self._meta.model()
        cells = {name: field.export(row) for name, field in self.fields.items()}
        return {name: "" if cell is None else str(cell) for name, cell in cells.items()}

    def differs(self, name: str, cell: Any, before: dict[str, str]) -> bool:
        """Another spelling of the same (0 for 0.000, 31.05.2009 for 2009-05-31) is no change."""
        text, was = normal(cell), normal(before[name])
        widget = self.fields[name].widget
        return text != was and spelled(widget, text) != spelled(widget, was)

    def check_not_overtaken(self, row: dict, record: Record | None, place: int) -> None:
        """Nobody overwrites what they have not seen: neither in the file nor in the preview."""
        said = normal(row.get(VERSION))
        if record and said and said != str(record.version):
            raise ValidationError(
                {
                    VERSION: (
                        _(
                            "The file has version %(said)s, the registry %(version)s%(when)s."
                            " Export this record again and make your change there."
                        )
                        % {"said": said[:20], "version": record.version, "when": last_saved(record)}
                    )
                }
            )
        if self.expected is not None and self.expected[place] != self.seen[place]:
            raise ValidationError(
                _(
                    "This record was saved after the preview%(when)s. Bring the file again and"
                    " look at what would change."
                )
                % {"when": last_saved(record)}
            )

    def read(self, cells: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """(what a form is given, what is wrong with a cell), both by column."""
        values: dict[str, Any] = {}
        errors: dict[str, str] = {}
        for name, cell in cells.items():
            widget = self.fields[name].widget
            try:
                if isinstance(widget, ReferenceWidget):
                    found = widget.clean(cell)
                    values[name] = found.pk if found else ""
                elif isinstance(widget, ReferencesWidget):
                    values[name] = [record.pk for record in widget.clean(cell)]
                elif isinstance(widget, TextWidget | YesNoWidget):
                    values[name] = widget.clean(cell)
                else:
                    values[name] = "" if cell is None else cell
            except ValueError as error:
                errors[name] = str(error)
        return values, errors


def unchanged() -> results.RowResult:
    """What a row does that is blank, or says what the record has already."""
    outcome = results.RowResult()
    outcome.import_type = outcome.IMPORT_TYPE_SKIP
    return outcome


def widget_of(widget: type, model: type[Record], **kwargs: Any) -> widgets.Widget:
    """The library gives options of its own widgets, which ours do not have."""
    return widget(model)


@cache
def resource_for(model: type[Record]) -> type[RecordResource]:
    kept_out = BOOKKEEPING | {"checksum"} | set(model.personal_details)
    names = [field.name for field in model._meta.fields if field.name not in kept_out]
    for field in model._meta.many_to_many:
        if required(field.remote_field.through)._meta.auto_created:
            names.append(field.name)
    names.append(VERSION)
    meta = type(
        "Meta",
        (),
        {
            "model": model,
            "fields": names,
            "import_id_fields": list(model.reference_fields),
            "report_skipped": True,
            "use_bulk": False,
        },
    )
    return type(f"{model.__name__}Resource", (RecordResource,), {"Meta": meta})
