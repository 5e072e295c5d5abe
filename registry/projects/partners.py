"""Who does what in a project."""

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
    return [(str(Partner.Role(role).label), rows) for role, rows in found.items() if rows]


def states_first(row: Partner) -> tuple:
    name = designation(row.state).name if row.state else row.organisation
    return (row.state_id is None, sort_key(name))
