from django.urls import path

from registry.opendata import sdmx_views

urlpatterns = [
    path("sdmx/structure/<str:version>.xml", sdmx_views.sdmx_structure, name="sdmx_structure"),
    path("sdmx/<slug:slug>.<slug:form>", sdmx_views.sdmx_figures, name="sdmx_figures"),
]
