"""The checksum of an edition's text, by which a receipt says for which text it was given."""

import hashlib
import json
from typing import Any

from registry.drafting.sections import Section, SectionFigure
from registry.profiles.models import Edition


def checksum_of(edition: Edition) -> str:
    """Of a published edition the one it bears; of another, SHA-256 over the JSON of its parts in
    order, keys sorted, in UTF-8: texts as they are stored, and the state's own figures."""
    if edition.checksum:
        return edition.checksum
    sections = edition.sections.in_order().prefetch_related("figures__indicator")
    parts = [part_of(section) for section in sections]
    canonical = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def part_of(section: Section) -> dict[str, Any]:
    return {
        "part": section.template_section.slug,
        "text_en": section.text_en,
        "text_ru": section.text_ru,
        "gap": section.gap,
        "figures": figures_of(section),
    }


def figures_of(section: Section) -> list[list]:
    """The same whatever order the database gives them in."""
    rows = [figure_of(row) for row in section.figures.all()]
    return sorted(rows, key=lambda row: row[0])


def figure_of(row: SectionFigure) -> list:
    value = [row.indicator.slug, row.year, str(row.value), row.gap, row.source]
    return [*value, row.is_confirmed, row.note_en, row.note_ru]
