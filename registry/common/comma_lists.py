"""Values of a parameter that comes several times, or has commas between its values."""

from collections.abc import Iterable


def values_in(texts: Iterable[str]) -> list[str]:
    """Each once, in their order, without the spaces around it; what is empty is left out."""
    found: dict[str, None] = {}
    for text in texts:
        found |= dict.fromkeys(piece.strip(" ") for piece in text.split(","))
    return [piece for piece in found if piece]


def both_ways(names: Iterable[str]) -> list[str]:
    """What a list may be ordered by, and each turned round."""
    found: list[str] = []
    for name in names:
        found += [name, f"-{name}"]
    return found
