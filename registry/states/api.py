from typing import ClassVar

from rest_framework import serializers

from registry.common.api import ReadOnly
from registry.states.designations import designation
from registry.states.filters import GroupFilter, StateFilter
from registry.states.models import RegionalGroup, State


class GroupSerializer(serializers.ModelSerializer):
    name = serializers.CharField()

    class Meta:
        model = RegionalGroup
        fields = ["slug", "name", "order", "updated_at"]


class ParticipationSerializer(serializers.Serializer):
    status = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    since_precision = serializers.CharField()
    until = serializers.DateField(allow_null=True)
    until_precision = serializers.CharField()
    note = serializers.CharField()
    certainty = serializers.CharField()


class StateSerializer(serializers.ModelSerializer):
    name = serializers.SerializerMethodField()
    official_name = serializers.SerializerMethodField()
    footnote = serializers.SerializerMethodField()
    capital = serializers.CharField()
    group = serializers.SerializerMethodField()
    participations = ParticipationSerializer(many=True)

    class Meta:
        model = State
        fields = [
            "iso_alpha3",
            "iso_alpha2",
            "slug",
            "name",
            "official_name",
            "footnote",
            "capital",
            "group",
            "participations",
            "updated_at",
        ]

    def get_name(self, state: State) -> str:
        return designation(state, self.context["as_of"]).name

    def get_official_name(self, state: State) -> str:
        return designation(state, self.context["as_of"]).official_name

    def get_footnote(self, state: State) -> str:
        return designation(state, self.context["as_of"]).footnote

    def get_group(self, state: State) -> str:
        return getattr(state.group_on(self.context["as_of"]), "slug", "")


class GroupViewSet(ReadOnly):
    """Regional groups."""

    queryset = RegionalGroup.objects.all()
    serializer_class = GroupSerializer
    filterset_class = GroupFilter
    orderings: ClassVar = {"slug": "slug", "order": "order", "updated_at": "updated_at"}


class StateViewSet(ReadOnly):
    """States that take part or took part; `as_of`: those taking part on that day, named as they
    were then."""

    queryset = State.objects.for_api()
    serializer_class = StateSerializer
    filterset_class = StateFilter
    orderings: ClassVar = {
        "slug": "slug",
        "iso_alpha3": "iso_alpha3",
        "iso_alpha2": "iso_alpha2",
        "updated_at": "updated_at",
    }
