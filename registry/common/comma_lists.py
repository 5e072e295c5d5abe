"""Values of a parameter that comes several times, or has commas between its values."""

from collections.abc import Iterable


def values_in(texts: Iterable[str]) -> list[str]:
    """Each once, in their order, without the spaces around it; what is empty is left out."""
    pieces = [piece.strip(" ") for text in texts for piece in text.split(",")]
    return list(dict.fromkeys(filter(None, pieces)))


def both_ways(names: Iterable[str]) -> list[str]:
    """What a list may be ordered by, and each turned round."""
    found: list[str] = []
    for name in names:
        found += [name, f"-{name}"]
    return found
