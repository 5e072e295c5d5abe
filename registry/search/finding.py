"""Finding and ranking. The database says which entries have which words, in which of their fields;
the order is made here of whole numbers and sums, so both databases give the same.

An entry must have every word, in itself or as a synonym. Where none has, the entries with the
most of them are given, and the answer says so.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, repeat
from threading import Lock
from typing import NamedTuple

from registry.common.dates import today
from registry.search import dialects, indexing
from registry.search.lexicon import Lexicon, lexicon
from registry.search.models import PART_OF, Kind, SearchEntry
from registry.search.question import Concept, Question, read

TITLE, LEAD, BODY = 1.0, 0.6, 0.3
AS_SYNONYM = 0.85
WHOLE_TITLE = 0.6
WHOLE_NAME = 1.5
COVERED = 0.9
FIELDS = (("title_terms", TITLE), ("lead_terms", LEAD), ("body_terms", BODY))
MOST_FACETS = 12
FACETS = ("kind", "state", "year", "area", "lang")


class Row(NamedTuple):
    """What ranking and counting need of an entry. `whole`: what it is a part of, as a page is of
    its document: of each whole only the best is a hit."""

    key: str
    whole: str
    kind: str
    about: str
    states: tuple[str, ...]
    years: tuple[str, ...]
    areas: tuple[str, ...]
    languages: tuple[str, ...]
    since: date
    until: date
    weight: float
    title_words: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The entries by their number, and the words that mean the same, of one version of the
    index."""

    version: str
    rows: dict[int, Row]
    lexicon: Lexicon


@dataclass(slots=True)
class Result:
    """`numbers`: of the entries, best first. `facets`: by name, (value, how many). `is_partial`:
    no entry has all words; `missing`: those that the best has not, `unknown`: those that none
    has."""

    question: Question
    numbers: list[int] = field(default_factory=list)
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    is_partial: bool = False
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


_remembered: list[Catalogue] = []
_reading = Lock()


def catalogue() -> Catalogue:
    """Of the index as it is now: brought up to date first, where something was written that it has
    not followed. One short query; a process reads the rows once for each version."""
    version, is_behind = dialects.version()
    if is_behind:
        indexing.index()
        version, _is_behind = dialects.version()
    if _remembered and _remembered[0].version == version:
        return _remembered[0]
    with _reading:
        made = Catalogue(version=version, rows=read_rows(), lexicon=lexicon())
        _remembered[:] = [made]
    return made


def read_rows() -> dict[int, Row]:
    columns = SearchEntry.objects.values_list(
        "pk",
        "key",
        "kind",
        "about",
        "states",
        "years",
        "areas",
        "languages",
        "since",
        "until",
        "weight",
        "title_words",
        "changed_at",
    )
    lists: dict[str, tuple[str, ...]] = {}
    rows = {}
    for (
        pk,
        key,
        kind,
        about,
        states,
        years,
        areas,
        languages,
        since,
        until,
        weight,
        size,
        changed_at,
    ) in columns:
        rows[pk] = Row(
            key=key,
            whole=key.partition(PART_OF)[0] if kind == Kind.DOCUMENT else key,
            kind=kind,
            about=about,
            states=lists.setdefault(states, tuple(states.split())),
            years=lists.setdefault(years, tuple(years.split())),
            areas=lists.setdefault(areas, tuple(areas.split())),
            languages=lists.setdefault(languages, tuple(languages.split())),
            since=since,
            until=until,
            weight=weight,
            title_words=size,
            changed_at=changed_at,
        )
    return rows


def find(
    raw: str,
    *,
    filters: dict[str, str] | None = None,
    only_exact: bool = False,
    is_prefix: bool = False,
) -> Result:
    """What `raw` finds among what readers see today. `filters`: by facet; those in the text
    count where the field is empty."""
    known, day = catalogue(), today()
    how = {"only_exact": only_exact, "is_prefix": is_prefix}
    result = answered(read(raw, known.lexicon, **how), known, filters or {}, day)
    terms = [concept for concept in result.question.concepts if " " in concept.typed]
    if result.is_partial and terms:
        loose = read(raw, known.lexicon, longest_term=1, **how)
        again = answered(loose, known, filters or {}, day)
        if not again.is_partial:
            return again
    return result


