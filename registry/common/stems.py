"""Roots of English and Russian words, by the Snowball algorithms."""

from threading import Lock

import Stemmer

_stemmers = {"en": Stemmer.Stemmer("english", 0), "ru": Stemmer.Stemmer("russian", 0)}
_one_at_a_time = Lock()  # a stemmer holds the word that it is at


def root_of(word: str, language: str) -> str:
    """`word`: in small letters; `language`: en or ru."""
    with _one_at_a_time:
        return _stemmers[language].stemWord(word) or word
