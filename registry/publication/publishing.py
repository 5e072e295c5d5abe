"""Publishing an edition freezes it: text, figures, charts, names and notice as they are then, in
both languages, with a checksum.

Reading a published edition is then one look-up, whatever its size, and what was cited stays what it
was. A published edition never changes; a correction is a new version.
"""

import hashlib
import json
import math
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from registry.common.dates import worded
from registry.common.languages import LANGUAGES, active, other, text_in
from registry.common.numbers import grouped, places, scale_word, scaled
from registry.common.required import required
from registry.common.richtext import clean_html
from registry.common.scope import scope
from registry.drafting.parity import is_behind, note_for_readers
from registry.drafting.prefill import counterpart_name, in_words
from registry.drafting.sections import Section, SectionFigure
from registry.figures.coverage import not_held
from registry.figures.models import Indicator, Observation
from registry.figures.pairs import end_of, largest_counterparts, number_of
from registry.figures.series import Series, series_of
from registry.pictures import charts
from registry.profiles.models import Edition
from registry.profiles.notices import notice
from registry.profiles.templates import SectionIndicator
from registry.publication.changes import compare
from registry.publication.contents import EditionContent
from registry.states.designations import designation, footnotes, footnotes_in

WORDS_A_MINUTE = 200
FEWEST_TO_DRAW = 3
ENDLESS = 10**9  # from here on a table gives three figures and a word


def freeze(edition: Edition) -> None:
    """Write the edition's content in both languages, the checksum over it, and the difference to
    the edition before.

    The checksum is SHA-256 over the JSON of {language: content}, keys sorted, in UTF-8.
    """
    contents = contents_of(edition)
    canonical = json.dumps(contents, sort_keys=True, ensure_ascii=False)
    edition.checksum = hashlib.sha256(canonical.encode()).hexdigest()
    edition.contents.all().delete()
    rows = []
    for language in LANGUAGES:
        now = contents[language]
        changes = changes_since(edition.supersedes, language, now)
        rows.append(
            EditionContent(edition=edition, language=language, content=now, changes=changes)
        )
    EditionContent.objects.bulk_create(rows)


def contents_of(
    edition: Edition, languages: tuple[str, ...] = LANGUAGES
) -> dict[str, dict[str, Any]]:
    """The edition in each language, as it is frozen; nothing is written."""
    sections = list(
        edition.sections.in_order()
        .select_related("template_section__parent")
        .prefetch_related("figures")
    )
    state = edition.profile.state
    own = own_figures(sections)
    rows: dict[int, list[SectionIndicator]] = {}
    for row in SectionIndicator.objects.filter(section__template=edition.template).select_related(
        "indicator"
    ):
        rows.setdefault(row.section_id, []).append(row)
    figures = series_of(state, {row.indicator for group in rows.values() for row in group})
    pictures = draw(rows, figures)
    contents = {}
    for language in languages:
        with scope(), translation.override(language):
            contents[language] = content(
                edition, sections, rows=rows, figures=figures, pictures=pictures, own=own
            )
    return contents


def changes_since(before: Edition | None, language: str, now: dict) -> list[dict] | None:
    """Compared once, with the publication: two frozen texts do not change any more."""
    old = before.content_in(language) if before else None
    return compare(old, now) if old else None


def draw(
    rows: dict[int, list[SectionIndicator]], figures: dict[int, Series]
) -> dict[int, dict[str, str]]:
    """The charts, once for both languages: only the marks of number and group differ
    (charts.localised)."""
    wanted = {row.indicator_id for group in rows.values() for row in group if row.has_chart}
    drawn = {}
    for pk in wanted:
        series = figures[pk]
        if len(series.points) >= FEWEST_TO_DRAW:
            drawn[pk] = charts.line_chart(
                series.points, 1000 ** chart_power(series), series.indicator.decimals or 1
            )
    return drawn


def chart_power(series: Series) -> int:
    """The power of 1,000 in which a chart counts, so that its largest value has at most three
    figures before the point."""
    largest = max(abs(value) for _year, value in series.points)
    return scaled(largest)[1] if series.indicator.is_amount else 0


def content(
    edition: Edition,
    sections: list[Section],
    *,
    rows: dict,
    figures: dict,
    pictures: dict,
    own: dict[int, SectionFigure],
) -> dict:
    """The edition in the active language, as JSON holds it."""
    named = designation(edition.profile.state, edition.published_on)
    parts = []
    for section in sections:
        here = rows.get(section.template_section_id, [])
        parts.append(
            part_content(section, edition, rows=here, figures=figures, pictures=pictures, own=own)
        )
    text = " ".join(strip_tags(part["html"]) for part in parts)
    found = notice(edition)
    return {
        "designation": {"name": named.name, "official_name": named.official_name},
        "title": f"{edition.profile.get_kind_display()} {edition.years}",
        "notice": {"lead": found.lead, "text": found.text} if found else None,
        "published": worded(edition.published_on),
        "correction": edition.correction_note,
        "in_step": not any(is_behind(section) for section in sections),
        "minutes": max(1, math.ceil(len(text.split()) / WORDS_A_MINUTE)),
        "sections": parts,
        "footnotes": list(dict.fromkeys(footnotes() + footnotes_in(text))),
    }


