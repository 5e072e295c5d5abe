"""Records that nobody has saved or confirmed for long, the oldest of each kind first."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from registry.common.dates import worded
from registry.contacts.models import ContactPoint
from registry.reports.reporting import Line, kinds, line

OLD = timedelta(days=2 * 365)  # of a record
OLD_DETAILS = timedelta(days=365)  # of a contact point, who is asked once a year


def ageing(on: date) -> list[Line]:
    found = [line(row, f"details {since(row.confirmed_on)}") for row in unconfirmed(on)]
    for model in kinds():
        for row in not_saved(model._base_manager.order_by("updated_at"), on):
            day = timezone.localtime(row.updated_at).date()
            found.append(line(row, f"not saved since {worded(day)}"))
    return found


def not_saved(rows: QuerySet, on: date) -> QuerySet:
    return rows.filter(updated_at__date__lt=on - OLD)


def not_confirmed(rows: QuerySet, on: date) -> QuerySet:
    """Contact points whose details nobody has confirmed for long, or ever."""
    return rows.filter(Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=on - OLD_DETAILS))


def unconfirmed(on: date) -> list[ContactPoint]:
    rows = ContactPoint.objects.in_office(on).select_related("state")
    return sorted(not_confirmed(rows, on), key=age_of)


def age_of(row: ContactPoint) -> date:
    return row.confirmed_on or date.min


def since(day: date | None) -> str:
    return f"not confirmed since {worded(day)}" if day else "never confirmed"
