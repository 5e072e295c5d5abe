"""Projects and actions that nobody carries, as far as the registry knows."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from registry.process.models import Action, ActionPlan
from registry.projects.models import Partner, Project

CARRIES = (Partner.Role.LEAD, Partner.Role.IMPLEMENTING)


def projects_without(on: date) -> list[Project]:
    """That run on a day without a leading state or an implementing organisation. Of a pilot project
    the programme is no carrier."""
    carried = Partner.objects.filter(project=OuterRef("pk"), role__in=CARRIES)
    has_begun = Q(starts_on__lte=on)
    has_not_ended = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    rows = Project.objects.public().filter(has_begun, has_not_ended).exclude(Exists(carried))
    return list(rows)


def actions_without(on: date) -> list[tuple[ActionPlan, list[Action]]]:
    """Of each plan that is in force on a day, or of the last one where none is: its actions without
    a project. A plan that a project carries out as a whole has none."""
    plans = ActionPlan.objects.filter(first_year__lte=on.year).order_by("-first_year")
    in_force = list(plans.filter(last_year__gte=on.year)) or list(plans[:1])
    rows = Action.objects.filter(plan__in=in_force, projects__isnull=True)
    rows = rows.exclude(plan__projects__isnull=False).select_related("area", "plan")
    found: dict[int, list[Action]] = {plan.pk: [] for plan in in_force}
    for action in rows.order_by("plan", "area", "order", "slug"):
        found[action.plan_id].append(action)
    return [(plan, found[plan.pk]) for plan in in_force]
