from typing import Any

from rest_framework import serializers

from registry.common.api import PublicSlug, ReadOnly, RelatedSlug, Words
from registry.projects.filters import ProjectFilter
from registry.projects.models import Project
from registry.states.fields import StateField


class PartnerSerializer(serializers.Serializer):
    role = serializers.CharField()
    state = StateField(allow_null=True)
    organisation = serializers.CharField()


class OutputSerializer(serializers.Serializer):
    slug = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()


class ProjectSerializer(serializers.ModelSerializer):
    title = serializers.CharField()
    objective = Words()
    activities = Words()
    results = Words()
    funding = serializers.CharField()
    note = serializers.CharField(help_text="What is not known, or where sources differ.")
    parent: Any = PublicSlug()  # the library's own `parent` is the field around
    areas = RelatedSlug(many=True)
    actions = RelatedSlug(many=True)
    partners = PartnerSerializer(many=True)
    outputs = OutputSerializer(many=True)

    class Meta:
        model = Project
        fields = [
            "slug",
            "acronym",
            "kind",
            "number",
            "parent",
            "title",
            "objective",
            "activities",
            "results",
            "funding",
            "note",
            "starts_on",
            "starts_precision",
            "ends_on",
            "ends_precision",
            "areas",
            "actions",
            "partners",
            "outputs",
            "certainty",
            "updated_at",
        ]


ORDERINGS = {
    "slug": "slug",
    "number": "number",
    "starts_on": "starts_on",
    "ends_on": "ends_on",
    "updated_at": "updated_at",
}


class ProjectViewSet(ReadOnly):
    """Programmes, projects and pilot projects."""

    queryset = Project.objects.public().for_api()
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter
    orderings = ORDERINGS


class PilotProjectViewSet(ReadOnly):
    """The pilot projects, by number."""

    queryset = Project.objects.public().pilots().for_api()
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter
    orderings = ORDERINGS
    lookup_field = "number"
    lookup_value_regex = "[0-9]{1,3}"
