"""Sentences that were written from open figures when a draft began, and whose figure has changed
since: the part says so, with both values, and the sentence is replaced where its writer wants it.

What was written is read from the first version of the part. A sentence of it that still stands
word by word can be replaced in both languages at once; where the writer has changed its end, or
taken the figure into words of their own, the part only tells.
"""

import re
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from registry.accounts.models import User
from registry.common.errors import RuleError
from registry.common.languages import LANGUAGES, active
from registry.drafting.parity import is_behind, keep_lags, put_in_step
from registry.drafting.prefill import Writer, in_words
from registry.drafting.sections import Section
from registry.drafting.writing import touched, writable
from registry.figures.models import Indicator
from registry.figures.series import Series, series_of

PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
SPACES = re.compile(r"[\s\u00a0\u202f]+")
LONGEST_VALUE = 40
# What may follow a value with which the start of a sentence ends; within a number stand spaces,
# commas and points, too.
END_OF_VALUE = r"(?=\s?\(|[,;:]\s|\.(?:\s|$)|$)"
WRITTEN_AS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}


@dataclass(frozen=True, slots=True)
class Outdated:
    """`old`, `new`: (value in words, year) in the reader's language; `new` is None where no source
    gives the figure any more. `sentences`: by language, the sentence that stands in the text and
    the one that takes its place."""

    indicator: Indicator
    old: tuple[str, str]
    new: tuple[str, str] | None
    sentences: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Sentence:
    """As the first version has it. `start`: up to the figure and its year."""

    start: str
    whole: str
    value: str
    year: str


def outdated(section: Section, on: date) -> list[Outdated]:
    """In the order of the template."""
    first = first_version(section)
    if first is None:
        return []
    rows = section.template_section.section_indicators.select_related("indicator")
    indicators = [row.indicator for row in rows.order_by("order")]
    if not indicators:
        return []
    state = section.edition.profile.state
    series = series_of(state, indicators)
    written = {
        language: sentences_in(getattr(first, f"text_{language}"), indicators, language)
        for language in LANGUAGES
    }
    writer: Writer | None = None
    found = []
    for indicator in indicators:
        row = series[indicator.pk]
        if not has_changed(written, row):
            continue
        writer = writer or Writer(state, on, series, is_compiled=False)
        found.append(change_of(section, row, written, writer))
    return [one for one in found if one is not None]


def first_version(section: Section) -> Any:
    """None where the part did not begin with sentences from open figures."""
    row = section.history.order_by("version", "history_id").first()
    return row if row is not None and row.is_prefilled else None


def sentences_in(html: str, indicators: list[Indicator], language: str) -> dict[int, Sentence]:
    """By indicator: a sentence ends where the next one begins, or with its paragraph."""
    found: dict[int, Sentence] = {}
    patterns = {indicator.pk: pattern_of(indicator, language) for indicator in indicators}
    for paragraph in PARAGRAPH.findall(html):
        text = plain(paragraph)
        matches: dict[int, re.Match[str]] = {}
        for pk, pattern in patterns.items():
            match = pattern.search(text) if pattern else None
            if match:
                matches[pk] = match
        begun = sorted((match.start(), pk) for pk, match in matches.items())
        ends = [start for start, _pk in begun[1:]] + [len(text)] * bool(begun)
        for (start, pk), end in zip(begun, ends, strict=True):
            found[pk] = sentence_of(matches[pk], text[start:end].strip())
    return found


def sentence_of(match: re.Match[str], whole: str) -> Sentence:
    values = match.groupdict()
    return Sentence(
        start=match[0], whole=whole, value=values["value"], year=values.get("year") or ""
    )


