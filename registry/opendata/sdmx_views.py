from collections.abc import Callable, Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation

from registry.common.api import MOST_KEPT, language_of
from registry.common.api_paging import counted
from registry.common.only_read import only_read
from registry.common.problems import problem_answer
from registry.common.store import published
from registry.figures.models import Indicator, ObservationQuerySet
from registry.opendata import sdmx_data
from registry.opendata.machine_answers import stream, takes, whole
from registry.opendata.sdmx_asking import PARAMETERS, Asked
from registry.opendata.sdmx_structure import FORMS
from registry.opendata.sdmx_structure import structure as structure_message

CSV = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
XML = "application/vnd.sdmx.structurespecificdata+xml; version=2.1"
STRUCTURE = "application/vnd.sdmx.structure+xml; version={version}"
Maker = Callable[[Indicator, ObservationQuerySet], Iterator[bytes]]


def as_xml(indicator: Indicator, found: ObservationQuerySet) -> Iterator[bytes]:
    return sdmx_data.as_xml(indicator, found, timezone.now())


WAYS: dict[str, tuple[Maker, str]] = {"csv": (sdmx_data.as_csv, CSV), "xml": (as_xml, XML)}


@only_read
@published(*PARAMETERS)
def sdmx_figures(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    """All figures and gaps of an indicator, of every source, sex and other end."""
    if form not in WAYS:
        raise Http404
    language = language_of(request)
    with translation.override(language):
        indicator = get_object_or_404(Indicator, slug=slug)
        asked = Asked(request.GET)
        wrong = asked.wrong()
        if wrong:
            return problem_answer(400, " ".join(one.sentence for one in wrong), wrong)
        make, kind = WAYS[form]
        found = asked.figures(indicator)
        pieces = make(indicator, found)
        if counted(found).number > MOST_KEPT:
            response: HttpResponseBase = stream(request, pieces, kind, language)
        else:
            response = whole(b"".join(pieces), kind, language)
    response["Content-Disposition"] = f'attachment; filename="{slug}.{form}"'
    return response


@only_read
@takes()
@published()
def sdmx_structure(request: HttpRequest, version: str) -> HttpResponse:
    """Code lists, concepts, structure and dataflows, named in both languages."""
    if version not in FORMS:
        raise Http404
    found = structure_message(version, timezone.now())
    return whole(found, STRUCTURE.format(version="3.0.0" if version == "3.0" else version))
