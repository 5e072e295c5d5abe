from rest_framework import serializers

from registry.common.api import PublicSlug, ReadOnly, RelatedSlug, Words
from registry.process.filters import ActionPlanFilter, MeetingFilter
from registry.process.models import Action, ActionPlan, Meeting
from registry.states.fields import StateField


class AttendanceSerializer(serializers.Serializer):
    state = StateField()
    role = serializers.CharField()


class MeetingSerializer(serializers.ModelSerializer):
    title = serializers.CharField()
    summary = Words()
    place = serializers.CharField()
    country = StateField()
    host = StateField()
    project = PublicSlug()
    attendances = AttendanceSerializer(
        many=True, help_text="States that a source names; others may have been there."
    )

    class Meta:
        model = Meeting
        fields = [
            "slug",
            "kind",
            "number",
            "title",
            "summary",
            "starts_on",
            "ends_on",
            "date_precision",
            "place",
            "country",
            "is_online",
            "is_cancelled",
            "host",
            "project",
            "states_count",
            "people_count",
            "organisations",
            "attendances",
            "certainty",
            "updated_at",
        ]


class ActionSerializer(serializers.ModelSerializer):
    area = RelatedSlug()
    title = serializers.CharField()
    detail = serializers.CharField()
    projects = RelatedSlug(many=True)

    class Meta:
        model = Action
        fields = ["slug", "number", "area", "title", "detail", "projects", "certainty"]


class ActionPlanSerializer(serializers.ModelSerializer):
    title = serializers.CharField()
    summary = serializers.CharField()
    coverage = serializers.CharField(help_text="What the registry holds of the plan.")
    meeting = PublicSlug()
    document = RelatedSlug()
    actions = ActionSerializer(many=True)

    class Meta:
        model = ActionPlan
        fields = [
            "slug",
            "title",
            "summary",
            "coverage",
            "adopted_on",
            "first_year",
            "last_year",
            "meeting",
            "document",
            "actions",
            "updated_at",
        ]


class MeetingViewSet(ReadOnly):
    """Conferences, meetings, workshops, visits."""

    queryset = Meeting.objects.public().for_api()
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilter


class ActionPlanViewSet(ReadOnly):
    """Action plans with the actions that are on record."""

    queryset = ActionPlan.objects.for_api()
    serializer_class = ActionPlanSerializer
    filterset_class = ActionPlanFilter
