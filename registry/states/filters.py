from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from registry.common.dates import today
from registry.common.filters import AsOfFilter, RecordFilter, SlugFilter
from registry.states.designations import by_name
from registry.states.models import RegionalGroup, State


class GroupFilter(RecordFilter):
    class Meta:
        model = RegionalGroup
        fields: ClassVar[list[str]] = []


class StateFilter(RecordFilter):
    group = SlugFilter(
        queryset=RegionalGroup.objects.all(), label=_("Regional group"), method="in_group"
    )
    as_of = AsOfFilter(label=_("Participating on"), method="participating")

    class Meta:
        model = State
        fields = ["group", "as_of"]

    @property
    def day(self):
        """The day asked for, else today."""
        return (self.form.cleaned_data.get("as_of") if self.form.is_valid() else None) or today()

    def in_group(self, queryset, name, groups):
        return queryset.in_groups(groups, self.day)

    def ever_participating(self) -> list[State]:
        """By name: those of the chosen group that took part at any time."""
        rows = State.objects.ever_participating().for_page()
        groups = self.form.cleaned_data.get("group")
        return by_name(rows.in_groups(groups, self.day), on=self.day)

    def changed(self, states: list[State]) -> list[State]:
        """Those that were written since the moment asked for, if there is one."""
        since = self.form.cleaned_data["changed_since"]
        return [state for state in states if since is None or state.updated_at >= since]

    def participating(self, queryset, name, day):
        return queryset.participating(day)
