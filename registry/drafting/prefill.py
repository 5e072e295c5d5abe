"""A first text and the figures for each section of a profile, from open figures.

A contact point's draft starts from it, and every participating state has a Light edition compiled
this way. Sentences are made by code from the figures alone: the latest value with its year, the
change over ten years, the place in the regional group where that means something, the countries at
the other end. A state's policy is never described; such sections stay empty until the state writes
them.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from registry.common.dates import worded_in_text
from registry.common.languages import LANGUAGES
from registry.common.numbers import NBSP, grouped, scale_word, scaled
from registry.common.required import required
from registry.common.scope import remembered
from registry.figures.models import Counterpart, Indicator
from registry.figures.pairs import end_of, largest_counterparts
from registry.figures.series import Series, series_of, values_in
from registry.profiles.templates import ProfileTemplate, TemplateSection
from registry.states.designations import designation
from registry.states.models import RegionalGroup, State

# The two sections of the Light template that are about the edition itself
PURPOSE, SOURCES = "purpose-disclaimer", "sources"
SENTENCES_A_PARAGRAPH = 2
FEWEST_TO_RANK = 4
OLD = 5  # years before the text is written: from there on a figure is told as old
MOST_TIMES = 10  # from this factor on a reader gets both values instead


@dataclass(frozen=True, slots=True)
class FirstText:
    """What prefill offers for one section. `html`: clean HTML by language; "" where only the state
    can write."""

    template_section: TemplateSection
    html: dict[str, str]


def prefill(
    state: State, template: ProfileTemplate, on: date, *, is_compiled: bool = True
) -> list[FirstText]:
    """A first text for each section of the template, in its order. `is_compiled`: the edition has
    nothing but open figures, and says so."""
    sections = list(template.sections.prefetch_related("section_indicators__indicator"))
    indicators = {row.indicator for section in sections for row in section.section_indicators.all()}
    figures = series_of(state, indicators)
    writer = Writer(state, on, figures, is_compiled=is_compiled)
    return [
        FirstText(section, {language: writer.text(section, language) for language in LANGUAGES})
        for section in sections
    ]


class Writer:
    def __init__(
        self, state: State, on: date, figures: dict[int, Series], *, is_compiled: bool
    ) -> None:
        self.state, self.on, self.figures, self.is_compiled = state, on, figures, is_compiled
        self.group = state.group_on(on)
        self.counterparts = {
            series.indicator.pk: largest_counterparts(state, series.indicator, series.latest[0])
            for series in figures.values()
            if series.latest and series.latest[1] and series.indicator.counterpart_role
        }

    def text(self, section: TemplateSection, language: str) -> str:
        with translation.override(language):
            if section.slug == PURPOSE:
                return self.purpose(section)
            if section.slug == SOURCES:
                return self.sources()
            series = [self.figures[row.indicator_id] for row in section.section_indicators.all()]
            sentences = [
                self.sentence(row) for row in series if row.latest and row.indicator.sentence
            ]
            chunks = [
                sentences[start : start + SENTENCES_A_PARAGRAPH]
                for start in range(0, len(sentences), SENTENCES_A_PARAGRAPH)
            ]
            return "".join(f"<p>{escape(' '.join(chunk))}</p>" for chunk in chunks)

    def purpose(self, section: TemplateSection) -> str:
        if not self.is_compiled:
            whose = _(
                "Figures are the state’s own or, where it gives none, those of the open sources"
                " named with each."
            )
            return "".join(
                f"<p>{escape(text)}</p>" for text in (section.template.purpose, whose) if text
            )
        compiled = _(
            "The Prague Process Secretariat compiled this edition on %(date)s from open figures. It"
            " gives the standard comparable figures of the Light template with their year and"
            " source, and names what is missing."
        ) % {"date": worded_in_text(self.on)}
        left = _(
            "It says nothing about the policy, the law or the institutions of the state: those"
            " sections are the state’s own and stay empty until it provides them. The state may"
            " correct, complete and endorse the text at any time."
        )
        return "".join(
            f"<p>{escape(text)}</p>" for text in (section.template.purpose, compiled, left)
        )

    def sources(self) -> str:
        used = {source.pk: source for series in self.figures.values() for source in series.sources}
        items = []
        for source in sorted(used.values(), key=lambda source: source.title):
            licence = f" ({source.licence_named})" if source.licence else ""
            items.append(f"<li>{escape(source.title + licence)}</li>")
        note = _(
            "Selected, re-shaped and rounded by the registry. National figures may differ from"
            " these: the sources follow international definitions, which are given with each"
            " indicator."
        )
        return f"<ul>{''.join(items)}</ul><p>{escape(note)}</p>"

    def sentence(self, series: Series) -> str:
        """Ends with one full stop, also where its last word is an abbreviation."""
        year, value = required(series.latest)
        start = series.indicator.sentence.format(value=in_words(series.indicator, value), year=year)
        other_end = (
            self.other_end(series.indicator) if self.counterparts.get(series.indicator.pk) else ""
        )
        if year <= self.on.year - OLD:
            compared = _("; no later figure is held here")
        else:
            compared = f"{change(series)}{self.place(series)}"
        return f"{start}{compared}{other_end}".rstrip(".") + "."

    def place(self, series: Series) -> str:
        """Its place in the regional group: for rates and shares only, where enough neighbours
        have a figure for the same year."""
        if series.indicator.is_amount or self.group is None or not self.group.counts_as_neighbours:
            return ""
        year, value = required(series.latest)
        values = group_values(self.group, self.on).get((series.indicator.pk, year), {})
        if len(values) < FEWEST_TO_RANK:
            return ""
        words = {
            "place": sum(other > value for other in values.values()) + 1,
            "count": len(values),
            "group": self.group.name,
        }
        return (
            _("; rank %(place)s of %(count)s in the group “%(group)s”, the highest value first")
            % words
        )

    def other_end(self, indicator: Indicator) -> str:
        names = ", ".join(
            f"{counterpart_name(end_of(row))} ({grouped(row.value)})"
            for row in self.counterparts[indicator.pk]
        )
        leads = {
            Indicator.CounterpartRole.ORIGIN: _("; main countries of origin: %(countries)s"),
            Indicator.CounterpartRole.DESTINATION: _(
                "; main countries of destination: %(countries)s"
            ),
            Indicator.CounterpartRole.ASYLUM: _("; main countries of asylum: %(countries)s"),
        }
        return leads[Indicator.CounterpartRole(indicator.counterpart_role)] % {"countries": names}


def group_values(group: RegionalGroup, on: date) -> dict[tuple[int, int], dict[int, Decimal]]:
    """Rates and shares of all states of a group, read once for all of them."""

    def read() -> dict[tuple[int, int], dict[int, Decimal]]:
        indicators = Indicator.objects.filter(is_amount=False, source__isnull=False)
        return values_in(indicators, State.objects.participating(on).in_group(group, on))

    return remembered(("group values", group.pk, on), read)


def counterpart_name(counterpart: Counterpart) -> str:
    return designation(counterpart.state_id).name if counterpart.state_id else counterpart.name


def in_words(indicator: Indicator, value: Decimal) -> str:
    """3.72 million; 76,960; 2.1 — as a sentence wants it."""
    number, power = scaled(value)
    if indicator.is_amount and power >= 2:
        return f"{grouped(number, 2 if abs(number) < 100 else 0)}{NBSP}{scale_word(power)}"
    return grouped(value, indicator.decimals)


def change(series: Series) -> str:
    """How the latest value compares with that of ten years before; "" where there is none, or a
    break of the series lies between them."""
    before, latest = series.decade_before, series.latest
    if before is None or latest is None:
        return ""
    (year, old), (latest_year, new) = before, latest
    if any(year < broken <= latest_year for broken in series.breaks):
        return ""
    words = {"year": year, "value": in_words(series.indicator, old)}
    if not series.indicator.is_amount or old <= 0 or new < 0 or min(old, new) < 100:
        return _(" (%(year)s: %(value)s)") % words
    ratio = new / old
    if ratio >= MOST_TIMES:
        return _(" (%(year)s: %(value)s)") % words
    percent = abs(ratio - 1) * 100
    if percent < 1:
        return _(", about the same as in %(year)s") % words
    if ratio >= 3:
        return _(", %(factor)s times the figure of %(year)s") % (
            words | {"factor": grouped(ratio, 1)}
        )
    words["percent"] = grouped(percent, 0 if percent >= 10 else 1)
    return (
        _(", %(percent)s %% more than in %(year)s")
        if ratio > 1
        else _(", %(percent)s %% less than in %(year)s")
    ) % words
