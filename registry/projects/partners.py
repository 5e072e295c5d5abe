"""Who does what in a project."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import npgettext

from registry.common.languages import sort_key
from registry.projects.models import Partner, Project
from registry.states.designations import designation


def by_role(project: Project) -> list[tuple[str, list[Partner]]]:
    """Partners of a project by role, in the roles' own order; states by name, then
    organisations."""
    found: dict[str, list[Partner]] = {role: [] for role in Partner.Role.values}
    leads = {row.state_id for row in project.partners.all() if row.role == Partner.Role.LEAD}
    for row in project.partners.all():
        if row.role == Partner.Role.PARTICIPATING and row.state_id and row.state_id in leads:
            continue  # who leads takes part
        found[row.role].append(row)
    for rows in found.values():
        rows.sort(key=states_first)
    return [(heading(role, len(rows)), rows) for role, rows in found.items() if rows]


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
    held = {row.role for row in parts}
    if Partner.Role.LEAD in held:
        held.discard(Partner.Role.PARTICIPATING)
    order = list(Partner.Role.values)
    return ", ".join(str(Partner.Role(role).label) for role in sorted(held, key=order.index))


def states_first(row: Partner) -> tuple:
    name = designation(row.state).name if row.state else row.organisation
    return (row.state_id is None, sort_key(name))
