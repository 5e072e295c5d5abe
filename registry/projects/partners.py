"""Who does what in a project."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import npgettext

from registry.common.languages import sort_key
from registry.projects.models import Partner, Project
from registry.states.designations import designation
from registry.states.models import State

ORDER = list(Partner.Role.values)


@dataclass(frozen=True, slots=True)
class Member:
    """Who stands under a role. `also`: what else the state does in the project, in words."""

    state: State | None
    organisation: str
    also: str


def by_role(project: Project) -> list[tuple[str, list[Member]]]:
    """Partners of a project by role, in the roles' own order; states by name, then organisations.
    A state stands once, under the first of its roles."""
    held: dict[object, list[Partner]] = {}
    for row in project.partners.all():
        held.setdefault(row.state_id or row.organisation_en, []).append(row)
    found: dict[str, list[Member]] = {role: [] for role in ORDER}
    for rows in held.values():
        first, *others = roles_of(rows)
        also = ", ".join(str(Partner.Role(role).label) for role in others)
        found[first].append(Member(rows[0].state, rows[0].organisation, also))
    for members in found.values():
        members.sort(key=states_first)
    return [(heading(role, len(members)), members) for role, members in found.items() if members]


def roles_of(parts: list[Partner]) -> list[str]:
    """Of one partner, in the roles' own order. Who leads or is a partner takes part anyhow."""
    held = {row.role for row in parts}
    if held & {Partner.Role.LEAD, Partner.Role.PARTNER}:
        held.discard(Partner.Role.PARTICIPATING)
    return sorted(held, key=ORDER.index)


def heading(role: str, count: int) -> str:
    """Over a list of so many."""
    words = {
        Partner.Role.LEAD: npgettext("over a list", "Lead state", "Lead states", count),
        Partner.Role.PARTNER: npgettext("over a list", "Partner", "Partners", count),
        Partner.Role.PARTICIPATING: npgettext(
            "over a list", "Participating state", "Participating states", count
        ),
        Partner.Role.TARGET: npgettext("over a list", "Target state", "Target states", count),
        Partner.Role.OBSERVER: npgettext("over a list", "Observer", "Observers", count),
        Partner.Role.PEER: npgettext("over a list", "Peer state", "Peer states", count),
        Partner.Role.HOST: npgettext("over a list", "Host of visits", "Hosts of visits", count),
        Partner.Role.IMPLEMENTING: npgettext(
            "over a list", "Implementing organisation", "Implementing organisations", count
        ),
    }
    return words[Partner.Role(role)]


@dataclass(frozen=True, slots=True)
class Part:
    """What a state does in a project, in words: "lead state, host of visits"."""

    project: Project
    roles: str


def parts_in_projects(rows: Iterable[Partner]) -> list[Part]:
    """A state's parts, each project once, in the order of the rows."""
    roles: dict[Project, list[Partner]] = {}
    for row in rows:
        roles.setdefault(row.project, []).append(row)
    return [Part(project, in_words(parts)) for project, parts in roles.items()]


def in_words(parts: list[Partner]) -> str:
    return ", ".join(str(Partner.Role(role).label) for role in roles_of(parts))


def states_first(member: Member) -> tuple:
    name = designation(member.state).name if member.state else member.organisation
    return (member.state is None, sort_key(name))
