"""Who stands twice: the same mail, or a name that is alike whatever the script."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from anyascii import anyascii
from rapidfuzz import fuzz, utils

from registry.contacts.models import ContactPoint

ALIKE = 88  # of 100; romanised names of one person in two scripts score above, of two people below (tests/contacts/test_merging.py)


@dataclass(frozen=True, slots=True)
class Pair:
    first: ContactPoint
    second: ContactPoint
    reason: str


def romanised(one: ContactPoint) -> set[str]:
    names = {anyascii(name) for name in (one.name_latin, one.name_cyrillic) if name}
    return {utils.default_process(name) for name in names}


def are_alike(first: set[str], second: set[str]) -> bool:
    return any(fuzz.token_sort_ratio(a, b) >= ALIKE for a in first for b in second)


def duplicates(rows: Iterable[ContactPoint]) -> Iterator[Pair]:
    """Within a state. One person who serves two states is no duplicate: the account is shared, the offices are two."""
    by_state = defaultdict(list)
    for row in rows:
        by_state[row.state_id].append((row, romanised(row)))
    for people in by_state.values():
        for (first, names), (second, other_names) in combinations(people, 2):
            mails = {address.lower() for address in (first.email, second.email) if address}
            if len(mails) == 1 and first.email and second.email:
                yield Pair(first, second, "the same e-mail")
            elif are_alike(names, other_names):
                yield Pair(first, second, "names alike")
