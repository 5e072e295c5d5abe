"""A word in the other script, and on the other keyboard.

Nobody romanises in one way: Kazahstan, Kazakhstan and Казахстан have the same sound key, whichever
of GOST, BGN, passport or scholarly rules, or none, the writer follows.
"""

import re
from functools import lru_cache

from registry.search.analysis import folded

CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґқғңөүұһәј"
AS_LATIN = (
    "a b v g d e j z i i k l m n o p r s t u f h c ch sh sh - i - e iu ia i i e g k g n o u u h a i"
)
SOUNDS = str.maketrans(
    {letter: sound.strip("-") for letter, sound in zip(CYRILLIC, AS_LATIN.split(), strict=True)}
)
# In this order: the longer before what it holds
SPELLED = "shch sch tch dzh dz dj zh kh gh ph th ck ts tz cz x q w y ij ja ju je ie"
SOUNDED = "sh sh ch j z j j h g f t k c c ch ks k v i i ia iu e e"
SPELLINGS = tuple(zip(SPELLED.split(), SOUNDED.split(), strict=True))
LONGEST_KEY = 60
LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
CYRILLIC_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
SHIFTED_LATIN = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
TO_CYRILLIC = str.maketrans(LATIN_KEYS + SHIFTED_LATIN, CYRILLIC_KEYS + CYRILLIC_KEYS.upper())
TO_LATIN = str.maketrans(CYRILLIC_KEYS + CYRILLIC_KEYS.upper(), LATIN_KEYS + SHIFTED_LATIN)


@lru_cache(maxsize=50_000)
def sound_key(word: str) -> str:
    """Of a folded word; equal for the same name in both scripts and however it is romanised."""
    key = word.translate(SOUNDS)
    for written, sound in SPELLINGS:
        if written in key:
            key = key.replace(written, sound)
    return re.sub(r"(.)\1+", r"\1", key)[:LONGEST_KEY]


def on_the_other_keyboard(text: str) -> str:
    """What the same keys give on the other layout: uhepbz is грузия, пущкпшф is georgia."""
    latin = sum(letter.isascii() and letter.isalpha() for letter in text)
    cyrillic = sum("Ѐ" <= letter <= "ӿ" for letter in text)
    return text.translate(TO_CYRILLIC if latin >= cyrillic else TO_LATIN)


def shortened(key: str) -> set[str]:
    """The key and what it is without one of its letters: two keys that differ by one letter, or by
    two neighbours that changed places, have one of these in common."""
    return {key} | {key[:place] + key[place + 1 :] for place in range(len(key))}


def near_keys(word: str) -> set[str]:
    """Of which a word that is one letter off has one among its shortened keys. Letters that sound
    together (“ts”) change places before they are sounded."""
    changed = {word[:place] + word[place + 1 :] for place in range(len(word))}
    return shortened(sound_key(word)) | {sound_key(other) for other in changed}


def is_one_letter_off(key: str, other: str) -> bool:
    """One letter more, less or another, or two neighbours changed places."""
    if abs(len(key) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(key), len(other)) and key[start] == other[start]:
        start += 1
    a, b = key[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and len(a) > 1 and a[2:] == b[2:])
    return a[1:] == b or a == b[1:]


def keyboard_words(text: str) -> list[str]:
    return [folded(word) for word in re.findall(r"\w+", on_the_other_keyboard(text))]
