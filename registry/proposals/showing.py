"""A proposal as its page shows it: each line beside what stands now."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from registry.common.numbers import in_full
from registry.common.records import column
from registry.drafting.figure_writing import EMPTY, Row
from registry.figures.models import Indicator, Observation
from registry.proposals.deciding import Place, left_out, mark_of, places_of
from registry.proposals.models import Proposal
from registry.states.designations import designation


@dataclass(frozen=True, slots=True)
class Line:
    """`where`: the part of a profile that asks for it; "" where none does, or it is a detail."""

    what: str
    proposed: str
    stands: str
    where: str
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class ShownProposal:
    proposal: Proposal
    designation: str
    mark: str
    lines: list[Line]

    @property
    def can_be_taken(self) -> bool:
        return any(not line.is_left_out for line in self.lines)


def shown_proposals(rows: Iterable[Proposal]) -> list[ShownProposal]:
    return [shown_proposal(row) for row in rows]


def shown_proposal(row: Proposal) -> ShownProposal:
    return ShownProposal(
        proposal=row,
        designation=str(designation(row.state)),
        mark=mark_of(row),
        lines=figure_lines(row) if row.kind == Proposal.Kind.FIGURES else detail_lines(row),
    )


def figure_lines(row: Proposal) -> list[Line]:
    places = places_of(row)
    slugs = [figure["indicator"] for figure in row.content]
    titles = {found.slug: found.title for found in Indicator.objects.by_slugs(slugs)}
    lines = [line_of(place) for place in places]
    missing = set(left_out(row, places))
    for figure in row.content:
        slug = figure["indicator"]
        if slug in missing:
            words = in_words(EMPTY | figure)
            title = titles.get(slug, slug)
            lines.append(Line(what=title, proposed=words, stands="", where="", is_left_out=True))
    return lines


def line_of(place: Place) -> Line:
    return Line(
        what=place.indicator.title,
        proposed=in_words(place.proposed),
        stands=in_words(place.stands),
        where=f"{place.section.edition}, {place.section.template_section.number}",
    )


def in_words(row: Row) -> str:
    """3,700,100 (2024; Geostat); the reason of a gap; "" for an empty row."""
    gaps: dict[str, Any] = dict(Observation.Gap.choices)
    value = row["value"] or row["confirmed"].rpartition(":")[2]
    year = row["year"] or row["confirmed"].partition(":")[0]
    first = number(value) if value else str(gaps.get(row["gap"], ""))
    rest = "; ".join(filter(None, (year, row["source"], row["note_en"], row["note_ru"])))
    return f"{first} ({rest})" if first and rest else first


def number(text: str) -> str:
    try:
        return in_full(Decimal(text))
    except ArithmeticError:
        return text


def detail_lines(row: Proposal) -> list[Line]:
    post = row.token.contact_point
    lines = []
    for name, text in row.content.items():
        what, stands = str(column(post, name).verbose_name), str(getattr(post, name))
        lines.append(Line(what=what, proposed=text, stands=stands, where=""))
    return lines
