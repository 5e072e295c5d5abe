from rest_framework import serializers

from registry.common.api import PublicSlug, ReadOnly, RelatedSlug
from registry.library.filters import DocumentFilter
from registry.library.models import Document
from registry.states.fields import StateField


class VersionSerializer(serializers.Serializer):
    language = serializers.CharField()
    url = serializers.CharField()


class DocumentSerializer(serializers.ModelSerializer):
    title = serializers.CharField()
    abstract = serializers.CharField()
    versions = VersionSerializer(many=True)
    areas = RelatedSlug(many=True)
    states: serializers.ListSerializer = serializers.ListSerializer(child=StateField())
    project = PublicSlug()
    meeting = PublicSlug()

    class Meta:
        model = Document
        fields = [
            "slug",
            "kind",
            "title",
            "abstract",
            "published_on",
            "published_precision",
            "authors",
            "publisher",
            "series",
            "versions",
            "areas",
            "states",
            "project",
            "meeting",
            "certainty",
            "updated_at",
        ]


class DocumentViewSet(ReadOnly):
    """Documents of the library with the addresses of their language versions."""

    queryset = Document.objects.public().for_api()
    serializer_class = DocumentSerializer
    filterset_class = DocumentFilter
