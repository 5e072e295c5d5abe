"""Rows that may be the same person: the same e-mail, or names that are alike in any script."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from anyascii import anyascii

from registry.contacts.models import ContactPoint

# Of 100: romanised names of the same person in two scripts score above, of two people below
# (tests/contacts/test_merging.py)
ALIKE = 88
COMPARED = 100  # with how many of its state each row is compared


@dataclass(frozen=True, slots=True)
class Pair:
    first: ContactPoint
    second: ContactPoint
    reason: str


def romanised(row: ContactPoint) -> set[str]:
    """The names in Latin letters, each with its words in the order of the alphabet."""
    from rapidfuzz import utils  # where staff look for duplicates, only

    names = {anyascii(name) for name in (row.name_latin, row.name_cyrillic) if name}
    return {" ".join(sorted(utils.default_process(name).split())) for name in names}


def are_alike(first: Iterable[str], second: Iterable[str]) -> bool:
    from rapidfuzz import fuzz  # see `romanised`

    pairs = product(first, second)
    return any(fuzz.token_sort_ratio(*pair) >= ALIKE for pair in pairs)


def duplicates(rows: Iterable[ContactPoint]) -> Iterator[Pair]:
    """Within a state. One person who serves two states is no duplicate: the account is shared,
    the offices are two."""
    by_state = defaultdict(list)
    for row in rows:
        by_state[row.state_id].append(row)
    for people in by_state.values():
        reasons = pairs_by_name(people) | pairs_by_mail(people)
        for (first, second), reason in sorted(reasons.items()):
            yield Pair(people[first], people[second], reason)


def pairs_by_mail(people: list[ContactPoint]) -> dict[tuple[int, int], str]:
    """By the places of the two in the list."""
    mails = [(row.email.lower(), place) for place, row in enumerate(people) if row.email]
    found = {}
    for (mail, place), (other_mail, other) in near(sorted(mails)):
        if mail == other_mail:
            found[place, other] = "the same e-mail"
    return found


def pairs_by_name(people: list[ContactPoint]) -> dict[tuple[int, int], str]:
    """By the places of the two in the list."""
    names = sorted((sorted(romanised(row)), place) for place, row in enumerate(people))
    found = {}
    for (first, place), (second, other) in near(names):
        if are_alike(first, second):
            found[min(place, other), max(place, other)] = "names alike"
    return found


def near(ordered: list) -> Iterator[tuple]:
    """Each with the next ones in the order: all pairs of up to COMPARED people, and of more no
    more than COMPARED for each."""
    for place, row in enumerate(ordered):
        for other in ordered[place + 1 : place + 1 + COMPARED]:
            yield row, other
