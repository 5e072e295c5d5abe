"""The time machine: `?as_of=YYYY-MM-DD` shows a page as it was on that day, with a banner and a way back.

The day holds for the whole answer: a state is named as on that day wherever no other day is told (states/designations.py).
"""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from registry.common.dates import today
from registry.common.scope import remember, remembered

PARAMETER = "as_of"


@dataclass(frozen=True, slots=True)
class Moment:
    """The day that a page speaks of. `back`: the same address without it."""

    day: date
    is_past: bool
    back: str = ""

    @property
    def query(self) -> str:
        """To be carried on by links and forms of the page: "as_of=2015-01-01"; "" for today."""
        return f"{PARAMETER}={self.day.isoformat()}" if self.is_past else ""


def moment_of(request: HttpRequest, *, strict: bool = True) -> Moment:
    """The day asked for, else today; a day to come is today. From then on it is the day of the answer.

    Raises Http404 with the form that a date has; not where a filter on the page says it beside its field (`strict` False).
    """
    text = request.GET.get(PARAMETER, "")
    now = today()
    if not text:
        return Moment(now, False)
    try:
        day = parse_date(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None and not strict:
        return Moment(now, False)
    if day is None:
        raise Http404(_("The day in the address is not a date. A date has the form 2015-12-31."))
    day = min(day, now)
    remember(PARAMETER, day)
    query = request.GET.copy()
    del query[PARAMETER]
    back = f"{request.path}?{query.urlencode()}" if query else request.path
    return Moment(day, day < now, back)


def day_of_the_answer() -> date:
    return remembered(PARAMETER, today)


def on_day(address: str) -> str:
    """An address of the registry, on the day of the answer: who reads of the past stays there until they leave it."""
    day = day_of_the_answer()
    moment = Moment(day, day < today())
    return f"{address}{'&' if '?' in address else '?'}{moment.query}" if moment.is_past else address
