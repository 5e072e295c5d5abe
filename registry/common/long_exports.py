"""Records into files by the hundred thousand: the columns are read instead of the records, and what
stands in many rows is put into words once. Record by record a row takes over a millisecond.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import models
from import_export import resources

from registry.common import references
from registry.common.exports import neutralised
from registry.common.import_cells import ReferenceWidget

AT_ONCE = 2000  # rows read from the database


class Cells(dict[Any, Any]):
    """Of a column, by value."""

    def __init__(self, worded: Callable[[Any], Any]) -> None:
        super().__init__()
        self.worded = worded

    def __missing__(self, value: Any) -> Any:
        self[value] = cell = self.worded(value)
        return cell


class LongExports(resources.ModelResource):
    """A kind with a column of several records, or of what is no single value, goes record by
    record."""

    columns: list[dict[Any, Any]]  # of the file that is being written

    def iter_queryset(self, queryset: Any) -> Iterator[Any]:
        self.columns = []
        if not isinstance(queryset, models.QuerySet) or not self.has_plain_columns():
            yield from super().iter_queryset(queryset)
            return
        names = [self.column(name).attname for name in self.fields]
        rows = queryset.prefetch_related(None).values_list("pk", *names)
        for _key, *values in rows.iterator(chunk_size=AT_ONCE):
            yield dict(zip(self.fields, values, strict=True))

    def column(self, name: str) -> Any:
        return self._meta.model._meta.get_field(name)

    def has_plain_columns(self) -> bool:
        kinds = (models.ManyToManyField, models.JSONField, models.FileField)
        return not any(isinstance(self.column(name), kinds) for name in self.fields)

    def export_resource(
        self, instance: Any, selected_fields: Any = None, **kwargs: Any
    ) -> list[Any]:
        if not isinstance(instance, dict):
            return super().export_resource(instance, selected_fields, **kwargs)
        if not self.columns:
            self.wanted = [field.column_name for field in self.get_export_fields(selected_fields)]
            self.columns = [self.column_of_file(name, kwargs) for name in self.wanted]
        return [
            cells[instance[name]] for name, cells in zip(self.wanted, self.columns, strict=True)
        ]

    def column_of_file(self, name: str, kwargs: dict[str, Any]) -> dict[Any, Any]:
        """`kwargs`: of the library, which tells a workbook's cells from those of CSV."""
        widget = self.fields[name].widget
        if not isinstance(widget, ReferenceWidget):
            return Cells(partial(widget.render, **kwargs))
        named: defaultdict[int | None, str] = defaultdict(str)
        for reference, keys in references.numbers(widget.model).items():
            named |= dict.fromkeys(keys, neutralised(reference))
        return named
