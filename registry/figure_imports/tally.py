"""What was left out or changed while a file was read, counted by kind and by text; kept between
two stretches."""

from collections import Counter, defaultdict
from typing import Any

MOST, LONGEST = 1000, 40


class Tally:
    """`added`: how often something was counted."""

    def __init__(self, stored: dict[str, dict[str, int]] | None = None) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.of_row: set[tuple[str, str]] = set()
        self.added = 0
        for kind, texts in (stored or {}).items():
            self.counts[kind].update(texts)

    def begin_row(self) -> None:
        self.of_row.clear()

    def add_once(self, kind: str, text: str) -> None:
        """Once a row, however many columns of values it has."""
        if (kind, text) not in self.of_row:
            self.of_row.add((kind, text))
            self.add(kind, text)

    def add(self, kind: str, text: str = "", count: int = 1) -> None:
        self.counts[kind][text[:LONGEST]] += count
        self.added += 1

    def total(self, kind: str) -> int:
        return sum(self.counts[kind].values()) if kind in self.counts else 0

    def of(self, kind: str) -> dict[str, int]:
        return self.counts.get(kind, Counter())

    def starting(self, kind: str) -> dict[str, dict[str, int]]:
        """Counts of kinds like "kept:age", by what stands after the colon."""
        start = f"{kind}:"
        counts = self.counts.items()
        return {name.removeprefix(start): one for name, one in counts if name.startswith(start)}

    def stored(self) -> dict[str, Any]:
        return {kind: dict(texts.most_common(MOST)) for kind, texts in self.counts.items()}
