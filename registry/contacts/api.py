from typing import ClassVar

from rest_framework import serializers

from registry.common.api import ReadOnly
from registry.contacts.filters import AuthorityFilter
from registry.contacts.models import Authority
from registry.states.fields import StateField


class AuthoritySerializer(serializers.ModelSerializer):
    state = StateField()
    name = serializers.CharField()
    seen_as = serializers.CharField()
    url = serializers.CharField()

    class Meta:
        model = Authority
        fields = [
            "id",
            "state",
            "name",
            "seen_as",
            "holds_contact_point",
            "since",
            "until",
            "url",
            "certainty",
            "updated_at",
        ]


class AuthorityViewSet(ReadOnly):
    """Authorities of the states. Persons are never in this API."""

    queryset = Authority.objects.for_api()
    serializer_class = AuthoritySerializer
    filterset_class = AuthorityFilter
    key = ("id",)
    orderings: ClassVar = {"id": "pk", "updated_at": "updated_at"}
    lookup_field = "pk"
    lookup_value_regex = "[0-9]{1,9}"
