"""The two languages of a section: which reflects what, and how far one is behind the other.

Each text knows the text in the other language that it was made from (`ru_reflects` is the English
that the Russian was made from). Where that differs from the other text as it is now, this one lags.
Nobody may be misled about it: the translator sees the difference, the public sees the day, and
publishing asks for parity or a waiver with its reason.

How far a text lags is counted when a section is written (`keep_lags`) and kept on the row: a list
of sixty parts compares no texts.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from registry.common.dates import worded
from registry.common.difference import count_changes, marked
from registry.common.languages import LANGUAGES
from registry.drafting.sections import Section


@dataclass(frozen=True, slots=True)
class Lag:
    """How far the text in `language` is behind: `count` passages of the other text changed since
    `since`; None where nobody has ever said that the two say the same."""

    language: str
    count: int
    since: date | None
    is_missing: bool = False

    @property
    def words(self) -> str:
        """In the active language, for the translator."""
        if self.is_missing:
            return _("not translated yet")
        if self.since is None:
            return {
                "ru": _("not compared with the English yet"),
                "en": _("not compared with the Russian yet"),
            }[self.language]
        texts = {
            "ru": ngettext(
                "%(count)s change behind the English",
                "%(count)s changes behind the English",
                self.count,
            ),
            "en": ngettext(
                "%(count)s change behind the Russian",
                "%(count)s changes behind the Russian",
                self.count,
            ),
        }
        return texts[self.language] % {"count": self.count}


def keep_lags(section: Section) -> None:
    """Counts how far each language is behind, into the row in memory. To be called before a row
    with new texts is saved."""
    section.en_behind = count_behind(section, "en")
    section.ru_behind = count_behind(section, "ru")


def count_behind(section: Section, language: str) -> int | None:
    """As the fields en_behind and ru_behind keep it: 0 in step, None not translated yet."""
    if not language_is_behind(section, language):
        return 0
    own, theirs, reflected, _since = sides(section, language)
    return (count_changes(reflected, theirs) or 1) if own else None


def lag(section: Section, language: str) -> Lag | None:
    """As the row keeps it; None where the text is in step with the other, or where neither is
    written."""
    if language == "ru":
        count, since = section.ru_behind, section.ru_reflects_on
    else:
        count, since = section.en_behind, section.en_reflects_on
    if count is None:
        return Lag(language, 1, None, is_missing=True)
    return Lag(language, count, since) if count else None


def lags(section: Section) -> list[Lag]:
    return [found for found in (lag(section, language) for language in LANGUAGES) if found]


def is_behind(section: Section) -> bool:
    return any(language_is_behind(section, language) for language in LANGUAGES)


def language_is_behind(section: Section, language: str) -> bool:
    """As the texts say, without counting."""
    own, theirs, reflected, _since = sides(section, language)
    return bool(theirs and (not own or reflected != theirs))


def what_changed(section: Section, language: str) -> str:
    """The other text as HTML, its changes marked since the text in `language` was made from it;
    "" where it lags in nothing."""
    _own, theirs, reflected, _since = sides(section, language)
    return marked(reflected, theirs) if reflected else ""


def sides(section: Section, language: str) -> tuple[str, str, str, date | None]:
    """Own text, the other's, the other's as it was reflected, and the day of that."""
    if language == "ru":
        return section.text_ru, section.text_en, section.ru_reflects, section.ru_reflects_on
    return section.text_en, section.text_ru, section.en_reflects, section.en_reflects_on


def put_in_step(section: Section, on: date) -> None:
    """Records that the two texts say the same, in the row in memory."""
    section.ru_reflects, section.en_reflects = section.text_en, section.text_ru
    section.ru_reflects_on = section.en_reflects_on = on
    keep_lags(section)


def note_for_readers(section: Section, language: str) -> str:
    """What a reader of `language` must know, in the active language; "" where the texts are in
    step."""
    own, _theirs, _reflected, since = sides(section, language)
    if not own or not language_is_behind(section, language):
        return ""
    if since is None:
        return {
            "ru": _("The Russian text has not been compared with the English one."),
            "en": _("The English text has not been compared with the Russian one."),
        }[language]
    return {
        "ru": _("The Russian text reflects the English version of %(day)s."),
        "en": _("The English text reflects the Russian version of %(day)s."),
    }[language] % {"day": worded(since)}


def behind_in(sections: list[Section]) -> list[Section]:
    return [section for section in sections if is_behind(section)]
