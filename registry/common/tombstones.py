"""What a list no longer holds: for those who keep a copy and ask what has changed since.

A record that readers saw and that was deleted, taken offline or has reached its end, and an address
that a record had before. What readers never saw leaves nothing: its history says whether they did.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from django.db import models
from django.utils import timezone

from registry.common.appearing import Appearing, Stage
from registry.common.models import FormerAddress

Tombstone = dict[str, Any]
FOREVER = datetime.max.replace(tzinfo=UTC)


def of_records(
    model: type[models.Model], since: datetime, *, key: tuple[str, ...] = ("slug",)
) -> list[Tombstone]:
    """`key`: the columns that name a record in the list."""
    found = list(deleted(model, since, key))
    if issubclass(model, Appearing):
        found += hidden(model, since, key)
    if key == ("slug",):
        found += renamed(model, since)
    return sorted(found, key=itemgetter("removed_at", key[0]))


def deleted(model: Any, since: datetime, key: tuple[str, ...]) -> Iterator[Tombstone]:
    histories = model.history.model.objects
    gone = list(histories.filter(history_type="-", history_date__gte=since))
    there = existing(model, key)
    seen = was_seen(model, [row.id for row in gone])
    for row in gone:
        named = {name: getattr(row, name) for name in key}
        if row.id in seen and tuple(named.values()) not in there:
            yield named | {"removed_at": row.history_date}


def existing(model: Any, key: tuple[str, ...]) -> set[tuple]:
    rows = model._base_manager.all()
    if issubclass(model, Appearing):
        rows = model.objects.public()
    return set(rows.values_list(*key))


def hidden(model: Any, since: datetime, key: tuple[str, ...]) -> Iterator[Tombstone]:
    now = timezone.now()
    ended = models.Q(goes_at__gte=since, goes_at__lte=now)
    rows = model.objects.filter(models.Q(updated_at__gte=since) | ended)
    rows = [row for row in rows if not row.is_public]
    seen = was_seen(model, [row.pk for row in rows])
    for row in rows:
        if row.pk in seen:
            ends = [at for at in (row.updated_at, row.goes_at) if at and at <= now]
            at = max(ends, default=now)
            yield {name: getattr(row, name) for name in key} | {"removed_at": at}


def renamed(model: Any, since: datetime) -> Iterator[Tombstone]:
    rows = {row.pk: row for row in model.objects.filter(updated_at__gte=since)}
    kind = model._meta.model_name
    for former in FormerAddress.objects.filter(kind=kind, record__in=list(rows)):
        row = rows[former.record]
        if getattr(row, "is_public", True):
            yield {"slug": former.slug, "removed_at": row.updated_at, "now": row.slug}


def was_seen(model: Any, numbers: list[int]) -> set[int]:
    """Of these records, those that readers saw at any time."""
    if not issubclass(model, Appearing):
        return set(numbers)
    rows = model.history.model.objects.filter(id__in=numbers).order_by("id", "history_date", "pk")
    versions_of = groupby(rows, key=attrgetter("id"))
    return {number for number, versions in versions_of if stood_open(list(versions))}


def stood_open(versions: Iterable[Any]) -> bool:
    """Whether one of the versions was public while it was the one that held."""
    rows = list(versions)
    ends = [row.history_date for row in rows[1:]] + [timezone.now()]
    for row, end in zip(rows, ends, strict=True):
        begins = max(row.history_date, row.appears_at or row.history_date)
        if row.stage == Stage.READY and begins < min(end, row.goes_at or FOREVER):
            return True
    return False
