"""How a frozen edition is read: part after part, and parts without anything in one list at their
place, so that a reader of a short text does not scroll past empty headings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Part = dict[str, Any]
Figure = dict[str, Any]


@dataclass(slots=True)
class Block:
    """One part to read, or, where `part` is None, parts in a row that have nothing to read."""

    part: Part | None = None
    unwritten: list[Part] = field(default_factory=list)


def blocks_of(parts: list[Part]) -> list[Block]:
    """`parts`: the "sections" of an edition's content, in its order. A heading whose own parts have
    something to read stays, also where it has no text of its own."""
    found: list[Block] = []
    for family in families(parts):
        is_read = any(has_something(part) for part in family)
        for place, part in enumerate(family):
            if has_something(part) or (is_read and place == 0 and part["level"] == 2):
                found.append(Block(part))
                continue
            if not found or found[-1].part is not None:
                found.append(Block())
            found[-1].unwritten.append(part)
    return found


def families(parts: list[Part]) -> Iterator[list[Part]]:
    """Each heading with the parts under it."""
    family: list[Part] = []
    for part in parts:
        if part["level"] == 2 and family:
            yield family
            family = []
        family.append(part)
    if family:
        yield family


def has_something(part: Part) -> bool:
    return bool(part["html"] or given(part["figures"]))


def given(figures: list[Figure]) -> list[Figure]:
    return [figure for figure in figures if not figure["gap"]]


def missing(figures: list[Figure]) -> list[tuple[str, list[Figure]]]:
    """Figures that nobody gives, by the reason: one line instead of a row for each."""
    by_reason: dict[str, list[Figure]] = {}
    for figure in figures:
        if figure["gap"]:
            reason = ". ".join(filter(None, [figure["gap"], figure.get("note", "")]))
            by_reason.setdefault(reason, []).append(figure)
    return list(by_reason.items())
