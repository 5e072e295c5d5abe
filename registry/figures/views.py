from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from registry.common.dates import today
from registry.common.store import published
from registry.figures.comparison import table_of
from registry.figures.filters import IndicatorFilter
from registry.figures.models import Indicator
from registry.states.models import State


@published("topic")
def indicators(request: HttpRequest) -> HttpResponse:
    filterset = IndicatorFilter(request.GET, queryset=Indicator.objects.with_coverage())
    rows = filterset.qs if filterset.is_valid() else filterset.queryset.none()
    topics = [(topic.label, [row for row in rows if row.topic == topic]) for topic in Indicator.Topic]
    return render(
        request, "figures/indicators.html", {"filter": filterset, "topics": [one for one in topics if one[1]]}
    )


@published("year")
def indicator(request: HttpRequest, slug: str) -> HttpResponse:
    found = Indicator.objects.for_page().by_slugs([slug]).first()
    if found is None:
        raise Http404(_("The registry has no indicator of that name. The data page lists all of them."))
    asked = request.GET.get("year", "")[:4]
    year = int(asked) if asked.isdecimal() else None
    table = table_of(found, State.objects.participating(today()), year)
    if asked and (year is None or table is None):
        raise Http404(_("There is no figure for that year. Choose one of the years on the indicator’s page."))
    return render(request, "figures/indicator.html", {"indicator": found, "table": table})
