"""The page that lets a reader try the API."""

from typing import Any

from django.http import HttpRequest
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.response import Response


class Docs(SpectacularSwaggerSplitView):
    """The library's page without a form token: this API is only read, and a public page sets no
    cookie."""

    @extend_schema(exclude=True)
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        self.url_self = request.path
        response = super().get(request, *args, **kwargs)
        response.data["csrf_token"] = ""
        return response
