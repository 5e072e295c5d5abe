"""What happened in a state: meetings and news in one order of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from registry.pages.models import NewsItem
from registry.process.models import Meeting

SHOWN = 8  # before the rest is folded


@dataclass(frozen=True, slots=True)
class Happening:
    """`day`: None where no source gives it; `doubt`: a word where none states it as it is."""

    day: date | None
    when: str
    title: str
    address: str
    kind: str
    place: str = ""
    doubt: str = ""
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Happened:
    """The latest first; what has no day last."""

    latest: list[Happening]
    rest: list[Happening]


def happened(meetings: Iterable[Meeting], news: Iterable[NewsItem]) -> Happened | None:
    found = [of_meeting(row) for row in meetings] + [of_news(row) for row in news]
    found.sort(key=day_of, reverse=True)
    return Happened(found[:SHOWN], found[SHOWN:]) if found else None


def day_of(one: Happening) -> date:
    return one.day or date.min


def of_meeting(row: Meeting) -> Happening:
    return Happening(
        day=row.starts_on,
        when=row.dates_worded,
        title=row.title,
        address=row.get_absolute_url(),
        kind=row.get_kind_display(),
        place=row.place,
        doubt=row.doubt,
        is_cancelled=row.is_cancelled,
    )


def of_news(row: NewsItem) -> Happening:
    return Happening(
        day=row.date,
        when=row.date_worded,
        title=row.title,
        address=row.get_absolute_url(),
        kind=_("news"),
        doubt=row.doubt,
    )
