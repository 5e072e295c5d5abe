from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

from registry.common.dates import today
from registry.common.only_read import only_read
from registry.common.store import published as kept
from registry.opendata import sitemap
from registry.opendata.catalogue_program import TYPES, catalogue_on
from registry.opendata.gathering import published
from registry.opendata.machine_answers import takes


@only_read
@takes()
@kept()
def catalogue(request: HttpRequest, form: str) -> HttpResponse:
    """All that is published, as DCAT-AP: .ttl, .rdf or .jsonld."""
    response = HttpResponse(catalogue_on(today(), form), content_type=TYPES[form])
    response["Content-Language"] = "en, ru"
    return response


@only_read
def lasting(request: HttpRequest, key: str) -> HttpResponse:
    """From the address that a catalogue names a thing by to the page about it, in the reader's
    language."""
    page = published(today()).page_of(key)
    if not page:
        raise Http404(_("The registry publishes nothing of that name."))
    language = "ru" if get_language_from_request(request) == "ru" else "en"
    response = HttpResponseRedirect(f"/{language}{page}", status=303)
    response["Vary"] = "Accept-Language"
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response


@only_read
@kept()
def site_map(request: HttpRequest) -> HttpResponse:
    """All pages, or where they do not fit into one file, the parts that hold them."""
    found = sitemap.parts()
    text = found[0] if len(found) == 1 else sitemap.index_of(len(found))
    return HttpResponse(text, content_type="application/xml")


@only_read
@kept()
def site_map_part(request: HttpRequest, number: int) -> HttpResponse:
    found = sitemap.parts()
    if not 1 <= number <= len(found):
        raise Http404(_("The list of pages has no such part."))
    return HttpResponse(found[number - 1], content_type="application/xml")
