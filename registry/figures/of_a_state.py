"""All figures of one state as rows of a file: every year, source, sex and country at the other
end, gaps too."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from registry.figures.caveats import Caveats
from registry.figures.downloads import COLUMNS, base_row, designation_note
from registry.figures.models import Indicator, Observation
from registry.states.designations import designation
from registry.states.models import State

HEADINGS = tuple(name for name in COLUMNS if name != "definition")  # one sheet has them once
AT_ONCE = 500  # rows in memory: a state has thousands


def figures_of(state: State, on: date | None = None) -> Iterator[list[Any]]:
    """In the order of HEADINGS, as held `on` a day. One query for the figures, one for what they
    are of."""
    indicators = Indicator.objects.in_bulk()
    rows = Observation.versions.held_on(on).filter(state=state)
    rows = rows.select_related("source", "counterpart")
    rows = rows.order_by("indicator__order", "indicator__slug", "year", "sex", "counterpart")
    caveats: dict[int, Caveats] = {}
    for row in rows.iterator(AT_ONCE):
        pk = row.indicator_id
        row.state, row.indicator = state, indicators[pk]
        if pk not in caveats:
            caveats[pk] = Caveats(pk)
        cells = figure_row(row, caveats[pk].of_row(row), on)
        yield [cells[name] for name in HEADINGS]


def figure_row(row: Observation, caveat: str, on: date | None) -> dict[str, Any]:
    named = designation(row.state_id, on)
    remarked = "; ".join(filter(None, [row.note, caveat]))
    found = base_row(row.indicator, row) | {
        "state": row.state.iso_alpha3,
        "state_name": named.name,
        "year": row.year,
        "sex": row.sex,
        "remark": remarked,
        "designation_note": designation_note([named], remarked),
    }
    if row.counterpart is None:
        return found
    end = row.counterpart
    other = designation(end.state_id, on) if end.state_id else None
    names = [named, other] if other else [named]
    return found | {
        "counterpart": end.code,
        "counterpart_name": other.name if other else end.name,
        "designation_note": designation_note(names, remarked),
    }