def answered(question: Question, known: Catalogue, filters: dict[str, str], day: date) -> Result:
    chosen = question.filters | {name: text for name, text in filters.items() if text}
    question.filters = with_codes(chosen, known.lexicon)
    result = Result(question)
    if not question.is_empty:
        find_words(result, known, day)
    elif question.filters:
        seen = {pk for pk, row in known.rows.items() if row.since <= day <= row.until}
        scores = {pk: aptness(known.rows[pk], question.filters) for pk in seen}
        finish(result, scores, known)
    return result


def with_codes(filters: dict[str, str], known: Lexicon) -> dict[str, str]:
    """A state by its slug or its code."""
    state = filters.get("state", "")
    if not state:
        return filters
    group = known.groups.get((state.casefold(),))
    code = known.states.get(state) or (group.state if group else "") or state.upper()
    return filters | {"state": code}


def find_words(result: Result, known: Catalogue, day: date) -> None:
    question = result.question
    found, named, exact, excluded = occurrences(question)
    rows = known.rows
    anywhere: set[int] = set().union(*exact, *found)
    seen = {pk for pk in anywhere if pk in rows and rows[pk].since <= day <= rows[pk].until}
    for gone in excluded:
        seen -= gone
    for must in exact:
        seen &= must
    full = seen.intersection(*found) if found else seen
    counts = Counter(pk for pk in chain.from_iterable(found) if pk in seen)
    if not full and counts:
        result.is_partial = True
        most = max(counts.values())
        full = {pk for pk, count in counts.items() if count == most}
    scores = scored(full, named, found, known, question)
    finish(result, scores, known)
    pairs = list(zip(question.concepts, found, strict=True))
    result.unknown = [concept.typed for concept, one in pairs if seen.isdisjoint(one)]
    if result.is_partial and result.numbers:
        best = result.numbers[0]
        result.missing = [concept.typed for concept, one in pairs if best not in one]


def scored(
    full: set[int],
    named: set[int],
    found: list[dict[int, float]],
    known: Catalogue,
    question: Question,
) -> dict[int, float]:
    total = len(known.rows) + 1
    rarity = [math.log(1 + total / (1 + len(one))) for one in found]
    sizes = [concept.size for concept in question.concepts]
    scores = {pk: score(pk, known.rows[pk], found, rarity, sizes) for pk in full}
    for pk in full & named:
        scores[pk] += WHOLE_NAME
    return scores


def aptness(row: Row, filters: dict[str, str]) -> float:
    """Where nothing but filters was asked for: what is of that state and year alone comes first."""
    shares = [1 / max(1, len(values_of(row, name))) for name in filters if name in FACETS]
    return round(row.weight + sum(shares), 6)


def score(
    pk: int, row: Row, found: list[dict[int, float]], rarity: list[float], sizes: list[int]
) -> float:
    """Of an entry: for each word its rarity, by the field where it stands; how much of the title
    was asked for; and the weight of its kind."""
    if not found:
        return row.weight
    total = in_title = 0.0
    everything = sum(rarity)
    words = 0
    for one, weight, size in zip(found, rarity, sizes, strict=True):
        value = one.get(pk, 0.0)
        total += weight * value
        if value >= TITLE * AS_SYNONYM - 1e-9:
            in_title += weight
            words += size
    share = min(1.0, words / row.title_words)
    bonus = COVERED * share * in_title / everything
    if share >= 1.0 and in_title >= everything - 1e-9:
        bonus += WHOLE_TITLE
    return round(total / everything + bonus + 0.25 * row.weight, 6)


