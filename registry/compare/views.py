from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.common.as_of import Moment, moment_of
from registry.common.exports import download_rows
from registry.common.required import required
from registry.common.store import published
from registry.compare.filters import FEWEST, MOST, ComparisonChoice
from registry.compare.indicators import IndicatorComparison, compare_indicator
from registry.compare.peers import peers_of
from registry.compare.sections import (
    HEADINGS,
    SectionComparison,
    compare_section,
    file_rows,
    section_of,
    sections_to_choose,
)
from registry.figures import downloads
from registry.figures.models import Indicator
from registry.states.designations import by_name
from registry.states.models import State


@published("section", "indicator", "state", "format", "as_of")
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four states side by side: a section of their latest editions, or an indicator."""
    moment, choice = moment_of(request), ComparisonChoice(request.GET)
    wanted = choice.wanted()
    participating = by_name(State.objects.participating(moment.day).for_page(), on=moment.day)
    chosen, section = wanted["state"], section_of(wanted["section"]) if wanted["section"] else None
    by_section = None
    if section and len(chosen) >= FEWEST:
        by_section = compare_section(section, chosen, moment.day if moment.is_past else None)
    by_figure = None
    if wanted["indicator"] and len(chosen) >= FEWEST:
        by_figure = compare_indicator(wanted["indicator"], chosen, participating, on=moment.day)
    if wanted["format"] and (by_section or by_figure):
        return as_file(by_section, by_figure, chosen=chosen, form=wanted["format"], moment=moment)
    shown = {
        "moment": moment,
        "choice": choice,
        "chosen": chosen,
        "section": section,
        "indicator": wanted["indicator"],
        "by_section": by_section,
        "by_figure": by_figure,
        "is_full": len(chosen) >= MOST,
        "others": [state for state in participating if state not in chosen],
        "peers": [
            (state, address(wanted, [*chosen, state], moment))
            for state in peers_of(chosen, participating, moment.day)
        ],
        "without": [
            (state, address(wanted, [other for other in chosen if other != state], moment))
            for state in chosen
        ],
        "sections": sections_to_choose(),
        "indicators": Indicator.objects.with_figures(),
        "query": address(wanted, chosen, moment),
        "chart_query": address({}, chosen, moment),
    }
    return render(request, "compare/compare.html", shown, status=200 if choice.is_valid() else 400)


def address(wanted: dict, states: list[State], moment: Moment) -> str:
    """The query of the same comparison with other states; it can be shared."""
    pairs = [
        ("section", wanted.get("section")),
        ("indicator", getattr(wanted.get("indicator"), "slug", "")),
        *(("state", state.slug) for state in states),
    ]
    query = urlencode([(name, value) for name, value in pairs if value])
    return "&".join(filter(None, [query, moment.query]))


def as_file(
    by_section: SectionComparison | None,
    by_figure: IndicatorComparison | None,
    chosen: list[State],
    form: str,
    moment: Moment,
) -> HttpResponse:
    """The comparison, its notes beside the figures."""
    if by_figure:
        places = by_figure.panel.places(chosen)
        extract = downloads.extract(
            by_figure.panel, places, f"compare-{by_figure.indicator.slug}", on=moment.day
        )
        return downloads.answer(extract, form)
    found = required(by_section)
    return download_rows(HEADINGS, file_rows(found), f"compare-{found.section.slug}", form)
