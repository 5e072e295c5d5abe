"""Key figures of several states side by side: what is shown while neither a section nor a figure is
chosen."""

from dataclasses import dataclass
from datetime import date

from registry.figures.key_figures import KeyFigure, key_figures
from registry.figures.models import Indicator
from registry.figures.panel import Footnotes
from registry.states.models import State


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """`cells`: a state's figure and the number of its note, in the order of the states."""

    indicator: Indicator
    cells: list[tuple[State, KeyFigure, int | None]]


@dataclass(frozen=True, slots=True)
class Overview:
    states: list[State]
    rows: list[OverviewRow]
    notes: list[tuple[int, str]]


def overview_of(states: list[State], on: date) -> Overview:
    """Two queries a state."""
    notes = Footnotes()
    found = [key_figures(state, on) for state in states]
    rows = []
    for figures in zip(*found, strict=True):
        cells = [
            (state, figure, notes.mark(figure.caveat))
            for state, figure in zip(states, figures, strict=True)
        ]
        rows.append(OverviewRow(indicator=figures[0].indicator, cells=cells))
    return Overview(states=states, rows=rows, notes=notes.numbered)
