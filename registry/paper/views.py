"""Files of editions and pages, and the page that says whether a printed one still stands."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from registry.common.as_of import as_of_day
from registry.common.dates import today
from registry.common.file_answers import file_answer
from registry.common.languages import active
from registry.common.library_internals import mark_as_logged
from registry.common.limits import MINUTE, Limit
from registry.common.only_read import only_read
from registry.common.store import published
from registry.compare.comparing import FEWEST, compared_of
from registry.compare.filters import ComparisonChoice
from registry.figures.filters import IndicatorChoice
from registry.figures.models import Indicator
from registry.paper.asking import changes_asked, indicator_asked, project_asked, state_asked
from registry.paper.checking import checked
from registry.paper.comparison_paper import comparison_sheet
from registry.paper.keeping import (
    A_MOMENT,
    FORMS,
    StillMadeError,
    kept,
    made,
    made_on,
    name_of,
)
from registry.paper.sheets import Sheet, sheet_paper
from registry.profiles.models import Edition
from registry.profiles.templates import Kind
from registry.projects.models import Project
from registry.states.designations import by_name
from registry.states.known import state_by_slug, taking_part
from registry.takeaway.asking import COPYING

ASKED = Limit("papers", 60, MINUTE)  # sheets of one network; each is put together anew
AGAIN_IN = 5  # seconds
AS_DATA = "json"


def edition_of(state: str, kind: str, year: int, number: int | None) -> Edition:
    """A version of an edition; without a number that which stands."""
    if kind not in Kind.values:
        raise Http404(_("A profile is either “extended” or “light”."))
    editions = Edition.objects.public().of_profile(state, kind).of_year(year)
    found = (editions.with_number(number) if number else editions).first()
    if found is None:
        raise Http404(_("There is no such version. The edition’s page lists those that exist."))
    return found


@only_read
def edition_file(
    request: HttpRequest, state: str, kind: str, year: int, form: str, number: int | None = None
) -> HttpResponseBase:
    if form not in (*FORMS, AS_DATA) or kind not in Kind.values:
        raise Http404(_("An edition comes as .pdf, .docx or .json."))
    found = edition_of(state, kind, year, number)
    if form == AS_DATA:
        return as_data(found)
    wait = None if request.META.get(COPYING) else A_MOMENT  # a copy leaves none out
    try:
        path = kept(found, form, wait)
    except StillMadeError:
        return being_made(request)
    response = file_answer(
        request,
        path,
        kind=FORMS[form],
        mark=path.stem,
        name=f"{name_of(found)}.{form}",
        is_public=True,
    )
    response["Content-Language"] = active()
    return response


def as_data(edition: Edition) -> HttpResponse:
    """The API has the version that stands."""
    if edition.status != Edition.Status.PUBLISHED:
        raise Http404(_("Only the published edition comes as .json."))
    profile = edition.profile
    address = f"/api/v1/editions/{profile.state.slug}/{profile.kind}/{edition.year}/"
    return redirect(f"{address}?lang={active()}")


@only_read
def changes_file(
    request: HttpRequest, state: str, kind: str, year: int, number: int | None = None
) -> HttpResponseBase:
    found = edition_of(state, kind, year, number)
    return sheet_file(request, changes_asked(found, today()))


@only_read
def state_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    as_of, found = as_of_day(request), state_by_slug(slug)
    if found is None:
        raise Http404(
            _("The registry has no state of that name. The list of states has all of them.")
        )
    if not ASKED.lets_read(request):
        return too_many(request)
    return sheet_file(request, state_asked(found, as_of))


@only_read
def project_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = get_object_or_404(Project.objects.public().for_page(), slug=slug)
    if found.kind == Project.Kind.PILOT_PROJECT:
        return redirect("pilot_project_file", found.number, permanent=True)
    return sheet_file(request, project_asked(found, today()))


@only_read
def pilot_project_file(request: HttpRequest, number: int) -> HttpResponseBase:
    pilots = Project.objects.public().pilots().for_page()
    return sheet_file(request, project_asked(get_object_or_404(pilots, number=number), today()))


@only_read
def indicator_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The chart and the year that the page's address asks for."""
    as_of, choice = as_of_day(request), IndicatorChoice(request.GET)
    indicator = get_object_or_404(Indicator.objects.for_page(), slug=slug)
    if not choice.is_valid():
        raise Http404(_("There is no such chart. The indicator’s page says what can be chosen."))
    if not ASKED.lets_read(request):
        return too_many(request)
    year, query = choice.cleaned_data["year"], request.GET.urlencode()
    sheet = indicator_asked(indicator, as_of, view=choice.view(), year=year, query=query)
    return sheet_file(request, sheet)


@only_read
def comparison_file(request: HttpRequest) -> HttpResponseBase:
    as_of, choice = as_of_day(request), ComparisonChoice(request.GET)
    wanted = choice.wanted()
    if not choice.is_valid() or len(wanted["state"]) < FEWEST:
        raise Http404(_("Choose two to four states."))
    if not ASKED.lets_read(request):
        return too_many(request)
    participating = by_name(taking_part(as_of.day), on=as_of.day)
    compared = compared_of(wanted, participating, as_of)
    page = f"{request.path.removesuffix('.pdf')}/"
    return sheet_file(request, comparison_sheet(wanted, compared, as_of=as_of, page=page))


def sheet_file(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    """Its name says what it is, the language, and of which day: that on which it was made, as it
    says itself, or the earlier day that was asked for."""
    language = active()
    try:
        path = made(sheet.key, "pdf", sheet_paper(sheet), language, A_MOMENT)
    except StillMadeError:
        return being_made(request)
    day = sheet.day if sheet.is_past else made_on(path)
    name = f"{sheet.name}-{language}-{day.isoformat()}.pdf"
    kind = FORMS["pdf"]
    response = file_answer(request, path, kind=kind, mark=path.stem, name=name, is_public=True)
    response["Content-Language"] = language
    return response


def being_made(request: HttpRequest) -> HttpResponse:
    """A page that asks again by itself, and says so. Nothing is wrong, so no line of the
    log tells of a fault."""
    context = waiting(request) | {"seconds": AGAIN_IN}
    response = render(request, "paper/being_made.html", context, status=503)
    response["Retry-After"] = str(AGAIN_IN)
    response["Refresh"] = str(AGAIN_IN)
    response["Cache-Control"] = "private, no-store"
    return mark_as_logged(response)


def waiting(request: HttpRequest) -> dict[str, str | int]:
    """The file's own address, and the page that it is the paper of."""
    address = request.get_full_path()
    path, mark, query = address.partition("?")
    return {"address": address, "page": f"{path.rpartition('.')[0]}/{mark}{query}"}


def too_many(request: HttpRequest) -> HttpResponse:
    context = waiting(request) | {"seconds": MINUTE, "is_too_much": True}
    response = render(request, "paper/being_made.html", context, status=429)
    response["Retry-After"] = str(MINUTE)
    response["Cache-Control"] = "private, no-store"
    return response


class CheckForm(forms.Form):
    key = forms.CharField(max_length=100, required=False)


@published("key")
def check(request: HttpRequest, key: str = "") -> HttpResponse:
    """Open to everybody who holds a printed edition."""
    form = CheckForm(request.GET)
    key = key or (form.cleaned_data["key"] if form.is_valid() else "")
    found = checked(key)
    context = {"form": form, "key": key, "found": found}
    status = 404 if key and found is None else 200
    return render(request, "paper/check.html", context, status=status)
