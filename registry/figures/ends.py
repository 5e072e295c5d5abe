"""Where a state's migrants come from and where its emigrants live: the largest few, for its
page."""

from dataclasses import dataclass
from datetime import date

from registry.figures.key_figures import of_a_states_page
from registry.figures.models import Indicator
from registry.figures.pairs import Top, latest_tops
from registry.states.models import State

SHOWN = ("international-migrant-stock", "emigrant-stock")
MOST = 5


@dataclass(frozen=True, slots=True)
class Ends:
    """`rows`: as of `Top`, the first five."""

    indicator: Indicator
    top: Top

    @property
    def rows(self) -> list[dict]:
        return self.top.rows[:MOST]


def ends_of(state: State, on: date | None = None) -> list[Ends]:
    """As held `on` a day, each for the latest year with figures of this state."""
    read = of_a_states_page()
    shown = [read[slug] for slug in SHOWN if slug in read]
    tops = latest_tops(state, shown, on)
    return [Ends(indicator=one, top=tops[one.pk]) for one in shown if one.pk in tops]
