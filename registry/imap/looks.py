"""How a layer's classes look: the colour of each, and the hatching of each reason of a gap and of
what is suspended.

A class of colour is a class of the style sheet too, and bears the name of a colour of the palette
where it is not named here.
"""

from registry.pictures.maps import Hatch
from registry.pictures.palette import PALETTE

COLOURS = {
    "endorsed": "map-endorsed",
    "unconfirmed": "map-unconfirmed",
    "national": "map-national",
    "published": "map-published",
    "figures": "map-figures",
    "none": "map-land",
    "taking-part": "map-endorsed",
    "unclear": "map-published",
    "out": "map-land",
    "self": "amber",
    "c0": "map-land",
    "c1": "q1",
    "c2": "q2",
    "c3": "q3",
    "c4": "map-endorsed",
}

HATCHES = {
    hatch.name: hatch
    for hatch in (
        Hatch("none", angle=45, step=6),
        Hatch("not_collected", angle=-45, step=6),
        Hatch("not_provided", angle=0, step=6),
        Hatch("not_published", angle=90, step=6),
        Hatch("included_elsewhere", angle=45, step=3.5),
        Hatch("not_comparable", angle=-45, step=3.5),
        Hatch("confidential", angle=0, step=3.5),
        Hatch("not_applicable", angle=90, step=3.5),
        Hatch("expected", angle=20, step=9),
        Hatch("suspended", angle=45, step=4.5),
    )
}


def fill_of(look: str, gap: str) -> str:
    """A colour, or the hatching where there is a reason for a gap."""
    return HATCHES[gap].fill if gap else PALETTE[COLOURS.get(look, look)]


def hatches(gaps: list[str]) -> list[Hatch]:
    return [HATCHES[gap] for gap in gaps]
