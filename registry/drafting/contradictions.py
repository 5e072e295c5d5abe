"""Sentences of a draft that give another figure than the draft itself: an older one than the
state gave, another value for the same year, or a thousand times as much.

A sentence of the kind that drafts begin with (prefill.py) names its indicator by its words, and is
compared whatever stands around it. In a sentence of the writer's own words the title of the
indicator has to stand, and the year where it gives one: what such a sentence says of another group
or place can be right, so all of this asks and prevents nothing. What only changed at its source
since the draft began is told by outdated_sentences.py.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, partial

from django.utils import translation
from django.utils.translation import gettext as _

from registry.common.budget import Budget, BudgetSpentError
from registry.common.languages import LANGUAGES
from registry.common.scope import remembered
from registry.common.stems import root_of
from registry.drafting.numbers_in_text import (
    MONEY,
    Number,
    numbers_in,
    sentences_of,
    years_in,
)
from registry.drafting.outdated_sentences import Sentence, outdated, sentences_in
from registry.drafting.prefill import in_words
from registry.drafting.sections import Section, SectionFigure
from registry.figures.models import Indicator
from registry.figures.plausibility import Reference, differs_much
from registry.figures.series import Series, series_of
from registry.profiles.models import Edition
from registry.profiles.templates import SectionIndicator

WORD = re.compile(r"[^\W\d_]{4,}")  # shorter ones are of the grammar
WORDS_THAT_NAME = 2  # a title of a single word stands in sentences about other things, too
LEAST_AMOUNT = 1000  # a smaller number without a word of scale may count anything
MOST_NUMBERS = 50  # of a sentence; one with more is a list, and says nothing of an indicator
MOST_LOOKS = 50_000  # numbers × indicators of a request, half a second; the rest is not looked at


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`said`: as the text has it, and its year, "" where it has none; `figure`: what the draft
    gives, in words of the reader's language, and its year. `is_own`: the state gave it."""

    section: Section
    indicator: Indicator
    language: str
    sentence: str
    said: tuple[str, str]
    figure: tuple[str, int]
    is_own: bool

    @property
    def text(self) -> str:
        """In the reader's language."""
        words = {
            "value": self.said[0],
            "said": self.said[1],
            "figure": self.figure[0],
            "year": self.figure[1],
        }
        if self.is_own and self.said[1]:
            text = _(
                "the text says “%(value)s” (%(said)s), the state’s own figure is %(figure)s"
                " (%(year)s)"
            )
        elif self.is_own:
            text = _("the text says “%(value)s”, the state’s own figure is %(figure)s (%(year)s)")
        elif self.said[1]:
            text = _("the text says “%(value)s” (%(said)s), the figure is %(figure)s (%(year)s)")
        else:
            text = _("the text says “%(value)s”, the figure is %(figure)s (%(year)s)")
        return text % words


@dataclass(frozen=True)
class Given:
    """What an edition gives for an indicator. `own`: by year, typed by the state; `values`: by
    year, with those of open sources."""

    indicator: Indicator
    own: dict[int, Decimal]
    values: dict[int, Decimal]

    @cached_property
    def in_order(self) -> list[Decimal]:
        return sorted(self.values.values())

    @property
    def latest(self) -> tuple[int, Decimal]:
        year = max(self.own or self.values)
        return year, self.values[year]

    def at(self, year: int) -> tuple[int, Decimal]:
        """Of that year; the latest where there is none."""
        return (year, self.values[year]) if year in self.values else self.latest

    def knows(self, numbers: list[Number]) -> bool:
        """Whether one of them is a figure of a year."""
        return any(self.says(number) for number in numbers)

    def says(self, number: Number) -> bool:
        """Looked up: a text of numbers alone has tens of thousands of them."""
        return number.is_among(self.in_order)

    def against(self, number: Number, year: int) -> tuple[int, Decimal] | None:
        """The figure that a sentence made for this indicator contradicts; None where it does
        not."""
        if self.own and year not in self.own:
            own_year, own = self.latest
            reference = Reference(own_year, own, "")
            is_far = differs_much(self.indicator, number.value, year, reference)
            return (own_year, own) if is_far or year < own_year else None
        if year not in self.values or number.says(self.values[year]):
            return None
        return year, self.values[year]


@dataclass(frozen=True, slots=True)
class Said:
    """A number of a sentence, and the figure it contradicts. `year`: as written, or ""."""

    sentence: str
    number: Number
    year: str
    given: Given
    figure: tuple[int, Decimal]


def contradictions_of(edition: Edition, sections: list[Section], on: date) -> list[Contradiction]:
    """In the order of the parts. As many queries for many parts as for one, as long as no text
    contradicts."""
    indicators = indicators_of(sections)
    every: dict[int, Indicator] = {}
    for rows in indicators.values():
        every |= {row.pk: row for row in rows}
    given = given_in(edition, every)
    found = []
    for section in sections:
        rows = indicators.get(section.template_section_id, [])
        here = {row.pk: given[row.pk] for row in rows if row.pk in given}
        if here and section.has_text:
            found += in_section(section, here, on)
    return found


