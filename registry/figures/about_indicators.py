"""What belongs beside the figures of an indicator: its years, its last change, its caveats."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.utils.text import slugify

from registry.common.once_a_version import once_a_version
from registry.common.scope import remembered
from registry.figures.caveats import Reach, reaches
from registry.figures.models import Indicator, Observation
from registry.states.designations import with_footnotes
from registry.states.models import State


@dataclass(slots=True)
class Held:
    """Of an indicator, what the registry holds. `states`: how many have a figure or a gap."""

    first_year: int | None = None
    last_year: int | None = None
    observations: int = 0
    last_change: datetime | None = None
    sources: set[int] = field(default_factory=set)

    def add(self, row: Mapping[str, Any]) -> None:
        years = [year for year in (self.first_year, row["first"]) if year]
        self.first_year = min(years, default=None)
        self.last_year = max([self.last_year or 0, row["last"]])
        self.observations += row["count"]
        changes = [at for at in (self.last_change, row["changed"]) if at]
        self.last_change = max(changes, default=None)
        self.sources.add(row["source"])


def extents() -> list[Any]:
    """What is held of each indicator from each source; one look at every figure, until figures
    change."""

    def read() -> list[Any]:
        rows = Observation.objects.order_by().values("indicator", "source")
        return list(
            rows.annotate(
                first=Min("year"),
                last=Max("year"),
                count=Count("pk"),
                changed=Max("updated_at"),
                written=Max("created_at"),
                since=Max("held_since"),
            )
        )

    return once_a_version("extents of figures", read, of=("figures",))


def held() -> dict[int, Held]:
    """By indicator; read once until figures change."""

    def read() -> dict[int, Held]:
        found: dict[int, Held] = {}
        for row in extents():
            found.setdefault(row["indicator"], Held()).add(row)
        return found

    return once_a_version("what is held of indicators", read, of=("figures",))


@dataclass(frozen=True, slots=True)
class Caution:
    """A caveat in the reader's language with the footnotes of its names, and what it holds for; no
    states: for all."""

    text: str
    states: list[str]
    first_year: int | None
    last_year: int | None


def cautions(indicator: Indicator) -> list[Caution]:
    sources = held().get(indicator.pk, Held()).sources | {indicator.source_id}
    found: dict[int, Caution] = {}
    for source in sources:
        for place, reach in enumerate(reaches()):
            if reach.concerns(indicator.pk, source):
                found[place] = caution_of(reach)
    return [found[place] for place in sorted(found)]


def caution_of(reach: Reach) -> Caution:
    return Caution(
        text=with_footnotes(reach.text),
        states=codes_of(reach.states),
        first_year=reach.first_year,
        last_year=reach.last_year,
    )


def codes_of(states: Iterable[int]) -> list[str]:
    codes = remembered("codes of states", codes_of_all)
    return sorted(codes[state] for state in states if state in codes)


def codes_of_all() -> dict[int, str]:
    return dict(State.objects.values_list("pk", "iso_alpha3"))


def unit_code(indicator: Indicator) -> str:
    """Of its unit, as machines name it: one code for one English name."""
    return slugify(indicator.unit_en) or "number"
