from datetime import date

from django.utils.translation import gettext_lazy as _

from registry.common.dates import today
from registry.common.filters import (
    ChoiceFilter,
    NamedFilter,
    RecordFilter,
    SlugFilter,
    YearFilter,
)
from registry.profiles.models import Edition, MigrationProfile
from registry.profiles.templates import Kind
from registry.states.models import RegionalGroup, State


class EditionFilter(RecordFilter):
    kind = ChoiceFilter(field_name="profile__kind", choices=Kind, label=_("Kind"))
    state = NamedFilter(field_name="profile__state", queryset=State.objects.all(), label=_("State"))
    endorsement = ChoiceFilter(choices=Edition.Endorsement, label=_("Endorsement"))
    year = YearFilter()

    class Meta:
        model = Edition
        fields = ["kind", "state", "endorsement", "year"]


class ProfileFilter(RecordFilter):
    kind = ChoiceFilter(choices=Kind, label=_("Kind"))
    state = NamedFilter(queryset=State.objects.all(), label=_("State"))

    class Meta:
        model = MigrationProfile
        fields = ["kind", "state"]


class CoverageFilter(RecordFilter):
    """Of the overview: which states' rows are shown."""

    group = SlugFilter(
        queryset=RegionalGroup.objects.all(), label=_("Regional group"), method="in_group"
    )

    class Meta:
        model = State
        fields = ["group"]

    def __init__(self, *args, day: date | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.day = day or today()

    def since(self, queryset, name, moment):
        """Not of the states: the file has a row for each edition (`changed`)."""
        return queryset

    def changed(self, editions: list[Edition]) -> list[Edition]:
        """Those that were written since the moment asked for, if there is one."""
        since = self.form.cleaned_data["changed_since"]
        return [edition for edition in editions if since is None or edition.updated_at >= since]

    def in_group(self, queryset, name, groups):
        return queryset.in_groups(groups, self.day)
