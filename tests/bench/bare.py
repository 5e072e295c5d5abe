"""What the product is measured against: the least that Django and REST framework can do."""

from django.http import HttpResponse
from django.urls import path
from rest_framework import generics, renderers, serializers
from rest_framework.pagination import PageNumberPagination

from registry.figures.models import Observation

PAGE = {"body": b""}


def same_bytes(request) -> HttpResponse:
    """A bare view that returns the same bytes as the profile page."""
    return HttpResponse(PAGE["body"], headers={"Content-Length": str(len(PAGE["body"]))})


class PlainSerializer(serializers.ModelSerializer):
    class Meta:
        model = Observation
        fields = [
            "indicator",
            "state",
            "year",
            "sex",
            "counterpart",
            "value",
            "gap",
            "status",
            "source",
            "note_en",
        ]


class PlainPages(PageNumberPagination):
    page_size = 100


class PlainList(generics.ListAPIView):
    queryset = Observation.versions.select_related(
        "indicator", "state", "counterpart", "source"
    ).order_by("pk")
    serializer_class = PlainSerializer
    pagination_class = PlainPages
    renderer_classes = (renderers.JSONRenderer,)
    filter_backends = ()


urlpatterns = [path("page/", same_bytes), path("observations/", PlainList.as_view())]
