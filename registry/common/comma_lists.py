"""Values of a parameter that comes several times, or has commas between its values."""

from collections.abc import Iterable


def values_in(texts: Iterable[str]) -> list[str]:
    """Each once, in their order; what is empty is left out."""
    found: dict[str, None] = {}
    for text in texts:
        for piece in text.split(","):
            if piece.strip():
                found[piece.strip()] = None
    return list(found)


def both_ways(names: Iterable[str]) -> list[str]:
    """What a list may be ordered by, and each turned round."""
    found: list[str] = []
    for name in names:
        found += [name, f"-{name}"]
    return found
