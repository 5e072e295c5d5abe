"""What a file of records would do or did, row by row, as its page shows it."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from import_export import results

from registry.common.record_imports import RecordImport
from registry.common.value_changes import ValueChange, value_change


class RecordResult(results.Result):
    """Rows are counted as the spreadsheet counts them: the headings are row 1."""

    sheet = ""
    kept: RecordImport | None = None  # once it is written
    remedies: dict[str, str] = {}  # by column

    def append_invalid_row(self, number: int, row: dict, validation_error: ValidationError) -> None:
        super().append_invalid_row(number + 1, row, validation_error)
        self.invalid_rows[-1].cells = row

    def errors_by_cell(self) -> Iterator[dict[str, Any]]:
        for row in self.invalid_rows:
            for name, problems in row.error_dict.items():
                column = "" if name == NON_FIELD_ERRORS else name
                cell = row.cells.get(column, "")
                for problem in problems:
                    yield {
                        "row": row.number,
                        "column": column,
                        "cell": cell,
                        "problem": problem,
                        "remedy": self.remedies.get(column, ""),
                    }

    def changes(self) -> list[results.RowResult]:
        """Changed rows before new ones; in both as the file has them."""
        rows = [row for row in self.valid_rows() if row.import_type != row.IMPORT_TYPE_SKIP]
        changed = [row for row in rows if row.import_type != row.IMPORT_TYPE_NEW]
        return changed + [row for row in rows if row.import_type == row.IMPORT_TYPE_NEW]

    def compared(self) -> Iterator[tuple[results.RowResult, list[ValueChange]]]:
        """Each row that changes, with its cells."""
        for row in self.changes():
            fields = {field.name: field for field in row.instance._meta.get_fields()}
            cells = []
            for name, before, after in row.diff:
                cells.append(value_change(name, before, after, fields.get(name)))
            yield row, cells
