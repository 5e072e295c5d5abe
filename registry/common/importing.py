"""Import and export of records in the admin: one resource a model, made from the model itself.

Rows are known by their reference ("GEO/light/2026/1"), relations are written as references, and every cell that a spreadsheet might take
for a formula is neutralised on the way out and read back on the way in. A preview shows what would change, and names row and column of
an error; nothing is written before it is confirmed.
"""

from functools import cache
from typing import Any

from django.db import models
from import_export import resources, widgets
from import_export.formats.base_formats import CSV, XLSX

from registry.common import references
from registry.common.exports import FORMULA_STARTS, neutralised
from registry.common.records import Record

FORMATS = [XLSX, CSV]
KEPT_OUT = {"id", "version", "created_at", "updated_at", "checksum"}


class ReferenceWidget(widgets.Widget):
    """A relation as the reference of its record."""

    def __init__(self, model: type[Record]) -> None:
        super().__init__()
        self.model = model

    def clean(self, value: Any, row: dict | None = None, **kwargs) -> Record | None:
        if value in (None, ""):
            return None
        try:
            return references.find(self.model, plain(value))
        except self.model.DoesNotExist as error:
            raise ValueError(str(error)) from None

    def render(self, value: Record | None, obj=None, **kwargs) -> str:
        return neutralised(value.reference) if value else ""


class ReferencesWidget(widgets.ManyToManyWidget):
    """Several relations, "; " between them."""

    def clean(self, value: Any, row: dict | None = None, **kwargs) -> list[Record]:
        one = ReferenceWidget(self.model)
        return [one.clean(part) for part in str(value or "").split(";") if part.strip()]

    def render(self, value: Any, obj=None, **kwargs) -> str:
        rows = value.all() if hasattr(value, "all") else value or []
        return neutralised("; ".join(sorted(row.reference for row in rows)))


class TextWidget(widgets.CharWidget):
    """Text that no spreadsheet takes for a formula."""

    def clean(self, value: Any, row: dict | None = None, **kwargs) -> str:
        return plain(super().clean(value, row, **kwargs) or "")

    def render(self, value: Any, obj=None, **kwargs) -> str:
        return neutralised(super().render(value, obj, **kwargs))


def plain(value: Any) -> str:
    """What `neutralised` wrote, as it was."""
    text = str(value)
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


class RecordResource(resources.ModelResource):
    """Base of the resources. Rows that would not change are skipped and reported."""

    @classmethod
    def widget_from_django_field(cls, field, default=widgets.Widget):
        if isinstance(field, models.ManyToManyField | models.ForeignKey) and issubclass(field.related_model, Record):
            return lambda **kwargs: (ReferencesWidget if field.many_to_many else ReferenceWidget)(field.related_model)
        if isinstance(field, models.CharField | models.TextField):
            return TextWidget
        return super().widget_from_django_field(field, default)

    @classmethod
    def field_from_django_field(cls, field_name: str, django_field: models.Field, readonly: bool):
        """The library reads a relation's number; we read the relation."""
        field = super().field_from_django_field(field_name, django_field, readonly)
        if isinstance(field.widget, ReferenceWidget):
            field.attribute = field_name
        return field

    def import_field(self, field, instance: Record, row: dict, is_m2m: bool = False, **kwargs) -> None:
        """An error that the library would report for the line alone is reported for the cell."""
        try:
            super().import_field(field, instance, row, is_m2m, **kwargs)
        except (ArithmeticError, TypeError, AttributeError):
            raise ValueError(f"“{row.get(field.column_name)}” is not a value of this column.") from None

    def get_instance(self, instance_loader, row: dict) -> Record | None:
        """The row's record by its reference; None for a new one, or where a relation cannot be read (the field tells)."""
        wanted: dict[str, Any] = {}
        for name in self._meta.model.reference_fields:
            field = self.fields[name]
            try:
                wanted[name] = field.clean(row)
            except (ValueError, KeyError):
                return None
        return self._meta.model._base_manager.filter(**wanted).first()


@cache
def resource_for(model: type[Record]) -> type[RecordResource]:
    kept_out = KEPT_OUT | set(model.personal_details)
    names = [field.name for field in model._meta.fields if field.name not in kept_out]
    names += [field.name for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created]
    meta = type(
        "Meta",
        (),
        {
            "model": model,
            "fields": names,
            "import_id_fields": list(model.reference_fields),
            "skip_unchanged": True,
            "report_skipped": True,
            "clean_model_instances": True,
            "use_bulk": False,
            "store_instance": False,
        },
    )
    return type(f"{model.__name__}Resource", (RecordResource,), {"Meta": meta})
