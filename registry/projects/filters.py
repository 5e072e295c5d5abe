from django.utils.translation import gettext_lazy as _

from registry.common.filters import (
    ChoiceFilter,
    NamedFilter,
    RecordFilter,
    SlugFilter,
    TextFilter,
    YearFilter,
    any_of,
)
from registry.process.models import CooperationArea
from registry.projects.models import Project
from registry.states.models import State


class ProjectFilter(RecordFilter):
    q = TextFilter("title", "objective")
    kind = ChoiceFilter(choices=Project.Kind, label=_("Kind"))
    area = SlugFilter(
        field_name="areas",
        queryset=CooperationArea.objects.all(),
        label=_("Co-operation area"),
        many=True,
    )
    state = NamedFilter(
        field_name="partners__state", queryset=State.objects.all(), label=_("State"), many=True
    )
    year = YearFilter(method="running_in", label=_("Running in the year"))

    class Meta:
        model = Project
        fields = ["q", "kind", "area", "state", "year"]

    def running_in(self, queryset, name, years):
        return any_of(queryset.running_in(year) for year in years) if years else queryset
