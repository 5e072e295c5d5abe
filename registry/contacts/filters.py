from django.utils.translation import gettext_lazy as _

from registry.common.filters import NamedFilter, RecordFilter, TextFilter
from registry.contacts.models import Authority
from registry.states.models import State


class AuthorityFilter(RecordFilter):
    q = TextFilter("name")
    state = NamedFilter(queryset=State.objects.all(), label=_("State"))

    class Meta:
        model = Authority
        fields = ["q", "state"]
