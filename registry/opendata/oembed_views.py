from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from registry.common.dates import today
from registry.common.languages import LANGUAGES
from registry.common.only_read import only_read
from registry.common.problems import problem_answer, unknown
from registry.common.store import published
from registry.figures.filters import ChartChoice
from registry.figures.indicator_chart import picture_or_reason
from registry.figures.models import Indicator
from registry.figures.panel import panel_of
from registry.imap.catalogue import layer_of
from registry.imap.files import as_svg
from registry.imap.filters import MapChoice
from registry.opendata import oembed
from registry.opendata.published import whole
from registry.states.designations import by_name
from registry.states.known import taking_part

LARGEST = 10_000  # pixels


@only_read
@published("url", "format", "maxwidth", "maxheight")
def embed(request: HttpRequest) -> HttpResponse:
    """What stands at an address of the registry, for another site to show it."""
    form = request.GET.get("format", "json")
    if form not in oembed.FORMS:
        wrong = unknown("format", form, oembed.FORMS, _("The answer comes as json or xml."))
        return problem_answer(501, wrong.sentence, [wrong])
    sizes = [size_in(request.GET.get(name)) for name in ("maxwidth", "maxheight")]
    if None in sizes or not request.GET.get("url"):
        text = _("Ask with the address (url) and with whole numbers of pixels.")
        return problem_answer(400, text)
    width, height = (size or LARGEST for size in sizes)
    found = answer_for(request.GET["url"], width, height)
    return HttpResponse(oembed.WRITERS[form](found), content_type=oembed.FORMS[form])


def size_in(text: str | None) -> int | None:
    """The most there is room for; None for what is no number of pixels."""
    if text is None:
        return LARGEST
    is_number = text.isascii() and text.isdecimal() and len(text) <= 5
    return min(int(text), LARGEST) or None if is_number else None


def answer_for(address: str, width: int, height: int) -> oembed.Answer:
    """Raises Http404 for an address that is not ours, and for what no other site can show."""
    site = urlsplit(settings.SITE_URL)
    try:
        parts = urlsplit(address)
    except ValueError:
        raise not_here() from None
    language = parts.path[1:3]
    if (parts.scheme, parts.netloc) != (site.scheme, site.netloc) or language not in LANGUAGES:
        raise not_here()
    with translation.override(language):
        try:
            match = resolve(parts.path)
        except Resolver404:
            raise not_here() from None
        if match.url_name not in EMBEDDED:
            raise not_here()
        query = QueryDict(parts.query)
        return EMBEDDED[match.url_name](query, match.kwargs.get("slug", ""), width, height)


def not_here() -> Http404:
    return Http404(_("At that address there is no chart and no map of the registry."))


def chart(query: QueryDict, slug: str, width: int, height: int) -> oembed.Answer:
    indicator = Indicator.objects.for_page().by_slugs([slug]).first()
    known = QueryDict(mutable=True)
    for name in ChartChoice.base_fields:
        known.setlist(name, query.getlist(name))
    choice = ChartChoice(known)
    if indicator is None or not choice.is_valid():
        raise not_here()
    day = today()
    states = by_name(taking_part(day), on=day)
    picture, reason = picture_or_reason(panel_of(indicator, states, day), choice.view(), day)
    if picture is None or reason:
        raise not_here()
    shown = f"?{known.urlencode()}" if known.urlencode() else ""
    frame = whole(f"{reverse('indicator_embed', args=[slug])}{shown}")
    return oembed.of_a_chart(indicator.title, frame, width, height)


def map_layer(query: QueryDict, slug: str, width: int, height: int) -> oembed.Answer:
    choice = MapChoice(query)
    wanted, day = choice.wanted(), today()
    layer = layer_of(wanted, day)
    if choice.errors or layer is None or (wanted.year and wanted.year != layer.year):
        raise not_here()
    shown = f"?{query.urlencode()}" if query else ""
    picture = whole(f"{reverse('map_layer', args=['png'])}{shown}")
    title = ", ".join(filter(None, [layer.title, str(layer.year or "")]))
    svg = as_svg(layer, day.isoformat())
    return oembed.of_a_map(title, picture, svg, width=width, height=height)


EMBEDDED: dict[str | None, Callable[[QueryDict, str, int, int], oembed.Answer]] = {
    "indicator": chart,
    "indicator_embed": chart,
    "map": map_layer,
}
