"""What a contact point is told of how often the pages of the own state are read, in words."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from registry.profiles.templates import Kind
from registry.reports.reading import readers_of
from registry.states.models import State

PROFILE = re.compile(r"^/profiles/[^/]+/(?P<kind>[^/]+)/(?:(?P<year>\d{4})/)?")


@dataclass(frozen=True, slots=True)
class Reading:
    words: str
    number: int


@dataclass(frozen=True, slots=True)
class StateReaders:
    """Of one state: the most read first."""

    state: State
    number: int
    lines: list[Reading]


def readers_of_states(states: Iterable[State], on: date) -> list[StateReaders]:
    found = []
    for state in dict.fromkeys(states):
        counts: Counter[str] = Counter()
        for page, number in readers_of(state.slug, on):
            counts[page_words(page)] += number
        rows = [Reading(words, number) for words, number in counts.most_common()]
        found.append(StateReaders(state, counts.total(), rows))
    return found


def page_words(page: str) -> str:
    """An edition with its parts, versions and changes is one line."""
    match = PROFILE.match(page)
    if match is None:
        return _("The page of your state")
    if match["kind"] not in Kind.values:
        return _("Other pages of profiles")
    kind = Kind(match["kind"]).label
    if match["year"]:
        return f"{kind} {match['year']}"
    return _("%(kind)s: all years") % {"kind": kind}
