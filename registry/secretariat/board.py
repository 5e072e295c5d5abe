"""What the admin's front page shows: coverage with age, recent changes, counts that lead to filtered lists."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.urls import reverse

from registry.common.dates import today
from registry.common.records import Certainty
from registry.contacts.models import Authority, ContactPoint
from registry.figures.models import Observation
from registry.library.models import Document
from registry.process.models import Meeting
from registry.profiles.coverage import age_in_years, coverage_of
from registry.profiles.models import Edition, Kind
from registry.projects.models import Project
from registry.states.designations import by_name
from registry.states.models import Participation, State

RECENT = 12
STALE_YEARS = 5


@dataclass(frozen=True, slots=True)
class Count:
    words: str
    number: int
    url: str


def listed(model: type, **filters: Any) -> tuple[int, str]:
    """How many rows a filtered list shows, with its address."""
    query = "&".join(f"{name}__exact={value}" for name, value in filters.items())
    address = reverse(f"admin:registry_{model._meta.model_name}_changelist")
    return model.objects.filter(**filters).count(), f"{address}?{query}" if query else address


def counts() -> list[Count]:
    wanted = [
        ("editions endorsed by their state", Edition, {"endorsement": Edition.Endorsement.ENDORSED}),
        ("editions compiled from open figures", Edition, {"origin": Edition.Origin.COMPILED}),
        ("editions in draft", Edition, {"status": Edition.Status.DRAFT}),
        ("states whose standing is not confirmed", Participation, {"status": Participation.Status.UNCLEAR}),
        ("contact points", ContactPoint, {}),
        ("authorities", Authority, {}),
        ("projects", Project, {}),
        ("meetings to check", Meeting, {"certainty": Certainty.UNCERTAIN}),
        ("documents to check", Document, {"certainty": Certainty.UNCERTAIN}),
        ("observations", Observation, {}),
    ]
    return [Count(words, *listed(model, **filters)) for words, model, filters in wanted]


def front_page() -> dict[str, Any]:
    day = today()
    states = by_name(State.objects.participating(day).for_page())
    rows = [
        (
            one.state,
            one.standing,
            [[(edition, age_in_years(edition, day)) for edition in editions] for _kind, editions in one.cells],
        )
        for one in coverage_of(states)
    ]
    changes = LogEntry.objects.select_related("user", "content_type")[:RECENT]
    return {"counts": counts(), "coverage": rows, "kinds": Kind.labels, "changes": changes, "stale_years": STALE_YEARS}
