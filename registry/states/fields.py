"""A state inside another record of the API: always by designation, always with its footnote."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.states.designations import designation
from registry.states.models import State


class NamedState(serializers.Serializer):
    """A state as it is called on the day asked for; show the footnote wherever you show the
    name."""

    iso_alpha3 = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    footnote = serializers.CharField()


@extend_schema_field(NamedState)
class StateField(serializers.Field):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)  # `allow_null` where a record may have none

    def to_representation(self, state: State) -> dict[str, str]:
        named = designation(state, self.context.get("as_of"))
        return {
            "iso_alpha3": state.iso_alpha3,
            "slug": state.slug,
            "name": named.name,
            "footnote": named.footnote,
        }
