"""What the front page lists: what waits, the most urgent first, what comes next, and how much the
reports have.

All of it is read by one query of few columns, each kind of row an arm of it; what a row says is
put into words afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate

from registry.common.admin_rights import may
from registry.common.appearing import Stage, this_minute
from registry.common.languages import active
from registry.contacts.models import ContactPoint
from registry.contacts.traces import Handover, OfficeChange
from registry.drafting.rounds import CollectionRound
from registry.drafting.sections import Section
from registry.figure_imports.imports import FigureImport
from registry.pages.models import NewsItem
from registry.process.models import Meeting
from registry.profiles.models import Edition
from registry.reports.models import LinkCheck, ReportCount
from registry.secretariat import waiting

AHEAD = timedelta(days=120)  # how far "comes next" looks
COLUMNS = ("what", "number", "of_state", "en", "ru", "first", "second", "on")


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the agenda. What `first`, `second` and the words are depends on what it is."""

    what: str
    number: int
    of_state: int
    en: str
    ru: str
    first: int
    second: int
    on: date

    @property
    def words(self) -> str:
        return (self.ru or self.en) if active() == "ru" else (self.en or self.ru)


@dataclass(frozen=True, slots=True)
class Arm:
    model: type[models.Model]
    rows: Callable[[date], QuerySet]


def agenda(user: Any, on: date) -> list[Item]:
    """Of the records that this person may view."""
    arms = [arm.rows(on) for arm in ARMS if may(user, "view", arm.model)]
    if not arms:
        return []
    first, *others = arms
    return [Item(*row) for row in first.union(*others, all=True)]


def row_of(rows: QuerySet, **columns: Any) -> QuerySet:
    """With the columns that all arms have, in their order; those not given are empty."""
    empty = {
        "what": Value(""),
        "number": F("pk"),
        "of_state": Value(0),
        "en": Value("", output_field=CharField()),
        "ru": Value("", output_field=CharField()),
        "first": Value(0),
        "second": Value(0),
        "on": F("pk"),
    }
    given = {f"agenda_{name}": value for name, value in (empty | columns).items()}
    return rows.order_by().annotate(**given).values_list(*(f"agenda_{name}" for name in COLUMNS))


def editions(on: date) -> QuerySet:
    """In work: what their state and the Secretariat have to do stands in their status."""
    undecided = Count("sections", filter=~Q(sections__review=Section.Review.ACCEPTED))
    return row_of(
        Edition.objects.in_work(),
        what=F("status"),
        of_state=F("profile__state_id"),
        en=F("profile__kind"),
        first=F("year"),
        second=undecided,
        on=Coalesce(F("submitted_on"), TruncDate("updated_at")),
    )


def handovers(on: date) -> QuerySet:
    has_letter = Case(When(letter="", then=0), default=1)
    return row_of(
        waiting.handovers(),
        what=Value("handover"),
        of_state=F("predecessor__state_id"),
        first=has_letter,
        on=TruncDate("asked_at"),
    )


def offices(on: date) -> QuerySet:
    return row_of(
        waiting.offices(),
        what=Value("office"),
        of_state=F("contact_point__state_id"),
        on=TruncDate("asked_at"),
    )


def erasures(on: date) -> QuerySet:
    return row_of(
        waiting.erasures(),
        what=Value("erasure"),
        of_state=F("state_id"),
        on=TruncDate("updated_at"),
    )


def imports(on: date) -> QuerySet:
    return row_of(
        waiting.imports(),
        what=Value("import"),
        en=F("filename"),
        first=F("rows"),
        second=F("errors"),
        on=TruncDate("at"),
    )


def rounds(on: date) -> QuerySet:
    """Those that run, and those to come."""
    return row_of(
        CollectionRound.objects.filter(closed_on__isnull=True).with_counts(),
        what=Case(When(opened_on__isnull=True, then=Value("planned")), default=Value("round")),
        en=F("kind"),
        first=F("year"),
        second=F("not_submitted"),
        on=F("deadline"),
    )


def news(on: date) -> QuerySet:
    """That readers see from a time to come."""
    return row_of(
        NewsItem.objects.filter(stage=Stage.READY, appears_at__gt=this_minute()),
        what=Value("news"),
        en=F("title_en"),
        ru=F("title_ru"),
        on=TruncDate("appears_at"),
    )


def meetings(on: date) -> QuerySet:
    return row_of(
        Meeting.objects.filter(starts_on__gte=on, starts_on__lte=on + AHEAD),
        what=Value("meeting"),
        en=F("title_en"),
        ru=F("title_ru"),
        first=Count("attendances"),
        on=F("starts_on"),
    )


def reports(on: date) -> QuerySet:
    """How many lines each report had when it was counted."""
    return row_of(
        ReportCount.objects.all(),
        what=Value("report"),
        en=F("slug"),
        first=F("count"),
        on=TruncDate("counted_at"),
    )


ARMS = (
    Arm(model=Edition, rows=editions),
    Arm(model=Handover, rows=handovers),
    Arm(model=OfficeChange, rows=offices),
    Arm(model=ContactPoint, rows=erasures),
    Arm(model=FigureImport, rows=imports),
    Arm(model=CollectionRound, rows=rounds),
    Arm(model=NewsItem, rows=news),
    Arm(model=Meeting, rows=meetings),
    Arm(model=LinkCheck, rows=reports),
)
