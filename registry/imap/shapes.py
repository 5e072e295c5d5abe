"""What is known of the shapes: view box, labels, markers of the smallest states, who borders on whom, outlines for GeoJSON."""

import json
from functools import cache
from pathlib import Path

from registry.states.models import State

HERE = Path(__file__).parent


@cache
def shapes() -> dict:
    return json.loads((HERE / "shapes.json").read_text())


@cache
def outlines() -> dict[str, list]:
    """Coordinates of each state's MultiPolygon, longitude and latitude, to a hundredth of a degree."""
    return json.loads((HERE / "outlines.json").read_text())


def neighbours_of(state: State) -> list[str]:
    """ISO alpha-2 codes of the participating states whose shapes touch this one's."""
    return shapes()["states"].get(state.iso_alpha2, {}).get("neighbours", [])
