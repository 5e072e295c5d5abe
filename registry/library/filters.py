from django.utils.translation import gettext_lazy as _

from registry.common.filters import (
    ChoiceFilter,
    NamedFilter,
    RecordFilter,
    SlugFilter,
    TextFilter,
    YearFilter,
)
from registry.common.languages import LANGUAGE_NAMES
from registry.library.models import Document
from registry.process.models import CooperationArea
from registry.states.models import State


class DocumentFilter(RecordFilter):
    q = TextFilter("title", "abstract")
    kind = ChoiceFilter(choices=Document.Kind, label=_("Kind"))
    area = SlugFilter(
        field_name="areas",
        queryset=CooperationArea.objects.all(),
        label=_("Co-operation area"),
        many=True,
    )
    state = NamedFilter(
        field_name="states", queryset=State.objects.all(), label=_("State"), many=True
    )
    language = ChoiceFilter(
        field_name="versions__language", choices=LANGUAGE_NAMES, label=_("Language"), many=True
    )
    year = YearFilter(field_name="published_on__year")

    class Meta:
        model = Document
        fields = ["q", "kind", "area", "state", "language", "year"]