def indicators_of(sections: list[Section]) -> dict[int, list[Indicator]]:
    """By primary key of the template's section."""
    parts = [section.template_section_id for section in sections]
    rows = SectionIndicator.objects.filter(section__in=parts)
    found: dict[int, list[Indicator]] = defaultdict(list)
    for row in rows.select_related("indicator").order_by("order"):
        found[row.section_id].append(row.indicator)
    return found


def in_section(section: Section, given: dict[int, Given], on: date) -> list[Contradiction]:
    found = []
    for language in LANGUAGES:
        found += list(in_text(section, given, language))
    if all(row.is_own for row in found):
        return found
    known = {row.indicator.pk for row in outdated(section, on)}
    return [row for row in found if row.is_own or row.indicator.pk not in known]


def given_in(edition: Edition, indicators: dict[int, Indicator]) -> dict[int, Given]:
    """By primary key of the indicator; without those that have no figure."""
    if not indicators:
        return {}
    own: dict[int, dict[int, Decimal]] = defaultdict(dict)
    typed = SectionFigure.objects.filter(
        section__edition=edition, indicator__in=indicators, is_confirmed=False
    )
    for figure in typed:
        if figure.value is not None and figure.year is not None:
            own[figure.indicator_id][figure.year] = figure.value
    series = series_of(edition.profile.state, indicators.values())
    found = {}
    for pk, indicator in indicators.items():
        values = values_of(series[pk]) | own[pk]
        if values:
            found[pk] = Given(indicator, own[pk], values)
    return found


def values_of(series: Series) -> dict[int, Decimal]:
    return dict(series.points)


def in_text(section: Section, given: dict[int, Given], language: str) -> Iterator[Contradiction]:
    html = getattr(section, f"text_{language}")
    made = sentences_in(html, [row.indicator for row in given.values()], language)
    wholes = [sentence.whole for sentence in made.values()]
    found: list[Said] = []
    for pk, sentence in made.items():
        found += against_made(given[pk], sentence, language)
    for text in sentences_of(html):
        if not any(text in whole or whole in text for whole in wholes):
            found += in_own_words(text, given, language)
    for row in found:
        yield told(row, section=section, language=language)


def against_made(given: Given, sentence: Sentence, language: str) -> list[Said]:
    numbers = numbers_in(sentence.value, language)
    if not numbers or not sentence.year:
        return []
    figure = given.against(numbers[0], int(sentence.year))
    return [Said(sentence.whole, numbers[0], sentence.year, given, figure)] if figure else []


def in_own_words(text: str, given: dict[int, Given], language: str) -> Iterator[Said]:
    """The numbers of a sentence that its writer made, each with the figure it contradicts."""
    numbers = numbers_in(text, language, most=MOST_NUMBERS)
    if not numbers or not may_look(len(numbers) * len(given)):
        return
    if any(row.knows(numbers) for row in given.values()):
        return  # it gives one of the figures, so it is right about them
    words, years = stems(text, language), years_in(text)
    for row in given.values():
        fitting = [number for number in numbers if fits(number, row.indicator, years)]
        apart = [number for number in fitting if is_scale_apart(number, row, text)]
        wanted = stems(title_in(row.indicator, language), language)
        is_named = len(wanted) >= WORDS_THAT_NAME and wanted <= words
        if apart or (is_named and len(fitting) == 1 and is_about(years, row)):
            yield Said(
                sentence=text,
                number=(apart or fitting)[0],
                year=str(years[0]) if years else "",
                given=row,
                figure=row.at(years[0]) if years else row.latest,
            )


def may_look(looks: int) -> bool:
    """A text of tens of thousands of numbers ends the looks, and not the page."""
    budget: Budget = remembered("looks at numbers in texts", partial(Budget, MOST_LOOKS))
    try:
        budget.spend(looks)
    except BudgetSpentError:
        return False
    return True


def fits(number: Number, indicator: Indicator, years: list[int]) -> bool:
    """Whether it may be one of this indicator at all, by how it is written. `years`: of its
    sentence."""
    if "%" in indicator.unit_en:
        return number.is_percent
    if number.is_percent:
        return False
    if not indicator.is_amount:
        return number.precision < 1
    is_year = not number.is_scaled and number.words in map(str, years)
    return not is_year and (number.is_scaled or number.value >= LEAST_AMOUNT)


def is_scale_apart(number: Number, given: Given, text: str) -> bool:
    is_money = bool(MONEY.search(given.indicator.unit_en))
    if not given.indicator.is_amount or bool(MONEY.search(text)) != is_money:
        return False
    return number.scale_apart(given.latest[1])


def is_about(years: list[int], given: Given) -> bool:
    """A sentence of one year that the edition has a figure for, or of none."""
    return not years or (len(years) == 1 and years[0] in given.values)


def title_in(indicator: Indicator, language: str) -> str:
    with translation.override(language):
        return str(indicator.title)


def stems(text: str, language: str) -> set[str]:
    return {root_of(word.lower(), language) for word in WORD.findall(text)}


def told(said: Said, *, section: Section, language: str) -> Contradiction:
    indicator, (year, value) = said.given.indicator, said.figure
    return Contradiction(
        section=section,
        indicator=indicator,
        language=language,
        sentence=said.sentence,
        said=(said.number.words, said.year),
        figure=(in_words(indicator, value), year),
        is_own=year in said.given.own,
    )
