"""Addresses of the deployment: the registry's own, the admin and the health check."""

from django.contrib import admin
from django.urls import include, path

from registry.pages import errors, health

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("", include("registry.urls")),
]