def occurrences(
    question: Question,
) -> tuple[list[dict[int, float]], set[int], list[set[int]], list[set[int]]]:
    """For each concept, the entries with what its best occurrence is worth; the entries that are
    called just so; those that have the exact and the excluded words. One statement."""
    wanted: list[tuple[str, str]] = []
    meaning: list[tuple[int, float]] = []
    for place, concept in enumerate(question.concepts):
        for name, worth in FIELDS:
            for condition, factor in conditions(concept, name):
                wanted.append((name, condition))
                meaning.append((place, worth * factor))
    named: set[int] = set()
    names = names_in(question)
    first_exact = len(wanted) + bool(names)
    if names:
        wanted.append(("title_terms", dialects.any_of(names)))
    for phrase in [*question.exact, *question.excluded]:
        wanted.append((dialects.EXACT, dialects.phrase_in_dialect(phrase)))
    found: list[dict[int, float]] = [{} for _concept in question.concepts]
    sets: list[set[int]] = [set() for _phrase in wanted[first_exact:]]
    for place, number in dialects.entries_with(wanted):
        if place >= first_exact:
            sets[place - first_exact].add(number)
            continue
        if place >= len(meaning):
            named.add(number)
            continue
        concept_place, worth = meaning[place]
        one = found[concept_place]
        if worth > one.get(number, 0.0):
            one[number] = worth
    return found, named, sets[: len(question.exact)], sets[len(question.exact) :]


def names_in(question: Question) -> list[tuple[str, ...]]:
    """The whole question as the name of something, each concept by all of its phrases where it is
    alone."""
    concepts = question.concepts
    if not concepts:
        return []
    first = concepts[0]
    whole = [tuple(chain.from_iterable(concept.literal[0] for concept in concepts))]
    if len(concepts) == 1:
        whole = [*first.literal, *first.others]
    return [(indexing.whole_name(phrase),) for phrase in whole]


def conditions(concept: Concept, field_name: str) -> list[tuple[str, float]]:
    literal = list(concept.literal)
    if concept.state:
        literal.append((indexing.state_mark(concept.state),))
    given = [(dialects.any_of(literal, is_prefix=concept.is_prefix), 1.0)]
    if concept.others:
        given.append((dialects.any_of(concept.others), AS_SYNONYM))
    if concept.all_of and field_name == "title_terms":
        given.append((dialects.all_of(concept.all_of), AS_SYNONYM))
    return given


def finish(result: Result, scores: dict[int, float], known: Catalogue) -> None:
    """Count by each facet what the other facets leave, then sort what all of them leave."""
    filters = {name: text for name, text in result.question.filters.items() if name in FACETS}
    rows = known.rows
    numbers = [pk for pk in scores if passes(rows[pk], filters)] if filters else list(scores)
    for name in FACETS:
        left = numbers
        if name in filters:
            left = [pk for pk in scores if passes(rows[pk], filters, but=name)]
        result.facets[name] = counted(name, (rows[pk] for pk in left))
    ranked = sorted((-scores[pk], rows[pk].key, pk) for pk in numbers)
    best: dict[str, int] = {}
    for _score, _key, pk in ranked:
        best.setdefault(rows[pk].whole, pk)
    result.numbers = list(best.values())


def values_of(row: Row, name: str) -> tuple[str, ...]:
    if name == "kind":
        return (row.kind,)
    if name == "state":
        return row.states
    if name == "year":
        return row.years
    return row.areas if name == "area" else row.languages


def passes(row: Row, filters: dict[str, str], but: str = "") -> bool:
    return all(value in values_of(row, name) for name, value in filters.items() if name != but)


def counted(name: str, rows: Iterable[Row]) -> list[tuple[str, int]]:
    """The most frequent values. Pages are of the state, year and area of their document, each in a
    language of its own."""
    counts: Counter = Counter()
    if name == "lang":
        pairs: set[tuple[str, str]] = set()
        for row in rows:
            pairs.update(zip(repeat(row.whole), row.languages, strict=False))
        counts.update(value for _whole, value in pairs)
    else:
        for row in {row.whole: row for row in rows}.values():
            counts.update(values_of(row, name))
    ranked = sorted((-count, value) for value, count in counts.items())[:MOST_FACETS]
    return [(value, -count) for count, value in ranked]
