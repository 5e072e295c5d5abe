"""The words that the search knows: names of states, synonyms, and every word of the index."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from registry.common.dates import today
from registry.common.languages import LANGUAGES
from registry.common.scope import scope
from registry.search import dialects
from registry.search.analysis import STOP_WORDS, plain_words, stem, stems
from registry.search.indexing import SHORTEST_NEAR
from registry.search.models import Synonyms
from registry.search.scripts import is_one_letter_off, keyboard_words, near_keys, sound_key
from registry.states.designations import designation, names_of
from registry.states.models import Designation, State

Phrase = tuple[str, ...]
LONGEST_PHRASE = 8
SHORTEST_SOUND = 4
MOST_NEAR = 200
SHORT = 5


@dataclass(slots=True)
class Group:
    """Phrases that mean the same: stems, and how each is written. `state`: the code of the state
    whose names they are. `shown`: those that readers are told, one a language."""

    phrases: dict[Phrase, str] = field(default_factory=dict)
    state: str = ""
    shown: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        phrase = tuple(stems(text)[:LONGEST_PHRASE])
        if phrase:
            self.phrases.setdefault(phrase, text)


@dataclass(slots=True)
class Lexicon:
    """`groups` by each of their phrases; `keys`: phrases by how they sound, so that a name is
    known in the other script; `states`: codes by slug."""

    groups: dict[Phrase, Group] = field(default_factory=dict)
    by_sound: dict[str, Phrase] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)


def lexicon() -> Lexicon:
    """Three queries; finding.py remembers it for a version of the index."""
    made = Lexicon()
    groups: dict[int, Group] = defaultdict(Group)
    for state in State.objects.all():
        groups[state.pk].state = state.iso_alpha3
        groups[state.pk].add(state.iso_alpha3)
        made.states[state.slug] = state.iso_alpha3
    for row in Designation.objects.order_by("-since"):
        for name in names_of(row):
            groups[row.state_id].add(without_note(name))
    with scope():  # no footnote for the page that is being made
        for pk, group in groups.items():
            group.shown = [designation(pk, language=code).name for code in LANGUAGES]
    others = []
    for words in Synonyms.objects.all():
        group = groups[words.state_id] if words.state_id else Group()
        if not words.state_id:
            others.append(group)
            group.shown = [*words.words_en.splitlines()[:1], *words.words_ru.splitlines()[:1]]
        for text in words.phrases:
            group.add(text)
    for group in [*groups.values(), *others]:
        enter(made, group)
    return made


def without_note(name: str) -> str:
    """“Kosovo (under …)” is also called “Kosovo”."""
    return name.partition(" (")[0].rstrip("*")


def enter(made: Lexicon, group: Group) -> None:
    for phrase, text in group.phrases.items():
        made.groups.setdefault(phrase, group)
        words = plain_words(text)
        if len(words) == 1 and len(words[0]) >= SHORTEST_SOUND:
            made.by_sound.setdefault(sound_key(words[0]), phrase)


@dataclass(slots=True)
class Known:
    """What the index knows of the words of a question: `stems` that it has, words by their sound
    key."""

    stems: set[str] = field(default_factory=set)
    by_sound: dict[str, list[str]] = field(default_factory=dict)


def known(words: Iterable[str]) -> Known:
    """One query for all of them."""
    wanted = [word for word in words if word not in STOP_WORDS]
    found = Known()
    if not wanted:
        return found
    roots = sorted({stem(word) for word in wanted})
    keys = sorted({sound_key(word) for word in wanted if len(word) >= SHORTEST_SOUND})
    for word, its_stem, key in dialects.words_with(roots, keys, today()):
        found.stems.add(its_stem)
        found.by_sound.setdefault(key, []).append(word)
    return found


def nearest(word: str) -> str:
    """The word of titles that is one letter off, the most frequent; "" where there is none. Short
    words begin with the same letter: of “video” nobody meant “widen”."""
    key = sound_key(word)
    if min(len(key), len(word)) < SHORTEST_NEAR or word.isdigit():
        return ""
    found = []
    for other, other_key, number in dialects.words_near(near_keys(word), today(), MOST_NEAR):
        is_near = is_one_letter_off(key, other_key) or is_one_letter_off(word, other)
        is_same = is_in_script_of(word, other)
        if len(other) < SHORTEST_NEAR or not is_near:
            continue
        if is_same and len(word) <= SHORT and word[0] != other[0]:
            continue
        found.append((is_same, number, other))
    return max(found)[2] if found else ""


def is_in_script_of(word: str, other: str) -> bool:
    """Whether both are in the same script."""
    return word[0].isascii() == other[0].isascii()


def other_keyboard(raw: str) -> list[str]:
    """What the keys give on the other keyboard, where the index has all of these words."""
    words = [word for word in keyboard_words(raw) if word]
    content = [word for word in words if word not in STOP_WORDS]
    if not content:
        return []
    there = known(content)
    return words if all(stem(word) in there.stems for word in content) else []
