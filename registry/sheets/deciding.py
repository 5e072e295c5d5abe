"""A contact point decides about the figures of a sheet, one by one or together. Each is judged as
the form of the desk judges it, and written by the same act."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.dates import midnight_of
from registry.common.errors import RuleError
from registry.contacts.models import ContactPoint
from registry.drafting.figure_forms import FigureForm
from registry.drafting.figure_rows import as_shown, as_text, row_in_words
from registry.drafting.figure_writing import EMPTY, FigureEntry, Row, save_figures
from registry.drafting.figures_beside import FigureBeside, figures_of_edition
from registry.drafting.sections import Section
from registry.sheets.bringing import put_aside
from registry.sheets.models import FigureSheet
from registry.sheets.notices import in_words, is_blocking

TAKEN = "taken"
KEPT_BLOCKED = timedelta(days=30)  # a sheet of which nothing can be taken
NOTES = ("note_en", "note_ru")


@dataclass(frozen=True, slots=True)
class Line:
    """A difference. `before`, `proposed`, `now`: in words, "" for none; `number`: its place in the
    sheet."""

    number: int
    row: dict[str, Any]
    section: Section
    beside: FigureBeside
    form: FigureForm

    @property
    def is_taken(self) -> bool:
        return self.row["standing"] == TAKEN

    @property
    def before(self) -> str:
        return row_in_words(EMPTY | self.row["before"])

    @property
    def proposed(self) -> str:
        return row_in_words(self.typed)

    @property
    def typed(self) -> Row:
        return EMPTY | self.row["typed"]

    @property
    def now(self) -> str:
        return row_in_words(self.beside.row)

    @property
    def has_moved(self) -> bool:
        """The desk has another figure now than the file was made with."""
        return not self.is_taken and self.beside.row != EMPTY | self.row["before"]

    @property
    def stands_already(self) -> bool:
        return not self.is_taken and self.beside.row == self.typed and not self.blocked

    @property
    def blocked(self) -> list[str]:
        """What only a corrected file, or the form, can mend."""
        found = [in_words(remark) for remark in self.row["remarks"] if is_blocking(remark)]
        if found:
            return found
        for name, texts in self.form.errors.items():
            if name not in NOTES or not self.form.asks:
                found += map(str, texts)
        return list(dict.fromkeys(found))

    @property
    def remarks(self) -> list[str]:
        return [in_words(remark) for remark in self.row["remarks"] if not is_blocking(remark)]

    @property
    def asks(self) -> list[str]:
        return self.form.asks

    @property
    def is_open(self) -> bool:
        return not (self.is_taken or self.stands_already or self.blocked)

    @property
    def mark(self) -> str:
        """Differs once what the line would replace, or would write, is another; its
        words of why may be typed on the page."""
        typed = {name: text for name, text in self.typed.items() if name not in NOTES}
        text = json.dumps([self.beside.row, typed], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def entry(self) -> FigureEntry:
        return FigureEntry(
            indicator=self.beside.indicator.pk,
            before=self.beside.row,
            typed=self.typed,
            figure=None if self.typed == EMPTY else self.form.as_figure(),
        )


def lines_of(
    sheet: FigureSheet,
    on: date,
    *,
    notes: Mapping[int, dict[str, str]] | None = None,
    chosen: Iterable[int] | None = None,
) -> list[Line]:
    """In the order of the sheet. `notes`: words of why that were typed on the page, by number.
    `chosen`: the lines that would be written together; all of them without it. A figure whose part
    is gone from the edition has no line: its row stays in the sheet."""
    places = {}
    for section, besides in figures_of_edition(sheet.edition):
        for beside in besides:
            places[section.template_section.slug, beside.indicator.slug] = (section, beside)
    open_rows = [number for number, row in enumerate(sheet.rows) if not row["standing"]]
    together = written_together(sheet, places, open_rows if chosen is None else chosen)
    found = []
    for number, row in enumerate(sheet.rows):
        place = places.get((row["part"], row["indicator"]))
        if place is None:
            continue
        section, beside = place
        row = row | {"typed": row["typed"] | (notes or {}).get(number, {})}
        agreeing = together.get(said_by(row), set())
        form = judged(number, EMPTY | row["typed"], without(beside, agreeing), on)
        found.append(Line(number=number, row=row, section=section, beside=beside, form=form))
    return found


Said = tuple[str, str, str]  # indicator, value, year


def said_by(row: dict[str, Any]) -> Said:
    return row["indicator"], row["typed"]["value"], row["typed"]["year"]


def written_together(
    sheet: FigureSheet,
    places: dict[tuple[str, str], tuple[Section, FigureBeside]],
    chosen: Iterable[int],
) -> dict[Said, set[int]]:
    """The parts that would say the same of an indicator, by what they say."""
    found: dict[Said, set[int]] = {}
    for number in chosen:
        row = sheet.rows[number] if number < len(sheet.rows) else None
        place = places.get((row["part"], row["indicator"])) if row else None
        if row and place and row["typed"]["value"]:
            found.setdefault(said_by(row), set()).add(place[0].pk)
    return found


def without(beside: FigureBeside, sections: set[int]) -> FigureBeside:
    """Compared with all but the indicator's figures in parts that will say the same."""
    own = []
    for figure in beside.comparison.own:
        is_same = figure.indicator_id == beside.indicator.pk and figure.section_id in sections
        if not is_same:
            own.append(figure)
    return replace(beside, comparison=replace(beside.comparison, own=own))


