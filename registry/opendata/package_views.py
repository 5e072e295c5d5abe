from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from registry.common.dates import today
from registry.common.only_read import only_read
from registry.common.store import published
from registry.figures.models import Indicator
from registry.opendata import packages
from registry.opendata.machine_answers import takes
from registry.opendata.published import JSON


@only_read
@takes()
@published()
def lists(request: HttpRequest) -> HttpResponse:
    """Beside the whole sets of the API."""
    text = packages.as_text(packages.of_lists(today()))
    return HttpResponse(text, content_type=JSON)


@only_read
@published()
def indicator(request: HttpRequest, slug: str) -> HttpResponse:
    """Beside the whole table of an indicator."""
    found = Indicator.objects.for_page().by_slugs([slug]).first()
    if found is None:
        raise Http404(_("The registry has no indicator of that name."))
    return HttpResponse(packages.as_text(packages.of_indicator(found)), content_type=JSON)
