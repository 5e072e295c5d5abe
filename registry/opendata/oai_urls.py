from django.urls import path

from registry.opendata import oai_views

urlpatterns = [path("oai", oai_views.oai, name="oai")]
