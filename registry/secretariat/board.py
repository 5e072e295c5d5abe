"""What the admin's front page shows: coverage with age, recent changes, counts that lead to filtered lists."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.admin.models import LogEntry
from django.urls import reverse

from registry.common.dates import today
from registry.common.models import SentMessage
from registry.common.records import Certainty
from registry.contacts.duplicates import duplicates
from registry.contacts.models import Authority, ContactPoint
from registry.contacts.reachability import StateReach, reach_of_states
from registry.contacts.traces import Decision, Handover, OfficeChange
from registry.figures.models import Observation
from registry.library.models import Document
from registry.process.models import Meeting
from registry.profiles.coverage import age_in_years, coverage_of
from registry.profiles.models import Edition
from registry.profiles.rounds import CollectionRound
from registry.profiles.templates import Kind
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


def waiting_for_you(on: date) -> list[Count]:
    """What somebody asked for and only the Secretariat can do."""
    contact_points = reverse("admin:registry_contactpoint_changelist")
    return [
        Count("handovers to confirm", *waiting(Handover)),
        Count("changes of role or authority", *waiting(OfficeChange)),
        Count("erasures asked for", ContactPoint.objects.erasure_asked().count(), f"{contact_points}?standing=erasure"),
        Count("editions to review", *listed(Edition, status=Edition.Status.SUBMITTED)),
        Count("endorsed, to be published", *listed(Edition, status=Edition.Status.ENDORSED)),
        Count("not endorsed in time", *listed(Edition, status=Edition.Status.LAPSED)),
        *(
            Count(f"{round}: drafts not submitted", round.not_submitted, reverse("admin:round_board", args=[round.pk]))
            for round in CollectionRound.objects.running().with_counts()
        ),
        Count("messages that were not sent", *listed(SentMessage, state=SentMessage.State.FAILED)),
        Count(
            "contact points that stand twice",
            sum(1 for _pair in duplicates(ContactPoint.objects.in_office(on))),
            reverse("admin:contact_point_duplicates"),
        ),
    ]


def waiting(model: type) -> tuple[int, str]:
    return listed(model, decision=Decision.WAITING)


def unreachable(states: list[State], on: date) -> list[StateReach]:
    return [one for one in reach_of_states(states, on) if not one.is_reachable]


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
    waiting = [one for one in waiting_for_you(day) if one.number]
    return {
        "waiting": waiting,
        "unreachable": unreachable(states, day),
        "counts": counts(),
        "coverage": rows,
        "kinds": Kind.labels,
        "changes": changes,
        "stale_years": STALE_YEARS,
    }
