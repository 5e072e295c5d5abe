"""What stands side by side, as the address asks for it."""

from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from registry.common.as_of import AsOf
from registry.compare.indicators import compare_indicator
from registry.compare.overview import overview_of
from registry.compare.sections import compare_section, section_of
from registry.figures.indicator_chart import View
from registry.states.models import State

FEWEST, MOST = 2, 4  # states


def compared_of(wanted: dict, participating: list[State], as_of: AsOf) -> dict[str, Any]:
    """What stands side by side: one of a section, a figure and the key figures; None where fewer
    than two states are chosen."""
    chosen = wanted["state"]
    section = section_of(wanted["section"]) if wanted["section"] else None
    found: dict[str, Any] = dict.fromkeys(("by_section", "by_figure", "overview"))
    if len(chosen) < FEWEST:
        return found | {"section": section}
    if section:
        on = as_of.day if as_of.is_past else None
        found["by_section"] = compare_section(section, chosen, on)
    elif wanted["indicator"]:
        found["by_figure"] = compare_indicator(
            wanted["indicator"], view_of(wanted), participating, on=as_of.day
        )
    else:
        found["overview"] = overview_of(chosen, as_of.day)
    return found | {"section": section}


def view_of(wanted: dict) -> View:
    return View(
        states=tuple(wanted["state"]),
        first=wanted["year_from"],
        last=wanted["year_to"],
        scale=wanted["scale"] or "linear",
    )


def title_of(wanted: dict) -> str:
    """What is compared, for who hears that it has changed."""
    section = section_of(wanted["section"]) if wanted["section"] else None
    if section:
        return section.heading
    return wanted["indicator"].title if wanted["indicator"] else _("Key figures")


def address(wanted: dict, states: list[State], as_of: AsOf) -> str:
    """The query of the same comparison with other states; it can be shared."""
    pairs = [
        ("section", wanted.get("section")),
        ("indicator", getattr(wanted.get("indicator"), "slug", "")),
        *(("state", state.slug) for state in states),
        *((name, wanted.get(name)) for name in ("year_from", "year_to")),
        ("scale", wanted.get("scale") if wanted.get("scale") != "linear" else ""),
    ]
    query = urlencode([(name, value) for name, value in pairs if value])
    return "&".join(filter(None, [query, as_of.query]))
