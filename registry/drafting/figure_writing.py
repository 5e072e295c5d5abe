"""Writing the figures of a part: nobody overwrites a row that they have not seen, and nothing that
was typed is lost.

A row of the form is text, field by field (`Row`). It bears the row as it was shown (`before`): what
the writer left alone is not written, and what somebody else changed meanwhile is not overwritten,
but kept beside the part for a choice (KeptText). A row that is no figure yet is kept as it was
typed (TypedFigure).
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.numbers import parsed, plain
from registry.contacts.models import ContactPoint
from registry.drafting.figure_checks import Comparison, comparison_of, is_judged
from registry.drafting.sections import KeptText, Section, SectionFigure, TypedFigure
from registry.drafting.writing import StaleError, post_for, touched, writable
from registry.drafting.writing import merge as merge_texts
from registry.figures.models import Indicator

Row = dict[str, str]
FIELDS = ("confirmed", "value", "year", "gap", "source", "note_en", "note_ru")
EMPTY: Row = dict.fromkeys(FIELDS, "")
LONGEST = 1000  # characters of a field that are kept as they were typed


@dataclass(frozen=True, slots=True)
class FigureEntry:
    """A row as somebody sends it. `before`: as it was shown; `typed`: as it is sent; `figure`: the
    values of a SectionFigure, or None where it is none yet. `own`: what the same page has sent
    before and knows no answer of: it may stand meanwhile."""

    indicator: int
    before: Row
    typed: Row
    figure: dict[str, Any] | None
    own: tuple[Row, ...] = ()

    def follows(self, stands: Row) -> bool:
        """Whether the page has shown, or sent, what stands."""
        return stands == self.before or stands in self.own

    @property
    def is_changed(self) -> bool:
        return self.typed != self.before

    @property
    def is_too_long(self) -> bool:
        return any(len(text) > LONGEST for text in self.typed.values())


def row_of(figure: SectionFigure) -> Row:
    if figure.is_confirmed and figure.value is not None:
        return EMPTY | {"confirmed": open_key(figure.year, figure.value)}
    return {
        "confirmed": "",
        "value": plain(figure.value) if figure.value is not None else "",
        "year": str(figure.year or ""),
        "gap": figure.gap,
        "source": figure.source,
        "note_en": figure.note_en,
        "note_ru": figure.note_ru,
    }


def open_key(year: int | None, value: Decimal) -> str:
    """Which figure of an open source was shown and confirmed."""
    return f"{year}:{plain(value)}"


def as_typed(fields: Mapping[str, str]) -> Row:
    """A row as it is compared and kept: without spaces at the ends, a number in one form whatever
    the language. Who gives an own figure or a reason does not confirm another's."""
    row = {name: fields.get(name, "").replace("\0", "").strip() for name in FIELDS}
    with suppress(ValueError):  # no number stays as it was typed
        row["value"] = plain(parsed(row["value"])) if row["value"] else ""
    if row["value"] or row["gap"]:
        row["confirmed"] = ""
    return row


def stored_rows(section: Section) -> dict[int, Row]:
    """By indicator: what stands in the part, or what was typed and is no figure yet."""
    rows = {figure.indicator_id: row_of(figure) for figure in section.figures.all()}
    for typed in section.typed_figures.all():
        rows[typed.indicator_id] = EMPTY | typed.typed
    return rows


def save_figures(
    section: Section,
    entries: Iterable[FigureEntry],
    *,
    by: User,
    on: date,
    posts: Iterable[ContactPoint] = (),
) -> Section:
    """Write what the writer changed. An accepted part is reviewed again.

    Raises StaleError where somebody changed the same figure meanwhile, be it the writer on another
    page: the other figures are written then, and this one is kept beside the part. Raises RuleError
    where the edition is not written now, which keeps all of them, or where a figure does not belong
    to the part.
    """
    changed = [entry for entry in entries if entry.is_changed]
    if not changed:
        return section
    check(section, changed)
    try:
        with transaction.atomic():
            section, conflicts = write_under_lock(section, changed, by=by, on=on, posts=posts)
    except NotWritableError:
        keep_figures(section, changed, account=by, posts=posts)
        raise
    if conflicts:
        raise StaleError(
            _(
                "A figure of this part was changed meanwhile, by a colleague or by you on another"
                " page. Nothing of yours is lost: compare and choose."
            )
        )
    return section


class NotWritableError(RuleError):
    """The edition is not written now; what was typed is kept."""


