"""What somebody typed, read: words with what they may mean, words that must not be there, exact
words, and filters. Whatever is typed gives a question, and its work is bounded."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import unquote_plus, urlencode

from registry.search.analysis import STOP_WORDS, cleaned, plain_words, stem
from registry.search.lexicon import (
    LONGEST_PHRASE,
    SHORTEST_SOUND,
    Group,
    Known,
    Lexicon,
    Phrase,
    known,
    nearest,
    other_keyboard,
)
from registry.search.scripts import sound_key

LONGEST = 400  # characters that are read
MOST_WORDS = 12  # that are looked for
MOST_NEAR_WORDS = 4  # for which a near one is looked for
PIECE_OF_TEXT = re.compile(r'-?"[^"]*"|-?[^\s"]+')
DIGITS, NO_DIGITS = "0123456789", "абвгдежзийклмнопрстуфхцчшщъыьэюяabcdefghijklmnopqrstuvwxyz"
QUOTES = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‟": '"'})
FILTER = re.compile(r"(\w+):([\w-]+)")
FILTERS = {
    "kind": "kind",
    "вид": "kind",
    "state": "state",
    "страна": "state",
    "государство": "state",
    "year": "year",
    "год": "year",
    "area": "area",
    "направление": "area",
    "lang": "lang",
    "language": "lang",
    "язык": "lang",
}


# Each search, with the parameter that holds the words
SEARCHES = (
    (re.compile(r"^/(?:en|ru)/search/(?:suggestions/)?$|^/api/v1/search/$"), "q"),
    (re.compile(r"^/admin/find/(?:suggestions/)?$"), "words"),
)
LONGEST_IN_ADDRESS = 200


def shortened_address(path: str, query: str) -> str:
    """Of a search whose words are too long, or hold what no text has: that of what can be looked
    for of them. "" for other addresses, and where what no text has stands elsewhere."""
    wanted = next((name for pattern, name in SEARCHES if pattern.match(path)), "")
    if not wanted:
        return ""
    for pair in query.split("&", MOST_WORDS)[:MOST_WORDS]:
        name, _sign, value = pair.partition("=")
        if name == wanted:
            if "%00" in query.replace(pair, "", 1):
                return ""
            text = unquote_plus(value[: LONGEST_IN_ADDRESS * 18], errors="replace")
            text = cleaned(text.replace("\ufffd", " "))[:LONGEST_IN_ADDRESS].strip()
            return f"{path}?{urlencode({name: text})}"
    return ""


@dataclass(slots=True)
class Concept:
    """What must be found: one of the phrases, of which `literal` was typed, or in a title the words
    `all_of` a term, apart. `state`: the code of a
    state that is named. `size`: how many words of a title it may be."""

    literal: list[Phrase] = field(default_factory=list)
    others: list[Phrase] = field(default_factory=list)
    all_of: Phrase = ()
    state: str = ""
    size: int = 1
    is_prefix: bool = False
    typed: str = ""


@dataclass(slots=True)
class Question:
    """`exact` and `excluded`: folded words one after the other. `corrected`: what was typed and
    what is looked for instead. `also`: other words that are looked for too."""

    text: str = ""
    concepts: list[Concept] = field(default_factory=list)
    exact: list[Phrase] = field(default_factory=list)
    excluded: list[Phrase] = field(default_factory=list)
    filters: dict[str, str] = field(default_factory=dict)
    corrected: dict[str, str] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    is_cut: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.concepts or self.exact)

    @property
    def has_no_words(self) -> bool:
        """Something was typed, and nothing in it can be looked for: signs, emoji, small words."""
        return self.is_empty and not self.filters and bool(self.text)


def read(
    raw: str,
    lexicon: Lexicon,
    *,
    only_exact: bool = False,
    is_prefix: bool = False,
    longest_term: int = LONGEST_PHRASE,
) -> Question:
    """`only_exact`: just these words, in their forms. `is_prefix`: the last word is perhaps not
    typed to its end. `longest_term`: words of a term that may be looked for as one."""
    text = cleaned(raw[: LONGEST * 4]).strip()
    question = Question(text=" ".join(text[:LONGEST].split()), is_cut=len(raw) > LONGEST)
    typed: list[str] = []
    for piece in PIECE_OF_TEXT.findall(question.text.translate(QUOTES)):
        take(piece, question, typed)
    count = sum(len(plain_words(piece)) for piece in typed)
    question.is_cut |= count > MOST_WORDS
    if only_exact:
        exact = plain_words(" ".join(typed))[:MOST_WORDS]
        question.exact += [(word,) for word in exact]
        return question
    understood = Reader(question, lexicon, longest_term)
    understood.read(typed, is_prefix=is_prefix)
    return question


def take(piece: str, question: Question, typed: list[str]) -> None:
    """A piece of the text into what it is."""
    is_excluded = piece.startswith("-") and len(piece) > 1
    text = piece[1:] if is_excluded else piece
    name, _colon, value = text.partition(":")
    if FILTER.fullmatch(text) and name.casefold() in FILTERS and not is_excluded:
        question.filters[FILTERS[name.casefold()]] = value.casefold()
        return
    found = tuple(plain_words(text)[:LONGEST_PHRASE])
    if is_excluded and found and len(question.excluded) < MOST_WORDS:
        question.excluded.append(found)
    elif text.startswith('"') and found and len(question.exact) < MOST_WORDS:
        question.exact.append(found)
    elif not is_excluded:
        typed.append(text)


Piece = tuple[str, list[str]]  # as it was typed, and its words


class Reader:
    """Turns typed pieces into concepts: known words, the same in the other script, on the other
    keyboard, one letter off; then the longest names and terms that they make up."""

    def __init__(self, question: Question, lexicon: Lexicon, longest_term: int) -> None:
        self.question, self.lexicon, self.longest_term = question, lexicon, longest_term
        self.looked_near = 0

    def read(self, typed: list[str], *, is_prefix: bool) -> None:
        pieces = [(piece, plain_words(piece)) for piece in self.joined(typed)]
        everything = plain_words(" ".join(typed))[: MOST_WORDS * 2]
        there = known([*everything, *map("".join, pairwise(everything))])
        pieces = self.without_gaps(pieces, there)
        found: list[str] = []
        for place, (piece, its_words) in enumerate(pieces):
            is_last = place == len(pieces) - 1
            if len(found) >= MOST_WORDS:
                break
            if is_prefix and is_last:
                found += its_words
            else:
                found += self.understood(piece, its_words, there)
        content = [word for word in found if word not in STOP_WORDS][:MOST_WORDS]
        if set(content) - set(everything):
            there = known(content)
        self.make_concepts(content, there, is_prefix=is_prefix)

    def understood(self, piece: str, its_words: list[str], there: Known) -> list[str]:
        """The words of a piece, corrected where the index does not know them."""
        strange = [word for word in its_words if not self.is_known(word, there)]
        if not strange and its_words:
            return its_words
        switched = other_keyboard(piece) if len(piece) > 2 else []
        if switched:
            self.question.corrected[piece] = " ".join(switched)
            return switched
        found: list[str] = []
        for word in its_words:
            found += self.instead(word) if word in strange else [word]
        return found

    def instead(self, word: str) -> list[str]:
        """Of a word that nothing has: the word and the number that were typed as one, or a near
        one."""
        letters, number = word.rstrip(DIGITS), word.lstrip(NO_DIGITS)
        if letters and number and letters + number == word:
            return [letters, number]
        return [self.near(word)]

    def is_known(self, word: str, there: Known) -> bool:
        root = stem(word)
        return (
            word in STOP_WORDS
            or root in there.stems
            or (root,) in self.lexicon.groups
            or (len(word) >= SHORTEST_SOUND and sound_key(word) in self.lexicon.by_sound)
            or any(stem(other) for other in there.by_sound.get(sound_key(word), ()))
        )

    def near(self, word: str) -> str:
        self.looked_near += 1
        other = nearest(word) if self.looked_near <= MOST_NEAR_WORDS else ""
        if not other:
            return word
        self.question.corrected[word] = other
        return other

    def joined(self, typed: list[str]) -> list[str]:
        """Two pieces that are a known word without the space: “Велико британия”, “re admission”."""
        found: list[str] = []
        for piece in typed:
            together = plain_words(found[-1] + piece) if found else []
            if len(together) == 1 and (stem(together[0]),) in self.lexicon.groups:
                found[-1] += piece
            else:
                found.append(piece)
        return found

    def without_gaps(self, pieces: list[Piece], there: Known) -> list[Piece]:
        """The same with words of the index, where it has not both of the two: “медиа дайджест”."""
        found: list[Piece] = []
        for piece, its_words in pieces:
            before = found[-1][1] if found else []
            if len(before) == len(its_words) == 1:
                together = before[0] + its_words[0]
                is_odd = not (
                    self.is_known(before[0], there) and self.is_known(its_words[0], there)
                )
                if is_odd and stem(together) in there.stems:
                    found[-1] = (found[-1][0] + piece, [together])
                    continue
            found.append((piece, its_words))
        return found

    def make_concepts(self, content: list[str], there: Known, *, is_prefix: bool) -> None:
        roots = [self.root(word, there) for word in content]
        place = 0
        while place < len(content):
            size, group = self.longest(roots, place)
            is_last = is_prefix and place + size == len(content)
            concept = self.concept(
                content[place : place + size], roots[place : place + size], group, there
            )
            concept.is_prefix = is_last
            self.question.concepts.append(concept)
            place += size

    def root(self, word: str, there: Known) -> str:
        """The stem; of a name in the other script, or spelt otherwise, that of the name, whichever
        of its forms was typed: “armenii” is Армении."""
        root = stem(word)
        if (root,) in self.lexicon.groups or len(word) < SHORTEST_SOUND:
            return root
        key = sound_key(word)
        phrase = self.lexicon.by_sound.get(key)
        if phrase and len(phrase) == 1:
            return phrase[0]
        same = (stem(other) for other in there.by_sound.get(key, ()))
        return next((other for other in same if (other,) in self.lexicon.groups), root)

    def longest(self, roots: list[str], place: int) -> tuple[int, Group | None]:
        for size in range(min(self.longest_term, len(roots) - place), 0, -1):
            group = self.lexicon.groups.get(tuple(roots[place : place + size]))
            if group:
                return size, group
        return 1, None

    def concept(
        self, typed: list[str], roots: list[str], group: Group | None, there: Known
    ) -> Concept:
        found = Concept(size=len(roots), typed=" ".join(typed))
        literal = [tuple(roots)]
        if len(typed) == 1:
            literal.append((stem(typed[0]),))
            same = (
                there.by_sound.get(sound_key(typed[0]), ())
                if len(typed[0]) >= SHORTEST_SOUND
                else ()
            )
            literal += [(stem(other),) for other in same]
        found.literal = list(dict.fromkeys(literal))
        if group:
            found.state = group.state
            found.size = 1 if group.state else len(roots)
            found.others = [phrase for phrase in group.phrases if phrase not in found.literal]
            found.all_of = tuple(roots) if len(roots) > 1 else ()
            mentioned = {tuple(plain_words(found.typed))}
            for text in group.shown:
                if tuple(plain_words(text)) not in mentioned and text not in self.question.also:
                    self.question.also.append(text)
        return found
