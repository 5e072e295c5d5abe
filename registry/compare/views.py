from collections.abc import Iterable
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from registry.common.as_of import AsOf, as_of_day
from registry.common.exports import download_rows
from registry.common.kept_downloads import kept_answer
from registry.common.languages import active
from registry.common.required import required
from registry.common.store import published
from registry.compare.comparing import address, compared_of, title_of, view_of
from registry.compare.filters import MOST, ComparisonChoice
from registry.compare.indicators import IndicatorComparison
from registry.compare.peers import peers_of
from registry.compare.sections import (
    HEADINGS,
    SectionComparison,
    file_rows,
    sections_to_choose,
)
from registry.figures import downloads
from registry.figures.chart_controls import controls_of
from registry.figures.filters import OF_A_CHART, SCALE_NAMES
from registry.figures.models import Indicator
from registry.states.designations import by_name, designation
from registry.states.known import taking_part
from registry.states.models import State


@published("section", "indicator", *OF_A_CHART, "format", "as_of")
def compare(request: HttpRequest) -> HttpResponse:
    """Two to four states side by side: a section of their latest editions, an indicator, or their
    key figures."""
    as_of, choice = as_of_day(request), ComparisonChoice(request.GET)
    wanted = choice.wanted()
    participating = by_name(taking_part(as_of.day), on=as_of.day)
    wanted["state"] = as_read_before(wanted["state"], participating)
    compared = compared_of(wanted, participating, as_of)
    by_figure = compared["by_figure"]
    if by_figure and by_figure.reason:
        choice.add_error(None, by_figure.reason)
    if choice.is_valid() and wanted["format"] and (compared["by_section"] or by_figure):
        make = partial(
            as_file, compared, form=wanted["format"], as_of=as_of, states=wanted["state"]
        )
        return kept_answer(request, make)
    if choice.is_valid() and wanted["format"]:
        raise Http404(_("Choose a section or an indicator: it comes as csv, xlsx or json."))
    shown = around(wanted, participating, as_of) | compared | {"as_of": as_of, "choice": choice}
    if by_figure:
        view, picture = view_of(wanted), by_figure.picture
        shown["controls"] = controls_of(by_figure.panel, view, picture, as_of)
        shown["scale_names"] = SCALE_NAMES
    return render(request, "compare/compare.html", shown, status=200 if choice.is_valid() else 400)


def as_read_before(chosen: Iterable[State], participating: list[State]) -> list[State]:
    """With their groups and participations, which those that take part have come with."""
    read = {state.pk: state for state in participating}
    return [read.get(state.pk, state) for state in chosen]


def around(wanted: dict, participating: list[State], as_of: AsOf) -> dict[str, Any]:
    """What the chooser needs."""
    chosen = wanted["state"]
    return {
        "chosen": chosen,
        "said": "; ".join(
            [title_of(wanted), *(designation(one, as_of.day).name for one in chosen)]
        ),
        "indicator": wanted["indicator"],
        "is_full": len(chosen) >= MOST,
        "others": [state for state in participating if state not in chosen],
        "peers": [
            (state, address(wanted, [*chosen, state], as_of))
            for state in peers_of(chosen, participating, as_of.day)
        ],
        "without": [
            (state, address(wanted, [other for other in chosen if other != state], as_of))
            for state in chosen
        ],
        "sections": sections_to_choose(),
        "indicators": Indicator.objects.with_figures(),
        "query": address(wanted, chosen, as_of),
        "state_query": address({}, chosen, as_of),
    }


def as_file(
    compared: dict[str, Any], *, form: str, as_of: AsOf, states: list[State]
) -> HttpResponse:
    """The comparison, its notes beside the figures. Its name tells what, whose and in which
    language."""
    by_figure: IndicatorComparison | None = compared["by_figure"]
    by_section: SectionComparison | None = compared["by_section"]
    whose = "-".join([*(state.slug for state in states), active()])
    if by_figure:
        name = f"compare-{by_figure.indicator.slug}-{whose}"
        extract = downloads.extract(by_figure.panel, by_figure.places, name=name, on=as_of.day)
        return downloads.answer(extract, form)
    found = required(by_section)
    return download_rows(HEADINGS, file_rows(found), f"compare-{found.section.slug}-{whose}", form)
