"""Who does what in a project."""

from django.utils.translation import npgettext

from registry.projects.models import Partner, Project
from registry.states.designations import designation, sort_key


def by_role(project: Project) -> list[tuple[str, list[Partner]]]:
    """Partners of a project by role, in the roles' own order; states by name, then
    organisations."""
    found: dict[str, list[Partner]] = {role: [] for role in Partner.Role.values}
    for row in project.partners.all():
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


def states_first(row: Partner) -> tuple:
    name = designation(row.state).name if row.state else row.organisation
    return (row.state_id is None, sort_key(name))
