"""What stands on a project's page."""

from typing import Any

from registry.process.models import Meeting
from registry.projects.models import Project
from registry.projects.partners import by_role


def shown_of(found: Project) -> dict[str, Any]:
    return {
        "project": found,
        "roles": by_role(found),
        "children": found.children.public().for_page(),
        "meetings": Meeting.objects.public().of_project(found),
        "outputs": found.outputs.select_related("document"),
        "plans": found.plans.all(),
        "actions": found.actions.select_related("plan", "area"),
        "documents": found.documents.public().but_outputs_of(found).for_page(),
    }
