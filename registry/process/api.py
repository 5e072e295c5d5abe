from typing import ClassVar

from rest_framework import serializers

from registry.common.api import PublicSlug, ReadOnly, RelatedSlug, Words
from registry.process.chapters import Chapter
from registry.process.filters import ActionPlanFilter, MeetingFilter
from registry.process.models import Action, ActionPlan, Meeting
from registry.states.fields import StateField


class AttendanceSerializer(serializers.Serializer):
    state = StateField()
    role = serializers.CharField()


class MeetingSerializer(serializers.ModelSerializer):
    title = serializers.CharField()
    summary = Words()
    result = serializers.CharField(help_text="What it brought, in one line.")
    note = serializers.CharField(help_text="What is not known, or where sources differ.")
    place = serializers.CharField()
    country = StateField(allow_null=True)
    host = StateField(allow_null=True)
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
            "result",
            "note",
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


class ChapterSerializer(serializers.ModelSerializer):
    area = RelatedSlug()
    title = serializers.CharField(help_text="As the plan words it; the area bears today’s term.")

    class Meta:
        model = Chapter
        fields = ["area", "title", "certainty"]


class ActionPlanSerializer(serializers.ModelSerializer):
    title = serializers.CharField()
    summary = serializers.CharField()
    coverage = serializers.CharField(help_text="What the registry holds of the plan.")
    meeting = PublicSlug()
    document = RelatedSlug(allow_null=True)
    chapters = ChapterSerializer(many=True)
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
            "chapters",
            "actions",
            "updated_at",
        ]


class MeetingViewSet(ReadOnly):
    """Conferences, meetings, workshops, visits."""

    queryset = Meeting.objects.public().for_api()
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilter
    orderings: ClassVar = {"slug": "slug", "starts_on": "starts_on", "updated_at": "updated_at"}


class ActionPlanViewSet(ReadOnly):
    """Action plans with the actions that are on record."""

    queryset = ActionPlan.objects.for_api()
    serializer_class = ActionPlanSerializer
    filterset_class = ActionPlanFilter
    orderings: ClassVar = {"slug": "slug", "adopted_on": "adopted_on", "updated_at": "updated_at"}
