"""Lists as pages: one filter, paging, and the same rows as CSV or XLSX."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_filters import FilterSet

from registry.common.exports import Column, download

PER_PAGE = 25
FORMS = ("csv", "xlsx")


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
    rows = filterset.qs if filterset.is_valid() else filterset.queryset.none()
    if order is not None:
        rows = sorted(rows, key=order)
    form = request.GET.get("format")
    if form in FORMS and filterset.is_valid():
        return download(rows, columns, name, form)
    if form is not None and form not in FORMS:
        raise Http404(_("This list comes as csv or xlsx."))
    paginator = Paginator(rows, per_page)
    try:
        page = paginator.page(request.GET.get("page", 1))
    except InvalidPage:
        raise Http404(_("The list has %(count)s pages.") % {"count": paginator.num_pages}) from None
    query = request.GET.copy()
    query.pop("page", None)
    shown = {
        "filter": filterset,
        "page": page,
        "query": query.urlencode(),
        "is_filtered": any(query.values()),
    }
    status = 400 if form else 200
    return render(request, template, shown | (context or {}), status=status)
