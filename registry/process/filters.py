from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from registry.common.filters import (
    ChoiceFilter,
    NamedFilter,
    RecordFilter,
    SlugFilter,
    TextFilter,
    YearFilter,
)
from registry.process.models import ActionPlan, Meeting
from registry.projects.models import Project
from registry.states.models import State


class MeetingFilter(RecordFilter):
    q = TextFilter("title", "summary", "place")
    kind = ChoiceFilter(choices=Meeting.Kind, label=_("Kind"))
    state = NamedFilter(
        field_name="attendances__state",
        queryset=State.objects.all(),
        label=_("State named at it"),
        many=True,
    )
    project = SlugFilter(queryset=Project.objects.public(), label=_("Project"))
    year = YearFilter(field_name="starts_on__year")

    class Meta:
        model = Meeting
        fields = ["q", "kind", "state", "project", "year"]


class ActionPlanFilter(RecordFilter):
    class Meta:
        model = ActionPlan
        fields: ClassVar[list[str]] = []
