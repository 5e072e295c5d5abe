from django.utils.translation import gettext_lazy as _

from registry.common.filters import NamedFilter, RecordFilter, SlugFilter, TextFilter, YearFilter
from registry.pages.models import NewsItem
from registry.projects.models import Project
from registry.states.models import State


class NewsFilter(RecordFilter):
    q = TextFilter("title", "body")
    state = NamedFilter(
        field_name="states", queryset=State.objects.all(), label=_("State"), many=True
    )
    project = SlugFilter(
        field_name="projects", queryset=Project.objects.public(), label=_("Project"), many=True
    )
    year = YearFilter(field_name="date__year")

    class Meta:
        model = NewsItem
        fields = ["q", "state", "project", "year"]
