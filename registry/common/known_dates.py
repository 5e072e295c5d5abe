"""Dates typed as people know them, in one field: 2016, May 2016, 4 November 2011.

How exactly a date is known stands in a field of its own (dates.precision_field). A form for people
does not show it: what is typed tells it. A file gives it in a column.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.dates import Precision, add_months, worded

EARLIEST, LATEST = 1900, 2100  # years
MONTHS = [
    ("january", "январь", "января"),
    ("february", "февраль", "февраля"),
    ("march", "март", "марта"),
    ("april", "апрель", "апреля"),
    ("may", "май", "мая"),
    ("june", "июнь", "июня"),
    ("july", "июль", "июля"),
    ("august", "август", "августа"),
    ("september", "сентябрь", "сентября"),
    ("october", "октябрь", "октября"),
    ("november", "ноябрь", "ноября"),
    ("december", "декабрь", "декабря"),
]
YEAR, DAY, MONTH, NAME = r"(?P<y>\d{4})", r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<n>[^\W\d]+)"
WRITTEN = (
    YEAR,
    rf"{YEAR}-{MONTH}",
    rf"{MONTH}[./]{YEAR}",
    rf"{NAME} {YEAR}",
    rf"{YEAR} {NAME}",
    rf"{YEAR}-{MONTH}-{DAY}",
    rf"{DAY}\.{MONTH}\.{YEAR}",
    rf"{DAY} {NAME} {YEAR}",
    rf"{NAME} {DAY} {YEAR}",
)
FORMS = [re.compile(form) for form in WRITTEN]
SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
DOT_OF_WORD = re.compile(r"(?<=[^\W\d])\.")
AFTER_YEAR = re.compile(r"(?<=\d{4}) ?(?:г|год|года)$")
NOT_READ = gettext_lazy("Write the day as 4 November 2011, 2011-11-04 or 04.11.2011.")
WHOLE_DAY = gettext_lazy("This date needs its day: for instance 4 November 2011.")
AS_KNOWN = gettext_lazy("As exactly as it is known: 2016, May 2016 or 4 November 2011.")
LESS_EXACT = gettext_lazy(
    "“%(typed)s” says less than the precision “%(precision)s”. Write the date in full."
)
NOT_ALIKE = gettext_lazy("Write both dates equally exactly.")


class Known(NamedTuple):
    """A date and how much of it is known: its first day, or its last for the end of a period."""

    day: date
    precision: str = Precision.DAY


def read(text: str, *, is_end: bool = False) -> Known:
    """Raises ValidationError with what to write instead."""
    plain = " ".join(text.replace(",", " ").split()).casefold()
    plain = AFTER_YEAR.sub("", DOT_OF_WORD.sub("", plain))
    if slashes := SLASHES.fullmatch(plain):
        return read(with_month_known(slashes), is_end=is_end)
    found = next((match for form in FORMS if (match := form.fullmatch(plain))), None)
    if found is None:
        raise ValidationError(NOT_READ, code="invalid")
    parts = found.groupdict()
    year, day = int(parts["y"]), parts.get("d")
    month = month_named(parts["n"]) if parts.get("n") else int(parts.get("m") or 1)
    if not EARLIEST <= year <= LATEST:
        told = _("The year %(year)s is out of range.") % {"year": parts["y"]}
        raise ValidationError(told, code="year")
    try:
        first = date(year, month, int(day or 1))
    except ValueError:
        raise ValidationError(
            _("There is no such day: %(text)s.") % {"text": text.strip()}, code="invalid"
        ) from None
    if day:
        return Known(first)
    precision = Precision.MONTH if parts.get("m") or parts.get("n") else Precision.YEAR
    months = 1 if precision == Precision.MONTH else 12
    return Known(add_months(first, months) - timedelta(days=1) if is_end else first, precision)


def with_month_known(slashes: re.Match[str]) -> str:
    """31/05/2009 can only be one day; 04/11/2011 is two different ones, by who reads it."""
    first, second, year = slashes.groups()
    if first == second or int(first) > 12:
        return f"{year}-{second}-{first}"
    if int(second) > 12:
        return f"{year}-{first}-{second}"
    told = _("%(text)s may be %(first)s or %(second)s: write the month as a word.")
    ways = {
        "text": slashes.group(),
        "first": worded(date(int(year), int(second), int(first))),
        "second": worded(date(int(year), int(first), int(second))),
    }
    raise ValidationError(told % ways, code="invalid")


def month_named(word: str) -> int:
    """1 to 12, of a name in either language or its first three letters and more. Raises
    ValidationError for any other word."""
    for number, names in enumerate(MONTHS, start=1):
        if len(word) >= 3 and any(name.startswith(word) for name in names):
            return number
    raise ValidationError(NOT_READ, code="invalid")


def shown(known: Known, *, is_end: bool) -> str | date:
    """As the field shows it: what `read` takes for the very same. A day stands as the admin's
    calendar writes it."""
    text = worded(known.day, known.precision)
    if known.precision == Precision.DAY or read(text, is_end=is_end) != known:
        return known.day
    return text


class KnownDateField(forms.DateField):
    """Empty, or a date. `precision`: the field that says how much of it is known; "" where the
    day always is. `is_end`: a month or a year stands for its last day."""

    def __init__(self, *, precision: str = "", is_end: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.precision, self.is_end = precision, is_end
        if precision:
            self.help_text = " ".join(filter(None, [str(self.help_text), str(AS_KNOWN)]))

    def known(self, value: Any) -> Known | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return Known(value)
        found = read(str(value), is_end=self.is_end)
        if found.precision != Precision.DAY and not self.precision:
            raise ValidationError(WHOLE_DAY, code="invalid")
        return found

    def to_python(self, value: Any) -> date | None:
        found = self.known(value)
        return found and found.day

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return self.known(initial) != self.known(data)
        except ValidationError:
            return True


class PrecisionField(forms.ChoiceField):
    """Not shown. Empty: as the date is written. `start`, `end`: as of dates.precision_field.
    `stored`: what the record has."""

    def __init__(self, *, start: str, end: str, **kwargs: Any) -> None:
        super().__init__(
            choices=[("", "—"), *Precision.choices],
            required=False,
            widget=forms.HiddenInput,
            **kwargs,
        )
        self.tells = [name for name in (start, end) if name]
        self.stored: str = Precision.DAY

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and data not in (None, "", self.stored)


class WithKnownDates(forms.ModelForm):
    """Mixed into a form whose fields the admin makes (admin.FieldsForEditors)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.precisions():
            field.stored = getattr(self.instance, name)
            self.initial[name] = ""
            for told in self.dates_of(field):
                day, is_end = self.initial.get(told), self.known_field(told).is_end
                if isinstance(day, date):
                    self.initial[told] = shown(Known(day, field.stored), is_end=is_end)

    def precisions(self) -> Iterator[tuple[str, PrecisionField]]:
        for name, field in self.fields.items():
            if isinstance(field, PrecisionField):
                yield name, field

    def dates_of(self, field: PrecisionField) -> list[str]:
        return [name for name in field.tells if name in self.fields]

    def known_field(self, name: str) -> KnownDateField:
        field = self.fields[name]
        assert isinstance(field, KnownDateField)
        return field

    def as_known(self, name: str, values: dict[str, Any]) -> Any:
        """The value of a field; a date together with how exactly it is known."""
        value, precision = values[name], getattr(self.fields[name], "precision", "")
        return Known(value, values[precision]) if value and precision in values else value

    def settle_precisions(self) -> None:
        """Each precision as given, else as its dates are written; as it was where none of them
        was touched."""
        for name, field in self.precisions():
            told = [each for each in self.dates_of(field) if self.cleaned_data.get(each)]
            known = {each: self.known_as_typed(each) for each in told}
            given = self.cleaned_data.get(name)
            if given:
                self.refuse_less_exact(given, known)
            elif known and set(self.changed_data) & set(known):
                self.refuse_unlike(known)
                given = next(iter(known.values())).precision
            self.cleaned_data[name] = given or field.stored

    def known_as_typed(self, name: str) -> Known:
        """As it stands where a field was not sent."""
        typed = self.known_field(name).known(self[name].data)
        return typed or Known(self.cleaned_data[name])

    def refuse_less_exact(self, given: str, known: dict[str, Known]) -> None:
        order = Precision.values
        for name, found in known.items():
            if order.index(found.precision) > order.index(given):
                texts = {"typed": self[name].data, "precision": Precision(given).label}
                self.add_error(name, ValidationError(LESS_EXACT, code="invalid", params=texts))

    def refuse_unlike(self, known: dict[str, Known]) -> None:
        if len({found.precision for found in known.values()}) > 1:
            self.add_error(list(known)[-1], ValidationError(NOT_ALIKE, code="invalid"))


