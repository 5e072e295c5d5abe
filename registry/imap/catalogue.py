"""All layers by name, and the layer that an address asks for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from registry.figures.models import Indicator, Observation
from registry.imap.indicator_layer import flow_layer, indicator_layer
from registry.imap.layers import OF_THE_PROCESS, Layer
from registry.states.designations import by_name
from registry.states.known import taking_part
from registry.states.models import State

DEFAULT = "profiles"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`layer`: one of OF_THE_PROCESS or an indicator’s slug; `state`: whose flows;
    `is_same_for_all`: classes over all years."""

    layer: str = DEFAULT
    year: int | None = None
    state: State | None = None
    is_same_for_all: bool = False


def names() -> list[tuple[str, list[tuple[str, str]]]]:
    """(heading, [(slug, title)]) for the reader's choice."""
    process = [
        ("profiles", _("Migration profiles")),
        ("groups", _("Regional groups")),
        ("participation", _("Participation")),
        ("projects", _("Projects of the Process")),
        ("pilot-projects", _("Pilot projects")),
        ("meetings", _("Meetings hosted")),
    ]
    by_topic: dict[str, list[tuple[str, str]]] = {}
    for indicator in with_totals():
        rows = by_topic.setdefault(indicator.get_topic_display(), [])
        rows.append((indicator.slug, indicator.title))
    return [(_("The Process"), process), *by_topic.items()]


def with_totals() -> QuerySet[Indicator]:
    """Those that a map can show: with a figure of women and men together, for all ends."""
    totals = Observation.objects.totals().filter(indicator=OuterRef("pk"), value__isnull=False)
    return Indicator.objects.filter(Exists(totals))


def layer_of(wanted: Wanted, on: date) -> Layer | None:
    """None where there is no such layer, or nothing to show on it."""
    states = by_name(taking_part(on), on=on)
    if wanted.layer in OF_THE_PROCESS:
        return OF_THE_PROCESS[wanted.layer](states, wanted.year, on)
    indicator = Indicator.objects.for_page().by_slugs([wanted.layer]).first()
    if indicator is None:
        return None
    if wanted.state and indicator.counterpart_role:
        return flow_layer(indicator, wanted.state, states, year=wanted.year, on=on)
    return indicator_layer(
        indicator,
        states,
        year=wanted.year,
        on=on,
        is_same_for_all=wanted.is_same_for_all,
    )
