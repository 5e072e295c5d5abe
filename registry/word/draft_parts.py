"""What stands in each part of a draft, as its Word file has it: now, or when a copy was made."""

import secrets
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db import transaction

from registry.accounts.models import User
from registry.drafting.figure_checks import comparison_of
from registry.drafting.figure_writing import EMPTY, Row, row_of
from registry.drafting.figures_beside import FigureBeside
from registry.drafting.part_history import note_shown, version_of
from registry.drafting.sections import Section
from registry.profiles.models import Edition
from registry.profiles.templates import SectionIndicator
from registry.word.models import WordCopy

MOST_COPIES = 50  # of an edition; the oldest go
BOTH = ("en", "ru")


@dataclass(frozen=True, slots=True)
class DraftPart:
    """`texts`, `last`: by language; `last` those of the edition that the draft started from, where
    the draft says something else. `version`: of the section, then."""

    section: Section
    version: int
    texts: dict[str, str]
    gap: str
    last: dict[str, str]
    figures: list[FigureBeside]

    @property
    def number(self) -> int:
        """Of the template's section: the same in each edition that follows the template."""
        return self.section.template_section_id


@dataclass(frozen=True, slots=True)
class Draft:
    """`key`: of the copy; `words`: the language of headings and guidance."""

    edition: Edition
    parts: list[DraftPart]
    languages: tuple[str, ...]
    words: str
    key: str
    on: date


def languages_of(choice: str) -> tuple[str, ...]:
    return BOTH if choice == WordCopy.Languages.BOTH else (choice,)


@transaction.atomic
def take_copy(edition: Edition, languages: str, *, words: str, by: User, on: date) -> Draft:
    """The draft as it is, with a copy that remembers it."""
    parts = draft_parts(edition)
    for part in parts:
        note_shown(part.section)
    copy = WordCopy.objects.create(
        edition=edition,
        key=secrets.token_hex(12),
        languages=languages,
        words=words,
        by=by,
        versions={str(part.section.pk): part.section.version for part in parts},
        figures=rows_of(parts),
    )
    kept = WordCopy.objects.filter(edition=edition).values_list("pk", flat=True)[:MOST_COPIES]
    WordCopy.objects.filter(edition=edition).exclude(pk__in=list(kept)).delete()
    return draft_of(copy, parts, edition, on)


def rows_of(parts: list[DraftPart]) -> dict[str, dict[str, Row]]:
    """By section, then by indicator, as JSON has it."""
    found: dict[str, dict[str, Row]] = {}
    for part in parts:
        for one in part.figures:
            found.setdefault(str(part.section.pk), {})[str(one.indicator.pk)] = one.row
    return found


def draft_of(copy: WordCopy, parts: list[DraftPart], edition: Edition, on: date) -> Draft:
    return Draft(
        edition=edition,
        parts=parts,
        languages=languages_of(copy.languages),
        words=copy.words,
        key=copy.key,
        on=on,
    )


def draft_parts(edition: Edition, copy: WordCopy | None = None) -> list[DraftPart]:
    """As they are now, or as they stood in the copy. Some ten queries, and one for each part that
    has changed since."""
    sections = list(
        edition.sections.in_order()
        .select_related("carried_from__edition", "template_section__parent")
        .prefetch_related("figures", "typed_figures")
    )
    figures = figures_of(edition, sections)
    found = []
    for section in sections:
        section.edition = edition
        then = section
        if copy is not None:
            number = copy.versions.get(str(section.pk), section.version)
            then = section if number == section.version else version_of(section, number)
        rows = [beside_in(one, copy) for one in figures.get(section.pk, [])]
        found.append(part_of(section, then, rows))
    return found


def part_of(section: Section, then: Section, figures: list[FigureBeside]) -> DraftPart:
    texts = {language: getattr(then, f"text_{language}") for language in BOTH}
    before = section.carried_from
    last = {}
    for language in BOTH:
        text = getattr(before, f"text_{language}") if before else ""
        if text and text != texts[language]:
            last[language] = text
    return DraftPart(
        section=section,
        version=then.version,
        texts=texts,
        gap=then.gap,
        last=last,
        figures=figures,
    )


def beside_in(beside: FigureBeside, copy: WordCopy | None) -> FigureBeside:
    """With the row that stood in the copy."""
    if copy is None:
        return beside
    rows = copy.figures.get(str(beside.section), {})
    return FigureBeside(
        section=beside.section,
        indicator=beside.indicator,
        comparison=beside.comparison,
        last=beside.last,
        row=EMPTY | rows.get(str(beside.indicator.pk), EMPTY),
        elsewhere=beside.elsewhere,
    )


def figures_of(edition: Edition, sections: list[Section]) -> dict[int, list[FigureBeside]]:
    """By section, in the order of the template: as figures_beside, for all parts at once."""
    rows = SectionIndicator.objects.filter(section__template=edition.template_id)
    rows = rows.select_related("indicator__part_of", "indicator__source").order_by("order")
    by_part: dict[int, list[Any]] = {}
    for row in rows:
        by_part.setdefault(row.section_id, []).append(row.indicator)
    indicators = list(chain.from_iterable(by_part.values()))
    if not indicators:
        return {}
    comparison = comparison_of(edition, indicators)
    printed = last_printed(sections)
    found: dict[int, list[FigureBeside]] = {}
    for section in sections:
        stored = {figure.indicator_id: row_of(figure) for figure in section.figures.all()}
        for typed in section.typed_figures.all():
            stored[typed.indicator_id] = EMPTY | typed.typed
        for indicator in by_part.get(section.template_section_id, []):
            beside = FigureBeside(
                section=section.pk,
                indicator=indicator,
                comparison=comparison,
                last=printed.get((section.template_section.slug, indicator.slug)),
                row=stored.get(indicator.pk, EMPTY),
                elsewhere=comparison.elsewhere(indicator, section.pk),
            )
            found.setdefault(section.pk, []).append(beside)
    return found


def last_printed(sections: list[Section]) -> dict[tuple[str, str], tuple[int, str]]:
    """By the slugs of part and indicator: the year and the value that the edition printed from
    which the draft started."""
    before = next((one.carried_from.edition for one in sections if one.carried_from), None)
    content = before.content_in("en") if before else None
    found: dict[tuple[str, str], tuple[int, str]] = {}
    for part in content["sections"] if content else []:
        for figure in part["figures"]:
            if figure["latest"]:
                year, value = figure["latest"]
                found[part["code"], figure["slug"]] = year, value
    return found
