"""Lists as pages: one filter, paging, and the same rows as CSV or XLSX."""

from collections.abc import Callable, Collection
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_filters import FilterSet

from registry.common.as_of import PARAMETER, is_page
from registry.common.errors import WrongAddressError
from registry.common.exports import Column, download
from registry.common.known_names import strange_names, strange_told

PER_PAGE = 25
FORMS = ("csv", "xlsx")
OF_EACH_LIST = {"format", "page", PARAMETER}


def form_asked(request: HttpRequest, known: Collection[str] = ()) -> str:
    """In which form a list is wanted as a file; "" for the page. `known`: the parameters that it
    has of its own.

    Raises Http404 for a form that no list has, and WrongAddressError where a file would not be
    what its address says."""
    form = request.GET.get("format")
    if form is None:
        return ""
    if form not in FORMS:
        raise Http404(_("This list comes as csv or xlsx."))
    refuse_strange(request, known)
    return form


def refuse_strange(request: HttpRequest, known: Collection[str] = ()) -> None:
    strange = strange_names(request.GET, {*known, *OF_EACH_LIST})
    if strange:
        raise WrongAddressError(strange_told(strange))


def refuse_form() -> None:
    """Of a page that is no list. Raises Http404."""
    raise Http404(_("This page has no other form. Programs find the records under /api/v1/."))


class FormMiddleware:
    """A page that knows no `format` is not there in one: its HTML would be taken for the file."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *arguments: Any) -> None:
        known = getattr(view, "parameters", None)
        has_none = known is not None and "format" not in known
        if has_none and "format" in request.GET and is_page(request):
            refuse_form()


def query_of(request: HttpRequest, known: Collection[str] = ()) -> str:
    """What the links to other pages of a list and to its files carry on."""
    query = request.GET.copy()
    for name in request.GET:
        if name in ("format", "page") or name not in {*known, PARAMETER}:
            del query[name]
    return query.urlencode()


def list_page(
    request: HttpRequest,
    filterset: FilterSet,
    template: str,
    *,
    columns: list[Column],
    name: str,
    context: dict[str, Any] | None = None,
    per_page: int = PER_PAGE,
    order: Callable[[Any], Any] | None = None,
) -> HttpResponse:
    """A filtered list, in the order of the question or, of short lists, by the key `order`.

    A wrong filter value is named beside its field, and the list is empty then: there is no file of
    it. A page that is not there is a 404."""
    known = filterset.filters
    form = form_asked(request, known)
    rows = filterset.qs if filterset.is_valid() else filterset.queryset.none()
    if order is not None:
        rows = sorted(rows, key=order)
    if form and filterset.is_valid():
        return download(rows, columns, name, form)
    paginator = Paginator(rows, per_page)
    try:
        page = paginator.page(request.GET.get("page", 1))
    except InvalidPage:
        raise Http404(_("The list has %(count)s pages.") % {"count": paginator.num_pages}) from None
    shown = {
        "filter": filterset,
        "page": page,
        "query": query_of(request, known),
        "is_filtered": any(request.GET.get(name) for name in known),
    }
    status = 400 if form else 200
    return render(request, template, shown | (context or {}), status=status)
