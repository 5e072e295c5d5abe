from itertools import chain

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from registry.common.as_of import AsOf, as_of_day
from registry.common.store import published
from registry.figures.models import Indicator
from registry.imap import files
from registry.imap.catalogue import Wanted, layer_of, names
from registry.imap.filters import MapChoice
from registry.imap.layers import Layer
from registry.imap.looks import hatches
from registry.states.designations import by_name
from registry.states.known import taking_part


@published("layer", "year", "state", "classes", "as_of")
def imap(request: HttpRequest) -> HttpResponse:
    """The i-Map: a layer as map and as table; all of it is in the address."""
    as_of, choice, wanted, layer = asked(request)
    indicator = Indicator.objects.by_slugs([wanted.layer]).first()
    shown = {
        "layer": layer,
        "wanted": wanted,
        "as_of": as_of,
        "layers": names(),
        "patterns": hatches(layer.gaps),
        "forms": files.FORMS,
        "indicator": indicator,
        "query": query_of(wanted, layer, as_of),
        "errors": choice.errors,
        "other_year": other_year(wanted, layer),
        "states": by_name(taking_part(as_of.day), on=as_of.day)
        if indicator and indicator.counterpart_role
        else [],
    }
    return render(request, "imap/map.html", shown, status=400 if choice.errors else 200)


@published("layer", "year", "state", "classes", "as_of")
def layer_file(request: HttpRequest, form: str) -> HttpResponse:
    """The layer shown, as a file."""
    if form not in files.FORMS:
        raise Http404(_("A layer comes as .svg, .png, .csv or .geojson."))
    as_of, choice, wanted, layer = asked(request)
    if choice.errors or other_year(wanted, layer):
        told = [*chain.from_iterable(choice.errors.values()), other_year(wanted, layer)]
        raise Http404(" ".join(filter(None, map(str, told))))
    content, kind = files.file_of(layer, form, as_of.day.isoformat())
    response = HttpResponse(content, content_type=kind)
    of_state = wanted.state.slug if wanted.state else ""
    name = "-".join(filter(None, [wanted.layer, of_state, str(layer.year or "")]))
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def asked(request: HttpRequest) -> tuple[AsOf, MapChoice, Wanted, Layer]:
    as_of, choice = as_of_day(request), MapChoice(request.GET)
    wanted = choice.wanted()
    layer = layer_of(wanted, as_of.day)
    if layer is None:
        raise Http404(_("There is no such layer, or it has no figures. The map lists all layers."))
    if wanted.state and not layer.flows:
        choice.add_error("state", _("This layer has no flows of that state."))
    return as_of, choice, wanted, layer


def other_year(wanted: Wanted, layer: Layer) -> str:
    """Where the layer has nothing for the year asked for: that another one is shown."""
    if not wanted.year or wanted.year == layer.year:
        return ""
    if layer.year is None:
        return _("This layer is not by year: it shows what holds now.")
    words = {"asked": wanted.year, "shown": layer.year}
    return _("This layer has nothing for %(asked)s: %(shown)s is shown.") % words


def query_of(wanted: Wanted, layer: Layer, as_of: AsOf) -> str:
    """The address of just what is shown."""
    parts = [
        f"layer={wanted.layer}",
        f"year={layer.year}" if layer.year else "",
        f"state={wanted.state.slug}" if wanted.state else "",
    ]
    return "&".join(
        filter(None, [*parts, "classes=all" if wanted.is_same_for_all else "", as_of.query])
    )
