from rest_framework import serializers

from registry.common.api import ReadOnly
from registry.contacts.filters import AuthorityFilter
from registry.contacts.models import Authority
from registry.states.fields import StateField


class AuthoritySerializer(serializers.ModelSerializer):
    state = StateField()
    name = serializers.CharField()
    seen_as = serializers.CharField()

    class Meta:
        model = Authority
        fields = [
            "state",
            "name",
            "seen_as",
            "holds_contact_point",
            "url",
            "certainty",
            "updated_at",
        ]


class AuthorityViewSet(ReadOnly):
    """Authorities of the states. Persons are never in this API."""

    queryset = Authority.objects.for_api()
    serializer_class = AuthoritySerializer
    filterset_class = AuthorityFilter
    lookup_field = "pk"
