"""Runs of words that two texts have in common, found in a bounded number of steps.

Looking for the longest run is quadratic, and cubic where few words come again and again. So steps
are counted, for each comparison and for all of a request: where they are spent, what is equal at
both ends is kept and all between counts as replaced.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from difflib import Match, SequenceMatcher
from functools import partial
from typing import NamedTuple

from registry.common.budget import Budget, BudgetSpentError
from registry.common.scope import remembered

MOST_STEPS = 4_000_000  # of one comparison, two thirds of a second; versions of 200 KB may take all
MOST_STEPS_OF_REQUEST = 8_000_000
LARGE = 500_000  # steps of one search
OF_TOKEN = 2  # steps to look up where the other text has a token, before a search
OF_CHARACTER = 8  # steps to take a character of what differs apart into words and to mark them


class Comparison:
    """Of two texts. `is_coarse`: its steps were spent before all of it was compared word by
    word."""

    def __init__(self) -> None:
        of_request = remembered("steps of comparisons", partial(Budget, MOST_STEPS_OF_REQUEST))
        self.budget = Budget(MOST_STEPS, within=of_request)
        self.is_coarse = False

    def may_take(self, steps: int) -> bool:
        try:
            self.budget.spend(steps)
        except BudgetSpentError:
            self.is_coarse = True
            return False
        return True

    def may_read(self, blocks: list[str]) -> bool:
        return self.may_take(OF_CHARACTER * sum(map(len, blocks)))

    def matcher(self, old: list[str], new: list[str]) -> "Matcher":
        return Matcher(old, new, self)


class Places(NamedTuple):
    """Of a token in a stretch of the other text: places[first:last]."""

    places: Sequence[int]
    first: int
    last: int


class Matcher(SequenceMatcher[str]):
    """Pays for each search for the longest run in common before it is made; where it cannot, there
    is none.

    Where a search is LARGE, what is equal at an end is taken first, then the longest run around a
    word that comes but once.
    """

    # set by the library
    a: list[str]
    b: list[str]
    b2j: dict[str, list[int]]

    def __init__(self, old: list[str], new: list[str], comparison: Comparison) -> None:
        self.comparison = comparison
        self.is_coarse = False
        super().__init__(None, old, new, autojunk=False)

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        ahi = len(self.a) if ahi is None else ahi
        bhi = len(self.b) if bhi is None else bhi
        if not self.may_take(OF_TOKEN * (ahi - alo)):
            return self.equal_end(alo, ahi, blo, bhi)
        tokens = self.a[alo:ahi]
        known = {token: self.places(token, blo, bhi) for token in set(tokens)}
        found = [known[token] for token in tokens]
        steps = len(found) + sum(last - first for _places, first, last in found)
        if steps > LARGE:
            run = self.equal_end(alo, ahi, blo, bhi)
            if not run.size:
                run = self.around_unique(found, alo, ahi, blo, bhi)
            if run.size:
                return run
        if self.may_take(steps):
            return self.longest(found, alo, blo)
        return Match(alo, blo, 0)

    def may_take(self, steps: int) -> bool:
        is_paid = self.comparison.may_take(steps)
        self.is_coarse |= not is_paid
        return is_paid

    def places(self, token: str, blo: int, bhi: int) -> Places:
        places = self.b2j.get(token, ())
        first = bisect_left(places, blo)
        return Places(places, first, bisect_left(places, bhi, first))

    def longest(self, found: list[Places], alo: int, blo: int) -> Match:
        """The longest run in common; of equal ones the first. `found`: for each token from `alo`
        on."""
        best_i, best_j, best = alo, blo, 0
        lengths: dict[int, int] = {}
        for i, (places, first, last) in enumerate(found, start=alo):
            longer = {}
            for j in places[first:last]:
                size = longer[j] = lengths.get(j - 1, 0) + 1
                if size > best:
                    best_i, best_j, best = i - size + 1, j - size + 1, size
            lengths = longer
        return Match(best_i, best_j, best)

    def around_unique(self, found: list[Places], alo: int, ahi: int, blo: int, bhi: int) -> Match:
        """The longest run with a token that each side has once: a run ends at the next such
        token or holds it, so this is linear."""
        counts: Counter[str] = Counter(self.a[alo:ahi])
        best = Match(alo, blo, 0)
        ends: dict[int, int] = {}
        for i, (places, first, last) in enumerate(found, start=alo):
            if last - first != 1 or counts[self.a[i]] != 1:
                continue
            j = places[first]
            if ends.get(i - j, alo) > i:
                continue
            run = self.run_around(i, j, alo, ahi, blo, bhi)
            ends[i - j] = run.a + run.size
            best = max(best, run, key=lambda match: match.size)
        return best

    def run_around(self, i: int, j: int, alo: int, ahi: int, blo: int, bhi: int) -> Match:
        size = 1
        while i > alo and j > blo and self.a[i - 1] == self.b[j - 1]:
            i, j, size = i - 1, j - 1, size + 1
        while i + size < ahi and j + size < bhi and self.a[i + size] == self.b[j + size]:
            size += 1
        return Match(i, j, size)

    def equal_end(self, alo: int, ahi: int, blo: int, bhi: int) -> Match:
        """What the two begin with, else what they end with."""
        most = min(ahi - alo, bhi - blo)
        size = 0
        while size < most and self.a[alo + size] == self.b[blo + size]:
            size += 1
        if size:
            return Match(alo, blo, size)
        while size < most and self.a[ahi - size - 1] == self.b[bhi - size - 1]:
            size += 1
        return Match(ahi - size, bhi - size, size)
