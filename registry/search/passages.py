"""The passage of a text that answers best, with the words that were looked for."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from registry.common.languages import other
from registry.search.analysis import Word, stem, words
from registry.search.question import Question

LONGEST_READ = 20_000  # characters of a text in which a passage is looked for
WORDS_SHOWN = 32
BEFORE = 6  # words before the first that was looked for


class Piece(NamedTuple):
    text: str
    is_marked: bool


class Passage(NamedTuple):
    """`language`: that of the text."""

    pieces: list[Piece]
    language: str


def wanted_stems(question: Question) -> set[str]:
    phrases: Iterable = chain.from_iterable(
        [*concept.literal, *concept.others] for concept in question.concepts
    )
    found = set(chain.from_iterable(phrases))
    exact: Iterable = chain.from_iterable(question.exact)
    return found | set(map(stem, exact))


def passage(texts: dict[str, str], wanted: set[str], language: str) -> Passage:
    """From the text in the reader's language where it has one of the words, else from the other;
    without any, how the text begins."""
    for code in (language, other(language)):
        text = texts.get(code, "")[:LONGEST_READ]
        found = words(text)
        marked = [place for place, word in enumerate(found) if is_wanted(word, wanted)]
        if marked:
            return Passage(cut(text, found, marked, wanted), code)
    code = language if texts.get(language) else other(language)
    text = texts.get(code, "")[:LONGEST_READ]
    return Passage(cut(text, words(text), [], wanted), code)


def marked_title(title: str, wanted: set[str]) -> list[Piece]:
    return pieces(title, [word for word in words(title) if is_wanted(word, wanted)])


def is_wanted(word: Word, wanted: set[str]) -> bool:
    return any(stem(part) in wanted for part in word.parts)


def cut(text: str, found: list[Word], marked: list[int], wanted: set[str]) -> list[Piece]:
    """The window with the most of the wanted words, different ones before the same again."""
    if not found:
        return []
    start = max(0, best_start(found, marked, wanted) - BEFORE) if marked else 0
    last = min(len(found), start + WORDS_SHOWN)
    begin = found[start].start if start else 0
    end = found[last - 1].end if last < len(found) else len(text)
    shown = [
        Word(word.start - begin, word.end - begin, word.parts)
        for word in found[start:last]
        if is_wanted(word, wanted)
    ]
    made = pieces(" ".join(text[begin:end].split("\n")), shown)
    if start:
        made.insert(0, Piece("… ", False))
    if last < len(found):
        made.append(Piece(" …", False))
    return made


def best_start(found: list[Word], marked: list[int], wanted: set[str]) -> int:
    best, best_worth = marked[0], 0
    for first in marked[:200]:
        near = [place for place in marked if first <= place < first + WORDS_SHOWN - BEFORE]
        different = {stem(part) for place in near for part in found[place].parts} & wanted
        worth = 100 * len(different) + len(near)
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
