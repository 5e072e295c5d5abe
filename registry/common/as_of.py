"""The day in the address: `?as_of=YYYY-MM-DD` shows a page as it was on that day, with a banner and
a way back.

The day holds for the whole answer: a state has the name of that day wherever no other day is asked
for (states/designations.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse

from registry.common.dates import today
from registry.common.moments import day_named
from registry.common.scope import remember, remembered

PARAMETER = "as_of"


def parsed_day(text: str) -> date:
    """The day that the parameter names, for pages, filters and the API alike.

    A day to come counts as today. Raises ValidationError where the text is anything else than a
    day or time of the calendar (moments.py).
    """
    return min(day_named(text), today())


class AsOfField(forms.DateField):
    """The parameter in the form of a filter."""

    def to_python(self, value: str | date | None) -> date | None:
        return None if value in self.empty_values else parsed_day(str(value))


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day that a page is about. `back`: the same address without it."""

    day: date
    is_past: bool
    back: str = ""

    @property
    def query(self) -> str:
        """To be carried on by links and forms of the page: "as_of=2015-01-01"; "" for today."""
        return f"{PARAMETER}={self.day.isoformat()}" if self.is_past else ""


def as_of_day(request: HttpRequest, *, strict: bool = True) -> AsOf:
    """The day that the address asks for, else today. It is the day of the whole answer from then
    on.

    Raises Http404 where the parameter is not a day; with `strict` False the answer is about today
    then, because a filter on the page shows the error beside its field.
    """
    text = request.GET.get(PARAMETER, "")
    now = today()
    if not text:
        return AsOf(now, False)
    try:
        day = parsed_day(text)
    except ValidationError as error:
        if strict:
            raise Http404(error.messages[0]) from None
        return AsOf(now, False)
    remember(PARAMETER, day)
    query = request.GET.copy()
    del query[PARAMETER]
    back = f"{request.path}?{query.urlencode()}" if query else request.path
    return AsOf(day, day < now, back)


def day_of_the_answer() -> date:
    return remembered(PARAMETER, today)


def on_day(address: str) -> str:
    """An address of the registry, on the day of the answer: who reads of the past stays there
    until they leave it."""
    day = day_of_the_answer()
    as_of = AsOf(day, day < today())
    return f"{address}{'&' if '?' in address else '?'}{as_of.query}" if as_of.is_past else address


SHOWS_IT_BESIDE_A_FIELD = {"states"}


def is_page(request: HttpRequest) -> bool:
    """Of people, in a language."""
    return request.path_info[1:4] in ("en/", "ru/")


class AsOfMiddleware:
    """A page asked for as of something that is no day is not there, also where the page is not
    kept by day."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        match = request.resolver_match
        if is_page(request) and match and match.url_name not in SHOWS_IT_BESIDE_A_FIELD:
            as_of_day(request)
