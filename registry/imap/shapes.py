"""The shapes of the map: view box, labels, markers of the smallest states, who borders on whom,
paths for pictures, outlines for GeoJSON."""

import json
import re
from functools import cache
from pathlib import Path

from django.conf import settings

from registry.pictures.svg import Svg
from registry.states.models import State

HERE = Path(__file__).parent


@cache
def shapes() -> dict:
    return json.loads((HERE / "shapes.json").read_text())


@cache
def outlines() -> dict[str, list]:
    """Coordinates of each state's MultiPolygon, longitude and latitude, to a hundredth of a
    degree."""
    return json.loads((HERE / "outlines.json").read_text())


@cache
def map_file() -> str:
    """The file that pages use too."""
    return (settings.BASE_DIR / "registry/static/registry/img/map.svg").read_text()


@cache
def paths() -> dict[str, str]:
    """Path of each state by its ISO alpha-2 code."""
    return dict(re.findall(r'<path id="([A-Z]{2})" d="([^"]+)"', map_file()))


@cache
def surroundings() -> Svg:
    """The land around the states, as finished shapes."""
    found = re.search(r'<g id="context">(.*?)</g>', map_file(), re.DOTALL)
    assert found, "the file of the map has the land around"
    return Svg(found[1])


def neighbours_of(state: State) -> list[str]:
    """ISO alpha-2 codes of the participating states whose shapes touch this one's."""
    return shapes()["states"].get(state.iso_alpha2, {}).get("neighbours", [])
