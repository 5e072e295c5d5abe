"""What stands around a chart for choosing: the states that are drawn, those that may be added, the
years, the scales; and the address of just what is seen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from registry.common.as_of import AsOf
from registry.figures.indicator_chart import Picture, View
from registry.figures.panel import Panel
from registry.pictures.line_charts import MOST_LINES
from registry.pictures.line_geometry import SCALES
from registry.states.models import State

MOST_COMPARED, PROPOSED = 4, 2


@dataclass(frozen=True, slots=True)
class ChartControls:
    """`chips`: each chosen state with the query of the chart without it; `others`: who may be
    added, empty where there are enough; `years`: all that have a figure, latest first; `scales`:
    those that can be drawn; `query`: of the chart alone; `to_compare`: whom the comparison begins
    with, the chosen ones or two that are proposed."""

    view: View
    chips: list[tuple[State, str]]
    others: list[State]
    years: list[int]
    scales: list[str]
    query: str
    to_compare: list[State]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """For another form of the page, which leaves the chart as it is."""
        return pairs_of(self.view)

    @property
    def has_choice_of_scale(self) -> bool:
        return len(self.scales) > 1


def controls_of(
    panel: Panel, view: View, picture: Picture | None, as_of: AsOf, also: str = ""
) -> ChartControls:
    """`also`: a part of the address that is not of the chart, and stays."""
    chips = []
    for state in view.states:
        rest = replace(view, states=tuple(other for other in view.states if other != state))
        chips.append((state, joined(query_of(rest), also, as_of.query)))
    is_full = len(view.states) >= MOST_LINES
    known = set(view.states)
    asked = replace(view, states=tuple(picture.asked)) if picture else view
    return ChartControls(
        view=view,
        chips=chips,
        others=[] if is_full else [one for one in panel.states.values() if one not in known],
        years=sorted(panel.years, reverse=True),
        scales=in_order(picture.scales if picture else SCALES),
        query=joined(query_of(asked), as_of.query),
        to_compare=(list(view.states[:MOST_COMPARED]) or list(asked.states[:PROPOSED])),
    )


def in_order(scales: Iterable[str]) -> list[str]:
    return [scale for scale in SCALES if scale in scales]


def query_of(view: View) -> str:
    return urlencode(pairs_of(view))


def pairs_of(view: View) -> list[tuple[str, str]]:
    """As the form of the chart writes it; what is as usual is left out."""
    pairs = [("state", state.slug) for state in view.states]
    pairs += [("year_from", str(view.first))] if view.first else []
    pairs += [("year_to", str(view.last))] if view.last else []
    pairs += [("scale", view.scale)] if view.scale != SCALES[0] else []
    return pairs


def joined(*queries: str) -> str:
    return "&".join(filter(None, queries))
