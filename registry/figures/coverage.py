"""Of each indicator, for how many states and which years the registry holds figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from registry.figures.models import Indicator, Observation


def not_held(indicator: Indicator) -> str:
    """What readers are told where the registry has neither a figure nor a reason."""
    if indicator.published_by:
        words = {"publisher": indicator.published_by}
        return _("not held here yet; published by %(publisher)s") % words
    return _("not held here yet")


@dataclass(frozen=True, slots=True)
class Coverage:
    """`states`: 0 where there is no figure; then there are no years either."""

    indicator: Indicator
    states: int = 0
    first_year: int | None = None
    last_year: int | None = None


def coverage_of(indicators: Iterable[Indicator], on: date | None = None) -> list[Coverage]:
    """As held `on` a day. The figures are counted by themselves: joined to their indicators it
    takes fifty times as long."""
    held = Observation.versions.held_on(on).filter(counterpart__isnull=True, value__isnull=False)
    counted = (
        held.order_by()
        .values_list("indicator")
        .annotate(Count("state", distinct=True), Min("year"), Max("year"))
    )
    found = {pk: rest for pk, *rest in counted}
    return [Coverage(indicator, *found.get(indicator.pk, ())) for indicator in indicators]
