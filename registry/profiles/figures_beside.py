"""What stands beside each figure while a part is written: the last edition's, what open sources hold, and the state's own word."""

from dataclasses import dataclass, field
from typing import Any

from registry.common.languages import active
from registry.common.numbers import grouped
from registry.figures.models import Indicator
from registry.figures.series import series_of
from registry.profiles.sections import Section, SectionFigure


@dataclass(frozen=True, slots=True)
class FigureBeside:
    """`last` and `open`: (year, value as text), or None. `initial`: what the form begins with."""

    indicator: Indicator
    last: tuple[int, str] | None
    open: tuple[int, str] | None
    source: str
    own: SectionFigure | None
    initial: dict[str, Any] = field(default_factory=dict)


def figures_beside(section: Section) -> list[FigureBeside]:
    """In the order of the template. Where the state has said nothing yet, the form offers what open sources hold."""
    rows = section.template_section.section_indicators.select_related("indicator").order_by("order")
    indicators = [row.indicator for row in rows]
    if not indicators:
        return []
    found = series_of(section.edition.profile.state, indicators)
    own = {one.indicator_id: one for one in section.figures.all()}
    last = last_figures(section)
    return [
        beside(indicator, found[indicator.pk], own.get(indicator.pk), last.get(indicator.slug))
        for indicator in indicators
    ]


def beside(indicator: Indicator, series, own: SectionFigure | None, last) -> FigureBeside:
    latest = series.latest
    source = series.latest_source.title if series.latest_source else ""
    if own:
        value = grouped(own.value, indicator.decimals) if own.value is not None else ""
        initial = {"value": value, "year": own.year, "gap": own.gap, "source": own.source}
    elif latest:
        initial = {"value": grouped(latest[1], indicator.decimals), "year": latest[0], "source": source[:200]}
    else:
        initial = {}
    open_one = (latest[0], grouped(latest[1], indicator.decimals)) if latest else None
    return FigureBeside(indicator, last, open_one, source, own, initial)


def last_figures(section: Section) -> dict[str, tuple[int, str]]:
    """As they were printed in the edition that this one started from."""
    content = section.carried_from.edition.content_in(active()) if section.carried_from else None
    for one in content["sections"] if content else []:
        if one["code"] == section.template_section.slug:
            return {figure["slug"]: tuple(figure["latest"]) for figure in one["figures"] if figure["latest"]}
    return {}
