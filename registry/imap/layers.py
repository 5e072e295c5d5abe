"""The first layer of the map: what kind of profile each state has."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from registry.profiles.coverage import Coverage, Standing
from registry.states.models import State

SHAPES = Path(__file__).with_name("shapes.json")


@dataclass(frozen=True, slots=True)
class Shape:
    """A state on the map. `marker`: x, y and radius of a dot for a state too small to see."""

    state: State
    standing: Standing
    words: str
    marker: tuple[float, float, float] | None


@cache
def shapes() -> dict:
    return json.loads(SHAPES.read_text())


def standing_words() -> dict[Standing, str]:
    return {
        "endorsed": _("profile endorsed by the state"),
        "published": _("profile published, not endorsed"),
        "figures": _("open figures only"),
        "none": _("no profile"),
    }


def coverage_layer(coverages: list[Coverage]) -> dict:
    """What templates/components/map.html draws: view box, shapes, and the legend with its counts."""
    words, known = standing_words(), shapes()["states"]
    drawn = [
        Shape(one.state, one.standing, words[one.standing], known[one.state.iso_alpha2].get("marker"))
        for one in coverages
        if one.state.iso_alpha2 in known
    ]
    counts = {standing: sum(shape.standing == standing for shape in drawn) for standing in words}
    legend = [(standing, words[standing], count) for standing, count in counts.items() if count]
    return {"view_box": shapes()["viewBox"], "shapes": drawn, "legend": legend}
