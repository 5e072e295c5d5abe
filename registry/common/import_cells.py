"""Cells of files of records: how a value is written into one and read out of one, and when two
cells say the same."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any

from import_export import widgets

from registry.common import references
from registry.common.exports import FORMULA_STARTS, neutralised
from registry.common.records import Record

YES, NO = {"1", "true", "yes"}, {"0", "false", "no", ""}
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S")
MOMENTS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M")


class ReferenceWidget(widgets.Widget):
    """A relation as the reference of its record."""

    def __init__(self, model: type[Record]) -> None:
        super().__init__()
        self.model = model

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> Record | None:
        if value in (None, ""):
            return None
        try:
            return references.find(self.model, without_apostrophe(value))
        except self.model.DoesNotExist as error:
            raise ValueError(str(error)) from None
        except self.model.MultipleObjectsReturned:
            raise ValueError(f"“{value}” is the name of several records.") from None

    def render(self, value: Record | None, obj: Any = None, **kwargs: Any) -> str:
        return neutralised(value.reference) if value else ""


class ReferencesWidget(widgets.ManyToManyWidget):
    """Several relations, "; " between them."""

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> list[Record]:
        widget = ReferenceWidget(self.model)
        found = [widget.clean(part) for part in str(value or "").split(";") if part.strip()]
        return [record for record in found if record is not None]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        rows = value.all() if hasattr(value, "all") else value or []
        return neutralised("; ".join(sorted(row.reference for row in rows)))


class TextWidget(widgets.CharWidget):
    """Text that no spreadsheet takes for a formula."""

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> str:
        return without_apostrophe(super().clean(value, row, **kwargs) or "")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return neutralised(super().render(value, obj, **kwargs))


def without_apostrophe(value: Any) -> str:
    """What `neutralised` wrote, as it was."""
    text = str(value)
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS) else text


class YesNoWidget(widgets.BooleanWidget):
    """Whatever is neither yes nor no is an error, not a no."""

    def clean(self, value: Any, row: dict | None = None, **kwargs: Any) -> bool:
        text = str("" if value is None else value).strip().lower()
        if text not in YES | NO:
            raise ValueError(f"“{value}” is neither yes (1) nor no (0).")
        return text in YES


def normal(cell: Any) -> str:
    """A cell as text, whichever kind of file it comes from."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).replace("\r\n", "\n").strip()


def spelled(widget: widgets.Widget, text: str) -> str:
    """A cell's text in one spelling, so that two spellings of a value compare as equal. What
    is no such value stays as it is."""
    for kind, spell in SPELLINGS:
        if isinstance(widget, kind):
            return spell(text)
    return text


def spelled_yes_or_no(text: str) -> str:
    lowered = text.lower()
    if lowered in YES:
        return "1"
    return "0" if lowered in NO else text


def spelled_number(text: str) -> str:
    try:
        return f"{Decimal(text).normalize():f}"
    except InvalidOperation:
        return text


def spelled_moment(text: str) -> str:
    found = moment_in(text, MOMENTS + DAYS)
    return f"{found:%Y-%m-%d %H:%M:%S}" if found else text


def spelled_day(text: str) -> str:
    found = moment_in(text, DAYS)
    return f"{found:%Y-%m-%d}" if found and found.time() == time() else text


def spelled_references(text: str) -> str:
    return "; ".join(sorted(part.strip() for part in text.split(";") if part.strip()))


def moment_in(text: str, forms: tuple[str, ...]) -> datetime | None:
    for form in forms:
        with suppress(ValueError):
            return datetime.strptime(text, form)
    return None


SPELLINGS: list[tuple[type, Callable[[str], str]]] = [
    (YesNoWidget, spelled_yes_or_no),
    (ReferencesWidget, spelled_references),
    (widgets.NumberWidget, spelled_number),
    (widgets.DateTimeWidget, spelled_moment),
    (widgets.DateWidget, spelled_day),
]


def remedy(field: Any, widget: widgets.Widget) -> str:
    """What a cell of the column looks like, for whoever has to mend it; "" where any text will
    do."""
    if isinstance(widget, ReferencesWidget):
        return f"References as in an export, with “; ” between them: {form_of(field)}"
    if isinstance(widget, ReferenceWidget):
        return f"A reference as in an export: {form_of(field)}"
    if isinstance(widget, YesNoWidget):
        return "1 for yes, 0 for no"
    if field.choices:
        return "One of: " + ", ".join(str(value) for value, _label in field.choices if value)
    for kind, words in REMEDIES:
        if isinstance(widget, kind):
            return words
    return f"Up to {field.max_length:,} characters" if field.max_length else ""


def form_of(field: Any) -> str:
    parts = [path.rpartition("__")[2] for path in references.paths(field.related_model)]
    return "/".join(parts)


REMEDIES: list[tuple[type, str]] = [
    (widgets.DateTimeWidget, "A day and a time as 2026-05-31 14:30"),
    (widgets.DateWidget, "A day as 2026-05-31 or 31.05.2026"),
    (widgets.IntegerWidget, "A whole number in digits"),
    (widgets.NumberWidget, "A number in digits, with a point for decimals"),
]