def part_content(
    section: Section,
    edition: Edition,
    *,
    rows: list[SectionIndicator],
    figures: dict,
    pictures: dict,
    own: dict[int, SectionFigure],
) -> dict:
    """One section: its text in the active language (else in the other, and then marked), and its
    figures."""
    heading = section.template_section
    text, language = text_in(section, "text", active())
    own = own | {figure.indicator_id: figure for figure in section.figures.all()}
    figures_here = []
    for row in rows:
        pk = row.indicator_id
        shown = figure_content(figures[pk], pictures.get(pk), edition)
        figures_here.append(with_own_figure(shown, own.get(pk), figures[pk]))
    sources = {row["source"]: row["source_url"] for row in figures_here if row["source"]}
    return {
        "code": heading.slug,
        "number": heading.place,
        "heading": heading.heading,
        "level": 3 if heading.parent_id else 2,
        "guidance": heading.guidance,
        "html": clean_html(text),
        "gap": section.get_gap_display() if section.gap and not text else "",
        "parity": note_for_readers(section, active()),
        "freshness": freshness(section),
        "language": language if text and language == other(active()) else "",
        "figures": figures_here,
        "sources": [{"title": title, "url": url} for title, url in sources.items()],
    }


def freshness(section: Section) -> str:
    """How old the words are, in words; "" where there are none, or the day is not known."""
    if not section.has_text or section.written_on is None:
        return ""
    day = worded(section.written_on)
    if section.is_prefilled and section.confirmed_on:
        return _("From open figures, %(day)s. Confirmed by the state %(confirmed)s.") % {
            "day": day,
            "confirmed": worded(section.confirmed_on),
        }
    if section.is_prefilled:
        return _("From open figures, %(day)s.") % {"day": day}
    if section.confirmed_on:
        return _("Written %(day)s. Confirmed unchanged by the state %(confirmed)s.") % {
            "day": day,
            "confirmed": worded(section.confirmed_on),
        }
    return _("Written %(day)s.") % {"day": day}


def own_figures(sections: list[Section]) -> dict[int, SectionFigure]:
    """By indicator: what the state gave in any part is printed in each that has the indicator. Its
    own figure comes before its word that an open one is right; of two parts the first."""
    found: dict[int, SectionFigure] = {}
    for section in sections:
        for figure in section.figures.all():
            known = found.get(figure.indicator_id)
            if known is None or (known.is_confirmed and not figure.is_confirmed):
                found[figure.indicator_id] = figure
    return found


def with_own_figure(content: dict, own: SectionFigure | None, series: Series) -> dict:
    """The state's own figure, or its reason for having none, comes before what open sources hold.
    What it confirmed stays the source's, and is marked as long as the source says the same."""
    if own is None:
        return content
    if own.is_confirmed:
        return content | {"is_confirmed": series.latest == (own.year, own.value)}
    if own.gap:
        return content | {
            "latest": None,
            "before": None,
            "by_sex": [],
            "years": [],
            "chart": None,
            "counterparts": [],
            "source": "",
            "source_url": "",
            "gap": own.gap_worded,
            "note": own.note_in(active()),
            "is_own": True,
        }
    return content | {
        "latest": [own.year, own_in_words(required(own.value), series.indicator)],
        "gap": "",
        "by_sex": [],
        "counterparts": [],
        "source": own.source,
        "source_url": "",
        "note": own.note_in(active()),
        "is_own": True,
        "chart_source": content["source"] if content["chart"] else "",
        "chart_source_url": content["source_url"],
    }


def own_in_words(value: Decimal, indicator: Indicator) -> str:
    """With all the figures after the point that the state gave."""
    return grouped(value, max(indicator.decimals, places(value)))


def figure_content(series: Series, picture: dict[str, str] | None, edition: Edition) -> dict:
    """One indicator: the latest value, that of ten years before, all values by year, the chart;
    or why there is none."""
    indicator = series.indicator
    power = chart_power(series) if series.points else 0
    content = {
        "slug": indicator.slug,
        "title": indicator.title,
        "unit": indicator.unit,
        "source": " · ".join(source.title for source in series.sources),
        "source_url": series.source.url if series.source and not series.own else "",
        "latest": point(indicator, series.latest) if series.latest else None,
        "before": point(indicator, series.decade_before) if series.decade_before else None,
        "by_sex": [
            [str(Observation.Sex(sex).label), *point(indicator, at)]
            for sex, at in sorted(series.by_sex.items())
        ],
        "gap": "",
        "years": [point(indicator, at) for at in reversed(series.points)] if picture else [],
        "chart": {name: charts.localised(svg, active()) for name, svg in picture.items()}
        if picture
        else None,
        "chart_unit": ", ".join(filter(None, [scale_word(power), indicator.unit]))
        if picture
        else "",
        "counterparts": counterparts(series, edition),
        "note": series.caveat,
    }
    if not (series.points or series.by_sex):
        content["gap"] = gap_in_words(series)
    return content


def point(indicator: Indicator, at: tuple[int, Decimal]) -> list:
    """[year, value in the reader's form]."""
    year, value = at
    return [
        year,
        in_words(indicator, value) if abs(value) >= ENDLESS else grouped(value, indicator.decimals),
    ]


def gap_in_words(series: Series) -> str:
    if series.gap is None:
        return _("%(not_held)s; not provided by the state") % {
            "not_held": not_held(series.indicator)
        }
    return f"{series.gap.gap_worded}. {series.gap.note}".rstrip(". ")


def counterparts(series: Series, edition: Edition) -> list[list]:
    """The largest countries at the other end in the latest year: name, value, share of the total
    in per cent."""
    if not (series.latest and series.latest[1] and series.indicator.counterpart_role):
        return []
    year, total = series.latest
    if year not in series.largest:  # several parts and both languages ask
        series.largest[year] = largest_counterparts(edition.profile.state, series.indicator, year)
    rows = []
    for row in series.largest[year]:
        number = number_of(row)
        share = grouped(number / total * 100)
        rows.append([counterpart_name(end_of(row)), grouped(number), share])
    return rows
