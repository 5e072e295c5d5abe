from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from registry.common.dates import today
from registry.common.store import published
from registry.imap.layers import coverage_layer
from registry.profiles.coverage import coverage_of
from registry.states.designations import by_name
from registry.states.models import State


@published()
def imap(request: HttpRequest) -> HttpResponse:
    states = by_name(State.objects.participating(today()).for_page())
    return render(request, "imap/map.html", {"layer": coverage_layer(coverage_of(states))})
