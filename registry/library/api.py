from typing import ClassVar

from django.conf import settings
from rest_framework import serializers

from registry.common.api import PublicSlug, ReadOnly, RelatedSlug
from registry.library.file_models import DocumentFile
from registry.library.filters import DocumentFilter
from registry.library.models import Document, DocumentVersion, in_full
from registry.states.fields import StateField


class FileSerializer(serializers.Serializer):
    """A file that the registry keeps."""

    kind = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    pages = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField()
    title = serializers.CharField(help_text="As the file itself has it.")
    is_tagged = serializers.BooleanField(allow_null=True)
    kept_at = serializers.DateTimeField()
    first_page = serializers.SerializerMethodField(help_text="A picture of it, as WebP.")

    def get_first_page(self, row: DocumentFile) -> str:
        return f"{settings.SITE_URL}{row.first_page}" if row.has_first_page else ""


class VersionSerializer(serializers.Serializer):
    language = serializers.CharField()
    url = serializers.SerializerMethodField(help_text="Where it is read: here, else elsewhere.")
    elsewhere = serializers.CharField(source="url")
    answered_on = serializers.DateField(
        allow_null=True, help_text="The address elsewhere, the last time."
    )
    file = FileSerializer(allow_null=True)

    def get_url(self, row: DocumentVersion) -> str:
        return in_full(row)


class DocumentSerializer(serializers.ModelSerializer):
    title = serializers.CharField()
    abstract = serializers.CharField()
    note = serializers.CharField(help_text="What is not known of it.")
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
            "note",
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
    orderings: ClassVar = {
        "slug": "slug",
        "published_on": "published_on",
        "updated_at": "updated_at",
    }