def options_of(dated: models.DateField) -> dict[str, Any]:
    """Of the form field for a date: see KnownDateField."""
    for name, precision, is_end in dates_with_precision(dated.model):
        if name == dated.name:
            return {"precision": precision, "is_end": is_end}
    return {}


def dates_with_precision(model: type[models.Model]) -> Iterator[tuple[str, str, bool]]:
    """(date, the field that says how much of it is known, whether a month or a year stands for
    its last day)."""
    for field in model._meta.fields:
        if start := getattr(field, "start", ""):
            yield start, field.name, False
        if end := getattr(field, "end", ""):
            yield end, field.name, True


def read_together(model: type[models.Model], name: str) -> set[str]:
    """A field with those without which it is not read: a date, how much of it is known, and the
    other date of which that is said."""
    for dated, precision, _is_end in dates_with_precision(model):
        if name in (dated, precision):
            told = {one for one, said, _end in dates_with_precision(model) if said == precision}
            return told | {precision}
    return {name}


def known_in(row: models.Model, name: str) -> Known | None:
    """None where the field is empty, or no date that may be known to the month or the year."""
    for dated, precision, _is_end in dates_with_precision(type(row)):
        if dated == name and getattr(row, name):
            return Known(getattr(row, name), getattr(row, precision))
    return None


def as_known(model: type[models.Model], cells: dict[str, str]) -> dict[str, str]:
    """The cells of a record for people: no date more exact than it is known."""
    found = dict(cells)
    for name, precision, is_end in dates_with_precision(model):
        if cells.get(name):
            known = Known(date.fromisoformat(cells[name]), cells[precision])
            found[name] = str(shown(known, is_end=is_end))
    return found


def stays(form: WithKnownDates, name: str, values: dict[str, Any]) -> bool:
    try:
        return form.known_field(name).to_python(values[name]) == getattr(form.instance, name)
    except ValidationError:
        return False


def kept_precisions(form: WithKnownDates, values: dict[str, Any]) -> dict[str, str]:
    """For the cells of a row of a file that gives dates and does not say how exactly they are
    known: a date that stays is known as well as before."""
    kept = {}
    for name, field in form.precisions():
        told = [each for each in form.dates_of(field) if each in values]
        if told and not values.get(name) and all(stays(form, each, values) for each in told):
            kept[name] = field.stored
    return kept
