"""A Word file comes back: it becomes a Word proposal. The draft stays as it is.

Each item of a proposal is a dictionary: "key", "kind", "section" (primary key, 0 for none),
"decision" ("" while it waits), and
  text      "texts" by language, "seen": the version of the part that they were written from
  emptied   "language", "seen"
  gap       "gap", "seen"
  figure    "indicator", "before" and "typed" rows
  comment   "author", "date", "quote", "text"
  loose     "language", "html"
What was noticed is [code, words]; showing.py has the sentences.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from registry.common.difference import three_way
from registry.common.errors import RuleError
from registry.common.numbers import parsed, plain
from registry.drafting.sections import LARGEST, Section
from registry.profiles.models import Edition
from registry.word import comparing, recognising
from registry.word.comment_marks import DECIDED_BEFORE, mark_of
from registry.word.draft_document import columns_of, draft_file
from registry.word.draft_parts import Draft, DraftPart, draft_parts
from registry.word.models import WordProposal
from registry.word.opening import OpenedFile
from registry.word.places_in import ReadDraft
from registry.word.reading import read_bytes, read_draft
from registry.word.word_cells import TEXT_GAPS, choice_of, plain_cell, row_from_cells

MOST_TOLD = 200
FIRST_OWN_COLUMN = 3  # of a table of figures: figure, last edition, open source
Item = dict[str, Any]
Told = list[Any]
Note = Callable[[int, int], None]  # how many of how many steps are done


def not_noted(done: int, most: int) -> None:
    """For who waits for it."""


@dataclass(slots=True)
class Differences:
    items: list[Item] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    decided_before: int = 0  # comments

    def add(self, kind: str, section: int, **values: Any) -> None:
        number = str(len(self.items) + 1)
        self.items.append(
            {"key": number, "kind": kind, "section": section, "decision": ""} | values
        )

    def tell(self, code: str, *given: str | int) -> None:
        if [code, *given] not in self.told:
            self.told.append([code, *given])


def propose(row: WordProposal, opened: OpenedFile, *, on: date, note: Note) -> Differences:
    """Raises RuleError where the file is the draft of something else, or where nothing in it
    differs."""
    edition = Edition.objects.for_page().get(pk=row.edition_id)
    found = differences(edition, opened, on=on, note=note)
    leave_out_decided(row, found)
    if not found.items:
        raise RuleError(nothing_new(found))
    return found


def nothing_new(found: Differences) -> str:
    words = _("The file says what the draft says: nothing differs, so nothing is proposed.")
    if found.decided_before:
        words += " " + str(DECIDED_BEFORE).format(found.decided_before)
    return words


def leave_out_decided(row: WordProposal, found: Differences) -> None:
    """Comments stay in a file that is brought again: what was decided about them, or waits in
    another file, is not asked twice."""
    others = WordProposal.objects.filter(edition=row.edition_id).exclude(pk=row.pk)
    known: set[str] = set()
    for other in others:
        known.update(other.decided_comments)
        known.update(mark_of(item) for item in comments_of(other.content))
    again = [item for item in comments_of(found.items) if mark_of(item) in known]
    if again:
        found.items = [item for item in found.items if item not in again]
        found.decided_before = len(again)
        found.tell("decided_before", len(again))
    before = others.filter(fingerprint=row.fingerprint, closed_at__isnull=False).first()
    if before is not None:
        found.tell("same_file", f"{before.at:%d.%m.%Y}")


def comments_of(items: list[Item]) -> list[Item]:
    return [item for item in items if item["kind"] == "comment"]


def differences(
    edition: Edition, opened: OpenedFile, *, on: date, note: Note = not_noted
) -> Differences:
    made_of = recognising.recognised(opened.properties, edition)
    found = Differences()
    base_edition = made_of.edition or edition
    if made_of.edition is None:
        found.tell("unknown")
    elif base_edition.pk != edition.pk:
        found.tell("other_version", base_edition.number, edition.number)
    elif made_of.copy is None:
        found.tell("no_copy")
    copy = made_of.copy
    draft = Draft(
        edition=base_edition,
        parts=draft_parts(base_edition, copy),
        languages=recognising.languages_in(opened.properties),
        words=copy.words if copy else translation.get_language()[:2],
        key=copy.key if copy else "",
        on=on,
    )
    went_out = read_bytes(draft_file(draft))
    came = read_draft(opened, went_out.placed)
    now = {part.number: part for part in draft_parts(edition)}
    comparison = Comparing(found, draft, went_out, came, now)
    comparison.run(note)
    return found


class Comparing:
    """`now`: the parts of the draft that is written, by the number of the template's section."""

    def __init__(
        self,
        found: Differences,
        draft: Draft,
        went_out: ReadDraft,
        came: ReadDraft,
        now: dict[int, DraftPart],
    ) -> None:
        self.found, self.draft, self.went_out, self.came, self.now = (
            found,
            draft,
            went_out,
            came,
            now,
        )

    def run(self, note: Note) -> None:
        for done, part in enumerate(self.draft.parts):
            note(done, len(self.draft.parts))
            if part.number in self.now:
                self.texts(part, self.now[part.number])
                self.gap(part, self.now[part.number])
                self.figures(part, self.now[part.number])
        self.comments()
        for near, language, html in self.came.loose:
            text = comparing.as_text(html)
            if text:
                language = language or self.draft.languages[0]
                self.found.add("loose", self.section_at(near), language=language, html=text)
        self.tell_what_was_noticed()

    def section_at(self, number: int) -> int:
        return self.now[number].section.pk if number in self.now else 0

    def texts(self, part: DraftPart, now: DraftPart) -> None:
        texts: dict[str, str] = {}
        seen = self.seen_of(part, now)
        place = str(part.section.template_section)
        for language in self.draft.languages:
            at = part.number, language
            if at not in self.came.texts:
                self.found.tell("no_heading", place, language)
                continue
            if self.came.texts[at] == self.went_out.texts[at]:
                continue  # to the letter: what is cleaned and compared takes most of the time
            original = part.texts[language]
            went_out = comparing.as_text(self.went_out.texts[at])
            new = comparing.restored(comparing.as_text(self.came.texts[at]), went_out, original)
            if new in (original, now.texts[language]):  # as it went out, or as it stands already
                continue
            if len(new.encode()) > LARGEST:
                self.found.tell("too_long", place, language)
                continue
            if not new:
                self.found.add("emptied", now.section.pk, language=language, seen=seen)
            else:
                texts[language] = self.rebased(part, now, language, new)
        if texts:
            self.found.add("text", now.section.pk, texts=texts, seen=seen)

    def seen_of(self, part: DraftPart, now: DraftPart) -> int:
        """The version that the writer had before them. A file of another version of the edition
        is compared with the draft as it is now."""
        return part.version if part.section.pk == now.section.pk else now.section.version

    def rebased(self, part: DraftPart, now: DraftPart, language: str, new: str) -> str:
        if part.section.pk == now.section.pk:
            return new
        regions = three_way(part.texts[language], now.texts[language], new)
        if any(region.kind == "conflict" for region in regions):
            return new
        return "".join(
            region.mine if region.kind == "mine" else region.theirs for region in regions
        )

    def gap(self, part: DraftPart, now: DraftPart) -> None:
        if part.number not in self.came.placed.gaps:
            return
        text = plain_cell(self.came.placed.gaps[part.number])
        if text == plain_cell(self.went_out.placed.gaps.get(part.number, "")):
            return
        gap = choice_of(text, TEXT_GAPS)
        if gap and gap not in Section.Gap.values:
            self.found.tell("no_reason", str(part.section.template_section), text[:100])
        elif gap != now.gap:
            self.found.add("gap", now.section.pk, gap=gap, seen=self.seen_of(part, now))

    def figures(self, part: DraftPart, now: DraftPart) -> None:
        names = columns_of(self.draft.languages)
        standing = {beside.indicator.pk: beside.row for beside in now.figures}
        for beside in part.figures:
            at = part.number, beside.indicator.pk
            cells, was = self.came.placed.figures.get(at), self.went_out.placed.figures[at]
            if cells is None:
                self.found.tell(
                    "no_row", str(part.section.template_section), beside.indicator.title
                )
                continue
            typed = row_from_cells(
                in_names(cells, names), in_names(was, names), beside.row, beside.open_key
            )
            typed["value"] = self.number(typed["value"])
            if typed not in (beside.row, standing.get(beside.indicator.pk)):
                self.found.add(
                    "figure",
                    now.section.pk,
                    indicator=beside.indicator.pk,
                    before=beside.row,
                    typed=typed,
                )

    def number(self, text: str) -> str:
        """In one form, by the language of the file; what is no number stays as it was typed."""
        with translation.override(self.draft.words):
            try:
                return plain(parsed(text)) if text else ""
            except ValueError:
                return text

    def comments(self) -> None:
        for one in self.came.comments:
            self.found.add(
                "comment",
                self.section_at(one.part),
                author=one.author,
                date=one.date,
                quote=one.quote,
                text=one.text[:10_000],
            )

    def tell_what_was_noticed(self) -> None:
        noticed = self.came.found
        if noticed.tracked:
            self.found.tell("tracked", noticed.tracked)
        for kind, words in noticed.left_out:
            self.found.tell(f"left_{kind}", words)
        for kind in noticed.counts:
            self.found.tell(kind, noticed.counts[kind])
        for words in self.came.placed.changed_reference:
            self.found.tell("reference", words[:200])


def in_names(cells: list[str], names: list[str]) -> dict[str, str]:
    """The state's own columns by name; a cell that is not there is as it was."""
    own = cells[FIRST_OWN_COLUMN:]
    return dict(zip(names, own, strict=False))
