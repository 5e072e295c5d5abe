import django_filters
from django.utils.translation import gettext_lazy as _

from registry.common.filters import NamedFilter, RecordFilter, SlugFilter, TextFilter, YearFilter
from registry.process.models import CooperationArea
from registry.projects.models import Project
from registry.states.models import State


class ProjectFilter(RecordFilter):
    q = TextFilter("title", "objective")
    kind = django_filters.ChoiceFilter(choices=Project.Kind, label=_("Kind"))
    area = SlugFilter(
        field_name="areas", queryset=CooperationArea.objects.all(), label=_("Co-operation area")
    )
    state = NamedFilter(
        field_name="partners__state", queryset=State.objects.all(), label=_("State"), distinct=True
    )
    year = YearFilter(method="running_in", label=_("Running in the year"))

    class Meta:
        model = Project
        fields = ["q", "kind", "area", "state", "year"]

    def running_in(self, queryset, name, year):
        return queryset.running_in(int(year))
