"""What the admin's front page shows: coverage with age, recent changes, counts that lead to
filtered lists.

To each of the staff only of records that they may view.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from registry.accounts.models import User
from registry.common.admin_rights import PREVIEWED, may
from registry.common.models import SentMessage
from registry.common.records import Certainty
from registry.contacts.duplicates import duplicates
from registry.contacts.models import Authority, ContactPoint
from registry.contacts.reachability import StateReach, reach_of_states
from registry.contacts.traces import Decision, Handover, OfficeChange
from registry.drafting.rounds import CollectionRound
from registry.figures.models import Observation
from registry.library.models import Document
from registry.process.models import Meeting
from registry.profiles.coverage import age_in_years, coverage_of
from registry.profiles.models import Edition
from registry.profiles.templates import Kind
from registry.projects.models import Project
from registry.states.designations import by_name
from registry.states.models import Participation, State

RECENT = 12
STALE_YEARS = 5
Sees = Callable[[type], bool]


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


def counts(sees: Sees) -> list[Count]:
    wanted = [
        (
            "editions endorsed by their state",
            Edition,
            {"endorsement": Edition.Endorsement.ENDORSED},
        ),
        ("editions compiled from open figures", Edition, {"origin": Edition.Origin.COMPILED}),
        ("editions in draft", Edition, {"status": Edition.Status.DRAFT}),
        (
            "states whose standing is not confirmed",
            Participation,
            {"status": Participation.Status.UNCLEAR},
        ),
        ("contact points", ContactPoint, {}),
        ("authorities", Authority, {}),
        ("projects", Project, {}),
        ("meetings to check", Meeting, {"certainty": Certainty.UNCERTAIN}),
        ("documents to check", Document, {"certainty": Certainty.UNCERTAIN}),
        ("observations", Observation, {}),
    ]
    return [
        Count(words, *listed(model, **filters)) for words, model, filters in wanted if sees(model)
    ]


def waiting_for_you(on: date, sees: Sees) -> Iterator[Count]:
    """What somebody asked for and only the Secretariat can do."""
    if sees(Handover):
        yield Count("handovers to confirm", *waiting(Handover))
    if sees(OfficeChange):
        yield Count("changes of role or authority", *waiting(OfficeChange))
    if sees(ContactPoint):
        erasures = ContactPoint.objects.erasure_asked().count()
        contact_points = reverse("admin:registry_contactpoint_changelist")
        yield Count("erasures asked for", erasures, f"{contact_points}?standing=erasure")
    if sees(Edition):
        yield Count("editions to review", *listed(Edition, status=Edition.Status.SUBMITTED))
        yield Count("endorsed, to be published", *listed(Edition, status=Edition.Status.ENDORSED))
        yield Count("not endorsed in time", *listed(Edition, status=Edition.Status.LAPSED))
    if sees(Edition) and sees(CollectionRound):
        for round in CollectionRound.objects.running().with_counts():
            board = reverse("admin:round_board", args=[round.pk])
            yield Count(f"{round}: drafts not submitted", round.not_submitted, board)
    if sees(SentMessage):
        failed = listed(SentMessage, state=SentMessage.State.FAILED)
        yield Count("messages that were not sent", *failed)
        unclear = listed(SentMessage, state=SentMessage.State.UNCLEAR)
        yield Count("messages that may not have arrived", *unclear)
    if sees(ContactPoint):
        pairs = sum(1 for _pair in duplicates(ContactPoint.objects.in_office(on)))
        address = reverse("admin:contact_point_duplicates")
        yield Count("contact points that stand twice", pairs, address)


def waiting(model: type) -> tuple[int, str]:
    return listed(model, decision=Decision.WAITING)


def unreachable(states: list[State], on: date) -> list[StateReach]:
    return [reach for reach in reach_of_states(states, on) if not reach.is_reachable]


def coverage(states: list[State], on: date) -> list[tuple]:
    rows = []
    for row in coverage_of(states):
        cells = []
        for _kind, editions in row.cells:
            cells.append([(edition, age_in_years(edition, on)) for edition in editions])
        rows.append((row.state, row.standing, cells))
    return rows


def recent_changes(sees: Sees) -> list[LogEntry]:
    """Of records that the reader may view; exports are listed here too."""
    kinds = ContentType.objects.get_for_models(*apps.get_models())
    viewable = [kind for model, kind in kinds.items() if sees(model)]
    rows = LogEntry.objects.filter(content_type__in=viewable).exclude(action_flag=PREVIEWED)
    return list(rows.select_related("user", "content_type")[:RECENT])


def front_page(user: User, *, on: date) -> dict[str, Any]:
    sees = partial(may, user, "view")
    states = by_name(State.objects.participating(on).for_page())
    return {
        "waiting": [count for count in waiting_for_you(on, sees) if count.number],
        "unreachable": unreachable(states, on) if sees(ContactPoint) else [],
        "counts": counts(sees),
        "coverage": coverage(states, on) if sees(Edition) and sees(State) else [],
        "kinds": Kind.labels,
        "changes": recent_changes(sees),
        "stale_years": STALE_YEARS,
    }
