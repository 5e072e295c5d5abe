from datetime import datetime
from typing import ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.common.api import ReadOnly, Row, Rows
from registry.common.dates import today
from registry.common.elsewhere import Elsewhere
from registry.common.languages import active
from registry.profiles.filters import EditionFilter, ProfileFilter
from registry.profiles.models import Edition, MigrationProfile
from registry.profiles.notices import notice
from registry.states.fields import StateField


class NoticeSerializer(serializers.Serializer):
    lead = serializers.CharField()
    text = serializers.CharField()


class EditionSerializer(serializers.ModelSerializer):
    state = StateField(source="profile.state")
    kind = serializers.CharField(source="profile.kind")
    version = serializers.IntegerField(source="number")
    template = serializers.CharField(source="template.reference")
    languages = serializers.ListField(child=serializers.CharField(), source="language_list")
    notice = serializers.SerializerMethodField(
        help_text="Belongs to every use of the edition; null where it speaks for the state."
    )
    has_text = serializers.BooleanField(
        help_text="False where the registry holds only the address of the document."
    )
    summary = serializers.CharField()
    document_url = serializers.CharField()
    document_url_kind = serializers.ChoiceField(
        choices=Elsewhere.choices,
        source="elsewhere",
        allow_null=True,
        help_text="What the address leads to; null where there is none.",
    )
    address = serializers.CharField(source="get_absolute_url")

    class Meta:
        model = Edition
        fields = [
            "state",
            "kind",
            "year",
            "last_year",
            "version",
            "template",
            "status",
            "endorsement",
            "origin",
            "submitted_on",
            "endorsed_on",
            "published_on",
            "published_year",
            "published_year_is_derived",
            "languages",
            "publisher",
            "document_url",
            "document_url_kind",
            "summary",
            "notice",
            "has_text",
            "checksum",
            "address",
            "certainty",
            "updated_at",
        ]

    @extend_schema_field(NoticeSerializer(allow_null=True))
    def get_notice(self, edition: Edition) -> dict | None:
        found = notice(edition)
        return {"lead": found.lead, "text": found.text} if found else None


class SectionContent(serializers.Serializer):
    code = serializers.CharField()
    number = serializers.CharField()
    heading = serializers.CharField()
    level = serializers.IntegerField(required=False)
    guidance = serializers.CharField(required=False)
    html = serializers.CharField(
        help_text="Clean HTML; empty where the state has not provided text."
    )
    gap = serializers.CharField(required=False, help_text="Why there is no text.")
    parity = serializers.CharField(
        required=False, help_text="Where the two languages are not of one age."
    )
    freshness = serializers.CharField(required=False, help_text="How old the words are.")
    language = serializers.CharField(
        required=False, help_text="Of the text, where it is not the one asked for."
    )
    figures = serializers.ListField(child=serializers.DictField())
    sources = serializers.ListField(child=serializers.DictField())


class EditionDetailSerializer(EditionSerializer):
    footnotes = serializers.SerializerMethodField(
        help_text="Of the names of states in the text: show them wherever you show it."
    )
    sections = serializers.SerializerMethodField(
        help_text="As frozen at publication, without the charts."
    )

    class Meta(EditionSerializer.Meta):
        fields = [*EditionSerializer.Meta.fields, "footnotes", "sections"]

    def get_footnotes(self, edition: Edition) -> list[str]:
        return (edition.content_in(active()) or {}).get("footnotes", [])

    @extend_schema_field(SectionContent(many=True))
    def get_sections(self, edition: Edition) -> list[dict]:
        content = edition.content_in(active()) or {"sections": []}
        for section in content["sections"]:
            for figure in section["figures"]:
                figure.pop("chart", None)
        return content["sections"]


class ProfileSerializer(serializers.ModelSerializer):
    state = StateField()
    note = serializers.CharField()
    editions = serializers.SerializerMethodField(
        help_text="Addresses of its public editions in this API."
    )

    class Meta:
        model = MigrationProfile
        fields = ["state", "kind", "note", "editions", "updated_at"]

    def get_editions(self, profile: MigrationProfile) -> list[str]:
        years = dict.fromkeys(
            edition.year for edition in profile.editions.all() if edition.is_public
        )
        return [f"/api/v1/editions/{profile.state.slug}/{profile.kind}/{year}/" for year in years]


class ProfileViewSet(ReadOnly):
    """Migration profiles: a state's series of one kind."""

    queryset = MigrationProfile.objects.for_api()
    serializer_class = ProfileSerializer
    filterset_class = ProfileFilter
    orderings: ClassVar = {"state": "state__slug", "kind": "kind", "updated_at": "updated_at"}
    lookup_field = "profile"
    lookup_value_regex = "[a-z-]+/(?:light|extended)"

    def removed(self, since: datetime) -> Rows:
        """A profile stays for ever."""
        return []

    def get_object(self) -> MigrationProfile:
        state, kind = self.kwargs["profile"].split("/")
        found = MigrationProfile.objects.for_api().of(state, kind)
        if found is None:
            raise Http404
        return found


def tombstone_of(edition: Edition) -> Row:
    return {
        "state": edition.profile.state.slug,
        "kind": edition.profile.kind,
        "year": edition.year,
        "version": edition.number,
        "removed_at": edition.updated_at,
    }


class EditionViewSet(ReadOnly):
    """Public editions. One edition comes with its sections, as they were frozen."""

    queryset = Edition.objects.public().for_api()
    serializer_class = EditionSerializer
    filterset_class = EditionFilter
    orderings: ClassVar = {
        "state": "profile__state__slug",
        "year": "year",
        "published_on": "published_on",
        "updated_at": "updated_at",
    }
    lookup_field = "edition"
    lookup_value_regex = "[a-z-]+/(?:light|extended)/[0-9]{4}"

    def removed(self, since: datetime) -> Rows:
        """Those that were withdrawn."""
        rows = Edition.objects.withdrawn().changed_since(since).for_api()
        return [tombstone_of(edition) for edition in rows]

    def get_queryset(self):
        """`as_of`: the list of those that were current on that day."""
        day = getattr(self, "as_of", today())
        if self.action == "list" and day < today():
            return Edition.objects.standing_on(day).for_api()
        return super().get_queryset()

    def get_serializer_class(self) -> type[EditionSerializer]:
        return EditionDetailSerializer if self.action == "retrieve" else EditionSerializer

    def get_object(self) -> Edition:
        state, kind, year = self.kwargs["edition"].split("/")
        rows = self.get_queryset().current().of_profile(state, kind)
        found = next((edition for edition in rows if edition.year == int(year)), None)
        if found is None:
            raise Http404
        return found