def judged(number: int, typed: Row, beside: FigureBeside, on: date) -> FigureForm:
    prefix = f"line-{number}"
    shown = as_shown(typed) | {"before": as_text(beside.row)}
    data = {f"{prefix}-{name}": text for name, text in shown.items()}
    form = FigureForm(data, prefix=prefix, beside=beside, on=on)
    form.is_valid()
    return form


def is_blocked(lines: list[Line]) -> bool:
    """Whether nothing of a sheet can be taken as it is: only a corrected file helps."""
    left = [line for line in lines if not line.is_taken]
    return bool(left) and not any(line.is_open for line in left)


def put_aside_blocked(on: date) -> int:
    """Sheets that only say why nothing of them could be taken, after a month. How many."""
    before = midnight_of(on) - KEPT_BLOCKED
    count = 0
    for sheet in FigureSheet.objects.waiting().brought_before(before):
        lines = lines_of(sheet, on)
        if not lines or is_blocked(lines):
            put_aside(sheet, on=on)
            count += 1
    return count


@dataclass(frozen=True, slots=True)
class Outcome:
    """`refused`: sentences, each with its figure."""

    taken: int
    refused: list[str]


def take(
    sheet: FigureSheet,
    chosen: Mapping[int, str],
    *,
    notes: Mapping[int, dict[str, str]],
    by: User,
    on: date,
    posts: Iterable[ContactPoint],
) -> Outcome:
    """`chosen`: the marks of the lines as they were shown, by number. Whatever cannot be taken now
    is said and stays in the sheet; words that were typed stay with it. Raises RuleError where the
    sheet is closed."""
    with transaction.atomic():
        sheet = FigureSheet.objects.select_for_update(of=("self",)).for_page().get(pk=sheet.pk)
        if not sheet.is_open:
            raise RuleError(_("This sheet was decided before."))
        before = sum(row["standing"] == TAKEN for row in sheet.rows)
        lines = lines_of(sheet, on, notes=notes, chosen=chosen)
        for line in lines:
            sheet.rows[line.number]["typed"] = line.row["typed"]
        refused: list[str] = []
        takeable: dict[int, list[Line]] = {}
        for line in lines:
            if line.number in chosen:
                reason = refusal(line, chosen[line.number])
                if reason:
                    refused.append(f"{line.beside.indicator.title}: {reason}")
                else:
                    takeable.setdefault(line.section.pk, []).append(line)
        clear_what_agrees(takeable, by=by, on=on, posts=posts)
        for same_part in takeable.values():
            reason = written(same_part, by=by, on=on, posts=posts)
            if reason:
                refused.append(f"{same_part[0].section.template_section}: {reason}")
                continue
            for line in same_part:
                sheet.rows[line.number]["standing"] = TAKEN
        taken = sum(row["standing"] == TAKEN for row in sheet.rows) - before
        if not sheet.waiting_rows:
            sheet.closed_at = timezone.now()
        sheet.fingerprint = ""  # the file may be brought again: it would say something else now
        sheet.save(update_fields=["rows", "closed_at", "fingerprint"])
    return Outcome(taken, refused)


def refusal(line: Line, mark: str) -> str:
    """Why the line is not taken now; "" where it is."""
    if line.is_taken:
        return _("It was taken before.")
    if line.blocked:
        return " ".join(line.blocked)
    if not line.form.is_valid():
        return _("Say why in a few words; readers see it with the figure.")
    if mark != line.mark:
        return _("It has changed at the desk meanwhile. Look at it again.")
    return ""


def clear_what_agrees(
    takeable: dict[int, list[Line]], *, by: User, on: date, posts: Iterable[ContactPoint]
) -> None:
    """An indicator says one thing in an edition. Where several parts change to the same, those
    after the first are emptied before it is written, and written after it."""
    seen: set[str] = set()
    for section, lines in takeable.items():
        again = [
            line for line in lines if line.row["indicator"] in seen and line.beside.row != EMPTY
        ]
        seen |= {line.row["indicator"] for line in lines}
        entries = [
            FigureEntry(line.beside.indicator.pk, before=line.beside.row, typed=EMPTY, figure=None)
            for line in again
        ]
        save_figures(lines[0].section, entries, by=by, on=on, posts=posts)
        takeable[section] = [
            replace(line, beside=replace(line.beside, row=EMPTY)) if line in again else line
            for line in lines
        ]


def written(lines: list[Line], *, by: User, on: date, posts: Iterable[ContactPoint]) -> str:
    """Of one part. Why they were not taken; "" where they were."""
    try:
        entries = [line.entry() for line in lines]
        save_figures(lines[0].section, entries, by=by, on=on, posts=posts)
    except RuleError as error:
        return str(error)
    return ""
