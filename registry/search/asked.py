"""What the address of a search may hold. A value that is none is as if it were not there: a search
always answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from registry.common.languages import LANGUAGE_NAMES
from registry.search.answers import MOST_PAGES, areas_by_slug, states_by_code
from registry.search.models import Kind
from registry.search.question import LONGEST
from registry.states.designations import by_name, designation

FILTERS = ("kind", "state", "year", "area", "lang")


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the form with few values; written by hand, for Django's take longer than a
    search does."""

    name: str
    label: str
    chosen: str
    options: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of an address, each as it is or empty."""

    text: str
    filters: dict[str, str]
    is_exact: bool
    page: int

    @property
    def query(self) -> dict[str, str]:
        """What links to the same search carry on."""
        return {"q": self.text, **self.filters, "exact": "1" if self.is_exact else ""}


def asked(parameters: Mapping[str, str]) -> Asked:
    page = parameters.get("page", "1")[:4]
    filters = {name: parameters.get(name, "")[:60].strip() for name in FILTERS}
    if not (filters["year"].isascii() and filters["year"].isdigit()):
        filters["year"] = ""
    return Asked(
        text=parameters.get("q", "")[: LONGEST * 4],
        filters=filters,
        is_exact=parameters.get("exact", "") not in ("", "0", "false"),
        page=min(max(1, int(page)), MOST_PAGES) if page.isascii() and page.isdigit() else 1,
    )


def choices(chosen: Asked) -> list[Choice]:
    states = [(state.slug, designation(state).name) for state in by_name(states_by_code().values())]
    filters = chosen.filters
    kinds = [(str(kind), str(kind.label)) for kind in Kind]
    areas = [(area.slug, area.name) for area in areas_by_slug().values()]
    languages = [(code, str(name)) for code, name in LANGUAGE_NAMES.items()]
    return [
        Choice(name="kind", label=_("Kind"), chosen=filters["kind"], options=kinds),
        Choice(name="state", label=_("State"), chosen=filters["state"].lower(), options=states),
        Choice(name="area", label=_("Co-operation area"), chosen=filters["area"], options=areas),
        Choice(name="lang", label=_("Language"), chosen=filters["lang"], options=languages),
    ]
