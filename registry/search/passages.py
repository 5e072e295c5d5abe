"""The passage of a text that answers best, with the words that were looked for."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from registry.common.languages import other
from registry.search.analysis import STOP_WORDS, Word, stem, words
from registry.search.question import Question

LONGEST_READ = 20_000  # characters of a text in which a passage is looked for
WORDS_SHOWN = 32
MOST_STARTS = 60
BEFORE = 6  # words before the first that was looked for


class Piece(NamedTuple):
    text: str
    is_marked: bool


class Passage(NamedTuple):
    """`language`: that of the text."""

    pieces: list[Piece]
    language: str


Wanted = dict[str, list[tuple[str, ...]]]  # phrases of stems, by their first


def wanted_phrases(question: Question) -> Wanted:
    phrases: Iterable = chain.from_iterable(
        [*concept.literal, *concept.others] for concept in question.concepts
    )
    exact = (tuple(map(stem, phrase)) for phrase in question.exact)
    found: Wanted = defaultdict(list)
    for phrase in chain(phrases, exact):
        found[phrase[0]].append(phrase)
    return found


def passage(texts: dict[str, str], wanted: Wanted, language: str) -> Passage:
    """From the text in the reader's language where it has one of the words, else from the other;
    without any, how the text begins."""
    for code in (language, other(language)):
        text = texts.get(code, "")[:LONGEST_READ]
        found = words(text)
        marked = places_of(found, wanted)
        if marked:
            return Passage(cut(text, found, marked), code)
    code = language if texts.get(language) else other(language)
    text = texts.get(code, "")[:LONGEST_READ]
    return Passage(cut(text, words(text), {}), code)


def marked_title(title: str, wanted: Wanted) -> list[Piece]:
    found = words(title)
    return pieces(title, [found[place] for place in sorted(places_of(found, wanted))])


def places_of(found: list[Word], wanted: Wanted) -> dict[int, str]:
    """The places of words that are wanted, alone or as a phrase; each with what it stands for."""
    roots: list[tuple[int, str]] = []
    for place, word in enumerate(found):
        roots += [(place, stem(part)) for part in word.parts if part not in STOP_WORDS]
    marked: dict[int, str] = {}
    for start, (_place, root) in enumerate(roots):
        for phrase in wanted.get(root, ()):
            run = roots[start : start + len(phrase)]
            if tuple(other_root for _other, other_root in run) == phrase:
                marked |= {place: phrase[0] for place, _root in run}
    return marked


def cut(text: str, found: list[Word], marked: dict[int, str]) -> list[Piece]:
    """The window with the most of the wanted words, different ones before the same again."""
    if not found:
        return []
    start = max(0, best_start(marked) - BEFORE) if marked else 0
    last = min(len(found), start + WORDS_SHOWN)
    begin = found[start].start if start else 0
    end = found[last - 1].end if last < len(found) else len(text)
    within = [found[place] for place in sorted(marked) if start <= place < last]
    shown = [Word(word.start - begin, word.end - begin, word.parts) for word in within]
    made = pieces(" ".join(text[begin:end].split("\n")), shown)
    if start:
        made.insert(0, Piece("… ", False))
    if last < len(found):
        made.append(Piece(" …", False))
    return made


def best_start(marked: dict[int, str]) -> int:
    places = sorted(marked)
    best, best_worth = places[0], 0
    for first in places[:MOST_STARTS]:
        near = [place for place in places if first <= place < first + WORDS_SHOWN - BEFORE]
        worth = 100 * len({marked[place] for place in near}) + len(near)
        if worth > best_worth:
            best, best_worth = first, worth
    return best


def pieces(text: str, marked: list[Word]) -> list[Piece]:
    made, place = [], 0
    for word in marked:
        made.append(Piece(text[place : word.start], False))
        made.append(Piece(text[word.start : word.end], True))
        place = word.end
    made.append(Piece(text[place:], False))
    return [piece for piece in made if piece.text]