def write_under_lock(
    section: Section,
    entries: list[FigureEntry],
    *,
    by: User,
    on: date,
    posts: Iterable[ContactPoint],
) -> tuple[Section, list[FigureEntry]]:
    try:
        section = writable(section, by)
    except RuleError as refusal:
        raise NotWritableError(
            f"{refusal} " + _("The figures that you typed are kept for you.")
        ) from None
    now = stored_rows(section)
    conflicts: list[FigureEntry] = []
    written: list[FigureEntry] = []
    for entry in entries:
        stands = now.get(entry.indicator, EMPTY)
        if entry.typed == stands:
            continue
        (written if entry.follows(stands) else conflicts).append(entry)
    if written:
        write(section, written, on=on)
        section.progress = Section.Progress.WRITTEN
        section.confirmed_on = None
        if section.review == Section.Review.ACCEPTED:
            section.review = ""
        section = touched(section, by=by, on=on)
    if conflicts:
        keep_figures(section, conflicts, account=by, posts=posts)
    return section, conflicts


def check(section: Section, entries: list[FigureEntry]) -> None:
    rows = section.template_section.section_indicators
    indicators = set(rows.values_list("indicator", flat=True))
    for entry in entries:
        if entry.indicator not in indicators:
            raise RuleError(_("This figure does not belong to this part."))
        if entry.is_too_long:
            raise RuleError(_("A field of a figure holds far too much text. Shorten it."))


def write(section: Section, entries: list[FigureEntry], *, on: date) -> None:
    """Into the locked part. A figure that cannot stand (figure_checks.py) is kept as typed: the
    form has said so already, but somebody may have changed another part since."""
    indicators = Indicator.objects.select_related("part_of").in_bulk(
        [entry.indicator for entry in entries]
    )
    comparison = comparison_of(section.edition, indicators.values())
    for entry in entries:
        indicator = indicators[entry.indicator]
        figure = entry.figure
        if figure is not None and not stands(figure, comparison, indicator, section, on=on):
            figure = None
        section.typed_figures.filter(indicator=indicator).delete()
        if figure is not None:
            section.figures.update_or_create(indicator=indicator, defaults=figure)
        elif entry.typed == EMPTY:
            section.figures.filter(indicator=indicator).delete()
        else:
            TypedFigure.objects.create(section=section, indicator=indicator, typed=entry.typed)


def stands(
    figure: dict[str, Any],
    comparison: Comparison,
    indicator: Indicator,
    section: Section,
    *,
    on: date,
) -> bool:
    if figure["is_confirmed"] or not is_judged(figure["value"], figure["gap"]):
        return True
    reasons = comparison.findings(
        indicator, section=section.pk, value=figure["value"], year=figure["year"], on=on
    )
    has_note = bool(figure["note_en"] or figure["note_ru"])
    return not reasons or (has_note and not any(one.is_impossible for one in reasons))


def keep_figures(
    section: Section,
    entries: Iterable[FigureEntry],
    *,
    account: User,
    posts: Iterable[ContactPoint] = (),
) -> KeptText | None:
    """Beside the part, with what the person kept there before. Returns None where nothing was
    changed."""
    rows = {}
    for entry in entries:
        if entry.is_changed and not entry.is_too_long:
            rows[str(entry.indicator)] = {"before": entry.before, "mine": entry.typed}
    if not rows:
        return None
    kept, is_new = KeptText.objects.get_or_create(
        section=section,
        account=account,
        defaults={
            "base_version": section.version,
            "contact_point": post_for(section, posts),
            "text_en": section.text_en,
            "text_ru": section.text_ru,
            "figures": rows,
        },
    )
    if not is_new:
        kept.figures = kept.figures | rows
        kept.save(update_fields=["figures", "at"])
    return kept


@dataclass(frozen=True, slots=True)
class FigureChoice:
    """A figure that two people changed: as it was, as it is saved, as it was typed."""

    indicator: Indicator
    base: Row
    theirs: Row
    mine: Row


def choices_of(kept: KeptText) -> list[FigureChoice]:
    """What is still to be chosen, in the order of the template."""
    now = stored_rows(kept.section)
    rows = kept.section.template_section.section_indicators.select_related("indicator__part_of")
    found = []
    for row in rows.order_by("order"):
        pair = kept.figures.get(str(row.indicator_id))
        theirs = now.get(row.indicator_id, EMPTY)
        if pair and EMPTY | pair["mine"] != theirs:
            found.append(
                FigureChoice(
                    indicator=row.indicator,
                    base=EMPTY | pair["before"],
                    theirs=theirs,
                    mine=EMPTY | pair["mine"],
                )
            )
    return found


@transaction.atomic
def merge(
    kept: KeptText,
    texts: dict[str, str],
    entries: list[FigureEntry],
    *,
    by: User,
    on: date,
    seen: int,
) -> Section:
    """As writing.merge, with the figures that were chosen as typed."""
    section = merge_texts(kept, texts, by=by, on=on, seen=seen)
    return save_figures(section, entries, by=by, on=on)
