"""Addresses for machines that catalogue and harvest, at the top of the site and in no language's
folder."""

from django.urls import path

from registry.opendata import catalogue_views as catalogue
from registry.opendata import oai_urls, sdmx_urls
from registry.opendata import oembed_views as oembed
from registry.opendata import package_views as packages

urlpatterns = [
    path("catalog.ttl", catalogue.catalogue, {"form": "ttl"}, name="catalogue_ttl"),
    path("catalog.rdf", catalogue.catalogue, {"form": "rdf"}, name="catalogue_rdf"),
    path("catalog.jsonld", catalogue.catalogue, {"form": "jsonld"}, name="catalogue_jsonld"),
    path("datapackage.json", packages.lists, name="package"),
    path("oembed", oembed.embed, name="oembed"),
    path("sitemap.xml", catalogue.site_map, name="sitemap"),
    path("sitemap-<int:number>.xml", catalogue.site_map_part, name="sitemap_part"),
    path("id/<path:key>", catalogue.lasting, name="lasting"),
    *sdmx_urls.urlpatterns,
    *oai_urls.urlpatterns,
]
