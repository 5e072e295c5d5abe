"""Two official languages, English and Russian, in two columns (`name_en`, `name_ru`)."""

from typing import Self, overload

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("en", "ru")
LANGUAGE_NAMES = {"en": _("English"), "ru": _("Russian")}
ENGLISH_NAMES = {"en": "English", "ru": "Russian"}  # in the admin, whose labels are English
OWN_NAMES = {"en": "English", "ru": "Русский"}


def active() -> str:
    language = (get_language() or "en")[:2]
    return language if language in LANGUAGES else "en"


def other(language: str) -> str:
    return "ru" if language == "en" else "en"


def bi(path: str) -> str:
    """The column of the active language: `order_by(bi("area__name"))`."""
    return f"{path}_{active()}"


def text_in(row: object, name: str, language: str) -> tuple[str, str]:
    """The text of a two-language field and the language it is in: the one asked for, else the
    other, else ("", language)."""
    for candidate in (language, other(language)):
        text = getattr(row, f"{name}_{candidate}")
        if text:
            return text, candidate
    return "", language


def sort_key(name: str) -> str:
    """Where a name stands in the alphabet of either language."""
    return name.casefold().replace("ё", "е").replace("ü", "u")


def column_worded(name: str) -> str:
    """A column of a two-language field as the admin names it: "title_en" is "Title, English"; ""
    for any other column."""
    stem, _separator, language = name.rpartition("_")
    if not stem or language not in ENGLISH_NAMES:
        return ""
    return f"{stem.replace('_', ' ').capitalize()}, {ENGLISH_NAMES[language]}"


class Bilingual:
    """`name = Bilingual()` beside `name_en` and `name_ru` reads the active language, then the
    other."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name
        self.short_description = name.replace("_", " ")

    @property
    def admin_order_field(self) -> str:
        return f"{self.name}_en"

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: models.Model, owner: type) -> str: ...
    def __get__(self, row: models.Model | None, owner: type) -> Self | str:
        if row is None:
            return self
        return text_in(row, self.name, active())[0]
