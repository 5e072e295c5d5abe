import django_filters
from django.utils.translation import gettext_lazy as _

from registry.common.dates import today
from registry.common.filters import ChoiceFilter, NamedFilter, SlugFilter, any_of
from registry.contacts.models import ContactPoint
from registry.states.models import RegionalGroup, State


class NetworkFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Words"), max_length=100, method="with_words")
    state = NamedFilter(queryset=State.objects.all(), label=_("State"))
    group = SlugFilter(queryset=RegionalGroup.objects.all(), label=_("Group"), method="in_group")
    role = ChoiceFilter(choices=ContactPoint.Role, label=_("Role"))

    class Meta:
        model = ContactPoint
        fields = ["q", "state", "group", "role"]

    def with_words(self, queryset, name, value):
        return queryset.named_in_network(value)

    def in_group(self, queryset, name, groups):
        return any_of(queryset.in_group(group, today()) for group in groups)