def pattern_of(indicator: Indicator, language: str) -> re.Pattern[str] | None:
    """Of the start of the sentence that is made for an indicator."""
    with translation.override(language):
        sentence = plain(str(indicator.sentence))
    if "{value}" not in sentence:
        return None
    words = re.escape(sentence)
    words = words.replace(r"\{value\}", rf"(?P<value>.{{1,{LONGEST_VALUE}}}?)", 1)
    words = words.replace(r"\{year\}", r"(?P<year>\d{4})", 1)
    end = END_OF_VALUE if sentence.endswith("{value}") else ""
    return re.compile(rf"(?:^|(?<=\. )){words}{end}")


def plain(text: str) -> str:
    return SPACES.sub(" ", unescape(text)).strip()


def has_changed(written: dict[str, dict[int, Sentence]], row: Series) -> bool:
    """Whether a sentence that was written begins in another way now."""
    for language, sentences in written.items():
        sentence = sentences.get(row.indicator.pk)
        if sentence is not None and sentence.start != start_now(row, language):
            return True
    return False


def start_now(row: Series, language: str) -> str:
    """ "" where there is no figure any more."""
    if not row.latest:
        return ""
    year, value = row.latest
    with translation.override(language):
        words = in_words(row.indicator, value)
        return plain(str(row.indicator.sentence).format(value=words, year=year))


def change_of(
    section: Section, row: Series, written: dict[str, dict[int, Sentence]], writer: Writer
) -> Outdated | None:
    """None where nothing of the sentence stands in the text any more."""
    sentences: dict[str, tuple[str, str]] = {}
    stands = False
    for language in LANGUAGES:
        old = written[language].get(row.indicator.pk)
        text = getattr(section, f"text_{language}")
        if old is None or not as_written(old.start).search(text):
            continue
        stands = True
        if row.latest and as_written(old.whole).search(text):
            with translation.override(language):
                sentences[language] = (old.whole, plain(writer.sentence(row)))
    shown = shown_sentence(written, row.indicator)
    if not stands or shown is None:
        return None
    new = (
        (plain(in_words(row.indicator, row.latest[1])), str(row.latest[0])) if row.latest else None
    )
    return Outdated(row.indicator, (shown.value, shown.year), new, sentences)


def shown_sentence(
    written: dict[str, dict[int, Sentence]], indicator: Indicator
) -> Sentence | None:
    """In the reader's language, else in the other one."""
    own = written[active()].get(indicator.pk)
    others = [sentences.get(indicator.pk) for sentences in written.values()]
    return own or next(filter(None, others), None)


def as_written(sentence: str) -> re.Pattern[str]:
    """Finds it in HTML, whatever its spaces are and however its signs are written."""
    words = []
    for sign in sentence:
        if sign == " ":
            words.append(r"(?:\s|\u00a0|\u202f|&nbsp;)+")
        elif sign in WRITTEN_AS:
            words.append(f"(?:{re.escape(sign)}|{re.escape(WRITTEN_AS[sign])})")
        else:
            words.append(re.escape(sign))
    return re.compile("".join(words))


@transaction.atomic
def renew_sentence(section: Section, indicator: int, *, by: User, on: date) -> Section:
    """The sentence of this indicator says what its figure is now, in each language in which it
    stands as it was written. A part that nobody has touched yet stays one that was filled in.
    Raises RuleError where there is no such sentence."""
    section = writable(section, by)
    found = [one for one in outdated(section, on) if one.indicator.pk == indicator]
    if not found or not found[0].sentences:
        raise RuleError(_("This sentence says what the figure is now, or was rewritten."))
    was_in_step = not is_behind(section)
    for language, (old, new) in found[0].sentences.items():
        html = getattr(section, f"text_{language}")
        before, after = as_written(old).split(html, maxsplit=1)
        setattr(section, f"text_{language}", f"{before}{escaped(new)}{after}")
    if was_in_step and len(found[0].sentences) == len(LANGUAGES):
        put_in_step(section, on)
    keep_lags(section)
    section.written_on = on
    if section.review == Section.Review.ACCEPTED:
        section.review = ""
    return touched(section, by=by, on=on)


def escaped(sentence: str) -> str:
    return sentence.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
