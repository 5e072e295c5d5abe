"""How much waits for the Secretariat: small counts that stand beside entries of the navigation.

All of them, and how many records lack Russian, are one query, however many there are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, QuerySet, Value

from registry.common.admin_rights import may
from registry.common.models import SentMessage
from registry.common.scope import remembered
from registry.common.task_overview import failed_tasks
from registry.common.task_progress import TaskProgress
from registry.contacts.models import ContactPoint
from registry.contacts.traces import Decision, Handover, OfficeChange
from registry.figure_imports.imports import FigureImport
from registry.profiles.models import Edition


@dataclass(frozen=True, slots=True)
class Waits:
    name: str
    model: type[models.Model]
    rows: Callable[[], QuerySet]


def to_review() -> QuerySet:
    return Edition.objects.filter(status=Edition.Status.SUBMITTED)


def handovers() -> QuerySet:
    return Handover.objects.filter(decision=Decision.WAITING)


def offices() -> QuerySet:
    return OfficeChange.objects.filter(decision=Decision.WAITING)


def given_up() -> QuerySet:
    """Messages that did not go out, or may not have arrived."""
    stopped = (SentMessage.State.FAILED, SentMessage.State.UNCLEAR)
    return SentMessage.objects.filter(state__in=stopped)


def imports() -> QuerySet:
    return FigureImport.objects.pending()


def erasures() -> QuerySet:
    return ContactPoint.objects.erasure_asked()


TABLE = (
    Waits(name="review", model=Edition, rows=to_review),
    Waits(name="handovers", model=Handover, rows=handovers),
    Waits(name="offices", model=OfficeChange, rows=offices),
    Waits(name="messages", model=SentMessage, rows=given_up),
    Waits(name="tasks", model=TaskProgress, rows=failed_tasks),
    Waits(name="imports", model=FigureImport, rows=imports),
    Waits(name="erasures", model=ContactPoint, rows=erasures),
)


# Kinds of records that have English words and no Russian ones; their counts are named for them
TRANSLATED = ("NewsItem", "Page", "Document", "Project", "Meeting", "ActionPlan", "Indicator")


def counts_for(user: Any) -> dict[str, int]:
    """By name, of what this person may view."""

    def count() -> dict[str, int]:
        arms = [counted(row.name, row.rows()) for row in TABLE if may(user, "view", row.model)]
        for name in TRANSLATED:
            model = apps.get_model("registry", name)
            if may(user, "view", model):
                rows = model.objects.filter(title_ru="").exclude(title_en="")
                arms.append(counted(name, rows))
        if not arms:
            return {}
        first, *others = arms
        return dict(first.union(*others, all=True))

    return remembered(("what waits", user.pk), count)


def untranslated(user: Any) -> dict[str, int]:
    """How many records of each kind have no Russian words; without those of which there are
    none."""
    counts = counts_for(user)
    return {name: counts[name] for name in TRANSLATED if counts.get(name)}


def counted(name: str, rows: QuerySet) -> QuerySet:
    named = rows.order_by().annotate(what_waits=Value(name))
    counts = named.values("what_waits").annotate(number=Count("pk"))
    return counts.values_list("what_waits", "number")
