"""One analysis for texts and for questions: what is equal after it is the same word."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from registry.common.stems import root_of

LONGEST_WORD = 40
LONGEST_FOUR = 4  # letters of “four”, “hour”, “tour”, which have one spelling
JOINS = "-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"
JOIN = re.compile(f"[{JOINS}]")
PAIR = "¦"
WORD = re.compile(rf"[^\W_]+(?:[{JOINS}][^\W_]+)*")
APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼʹ`´"))
POSSESSIVE = re.compile(r"(?<=\w)['’]s\b", re.IGNORECASE)
LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ə": "a"}
)
BREVE = "\N{COMBINING BREVE}"
LEFT_OUT = (
    "a an and are as at be by do does did for from has have how in into is it its many much of on"
    " or that the their this to was were what when where which who why will with"
    " а без был была были было в во для до его ее если же за зачем и из или их к как какая какие"
    " какое какой каков когда кто ко ли на над не но о об от по под почему при с сколько со так"
    " также то у чем что эта это этот где dlya ili iz kak ot po pri"
)
LETTERS_ALONE = "abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюя"  # “v Gruzii”
STOP_WORDS = frozenset([*LEFT_OUT.split(), *LETTERS_ALONE])


class Word(NamedTuple):
    """A word of a text as it stands there, from `start` to `end`, and its folded parts: a word
    with hyphens has several."""

    start: int
    end: int
    parts: tuple[str, ...]


def cleaned(text: str) -> str:
    """Without marks of direction and what else is not seen; control characters part words."""
    if text.isascii() and text.isprintable():
        return text
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp"):
            kept.append(" ")
        elif category != "Cf":
            kept.append(character)
    return "".join(kept)


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """Of one word: small letters, ё as е, without diacritics and apostrophes; й stays."""
    text = word.casefold().translate(APOSTROPHES)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("й", "\0"))
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
        text = text.replace("\0", "й").translate(LETTERS)
    return text[:LONGEST_WORD]


def words(text: str) -> list[Word]:
    """In their order, with their places in `text`."""
    found = []
    plain = without_apostrophes(text)
    for match in WORD.finditer(plain):
        parts = tuple(filter(None, map(folded, JOIN.split(match[0]))))
        if parts:
            found.append(Word(match.start(), match.end(), parts))
    return found


def without_apostrophes(text: str) -> str:
    """As long as before: an apostrophe within a word becomes a letter that folding takes away."""
    if not any(chr(mark) in text for mark in APOSTROPHES):
        return text
    text = POSSESSIVE.sub("  ", text)
    return re.sub(r"(?<=\w)['’‘ʼʹ`´](?=\w)", "\N{MODIFIER LETTER APOSTROPHE}", text)


def parts_of(text: str) -> tuple[list[str], list[str]]:
    """(words, folded, one after the other, stop words too; words with hyphens also as one). As
    `words` finds them, and quicker: an index has millions."""
    found: list[str] = []
    joined: list[str] = []
    for word in WORD.findall(without_apostrophes(text)):
        if word.isalnum():
            found.append(folded(word))
            continue
        parts = [part for part in map(folded, JOIN.split(word)) if part]
        found += parts
        if len(parts) > 1:
            joined.append("".join(parts)[:LONGEST_WORD])
    return [part for part in found if part], joined


def plain_words(text: str) -> list[str]:
    """Folded, one after the other, stop words too."""
    return parts_of(text)[0]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Of a folded word, by its script."""
    if word.isdigit():
        return word
    if is_cyrillic(word):
        return root_of(word, "ru")
    return in_one_spelling(root_of(word, "en"))


def in_one_spelling(root: str) -> str:
    """British and American: organise and organize, labour and labor."""
    if root.endswith("iz"):
        return root[:-2] + "is"
    return root[:-2] + "r" if root.endswith("our") and len(root) > LONGEST_FOUR else root


def is_cyrillic(word: str) -> bool:
    return any("а" <= letter <= "џ" for letter in word)


def stems(text: str) -> list[str]:
    """Of a text: stems without stop words; words with hyphens also as one, which follow at the
    end."""
    found, joined = parts_of(text)
    return [*stems_of(found), *map(stem, joined)]


def stems_of(folded_words: Iterable[str]) -> list[str]:
    return [stem(word) for word in folded_words if word not in STOP_WORDS]


def pairs(phrase: Sequence[str]) -> list[str]:
    """Each two neighbours as one term: a phrase is found by its pairs, and no text is read for
    it."""
    return [f"{first}{PAIR}{second}" for first, second in pairwise(phrase)]
