"""How well the search finds what people look for: judged queries, and what is counted of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

JUDGED = Path(__file__).parent / "judged.txt"
FIRST = 10  # hits that are looked at
ASIDE = 3  # each third query is kept aside


@dataclass(frozen=True, slots=True)
class Judged:
    text: str
    wanted: tuple[str, ...]
    is_aside: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """`rank`: mean of 1 by the place of the first hit that is wanted; `recall`: the share of what
    is wanted that is among the first ten. `worst`: queries whose first hit is another."""

    rank: float
    recall: float
    worst: list[tuple[str, int]]


def judged() -> Iterator[Judged]:
    number = 0
    for line in JUDGED.read_text().splitlines():
        text, _bar, keys = line.partition(" | ")
        if text and not text.startswith("#"):
            number += 1
            wanted = tuple(keys.split())
            yield Judged(text=text, wanted=wanted, is_aside=number % ASIDE == 0)


def judge(queries: list[Judged], keys_of: Callable[[str], list[str]]) -> Judgement:
    """`keys_of`: the keys of the first hits for a text."""
    rank = recall = 0.0
    worst = []
    for query in queries:
        keys = keys_of(query.text)[:FIRST]
        places = [place for place, key in enumerate(keys, 1) if is_wanted(key, query.wanted)]
        rank += 1 / places[0] if places else 0
        recall += len(places) / len(query.wanted)
        if not places or places[0] > 1 or len(places) < len(query.wanted):
            worst.append((query.text, places[0] if places else 0))
    return Judgement(rank=rank / len(queries), recall=recall / len(queries), worst=worst)


def is_wanted(key: str, wanted: tuple[str, ...]) -> bool:
    """The number of an authority is no part of its name."""
    return key in wanted or key.rpartition("/")[0] in wanted
