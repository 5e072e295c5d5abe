"""The form of a figure in a part: read, checked at once, and shown again as it was typed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from registry.common.dates import today
from registry.common.languages import active, other
from registry.common.numbers import parsed
from registry.drafting.figure_rows import (
    as_shown,
    as_text,
    row_from,
    rows_as_text,
    rows_from,
)
from registry.drafting.figure_writing import (
    EMPTY,
    FIELDS,
    FigureChoice,
    FigureEntry,
    Row,
    as_typed,
)
from registry.drafting.figures_beside import FigureBeside, figures_beside
from registry.drafting.sections import Section
from registry.figures.models import Observation

PREFIX = "figure-"  # of the fields of a row, before the number of its indicator
NOTES = ("note_en", "note_ru")
NO_YEAR = gettext_lazy("A year has four digits, for instance 2024.")
OUT_OF_TIME = gettext_lazy("The registry has figures of the years 1900 to 2100.")
FIRST_YEAR, LAST_YEAR = 1900, 2100
FEWEST_LETTERS = 3  # of a word of why: a full stop is none


def note_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, required=False)


class FigureForm(forms.Form):
    """A state's figure for an indicator: a number with year and source, or why there is none; or
    the word that the open figure is right.

    `beside`: what it is compared with. `asks`: why a word of why is asked for.
    """

    before = forms.CharField(widget=forms.HiddenInput, required=False)
    own = forms.CharField(widget=forms.HiddenInput, required=False)
    # The page shows a box, whose value says which figure is confirmed
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    value = forms.CharField(
        label=gettext_lazy("Yours"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 12}),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 5}),
        error_messages={"invalid": NO_YEAR},
    )
    gap = forms.ChoiceField(
        label=gettext_lazy("Or why there is none"),
        choices=[("", "—"), *Observation.Gap.choices],
        required=False,
    )
    source = forms.CharField(label=gettext_lazy("Source"), max_length=200, required=False)
    note_en = note_field(gettext_lazy("A word of why, in English"))
    note_ru = note_field(gettext_lazy("A word of why, in Russian"))

    def __init__(self, *args: Any, beside: FigureBeside, on: date | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.beside, self.on = beside, on or today()
        self.asks: list[str] = []

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in ("value", "year", "gap", "source")]

    @property
    def notes(self) -> list[forms.BoundField]:
        """That in the reader's language first."""
        return [self[f"note_{language}"] for language in (active(), other(active()))]

    @property
    def sent(self) -> str:
        """For the hidden field of a page that is shown again: what it has sent by now."""
        if not self.is_bound:
            return ""
        entry = self.entry()
        return rows_as_text([*entry.own, entry.typed])

    @property
    def shows_note(self) -> bool:
        """Where it is asked for, or was given."""
        return bool(self.asks or any(field.value() or field.errors for field in self.notes))

    @property
    def is_ticked(self) -> bool:
        key = self.beside.open_key
        return bool(key) and self["confirmed"].value() == key

    def clean_value(self) -> Decimal | None:
        text = self.cleaned_data["value"]
        if not text:
            return None
        try:
            number = parsed(text)
        except ValueError:
            raise forms.ValidationError(
                _("This is not a number. Write for instance 79 400 or 2.1.")
            ) from None
        if abs(number) >= 10**16 or number != round(number, 4):
            raise forms.ValidationError(
                _("A figure has at most 16 places before the point and four after it.")
            )
        return number

    def clean_year(self) -> int | None:
        year = self.cleaned_data["year"]
        if year is not None and not 1000 <= year <= 9999:
            raise forms.ValidationError(NO_YEAR)
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise forms.ValidationError(OUT_OF_TIME)
        return year

    def clean_confirmed(self) -> str:
        key = self.cleaned_data["confirmed"]
        has_own = bool(self.cleaned("value") or self.cleaned("gap"))
        if key and not has_own and key != self.beside.open_key:
            raise forms.ValidationError(
                _("The open figure has changed since. Look at it and confirm it again.")
            )
        return "" if has_own else key

    def cleaned(self, name: str) -> str:
        """As it was sent, before any field is read."""
        return str(self.data.get(self.add_prefix(name), "")).strip()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        value, gap = data.get("value"), data.get("gap")
        if value is not None and gap:
            self.add_error("gap", _("Give either a number or the reason why there is none."))
        elif value is not None:
            self.needs("year", _("Of which year is it?"))
            self.needs("source", _("Where does it come from?"))
            self.check_plausible(value, data.get("year"))
        elif gap == Observation.Gap.EXPECTED:
            self.needs("year", _("In which year is it expected?"))
            self.check_plausible(None, data.get("year"))
        elif "value" not in self.errors and not gap and self.has_rest(data):
            self.add_error("value", _("Give the number, or say why there is none."))
        return data

    def needs(self, name: str, question: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, question)

    def has_rest(self, data: dict[str, Any]) -> bool:
        return any(self.cleaned(name) for name in ("year", "source", *NOTES))

    def check_plausible(self, value: Decimal | None, year: int | None) -> None:
        """What is impossible is an error; what is doubtful needs a word of why."""
        for finding in self.beside.findings(value, year, self.on):
            if finding.is_impossible:
                self.add_error(finding.field, finding.text)
            else:
                self.asks.append(finding.text)
        if self.asks and not any(is_a_word(self.cleaned(name)) for name in NOTES):
            self.add_error(
                f"note_{active()}", _("Say why in a few words; readers see it with the figure.")
            )

    def entry(self, *, confirms: bool = False) -> FigureEntry:
        """The row that was sent. `confirms`: the open figures are right where nothing else is
        said."""
        row = as_typed({name: self.cleaned(name) for name in FIELDS})
        if confirms and row == EMPTY:
            row = EMPTY | {"confirmed": self.beside.open_key}
            return self.entry_with(row, self.as_confirmed())
        is_figure = self.is_valid() and row != EMPTY
        return self.entry_with(row, self.as_figure() if is_figure else None)

    def entry_with(self, row: Row, figure: dict[str, Any] | None) -> FigureEntry:
        return FigureEntry(
            indicator=self.beside.indicator.pk,
            before=row_from(self.cleaned("before")),
            typed=row,
            figure=figure,
            own=rows_from(self.cleaned("own")),
        )

    def as_figure(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if data["confirmed"]:
            return self.as_confirmed()
        has_value = data["value"] is not None
        return {
            "value": data["value"],
            "year": data["year"] if has_value or data["gap"] == Observation.Gap.EXPECTED else None,
            "gap": data["gap"],
            "source": data["source"] if has_value else "",
            "note_en": data["note_en"],
            "note_ru": data["note_ru"],
            "is_confirmed": False,
        }

    def as_confirmed(self) -> dict[str, Any] | None:
        """The open source's figure as it is; None where there is none."""
        if self.beside.open_value is None:
            return None
        year, value = self.beside.open_value
        return {
            "value": value,
            "year": year,
            "gap": "",
            "source": self.beside.source[:200],
            "note_en": "",
            "note_ru": "",
            "is_confirmed": True,
        }

    def answer(self) -> dict[str, Any]:
        """For the script of the page: the row that what is typed next is compared with, what is
        wrong, what is asked. A row that somebody else changed keeps the one that was shown."""
        entry = self.entry()
        row = entry.typed if entry.typed == self.beside.row else entry.before
        errors = {name: " ".join(map(str, texts)) for name, texts in self.errors.items()}
        return {"before": as_text(row), "errors": errors, "asks": " ".join(self.asks)}


def is_a_word(text: str) -> bool:
    return sum(map(str.isalpha, text)) >= FEWEST_LETTERS


def figure_forms(section: Section, data: Mapping[str, Any] | None = None) -> list[FigureForm]:
    """A form for each figure of the part; with `data`, those that were sent. A row that is no
    figure yet is shown with what it lacks."""
    unfinished = set(section.typed_figures.values_list("indicator", flat=True))
    return [
        form_of(beside, data, is_unfinished=beside.indicator.pk in unfinished)
        for beside in figures_beside(section)
    ]


def sent_forms(section: Section, data: Mapping[str, Any]) -> list[FigureForm]:
    """Those of a save that shows no page afterwards: most send no figure, and need none read."""
    is_sent = any(field.startswith(PREFIX) for field in data)
    return figure_forms(section, data) if is_sent else []


def form_of(
    beside: FigureBeside, data: Mapping[str, Any] | None, *, is_unfinished: bool
) -> FigureForm:
    prefix = f"{PREFIX}{beside.indicator.pk}"
    if data is not None and f"{prefix}-before" in data:
        return FigureForm(data, prefix=prefix, beside=beside)
    initial = as_shown(beside.row) | {"before": as_text(beside.row)}
    if not is_unfinished:
        return FigureForm(prefix=prefix, beside=beside, initial=initial)
    typed = {f"{prefix}-{name}": text for name, text in initial.items()}
    return FigureForm(typed, prefix=prefix, beside=beside)


def entries_of(rows: list[FigureForm], *, confirms: bool = False) -> list[FigureEntry]:
    return [form.entry(confirms=confirms) for form in rows if form.is_bound]


def answers(section: Section, data: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """For the script of the page, after a save: of each row that was sent what stands now, and
    what it lacks."""
    return {
        str(form.prefix): form.answer() for form in figure_forms(section, data) if form.is_bound
    }


def sent_rows(section: Section, data: Mapping[str, Any]) -> list[FigureEntry]:
    """Of a post that is only to be kept: what was typed, without a check."""
    rows = section.template_section.section_indicators.values_list("indicator", flat=True)
    found = []
    for indicator in rows:
        prefix = f"{PREFIX}{indicator}"
        if f"{prefix}-before" in data:
            typed = as_typed({name: str(data.get(f"{prefix}-{name}", "")) for name in FIELDS})
            before = row_from(str(data[f"{prefix}-before"]))
            found.append(FigureEntry(indicator=indicator, before=before, typed=typed, figure=None))
    return found


def chosen_entries(section: Section, choices: list[FigureChoice]) -> list[FigureEntry]:
    """The rows as typed, in place of those that are saved."""
    wanted = {choice.indicator.pk: choice for choice in choices}
    entries = []
    for beside in figures_beside(section):
        choice = wanted.get(beside.indicator.pk)
        if choice is not None:
            prefix = f"{PREFIX}{beside.indicator.pk}"
            row = as_shown(choice.mine) | {"before": as_text(choice.theirs)}
            typed = {f"{prefix}-{name}": text for name, text in row.items()}
            entries.append(FigureForm(typed, prefix=prefix, beside=beside).entry())
    return entries
